// Colours and shapes. Kinds differ in colour (Okabe & Ito, safe for colour-blind eyes) and in shape.

export const KIND_COLOURS = ["#0072b2", "#d98200", "#b3478a", "#00855f", "#3c3c46"];
export const LANE_COLOURS = ["#1b3a6b", "#c1440e"];
export const INK = "#14213d", PAPER = "#fbfaf7", CELL = "#f2efe7", CELL_LINE = "#e2ddd0", LABEL = "#5d584c";
export const FORMAL_LINE = "#27406f", INFORMAL_LINE = "#76705f", LOW_TRUST = "#c1440e";
export const FORMED = "#008f7a", ENDED = "#c1440e", CHOSEN = "#111111";

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
