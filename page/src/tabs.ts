// Which tabs a page has: everybody sees, the trainer steers.

import type { App } from "./app";
import { t } from "./words";

export function tabNames(app: Pick<App, "welcome" | "trainer" | "room">): [name: string, text: string][] {
  const { tape } = app.welcome.scene, names: [string, string][] = [["charts", t("charts")]];
  if (app.trainer && !tape) names.push(["lever", t("levers")], ["assumption", t("assumptions")]);
  names.push(["lesson", t("lesson")]);
  if (!tape) names.push(["differs", t("differsTab")]);
  if (app.trainer) names.push(["changes", t("changes")]);
  if (!tape && (app.trainer || app.room.roles)) names.push(["roles", t("rolesTab")]);
  if (app.trainer) names.push(["room", t("room")]);
  return names;
}
