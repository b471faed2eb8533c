// What stands still between two months: cells, ties, labels and dots, on a canvas of their own below the one that moves.
//
// Where hundreds are drawn, a picture of all of them takes longer than a screen's frame. While months fly by the layer is
// then drawn again a few times a second only, out of sight and a part in each frame; what has just changed flashes above it
// at full pace. A part is turned into an image at once: otherwise all of them would be carried out together in the end.

import { el } from "./dom";
import type { Job } from "./panel";

const PAUSE_MS = 150;
/** Milliseconds of a frame that drawing out of sight may take. */
const SHARE_MS = 3;

/** What a picture is of: where `scene` changes it is drawn at once, where only `key` does it may wait. */
interface Keys { scene: string; key: string; ratio: number }
interface Drawing { jobs: Job[]; done: number; so: ImageBitmap | null; sheet: OffscreenCanvas }

export class Still {
  readonly canvas = el("canvas", { testid: "still", attributes: { "aria-hidden": "true" } });
  private readonly ctx = this.canvas.getContext("2d", { alpha: false })!;
  private keys: Keys = { scene: "", key: "", ratio: 1 };
  private drawnAt = -Infinity;
  private drawing: Drawing | null = null;

  /** Draw what `plan` returns if it has changed, `slowly` or at once; returns whether there is still something to draw. */
  refresh(keys: Keys, shown: HTMLCanvasElement, slowly: boolean, now: number, plan: () => Job[]): boolean {
    const parts = slowly && keys.scene === this.keys.scene;
    if (parts && this.drawing) return this.goOn(this.drawing) || keys.key !== this.keys.key;
    if (!this.drawing && keys.scene === this.keys.scene && keys.key === this.keys.key) return false;
    if (parts && now - this.drawnAt < PAUSE_MS) return true;
    this.keys = keys;
    this.drawing = null;
    const jobs = plan();
    if (parts) {
      this.drawing = { jobs, done: 0, so: null, sheet: new OffscreenCanvas(shown.width, shown.height) };
      return this.goOn(this.drawing);
    }
    this.atOnce(jobs, shown);
    return false;
  }

  private atOnce(jobs: Job[], shown: HTMLCanvasElement): void {
    if (this.canvas.width !== shown.width || this.canvas.height !== shown.height) {
      this.canvas.width = shown.width;
      this.canvas.height = shown.height;
    }
    this.ctx.setTransform(this.keys.ratio, 0, 0, this.keys.ratio, 0, 0);
    for (const job of jobs) job(this.ctx);
    this.drawnAt = performance.now();
  }

  /** Draw a few parts more; returns whether some are left. */
  private goOn(drawing: Drawing): boolean {
    const end = performance.now() + SHARE_MS, { ratio } = this.keys;
    const ctx = drawing.sheet.getContext("2d", { alpha: false })!;
    while (drawing.done < drawing.jobs.length && performance.now() < end) {
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      if (drawing.so) ctx.drawImage(drawing.so, 0, 0);
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawing.jobs[drawing.done++](ctx);
      drawing.so?.close();
      drawing.so = drawing.sheet.transferToImageBitmap();
    }
    if (drawing.done < drawing.jobs.length) return true;
    this.ctx.setTransform(1, 0, 0, 1, 0, 0);
    if (drawing.so) this.ctx.drawImage(drawing.so, 0, 0);
    this.drawing = null;
    // the pause is counted from the end: a slow machine is left time for everything else
    this.drawnAt = performance.now();
    return false;
  }
}
