// Numbers as people type them: with the decimal mark of the language; what has two readings goes to the server as it stands.

import { grouped, language } from "../language";
import type { Value } from "./types";

const COMMA = [/^[-+]?\d+(,\d+)?$/, /^[-+]?\d+(\.\d+)?$/];

/** What was typed: a number where it can mean only one, else the text itself, which the server reads and may refuse. */
export function typed(text: string, lang: 0 | 1 = language()): number | string {
  const bare = text.trim();
  if (!COMMA[lang].test(bare)) return bare;
  return Number(lang === 0 ? bare.replace(",", ".") : bare);
}

/** A number as it is put into a field. */
export function shown(value: Value | undefined, lang: 0 | 1 = language()): string {
  if (typeof value !== "number") return value === undefined ? "" : String(value);
  const said = String(Number(value.toPrecision(12)));
  return lang === 0 ? said.replace(".", ",") : said;
}

/** A value as it stands in a sentence. */
export function said(value: Value | undefined): string {
  return typeof value === "number" ? grouped(value) : shown(value);
}

/** Year and month, each from 1, of a month counted from 0; nothing for what is no month. */
export function yearMonth(month: Value | undefined): [number, number] | null {
  return typeof month === "number" && Number.isInteger(month) && month >= 0 ? [Math.floor(month / 12) + 1, (month % 12) + 1] : null;
}

/** Whether two values mean the same. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (typeof a === typeof b && String(a) === String(b));
}
