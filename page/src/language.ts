// The language a page is read in; both pages share it, each has its own words.

import type { Pair } from "./types";

let lang: 0 | 1 = 0;

export function language(): 0 | 1 {
  return lang;
}

export function setLanguage(next: 0 | 1): void {
  lang = next;
  document.documentElement.lang = next === 0 ? "id" : "en";
}

/** The language to begin with: as chosen before, else the browser's, else Indonesian. */
export function firstLanguage(kept: string | null): 0 | 1 {
  return kept !== null ? (Number(kept) === 1 ? 1 : 0) : navigator.language.startsWith("en") ? 1 : 0;
}

export function pick(pair: readonly [string, string] | Pair): string {
  return pair[lang];
}

/** A wording with its places `{0}`, `{1}` filled. */
export function filled(text: string, values: (string | number)[]): string {
  return text.replace(/\{(\d)\}/g, (_, k: string) => String(values[Number(k)] ?? ""));
}
