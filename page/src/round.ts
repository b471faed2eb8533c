// Pure parts of role play: how a round is said, how things to decide are grouped, what a tap on an answer means.

import type { RoleItem, Roles, Score } from "./types";
import { figure, t } from "./words";

/** What an organisation may do besides answering what it is asked, in the order of the page. */
export const MAY_DO = ["invite", "partners", "agreements"] as const;
export type Section = "asked" | (typeof MAY_DO)[number];
export const INVITE = 2;

/** What to say when an answer is tapped: a second tap takes it back. */
export function tapped(item: RoleItem, value: number, round: number): Record<string, unknown> {
  const said = { do: "decide", round, decision: item.decision, other: item.other };
  return item.answer === value ? said : { ...said, answer: value };
}

/** How many of the things that were asked are answered. */
export function answered(items: readonly RoleItem[]): [number, number] {
  const asked = sectionOf(items, "asked");
  return [asked.filter((item) => item.answer !== null).length, asked.length];
}

/** Seconds as minutes and seconds. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** One line for everybody: which round it is and how many are done. It never says what was decided. */
export function roundLine(roles: Roles | null): string {
  if (!roles) return "";
  const done = roles.parts.filter(([, d]) => d).length;
  const parts = [roles.round > 0 ? t("roundNumber", roles.round) : t("rolesTab")];
  if (roles.phase === "between") parts.push(t("roundBetween"), t("partsTaken", roles.parts.length));
  else if (roles.phase === "deciding") parts.push(t("roundDeciding"), t("partsDone", done, roles.parts.length));
  else if (roles.phase === "passing") parts.push(t("roundPassing"));
  else parts.push(t("roundOver"));
  return parts.join(" · ");
}

/** How the tables stand in guessing, beside what "no difference" would have had; a phone sees its own table. */
export function scoreLine(scores: readonly Score[], unmoved: number | null, own: number | null = null): string {
  const tables = scores.filter(([table]) => table > 0 && (own === null || table === own));
  if (!tables.length) return "";
  const said = tables.map(([table, points]) => `${t("table", table)} ${figure(points)}`);
  return `${t("scores")}: ${[...said, ...(unmoved === null ? [] : [t("unmoved", figure(unmoved))])].join(" · ")}`;
}

/** What is shown at once, and what is folded below it; a fold never hides a single thing. */
export function folded<T>(list: readonly T[], most: number): [T[], T[]] {
  return list.length <= most + 1 ? [[...list], []] : [list.slice(0, most), list.slice(most)];
}

/** Things to decide of one section. */
export function sectionOf(items: readonly RoleItem[], section: Section): RoleItem[] {
  return items.filter((item) => item.section === section);
}
