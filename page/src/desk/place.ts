// Step 1: the place, by its name, from a form, or from a registry that is dropped on the page.

import { button, el } from "../dom";
import { pick } from "../language";
import { formPanel } from "./form";
import type { Desk } from "./main";
import { frame, input, labelled, later, mistakes } from "./parts";
import { RegistryPanel } from "./registry";
import type { District, Found, Place, PlaceWish } from "./types";
import { Refused } from "./wire";
import { t, type Word } from "./words";

type Way = "name" | "form" | "file";
const WAYS: [Way, Word][] = [["name", "byName"], ["form", "byForm"], ["file", "byFile"]];

export class PlacePanel {
  readonly node: HTMLElement;
  private readonly choosing = el("div", { class: "choosing" });
  private readonly shown = el("div", { testid: "place-shown" });
  private readonly wrong = el("div", { attributes: { "aria-live": "polite" } });
  private open: boolean;

  constructor(private readonly desk: Desk) {
    this.open = desk.model.place === null;
    this.node = frame("place", this.choosing, this.wrong, this.shown);
    this.update();
  }

  update(): void {
    const { place } = this.desk.model;
    if (place && !this.open) {
      this.choosing.replaceChildren(button(t("otherPlace"), "other-place", () => {
        this.open = true;
        this.update();
        this.node.querySelector<HTMLElement>("[data-testid=find]")?.focus();
      }));
    } else this.choosing.replaceChildren(this.ways());
    this.shown.replaceChildren(...(place ? summary(place) : []));
  }

  private ways(): HTMLElement {
    const body = el("div", {});
    const show = (way: Way) => body.replaceChildren(way === "name" ? this.finder() : way === "form" ? formPanel(this.desk, (w) => this.choose(w)) : new RegistryPanel(this.desk, (w) => this.choose(w)).node);
    const radios = WAYS.map(([way, word], k) => {
      const radio = el("input", { testid: `way-${way}`, onchange: () => show(way), attributes: { type: "radio", name: "way", value: way, ...(k === 0 ? { checked: "" } : {}) } });
      return el("label", { class: "choice" }, radio, t(word));
    });
    show("name");
    return el("div", {}, el("fieldset", { class: "ways" }, el("legend", {}, t("howPlace")), ...radios), body);
  }

  private finder(): HTMLElement {
    const field = input("find", "", { type: "search", placeholder: t("findHint"), maxlength: "100" });
    const list = el("ul", { class: "districts", testid: "districts" }), told = el("p", { class: "quiet", attributes: { role: "status" } });
    const look = async () => {
      const found = await this.desk.wire.ask<Found>({ do: "find", words: field.value });
      if (!field.isConnected) return;
      const rows = found.none ? found.near : found.rows;
      told.textContent = found.none ? `${pick(found.none)}${found.near.length ? `. ${t("meant")}` : ""}`
        : found.count > found.rows.length ? t("foundMany", found.count, found.rows.length) : t("foundSome", found.count);
      list.replaceChildren(...found.regions.map((one) => el("li", {}, this.button(one.key, pick(one.title), pick(one.about)))),
        ...rows.map((one) => el("li", {}, this.row(one))));
    };
    field.addEventListener("input", later(() => void look(), 150));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        const first = list.querySelector("button");
        if (event.key === "Enter" && list.children.length === 1) first?.click();
        else first?.focus();
      }
    });
    void look();
    return el("div", {}, labelled(t("findPlace"), field), told, list);
  }

  private row(one: District): HTMLElement {
    return this.button(one.key, one.name, `${one.province} · ${pick(one.population)} ${t("people")} · ${pick(one.poverty)} ${t("poor")}`);
  }

  private button(key: string, name: string, about: string): HTMLElement {
    return button("", `district-${key}`, () => this.choose({ name: `package:${key}` }), { class: "district" }).appendChild(
      el("span", {}, el("strong", {}, name), el("small", {}, about)),
    ).parentElement!;
  }

  /** Take a place; returns whether it could be taken. */
  async choose(wish: PlaceWish): Promise<boolean> {
    this.wrong.replaceChildren();
    try {
      const place = await this.desk.wire.ask<Place>({ do: "place", place: wish });
      this.desk.model.wish = wish;
      this.desk.model.place = place;
      this.open = false;
      this.desk.placed();
      return true;
    } catch (why) {
      if (!(why instanceof Refused)) throw why;
      this.wrong.replaceChildren(mistakes(why, this.desk.model));
      return false;
    }
  }
}

function summary(place: Place): HTMLElement[] {
  const tables = place.districts.map((d) => el("table", { class: "plain" }, el("caption", {}, d.name), el("tbody", {}, ...d.figures.map((f) =>
    el("tr", {}, el("th", { attributes: { scope: "row" } }, pick(f.text)), el("td", { class: "right" }, pick(f.value)),
      el("td", { class: f.derived ? "source derived" : "source" }, pick(f.source)))))));
  return [
    el("h3", { testid: "place-title" }, pick(place.title)),
    el("p", { class: "quiet" }, t("organisations", place.organisations), pick(place.notes) ? ` · ${pick(place.notes)}` : ""),
    el("details", {}, el("summary", {}, t("figures")), ...tables, place.more ? el("p", {}, t("moreDistricts", place.more)) : ""),
  ];
}
