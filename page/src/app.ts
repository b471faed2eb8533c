// What the parts of the page share: the session as last heard, and the ways to speak.

import type { Filter } from "./filter";
import type { Choice } from "./network";
import type { Store } from "./store";
import type { Answer, Bands, Desk, RoomState, Welcome } from "./types";

export interface App {
  readonly welcome: Welcome;
  readonly store: Store;
  readonly filter: Filter;
  room: RoomState;
  desk: Desk;
  bands: Bands | null;
  /** Future that sliders and shocks apply to. */
  target: number;
  /** Headline indicators shown, by index. */
  shown: number[];
  readonly trainer: boolean;
  say(message: Record<string, unknown>): void;
  choose(choice: Choice, lane: number): void;
  choice(): Choice;
  /** Draw the network again. */
  redraw(): void;
  /** Lay the map out again, after another grouping. */
  regroup(): void;
  show(tab: string): void;
  savePicture(): void;
}

/** A part of the page: built once, told when something it shows has changed. */
export interface Part {
  readonly root: HTMLElement;
  /** Wording has changed, or the session began: build everything again. */
  rebuild(): void;
  /** Numbers have changed. */
  update(): void;
}

export interface Biographer {
  answer(answer: Answer): void;
}
