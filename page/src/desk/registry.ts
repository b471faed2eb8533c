// A registry that is dropped on the page: how it was read, what is to be read otherwise, and only then taken.

import { button, el, options } from "../dom";
import { language, pick } from "../language";
import type { Desk } from "./main";
import { input, labelled, later, mistakes } from "./parts";
import type { ColumnRead, RegistryRead, Said, TableRead, Understood } from "./types";
import { Refused } from "./wire";
import { t } from "./words";

export class RegistryPanel {
  readonly node: HTMLElement;
  private readonly read = el("div", { attributes: { "aria-live": "polite" } });
  private readonly chosen: HTMLInputElement;
  private content: () => (Node | string)[] = () => [];
  private said: Said = {};
  private file = "";

  constructor(private readonly desk: Desk) {
    const chosen = el("input", { testid: "registry-file", attributes: { type: "file", accept: ".xlsx,.xlsm,.csv,.tsv,.txt,.graphml,.gexf" } });
    chosen.onchange = () => chosen.files?.[0] && void this.drop(chosen.files[0]);
    this.chosen = chosen;
    this.node = el("div", {});
    this.draw();
  }

  /** Say everything in the language that is set; the file and what was corrected stay. */
  draw(): void {
    const zone = el("div", { class: "drop" }, labelled(t("dropFile"), this.chosen));
    zone.ondragover = (event) => event.preventDefault();
    zone.ondrop = (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void this.drop(file);
    };
    this.node.replaceChildren(zone, this.read);
    this.read.replaceChildren(...this.content());
  }

  private put(content: () => (Node | string)[]): void {
    this.content = content;
    this.read.replaceChildren(...content());
  }

  private async drop(file: File): Promise<void> {
    this.put(() => [el("p", {}, t("reading"))]);
    this.said = {};
    await this.guarded(async () => {
      const answer = await this.desk.wire.file(`registry?name=${encodeURIComponent(file.name)}`, file);
      this.file = ((await answer.json()) as { file: string }).file;
      await this.understand();
    });
  }

  private async understand(): Promise<void> {
    await this.guarded(async () => {
      const told = await this.desk.wire.ask<RegistryRead>({ do: "registry", file: this.file, said: this.said });
      this.put(() => this.told(told.read[language()]));
    });
  }

  private async guarded(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (why) {
      if (!(why instanceof Refused)) throw why;
      this.put(() => [mistakes(why, this.desk.model)]);
    }
  }

  private told(told: Understood): (Node | string)[] {
    const district = input("registry-district", this.said.district ?? "");
    district.addEventListener("input", later(() => this.say({ district: district.value }), 700));
    const fill = el("input", { testid: "registry-fill", attributes: { type: "checkbox" } });
    fill.checked = this.said.fill ?? false;
    fill.onchange = () => this.say({ fill: fill.checked });
    const use = button(t("registryUse"), "registry-use", () => void this.desk.choose({ registry: { file: this.file, said: this.said } }), { class: "main", disabled: !told.ready });
    return [
      el("p", {}, t("understood")),
      ...told.questions.map((q) => el("div", { class: "mistakes", testid: "question", attributes: { role: "alert" } }, el("p", {}, q.text), this.answers(q))),
      ...told.tables.map((table) => this.table(table)),
      this.keptRows(),
      el("p", { testid: "registry-kinds" }, told.kinds.map((k) => `${k.name} ${k.count}`).join(", "), ...(told.kinds.length ? [" · "] : []),
        Object.entries(told.districts).map(([name, count]) => `${name} ${count}`).join(", ")),
      told.districts_without_figures.length ? el("p", { class: "quiet" }, t("unknownDistricts", told.districts_without_figures.join(", "))) : "",
      labelled(t("districtDefault"), district), el("label", { class: "choice" }, fill, t("fillUp")), use];
  }

  private answers(question: Understood["questions"][number]): HTMLElement | null {
    if (!question.answers.length) return null;
    const select = el("select", { label: question.text, testid: `answer-${question.key}` });
    options(select, [["", "–"], ...question.answers.map((a): [string, string] => [a, a])], "");
    select.onchange = () => this.say({ [question.key]: select.value });
    return select;
  }

  private table(table: TableRead): HTMLElement {
    const [first, last] = table.heading_rows;
    return el("div", { class: "wide", attributes: { role: "region", tabindex: "0", "aria-label": table.source } },
      el("table", { class: "plain", testid: `read-${table.role}` },
        el("caption", {}, `${table.source}${last ? ` · ${first === last ? last : `${first}–${last}`}` : ""} · ${t("rowsTaken", table.rows, table.taken)}`),
        el("thead", {}, el("tr", {}, ...[t("column"), t("takenFor")].map((text) => el("th", { attributes: { scope: "col" } }, text)))),
        el("tbody", {}, ...table.columns.map((column) => this.column(table.role, column)))),
      el("ul", {}, ...table.left_out.map((out) => el("li", {}, t("rowsOut", out.count, out.rows.slice(0, 8).join(", "), out.why, out.how), ...(out.keep ? this.keepers(out.rows.slice(0, 8)) : [])))));
  }

  /** A button for each row that may hold an organisation after all. */
  private keepers(rows: number[]): (Node | string)[] {
    return rows.flatMap((row) => [" ", button(t("keepRow", String(row)), `keep-${row}`, () => this.say({ keep: [...(this.said.keep ?? []), row] }), { class: "small" })]);
  }

  /** The rows that are kept, and a way back. */
  private keptRows(): HTMLElement | string {
    const { keep } = this.said;
    return keep?.length ? el("p", { testid: "kept-rows" }, `${t("keptRows", keep.join(", "))} `, button(t("keepNone"), "keep-none", () => this.say({ keep: [] }), { class: "small" })) : "";
  }

  private column(role: string, column: ColumnRead): HTMLElement {
    const known = this.desk.model.told.columns[role] ?? [];
    const select = el("select", { label: `${t("takenFor")}: ${column.heading || column.letter}`, testid: `column-${role}-${column.letter}` });
    const listed: [string, string][] = known.map((one) => [one.name, pick(one.text)]);
    if (column.column && !known.some((one) => one.name === column.column)) listed.push([column.column, column.meaning]);
    options(select, [["", t("notUsed")], ...listed], column.column);
    select.onchange = () => this.say({ columns: { ...this.said.columns, [`${role}:${column.letter}`]: select.value } });
    return el("tr", { class: column.used ? "" : "unused" },
      el("th", { attributes: { scope: "row" } }, el("span", { class: "quiet" }, `${column.letter} `), column.heading), el("td", {}, select, el("small", {}, column.examples.join(" · "))));
  }

  private say(more: Said): void {
    this.said = { ...this.said, ...more };
    void this.understand();
  }
}
