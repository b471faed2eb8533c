// What the parts of the page share: the session as last heard, and the ways to speak.

import type { Filter } from "./filter";
import type { Choice } from "./network";
import type { Store } from "./store";
import type { Bands, Desk, Invitation, Mine, RoomState, Welcome } from "./types";

export interface KeptRun { label: string; from: number; series: (number | null)[][] }

export interface App {
  readonly welcome: Welcome;
  readonly store: Store;
  readonly filter: Filter;
  room: RoomState;
  desk: Desk;
  bands: Bands | null;
  mine: Mine;
  /** How others come in; only trainer and projector know. */
  join: Invitation | null;
  /** Future that sliders and shocks apply to. */
  target: number;
  /** Headline indicators shown, by index. */
  shown: number[];
  /** Earlier runs left on the charts. */
  kept: KeptRun[];
  readonly trainer: boolean;
  readonly projector: boolean;
  say(message: Record<string, unknown>): void;
  choose(choice: Choice, lane: number): void;
  choice(): Choice;
  /** Draw the network again. */
  redraw(): void;
  /** Lay the map out again, after another grouping. */
  regroup(): void;
  /** Open a tab; empty for the one that is open. */
  show(tab: string): void;
  /** Show these headline indicators, here and on every page that follows. */
  showCharts(names: string[]): void;
  savePicture(): void;
  switchLanguage(): void;
  debrief(): void;
}

/** A part of the page: built once, told when something it shows has changed. */
export interface Part {
  readonly root: HTMLElement;
  /** Wording has changed, or the session began: build everything again. */
  rebuild(): void;
  /** Numbers have changed. */
  update(): void;
}
