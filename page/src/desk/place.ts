// Step 1: the place, by its name, from a form, or from a registry that is dropped on the page.

import { button, el } from "../dom";
import { pick } from "../language";
import { formPanel } from "./form";
import type { Desk } from "./main";
import { draft, frame, labelled, later, mistakes } from "./parts";
import { RegistryPanel } from "./registry";
import { save } from "./take";
import type { District, Found, Place, PlaceWish, Said } from "./types";
import { Refused } from "./wire";
import { t, type Word } from "./words";

export type Way = "name" | "form" | "file";
const WAYS: [Way, Word][] = [["name", "byName"], ["form", "byForm"], ["file", "byFile"]];

export class PlacePanel {
  readonly node: HTMLElement;
  private readonly choosing = el("div", { class: "choosing" });
  private readonly shown = el("div", { testid: "place-shown" });
  private readonly wrong = el("div", { attributes: { "aria-live": "polite" } });

  constructor(private readonly desk: Desk) {
    this.node = frame("place", this.choosing, this.wrong, this.shown);
    if (desk.kept.refused) this.wrong.append(mistakes(desk.kept.refused, desk.model));
    this.update();
  }

  update(): void {
    const { place, wish } = this.desk.model;
    if (place && !this.desk.kept.choosing) {
      this.choosing.replaceChildren(button(t("otherPlace"), "other-place", () => {
        this.desk.kept.choosing = true;
        this.update();
        this.node.querySelector<HTMLElement>("[data-testid=find]")?.focus();
      }));
    } else this.choosing.replaceChildren(this.ways());
    this.shown.replaceChildren(...(place ? summary(place) : []), ...(wish && "registry" in wish ? [this.quality(wish.registry)] : []));
  }

  private ways(): HTMLElement {
    const body = el("div", {});
    const { kept } = this.desk;
    const show = (way: Way) => {
      kept.way = way;
      body.replaceChildren(way === "name" ? this.finder() : way === "form" ? formPanel(this.desk, (w) => this.choose(w)) : this.registry().node);
    };
    const radios = WAYS.map(([way, word]) => {
      const radio = el("input", { testid: `way-${way}`, onchange: () => show(way), attributes: { type: "radio", name: "way", value: way, ...(way === kept.way ? { checked: "" } : {}) } });
      return el("label", { class: "choice" }, radio, t(word));
    });
    show(kept.way);
    return el("div", {}, el("fieldset", { class: "ways" }, el("legend", {}, t("howPlace")), ...radios), body);
  }

  /** The registry that is being read, in the language that is set. */
  private registry(): RegistryPanel {
    const { kept } = this.desk;
    if (kept.registry) kept.registry.draw();
    else kept.registry = new RegistryPanel(this.desk);
    return kept.registry;
  }

  private quality(registry: { file: string; said: Said }): HTMLElement {
    const fetchIt = async () => save(await (await this.desk.wire.file("quality", JSON.stringify(registry))).blob(), "data-quality.html");
    return button(t("quality"), "quality", () => void fetchIt());
  }

  private finder(): HTMLElement {
    const field = draft(this.desk.kept.typed, "find", { type: "search", placeholder: t("findHint"), maxlength: "100" });
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

  /** Take a place; where it cannot be taken, what is to be mended is said. */
  async choose(wish: PlaceWish): Promise<void> {
    this.desk.kept.refused = null;
    this.wrong.replaceChildren();
    try {
      const place = await this.desk.wire.ask<Place>({ do: "place", place: wish });
      this.desk.model.wish = wish;
      this.desk.model.place = place;
      this.desk.placed();
    } catch (why) {
      if (!(why instanceof Refused)) throw why;
      this.desk.kept.refused = why;
      this.wrong.replaceChildren(mistakes(why, this.desk.model));
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
