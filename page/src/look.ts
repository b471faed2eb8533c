// Colours and shapes. Every colour has one meaning; kinds differ in shape too. The tests measure contrast and distance.

/** Kinds of organisations (after Okabe & Ito, safe for colour-blind eyes, darkened to 3:1 on the map). */
export const KIND_COLOURS = ["#0072b2", "#a86400", "#b3478a", "#00785a", "#3c3c46"];
/** The two futures: headings, chart lines, and halos around what only one of them has. */
export const LANE_COLOURS = ["#1b3a6b", "#c1440e"];
/** Whatever has just changed: a tie that formed or ended, a leader who left, a grant won. */
export const CHANGED = "#e0a800", CHANGED_EDGE = "#4a3800";
export const INK = "#14213d", PAPER = "#fbfaf7", CELL = "#f2efe7", CELL_LINE = "#e2ddd0", LABEL = "#5d584c";
/** Ties are neutral: solid or dashed says which, thickness says how much trust. */
export const FORMAL_LINE = "#3a3733", INFORMAL_LINE = "#80796a", CHOSEN = "#000000";
/** Steps of a measure, low to high. */
export const STEPS = ["#8f7fb5", "#7d67a6", "#674b94", "#503081", "#38146c"];
/** Fields of service, when dots are coloured by field. */
export const FIELD_COLOURS = ["#0072b2", "#a86400", "#b3478a", "#00785a", "#3c3c46", "#7a5195", "#8a6d1d", "#8c3b3b", "#2f7f8c", "#5b7a1d"];

let scale = 1;

/** How much larger text on canvases is than on a desk: a projector's is read from ten metres. */
export function textScale(): number {
  return scale;
}

/** Look up the size of type again, after the window has changed: asking the style in every frame costs a part of it. */
export function rescale(): void {
  const root = parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  scale = document.body.classList.contains("projector") ? root / 12 : 1;
}

/** Whether the reader asked for less motion: then nothing flashes, glides or drifts. */
export function calm(): boolean {
  return window.matchMedia("(prefers-reduced-motion: reduce)").matches;
}

/** Relative luminance and contrast of two colours written `#rrggbb` (WCAG 2). */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Add the outline of a kind's shape, with about the same area for every kind, to a path. */
export function shape(path: CanvasPath, kind: number, x: number, y: number, r: number): void {
  if (kind === 0) {
    const s = 0.886 * r;
    path.rect(x - s, y - s, 2 * s, 2 * s);
  } else if (kind === 2) polygon(path, 4, x, y, 1.253 * r, 0);
  else if (kind === 3) polygon(path, 3, x, y + 0.15 * r, 1.5 * r, -Math.PI / 2);
  else if (kind === 4) polygon(path, 5, x, y, 1.15 * r, -Math.PI / 2);
  else {
    path.moveTo(x + r, y);
    path.arc(x, y, r, 0, 2 * Math.PI);
  }
}

function polygon(path: CanvasPath, corners: number, x: number, y: number, r: number, turn: number): void {
  for (let k = 0; k < corners; k++) {
    const angle = turn + (2 * Math.PI * k) / corners;
    if (k === 0) path.moveTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
    else path.lineTo(x + r * Math.cos(angle), y + r * Math.sin(angle));
  }
  path.closePath();
}
