// Asks for the room code, when the address came without one or with a wrong one.

import { el } from "./dom";
import { t } from "./words";

export function askForCode(wrong: boolean): void {
  const input = el("input", { testid: "code", label: t("codeAsk"), attributes: { autocapitalize: "characters", autocomplete: "off", maxlength: "40" } });
  const form = el("form", { class: "entrance", testid: "entrance" },
    el("h1", {}, "simkemitraan"), el("p", {}, t("codeAsk")), input, el("button", { testid: "enter" }, t("connect")),
    wrong ? el("p", { class: "wrong" }, t("wrongCode")) : null);
  form.onsubmit = (event) => {
    event.preventDefault();
    location.hash = input.value.trim();
    location.reload();
  };
  document.getElementById("app")!.replaceChildren(form);
  input.focus();
}
