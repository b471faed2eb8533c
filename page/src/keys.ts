// Keys: the map's own while it has the focus, the room's everywhere else, arrows within a row of tabs.

import { isDirection, type Direction } from "./picking";

export interface KeyActs {
  trainer: boolean;
  everywhere: Record<string, () => void>;
  trainers: Record<string, () => void>;
  map: Record<string, () => void>;
  move(direction: Direction): void;
}

const TYPED = /^(INPUT|SELECT|TEXTAREA)$/;

/** Follow a key; returns whether it meant something. */
export function press(event: KeyboardEvent, acts: KeyActs, map: HTMLElement): boolean {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (TYPED.test(target.tagName)) {
    if (event.key === "Escape") target.blur();
    return false;
  }
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (target === map && isDirection(key)) {
    acts.move(key);
    return true;
  }
  if ((key === " " || key === "Enter") && /^(BUTTON|SUMMARY|A)$/.test(target.tagName)) return false;
  if (target.getAttribute("role") === "tab" && isDirection(key)) return false;
  const act = (target === map ? acts.map[key] : undefined) ?? acts.everywhere[key] ?? (acts.trainer ? acts.trainers[key] : undefined);
  act?.();
  return act !== undefined;
}

/** Left and right move along a row of tabs, as everywhere. */
export function tabKeys(row: HTMLElement): void {
  row.addEventListener("keydown", (event) => {
    const tabs = [...row.querySelectorAll<HTMLElement>("[role=tab]")], at = tabs.indexOf(event.target as HTMLElement);
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!by || at < 0) return;
    event.preventDefault();
    const next = tabs[(at + by + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });
}
