// How others come in, and what only the trainer needs: links, seats, questions of one's own.

import type { App, Part } from "./app";
import { button, el, options } from "./dom";
import { askForm } from "./guess";
import { qr } from "./views";
import { t } from "./words";

const MORE_SEATS = 20;

export class RoomTab implements Part {
  readonly root = el("section", { class: "roomtab", testid: "room" });
  private key = "";

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.key = "";
    this.update();
  }

  update(): void {
    const { app } = this, { join, room, welcome } = app;
    const key = JSON.stringify([join, room.each, room.display.code, document.documentElement.lang]);
    if (key === this.key) return;
    this.key = key;
    this.root.replaceChildren(
      ...(welcome.scene.tape ? [] : [askForm(app)]),
      ...(join?.shared ? this.invitation() : [el("p", { class: "quiet" }, t("joinOff"))]),
      ...this.links(),
      ...(welcome.scene.tape ? [] : [button(t("otherLuck"), "other-luck", () => app.say({ do: "reset", luck: app.room.luck + 1 }))]),
      button(t("debrief"), "debrief", () => app.debrief()),
      el("h3", {}, t("help")), el("p", { class: "quiet" }, t("helpKeys")), el("p", { class: "quiet" }, t("mapHelp")));
  }

  private invitation(): Element[] {
    const { app } = this, join = app.join!;
    const pick = el("select", { testid: "address", label: t("addressChoose") });
    options(pick, join.addresses.map((a) => [a, a]), join.host);
    pick.onchange = () => app.say({ do: "invite", address: pick.value });
    return [
      el("h3", {}, t("join")), el("p", { class: "quiet" }, t("joinHelp")),
      el("div", { class: "row" }, el("label", {}, `${t("addressChoose")} `, pick), button(t("addressesAgain"), "addresses", () => app.say({ do: "invite" }))),
      qr(join.qr), el("p", { class: "address", testid: "join-link" }, join.link),
      el("p", {}, t("code"), " ", el("b", { testid: "join-code" }, join.code)),
      button(t(app.room.display.code ? "codeHide" : "codeBig"), "code-big", () => app.say({ do: "display", code: app.room.display.code ? 0 : 1 })),
      button(t("seatsMore", app.room.each), "seats", () => app.say({ do: "seats", each: Math.min(200, app.room.each + MORE_SEATS) })),
    ];
  }

  private links(): HTMLElement[] {
    const links = this.app.welcome.links;
    if (!links) return [];
    const tablet = el("details", { testid: "tablet" }, el("summary", {}, t("tabletShow")), el("p", { class: "quiet" }, t("tabletHelp")), qr(links.tablet_qr));
    return [
      el("p", {}, el("a", { testid: "projector-link", attributes: { href: links.projector, target: "_blank", rel: "noopener" } }, t("projectorLink")),
        el("br"), el("span", { class: "quiet" }, t("projectorHelp"))),
      ...(this.app.join?.shared ? [tablet] : []),
    ];
  }
}

/** The room code over the whole projector, readable from the last row. */
export class CodeScreen implements Part {
  readonly root = el("section", { class: "codescreen", testid: "codescreen", hidden: true });

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.update();
  }

  update(): void {
    const { app } = this, join = app.join;
    this.root.hidden = !(app.room.display.code && join);
    if (this.root.hidden || !join) return;
    this.root.replaceChildren(
      qr(join.qr), el("div", {}, el("p", { class: "ask" }, t("joinAsk")), el("p", { class: "address" }, join.link), el("p", { class: "codeword" }, join.code)),
      app.trainer ? button(t("codeHide"), "code-hide", () => app.say({ do: "display", code: 0 })) : "");
  }
}
