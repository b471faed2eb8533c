// A difference drawn: a line from the low to the high end of its interval, a mark at the middle, zero as a rule.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 200, HEIGHT = 18, MARGIN = 6;

function node(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

/** How far from zero a drawing reaches: the middles fit, and intervals up to a few times as wide. */
export function reach(shares: ([number, number, number] | null)[]): number {
  const known = shares.filter((s) => s !== null);
  const middles = Math.max(1, ...known.map((s) => Math.abs(s[0])));
  const ends = Math.max(...known.map((s) => Math.max(Math.abs(s[1]), Math.abs(s[2]))), middles);
  return Math.min(ends, 4 * middles);
}

/** Where a value is drawn; what lies beyond the drawing is drawn at its edge. */
export function place(value: number, scale: number): number {
  const held = Math.max(-scale, Math.min(scale, value));
  return WIDTH / 2 + (held / scale) * (WIDTH / 2 - MARGIN);
}

export function interval([middle, low, high]: [number, number, number], scale: number, verdict: string): SVGElement {
  const drawn = node("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: `interval ${verdict}`, "aria-hidden": "true" });
  const y = HEIGHT / 2, ends = [place(low, scale), place(high, scale)];
  drawn.append(node("line", { x1: WIDTH / 2, x2: WIDTH / 2, y1: 0, y2: HEIGHT, class: "zero" }));
  drawn.append(node("line", { x1: ends[0], x2: ends[1], y1: y, y2: y, class: "span" }));
  if (low >= -scale) drawn.append(node("line", { x1: ends[0], x2: ends[0], y1: y - 4, y2: y + 4, class: "span" }));
  if (high <= scale) drawn.append(node("line", { x1: ends[1], x2: ends[1], y1: y - 4, y2: y + 4, class: "span" }));
  if (Math.abs(middle) <= scale) drawn.append(node("circle", { cx: place(middle, scale), cy: y, r: 4.5, class: "middle" }));
  return drawn;
}
