// When the page paints: at the screen's next frame while there is something to paint, never otherwise.

import type { Charts } from "./charts";
import type { Layout } from "./layout";
import { calm } from "./look";
import type { Network } from "./network";
import type { Store } from "./store";
import type { RoomState } from "./types";

const SLOW_MS = 250, SETTLE_MS = 500;

/** What of the page a frame asks for. */
export interface Painted {
  readonly store: Store;
  room: RoomState;
  /** Whether charts are shown. */
  charted(): boolean;
  /** What changes with every month. */
  eachFrame(): void;
  /** What may wait for some frames. */
  nowAndThen(): void;
  acknowledge(number: number): void;
}

export class Painting {
  /** Whether the map has any room: a phone folds it away in role play. */
  mapped = true;
  private dirty = true;
  private waiting = false;
  private draws = 0;
  private owed = -1;
  private slowAt = 0;
  private settleAt = 0;

  constructor(
    private readonly page: Painted, private readonly network: Network, private readonly layout: Layout, private readonly charts: Charts,
  ) {}

  /** Draw the map again. */
  redraw(): void {
    this.dirty = true;
    this.again();
  }

  /** What may wait is looked at with the next frame. */
  soon(): void {
    this.slowAt = 0;
  }

  /** Tell the server once what has been heard up to a number is painted. */
  owe(number: number): void {
    this.owed = number;
  }

  /** Look at the next frame whether there is something to paint. */
  private again(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame((now) => this.paint(now));
  }

  private paint(now: number): void {
    const { store, room } = this.page;
    this.waiting = false;
    if (!store.lanes.length) return;
    this.drawMap(now);
    this.page.eachFrame();
    if (this.page.charted() && this.charts.next(now)) this.again();
    if (now - this.slowAt > SLOW_MS) {
      this.slowAt = now;
      this.page.nowAndThen();
    } else this.again();
    if (now - this.settleAt > SETTLE_MS && room.playing && !calm()) {
      this.settleAt = now;
      this.layout.settle(0.12);
    }
    this.painted();
  }

  private drawMap(now: number): void {
    const { store, room } = this.page;
    if (!this.mapped) for (const lane of store.lanes) lane.fade(now, 0);
    else if (this.dirty) {
      this.dirty = false;
      this.network.tempo = room.playing ? room.speed : 0;
      if (this.network.draw(performance.now())) this.redraw();
    }
  }

  private painted(): void {
    document.body.dataset.painted = String(this.page.store.number);
    document.body.dataset.draws = String(++this.draws);
    if (this.owed < 0) return;
    this.page.acknowledge(this.owed);
    this.owed = -1;
  }
}
