// One page to print and take home: guesses and answers, both networks, what differs and why, questions, a line for Monday.
//
// Everything is inside the one file: it opens years later on a machine without a network.

import type { App } from "./app";
import type { Debrief, DecisionRow, Differs, Question, TieList } from "./types";
import { swatch } from "./views";
import { difference, figure, language, pick, t, when } from "./words";

const TIES_SHOWN = 12;
const STYLE = `body{font:15px/1.45 system-ui,sans-serif;color:#14213d;max-width:60rem;margin:1rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin:1.4rem 0 .4rem}img{width:100%;border:1px solid #ddd8ca}table{border-collapse:collapse;width:100%}
td,th{border:1px solid #b9b3a3;padding:.25rem .5rem;text-align:left;vertical-align:top}.key{display:flex;flex-wrap:wrap;gap:.2rem 1rem}
.key img{width:1rem;border:0;vertical-align:-.15rem}.key i{display:inline-block;width:2rem;border-bottom:3px solid #3a3733;vertical-align:.25rem}.key .informal{border-bottom:2px dashed #80796a}
.key .halo0{border-bottom:8px solid #1b3a6b59;vertical-align:0}.key .halo1{border-bottom:8px solid #c1440e59;vertical-align:0}.line{border-bottom:1px solid #14213d;height:2.2rem}
.cols{display:grid;grid-template-columns:1fr 1fr;gap:1rem}@page{margin:14mm}@media print{body{margin:0}h2{break-after:avoid}section{break-inside:avoid}.long{break-inside:auto}tr{break-inside:avoid}}`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function section(title: string, body: string, long = false): string {
  return `<section${long ? ' class="long"' : ""}><h2>${escaped(title)}</h2>${body}</section>`;
}

/** A table whose heading comes again on every page it reaches. */
function table(head: string[], rows: string[][]): string {
  return `<table><thead>${row(head, "th")}</thead><tbody>${rows.map((cells) => row(cells)).join("")}</tbody></table>`;
}

function row(cells: string[], tag = "td"): string {
  return `<tr>${cells.map((c) => `<${tag}>${escaped(c)}</${tag}>`).join("")}</tr>`;
}

/** One line for each question: what the room said, what the model answered, where luck alone would have put it. */
export function questionRow(app: Pick<App, "welcome">, question: Question): string[] {
  const indicator = app.welcome.indicators.find((i) => i.name === question.indicator);
  if (!indicator) {
    return [pick(question.text), question.options.map((o, k) => `${pick(o)}: ${question.counts[k] ?? 0}`).join(", "), "–", "–"];
  }
  const guesses = question.guesses.map(([g]) => g).sort((a, b) => a - b);
  const said = guesses.length ? `${difference(guesses[0], indicator)} … ${difference(guesses[guesses.length - 1], indicator)} (${guesses.length})` : "–";
  const { answer, band } = question;
  return [
    pick(question.text), said, answer === null ? "–" : difference(answer, indicator),
    band ? `${difference(band.low, indicator)} … ${difference(band.high, indicator)}` : "–",
  ];
}

function ties(app: App, list: TieList): string {
  const l = language();
  const rows = list.ties.slice(0, TIES_SHOWN).map((tie) =>
    row([app.filter.name(tie[0]), app.filter.name(tie[1]), [tie[3 + l], tie[5 + l]].filter(Boolean).join(", ")]));
  return list.count ? `<table>${rows.join("")}</table>${list.count > TIES_SHOWN ? `<p>${escaped(t("shownOf", TIES_SHOWN, list.count))}</p>` : ""}` : `<p>${escaped(t("differsNone"))}</p>`;
}

/** One line for each decision of a role play: round, who, what, what came of it. */
export function decisionRow(app: { filter: Pick<App["filter"], "name"> }, [round, node, id, en, came]: DecisionRow): string[] {
  return [String(round), node >= 0 ? app.filter.name(node) : "–", pick([id, en]), came === 1 ? t("cameYes") : came === 0 ? t("cameNo") : "–"];
}

