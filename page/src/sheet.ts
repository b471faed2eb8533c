// Where a canvas lies on the screen: on whole pixels of it, so that a line one pixel wide is drawn on one pixel.

/** A place within a box, in CSS pixels, and how many of the screen's pixels it has. */
export interface Sheet { left: number; top: number; width: number; height: number; across: number; down: number }

const SLACK = 1e-3;

/** The largest sheet of whole pixels within a box; `ratio` of them make a CSS pixel. */
export function sheetIn(box: { left: number; top: number; width: number; height: number }, ratio: number): Sheet {
  const [left, across] = whole(box.left, box.width, ratio), [top, down] = whole(box.top, box.height, ratio);
  return { left: left - box.left, top: top - box.top, width: across / ratio, height: down / ratio, across, down };
}

function whole(begins: number, length: number, ratio: number): [begins: number, pixels: number] {
  const first = Math.ceil(begins * ratio - SLACK), last = Math.floor((begins + length) * ratio + SLACK);
  return [first / ratio, Math.max(0, last - first)];
}

/** Lay canvases on a sheet. */
export function lay(sheet: Sheet, canvases: HTMLCanvasElement[]): void {
  for (const { style } of canvases) {
    style.left = `${sheet.left}px`;
    style.top = `${sheet.top}px`;
    style.width = `${sheet.width}px`;
    style.height = `${sheet.height}px`;
  }
}

/** Upright and level lines of a width that fill whole pixels: their width, and where their middle lies near a place. */
export function crisp(width: number, ratio: number): { width: number; at(place: number): number } {
  const pixels = Math.max(1, Math.round(width * ratio)), half = (pixels % 2) / 2;
  return { width: pixels / ratio, at: (place) => (Math.round(place * ratio - half) + half) / ratio };
}
