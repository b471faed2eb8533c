// The pointer on the network: hover tells a name, a click chooses, the wheel and dragging zoom and move.

import type { App } from "./app";
import type { Network } from "./network";
import { pick } from "./words";

const STILL = 6, TIP_ROOM = 220;

export class Pointer {
  private down: { x: number; y: number; moved: boolean } | null = null;

  constructor(private readonly app: App, private readonly network: Network, private readonly tip: HTMLElement) {
    const { canvas } = network;
    canvas.addEventListener("pointerdown", (e) => { this.down = { x: e.clientX, y: e.clientY, moved: false }; });
    canvas.addEventListener("pointermove", (e) => this.move(e));
    canvas.addEventListener("pointerup", (e) => {
      const down = this.down;
      this.down = null;
      // a finger that scrolls the page is not a choice
      if (down && !down.moved && Math.hypot(e.clientX - down.x, e.clientY - down.y) <= STILL) this.click(e);
    });
    canvas.addEventListener("pointerleave", () => { tip.hidden = true; });
    canvas.addEventListener("wheel", (e) => this.wheel(e), { passive: false });
  }

  private at(event: MouseEvent): [number, number] {
    const box = this.network.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private move(event: PointerEvent): void {
    const { down } = this;
    if (!down || this.network.zoom.k === 1) return this.hover(event);
    const dx = event.clientX - down.x, dy = event.clientY - down.y;
    if (!down.moved && Math.hypot(dx, dy) <= STILL) return undefined;
    this.network.pan(dx, dy);
    this.down = { x: event.clientX, y: event.clientY, moved: true };
    this.app.redraw();
    return undefined;
  }

  private hover(event: PointerEvent): void {
    const [x, y] = this.at(event), { canvas } = this.network;
    const hit = event.pointerType === "mouse" ? this.network.hit(x, y) : null;
    const node = hit?.choice && "node" in hit.choice ? hit.choice.node : -1;
    this.tip.hidden = node < 0;
    canvas.style.cursor = hit?.choice ? "pointer" : "default";
    if (node < 0) return;
    const kind = this.app.welcome.kinds[this.app.store.cast[node][0]];
    this.tip.textContent = `${this.app.filter.name(node)} · ${pick(kind)}`;
    this.tip.style.left = `${Math.min(x + 14, canvas.clientWidth - TIP_ROOM)}px`;
    this.tip.style.top = `${y + 14}px`;
  }

  private click(event: PointerEvent): void {
    const hit = this.network.hit(...this.at(event), event.pointerType !== "mouse");
    this.app.choose(hit?.choice ?? null, hit?.lane ?? 0);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    this.network.zoomAt(Math.exp(-event.deltaY / 400), ...this.at(event));
    this.app.redraw();
  }
}