/** How each future stands in what the charts show, and how far they lie apart. */
export function figureRows(app: Pick<App, "welcome" | "store" | "shown">): string[][] {
  const { lanes } = app.store;
  return app.shown.map((index) => {
    const indicator = app.welcome.indicators[index];
    const values = lanes.map((lane) => lane.series.map((r) => r[index]).findLast((v) => v !== null) ?? null), [a, b] = values;
    const said = [pick(indicator.text), ...values.map((v) => figure(v, indicator.share))];
    return lanes.length < 2 ? said : [...said, typeof a === "number" && typeof b === "number" ? difference(b - a, indicator) : "–"];
  });
}

/** What shapes and lines of the map mean. */
function key(app: App): string {
  const kinds = app.welcome.kinds.map((kind, k) => `<span><img alt="" src="${swatch(k).toDataURL()}"> ${escaped(pick(kind))}</span>`);
  const lines = [["", t("formal")], ["informal", t("informal")], ...(app.store.lanes.length > 1 ? [["halo0", t("futureOnly", "A")], ["halo1", t("futureOnly", "B")]] : [])];
  return `<p class="key">${kinds.join("")}${lines.map(([style, said]) => `<span><i class="${style}"></i> ${escaped(said)}</span>`).join("")}</p>`;
}

/** The whole page as text; `picture` is the network as a data address. */
export function debriefPage(app: App, told: Debrief, differs: Differs | null, picture: string): string {
  const title = pick(app.welcome.scene.titles[0]), month = when(app.store.month, app.welcome.scene.calendar);
  const marks = told.marks.flatMap((list, lane) => list.map((m) => row([told.marks.length > 1 ? "AB"[lane] : "", t("month", m.month + 1), pick(m.label)])));
  const scores = told.scores.map(([table, points, count]) => row([table ? t("table", table) : t("tableNone"), figure(points), String(count)]));
  const two = app.store.lanes.length > 1;
  const parts = [
    told.questions.length ? section(t("guessesTitle"), table([t("questionWord"), t("guessesWord"), "B − A", t("bandWord")], told.questions.map((q) => questionRow(app, q))), true) : "",
    told.decisions.length ? section(t("decisionsTitle"), table([t("roundNumber", ""), t("organisationWord"), t("decisionWord"), t("outcomeWord")], told.decisions.map((d) => decisionRow(app, d))), true) : "",
    scores.length ? section(t("scores"), `<table>${row([t("tableWord"), t("marks"), t("guessesWord")], "th")}${scores.join("")}</table>`) : "",
    marks.length ? section(t("changes"), `<table>${marks.join("")}</table>`) : "",
    section(t("figuresAt", month), (two && told.decisions.length ? `<p>${escaped(t("twoWorlds"))}</p>` : "") + table(["", ...(two ? ["A", "B", "B − A"] : [""])], figureRows(app))),
    section(t("mapAt", month), `<img alt="" src="${picture}">${key(app)}`),
    ...(differs?.only ?? []).map((list, k) => section(t("differsHead", t("future", "AB"[k]), list.count), ties(app, list))),
    section(t("debriefQuestions"), `<ol>${[t("debriefQ1"), t("debriefQ2"), t("debriefQ3")].map((q) => `<li>${escaped(q)}<div class="line"></div></li>`).join("")}</ol>`),
    section(t("debriefMonday"), '<div class="line"></div><div class="line"></div>'),
  ];
  return `<!doctype html><html lang="${document.documentElement.lang}"><head><meta charset="utf-8"><title>${escaped(title)}</title><style>${STYLE}</style></head>`
    + `<body><h1>${escaped(title)} · ${escaped(t("debrief"))}</h1><p>${escaped(month)}</p>${parts.join("")}</body></html>`;
}

/** Offer a text as a file to be kept. */
export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
