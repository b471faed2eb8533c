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

const FORMATS = ["id-ID", "en-GB"];

/** A number as it is read in a sentence: thousands apart, the language's own decimal mark. */
export function grouped(value: number, format: Intl.NumberFormatOptions = { maximumSignificantDigits: 12 }, read = lang): string {
  return new Intl.NumberFormat(FORMATS[read], format).format(value).replace("-", "−");
}

/** A wording with its places `{0}`, `{1}` filled. */
export function filled(text: string, values: (string | number)[], read = lang): string {
  return text.replace(/\{(\d)\}/g, (_, k: string) => said(values[Number(k)] ?? "", read));
}

function said(value: string | number, read: 0 | 1): string {
  return typeof value === "number" ? grouped(value, undefined, read) : value;
}
