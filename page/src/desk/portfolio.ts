// Step 4: all policies in one table, sorted by whatever one asks; nothing is dropped.

import { button, el } from "../dom";
import { pick } from "../language";
import type { Desk } from "./main";
import { frame } from "./parts";
import type { Answer, Cell, PortfolioRow, Under } from "./types";
import { WherePanel } from "./where";
import { t } from "./words";

/** Rows in the order of a column (-1: as ranked); what is not known goes last either way. */
export function sorted(rows: PortfolioRow[], column: number, down: boolean): PortfolioRow[] {
  if (column < 0) return rows;
  return [...rows].sort((a, b) => {
    const [x, y] = [a.cells[column].key, b.cells[column].key];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return down ? y - x : x - y;
  });
}

export class PortfolioPanel {
  readonly node: HTMLElement;
  private readonly body = el("div", {});
  private readonly where: WherePanel;

  constructor(private readonly desk: Desk) {
    this.where = new WherePanel(desk);
    this.node = frame("portfolio", this.body);
    this.update();
  }

  update(): void {
    const { answer } = this.desk.model;
    this.body.replaceChildren(...(answer ? this.told(answer) : [el("p", { class: "quiet" }, t("afterAnswer"))]));
  }

  private told(answer: Answer): HTMLElement[] {
    const { portfolio } = answer, { under, kept } = this.desk;
    const head = (text: string, column: number) => {
      const on = kept.column === column;
      return el("th", { attributes: { scope: "col", "aria-sort": on ? (kept.down ? "descending" : "ascending") : "none" } },
        button(text, `sort-${column < 0 ? "rank" : portfolio.measures[column]}`, () => this.sort(column), { label: t("sortBy", text) }));
    };
    const table = el("table", { class: "portfolio", testid: "portfolio-table" },
      el("thead", {}, el("tr", {}, head(t("policy"), -1), ...portfolio.heads.map((text, k) => head(pick(text), k)),
        under ? el("th", { attributes: { scope: "col" } }, t("helpsIn")) : null)),
      el("tbody", {}, ...sorted(portfolio.rows, kept.column, kept.down).map((row) => el("tr", { testid: `standing-${row.arm}` },
        el("th", { class: `arm${row.arm}`, attributes: { scope: "row" } }, el("span", { class: "mark", attributes: { "aria-hidden": "true" } }), `${row.rank}. ${pick(answer.titles[row.arm])}`),
        ...row.cells.map((cell, k) => written(cell, pick(portfolio.heads[k]))), this.worlds(row.arm, under)))));
    this.where.update(answer.replicates);
    return [el("p", { class: "lead" }, pick(portfolio.sentence)), el("div", { class: "wide", attributes: { role: "region", tabindex: "0", "aria-label": t("stepPortfolio") } }, table),
      el("p", { class: "quiet" }, pick(portfolio.note)), this.where.node];
  }

  /** In how many worlds a policy helps, once that was asked. */
  private worlds(arm: number, under: Under | null): HTMLElement | null {
    const first = under?.arms.find((one) => one.arm === arm)?.outcomes[0];
    return under && el("td", { attributes: { "data-head": t("helpsIn") } }, first ? pick(first.count) : "", el("small", {}, first ? pick(this.desk.indicator(first.indicator).text) : ""));
  }

  private sort(column: number): void {
    const { kept } = this.desk;
    kept.down = kept.column === column ? !kept.down : true;
    kept.column = column;
    const focused = document.activeElement?.getAttribute("data-testid");
    this.update();
    this.node.querySelector<HTMLElement>(`[data-testid="${focused}"]`)?.focus();
  }
}

function written(cell: Cell, head: string): HTMLElement {
  return el("td", { class: cell.verdict, attributes: { "data-head": head } }, el("span", { class: "verdict" }, pick(cell.main)),
    ...pick(cell.below).split("\n").filter(Boolean).map((line) => el("small", {}, line)));
}
