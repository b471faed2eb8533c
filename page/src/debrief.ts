// One page to print and take home: guesses and answers, both networks, what differs and why, questions, a line for Monday.
//
// Everything is inside the one file: it opens years later on a machine without a network.

import type { App } from "./app";
import type { Debrief, DecisionRow, Differs, Question, TieList } from "./types";
import { difference, figure, language, pick, t, when } from "./words";

const TIES_SHOWN = 12;
const STYLE = `body{font:15px/1.45 system-ui,sans-serif;color:#14213d;max-width:60rem;margin:1rem auto;padding:0 1rem}
h1{font-size:1.6rem}h2{font-size:1.15rem;margin:1.4rem 0 .4rem}img{width:100%;border:1px solid #ddd8ca}table{border-collapse:collapse;width:100%}
td,th{border:1px solid #b9b3a3;padding:.25rem .5rem;text-align:left;vertical-align:top}.line{border-bottom:1px solid #14213d;height:2.2rem}
.cols{display:grid;grid-template-columns:1fr 1fr;gap:1rem}@page{margin:14mm}@media print{body{margin:0}h2{break-after:avoid}section{break-inside:avoid}}`;

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

function section(title: string, body: string): string {
  return `<section><h2>${escaped(title)}</h2>${body}</section>`;
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
  return list.count ? `<table>${rows.join("")}</table><p>${list.count > TIES_SHOWN ? `… ${list.count}` : ""}</p>` : `<p>${escaped(t("differsNone"))}</p>`;
}

/** One line for each decision of a role play: round, who, what, what came of it. */
export function decisionRow(app: { filter: Pick<App["filter"], "name"> }, [round, node, id, en, came]: DecisionRow): string[] {
  return [String(round), node >= 0 ? app.filter.name(node) : "–", pick([id, en]), came === 1 ? t("cameYes") : came === 0 ? t("cameNo") : "–"];
}

/** The whole page as text; `picture` is the network as a data address. */
export function debriefPage(app: App, told: Debrief, differs: Differs | null, picture: string): string {
  const title = pick(app.welcome.scene.titles[0]), month = when(app.store.month, app.welcome.scene.calendar);
  const marks = told.marks.flatMap((list, lane) => list.map((m) => row([told.marks.length > 1 ? "AB"[lane] : "", t("month", m.month + 1), pick(m.label)])));
  const scores = told.scores.map(([table, points, count]) => row([table ? t("table", table) : t("tableNone"), figure(points), String(count)]));
  const parts = [
    section(t("guessesTitle"), `<table>${row([t("questionWord"), t("guessesWord"), "B − A", t("bandWord")], "th")}${told.questions.map((q) => row(questionRow(app, q))).join("")}</table>`),
    told.decisions.length ? section(t("decisionsTitle"), `<table>${row([t("roundNumber", ""), t("organisationWord"), t("decisionWord"), t("outcomeWord")], "th")}${told.decisions.map((d) => row(decisionRow(app, d))).join("")}</table>`) : "",
    scores.length ? section(t("scores"), `<table>${row([t("tableWord"), t("points"), t("guessesWord")], "th")}${scores.join("")}</table>`) : "",
    section(t("changes"), `<table>${marks.join("")}</table>`),
    section(t("mapAt", month), `<img alt="" src="${picture}">`),
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
