// A place from a few figures of one's own.

import { button, el } from "../dom";
import { pick } from "../language";
import type { Desk } from "./main";
import { draft, labelled } from "./parts";
import type { PlaceWish } from "./types";
import { t } from "./words";

export function formPanel(desk: Desk, choose: (wish: PlaceWish) => Promise<unknown>): HTMLElement {
  const { figures, kinds } = desk.model.told.form, { typed } = desk.kept;
  const name = draft(typed, "form-name", { maxlength: "120" });
  const fields = figures.map((f) => [f, draft(typed, `form-${f.name}`, { inputmode: "numeric" })] as const);
  const counts = kinds.map((k) => [k, draft(typed, `form-count-${k.name}`, { inputmode: "numeric" })] as const);
  const form = el("form", { class: "form", testid: "form" },
    labelled(t("formName"), name),
    el("div", { class: "grid" }, ...fields.map(([f, field]) => labelled(pick(f.text), field, pick(f.hint)))),
    el("fieldset", {}, el("legend", {}, t("formCounts")), el("div", { class: "grid" }, ...counts.map(([k, field]) => labelled(pick(k.text), field)))),
    el("p", { class: "quiet" }, t("formHelp")));
  form.append(button(t("formUse"), "form-use", () => form.requestSubmit(), { class: "main" }));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const organisations = Object.fromEntries(counts.map(([k, field]) => [k.name, field.value]));
    void choose({ form: { name: name.value, ...Object.fromEntries(fields.map(([f, field]) => [f.name, field.value])), organisations } });
  });
  return form;
}
