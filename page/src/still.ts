// What stands still between two months: cells, ties, labels and dots, on a canvas of their own below the one that moves.
//
// The two are never copied into each other: a copy would wait until everything drawn so far is really there.
// Where thousands are drawn, a picture of all of them takes longer than a screen's frame. While months fly by the layer is
// then drawn again a few times a second only; what has just changed flashes above it at full pace.

import { el } from "./dom";

const MANY = 200, PAUSE_MS = 150;

export class Still {
  readonly canvas = el("canvas", { testid: "still", attributes: { "aria-hidden": "true" } });
  private readonly ctx = this.canvas.getContext("2d", { alpha: false })!;
  private key = "";
  private drawnAt = -Infinity;

  /** Draw again with `paint` if `key` has changed; returns whether that was put off. */
  refresh(key: string, shown: HTMLCanvasElement, things: number, playing: boolean, now: number, paint: (ctx: CanvasRenderingContext2D) => void): boolean {
    if (key === this.key) return false;
    if (playing && things > MANY && now - this.drawnAt < PAUSE_MS) return true;
    this.key = key;
    if (this.canvas.width !== shown.width || this.canvas.height !== shown.height) {
      this.canvas.width = shown.width;
      this.canvas.height = shown.height;
    }
    const ratio = shown.width / Math.max(shown.clientWidth, 1);
    this.ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    paint(this.ctx);
    // the pause is counted from the end: a slow machine is left time for everything else
    this.drawnAt = performance.now();
    return false;
  }
}
