// Step 8: two pages for the meeting, tables, files, and the one command that makes the same result.

import { button, el } from "../dom";
import { language } from "../language";
import type { Desk } from "./main";
import { frame, mistakes } from "./parts";
import { Refused } from "./wire";
import { t, type Word } from "./words";

const THINGS = ["brief.pdf", "brief.docx", "brief.pptx", "tables.xlsx", "report.html", "session.zip", "result.zip"];

/** Hand a file to the browser. */
export function save(body: Blob, name: string): void {
  const link = el("a", { attributes: { href: URL.createObjectURL(body), download: name } });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export class TakePanel {
  readonly node: HTMLElement;
  private readonly body = el("div", {});
  private readonly status = el("div", { testid: "take-status", attributes: { role: "status" } });

  constructor(private readonly desk: Desk) {
    this.node = frame("take", this.body, this.status);
    this.update();
  }

  update(): void {
    const { answer } = this.desk.model;
    if (!answer) return this.body.replaceChildren(el("p", { class: "quiet" }, t("afterAnswer")));
    const copy = button(t("copy"), "copy", async () => {
      await navigator.clipboard.writeText(answer.command);
      this.status.textContent = t("copied");
    }, { class: "small" });
    this.body.replaceChildren(el("p", { class: "quiet" }, t("takeHelp", answer.replicates)),
      el("div", { class: "row things" }, ...THINGS.map((what) => button(name(what), `take-${what}`, () => void this.take(what)))),
      el("p", {}, t("commandHelp")), el("pre", { testid: "command", attributes: { tabindex: "0" } }, ...unbroken(answer.command)), copy);
  }

  private async take(what: string): Promise<void> {
    this.status.replaceChildren(t("making", name(what)));
    try {
      const answer = await this.desk.wire.file(`take/${what}?lang=${language() === 0 ? "id" : "en"}`);
      save(await answer.blob(), `simkemitraan-${what}`);
      this.status.replaceChildren(t("made", name(what)));
    } catch (why) {
      if (!(why instanceof Refused)) throw why;
      this.status.replaceChildren(mistakes(why, this.desk.model));
    }
  }
}

/** A command that is broken between its options only, never within one. */
function unbroken(command: string): (HTMLElement | string)[] {
  return command.split(/ (?=--)/).flatMap((part, k) => (k ? [" ", el("span", { class: "option" }, part)] : [part]));
}

function name(what: string): string {
  return t(`take_${what.replace(".", "_")}` as Word);
}
