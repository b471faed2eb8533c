// Names on the map: which are written and where, and each as a picture drawn once, since outlined text costs most of a small frame.

import { INK, textScale } from "./look";
import { largest, type Panel } from "./panel";

const NAMED = 5, KEPT = 500;

export interface Label { stamp: ImageBitmap; x: number; y: number; wide: number; high: number }

export class Names {
  private readonly stamps = new Map<string, ImageBitmap>();

  /** The names of a panel: of what was chosen, and of the few largest; one that would lie over another is left out, or stands above its dot if it was chosen. */
  place(panel: Panel, chosen: number[], name: (number: number) => string, radius: (number: number) => number, ratio: number): Label[] {
    const found: Label[] = [], room = 15 * textScale();
    for (const number of new Set([...chosen, ...largest(panel, NAMED)])) {
      if (!panel.lane.nodes.has(number)) continue;
      const stamp = this.stamp(name(number), ratio), wide = stamp.width / ratio, half = wide / 2;
      const middle = Math.min(panel.x + panel.w - half, Math.max(panel.x + half, panel.xy[2 * number]));
      const x = onPixel(middle - half, ratio), high = stamp.height / ratio, dot = panel.xy[2 * number + 1];
      const below = onPixel(dot + radius(number), ratio), above = onPixel(dot - radius(number) - high, ratio);
      const free = (y: number) => !found.some((l) => Math.abs(l.x - x + (l.wide - wide) / 2) < (l.wide + wide) / 2 && Math.abs(l.y - y) < room);
      if (!free(below) && !chosen.includes(number)) continue;
      found.push({ stamp, x, y: free(below) || !free(above) ? below : above, wide, high });
    }
    return found;
  }

  draw(ctx: CanvasRenderingContext2D, labels: Label[]): void {
    for (const { stamp, x, y, wide, high } of labels) ctx.drawImage(stamp, x, y, wide, high);
  }

  private stamp(name: string, ratio: number): ImageBitmap {
    const key = `${name}/${textScale()}/${ratio}`, known = this.stamps.get(key);
    if (known) return known;
    if (this.stamps.size > KEPT) this.stamps.clear();
    const made = write(name, ratio);
    this.stamps.set(key, made);
    return made;
  }
}

function onPixel(at: number, ratio: number): number {
  return Math.round(at * ratio) / ratio;
}

/** A name in ink on a pale outline, with two pixels of room around it. */
function write(name: string, ratio: number): ImageBitmap {
  const font = `600 ${12.5 * textScale()}px system-ui, sans-serif`;
  const measured = new OffscreenCanvas(1, 1).getContext("2d")!;
  measured.font = font;
  const wide = measured.measureText(name).width + 6, high = 15 * textScale() + 6;
  const canvas = new OffscreenCanvas(Math.ceil(wide * ratio), Math.ceil(high * ratio)), ctx = canvas.getContext("2d")!;
  ctx.scale(ratio, ratio);
  ctx.font = font;
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.strokeStyle = "rgba(251,250,247,0.9)";
  ctx.lineWidth = 3.5;
  ctx.strokeText(name, wide / 2, 2);
  ctx.fillStyle = INK;
  ctx.fillText(name, wide / 2, 2);
  return canvas.transferToImageBitmap();
}
