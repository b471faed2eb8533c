// Legend, filters and search above the network.

import type { App, Part } from "./app";
import { button, el, options } from "./dom";
import type { Filter, TieView } from "./filter";
import type { Grouping } from "./layout";
import { FIELD_COLOURS, KIND_COLOURS, STEPS, shape } from "./look";
import { MEASURES } from "./measures";
import { pick, t } from "./words";

const FOUND = 8;

export class Views implements Part {
  readonly root = el("div", { class: "views", testid: "views" });

  constructor(private readonly app: App) {}

  rebuild(): void {
    this.root.replaceChildren(this.legend(), ...(this.app.projector ? [] : [this.tools()]));
  }

  private legend(): HTMLElement {
    const { filter, welcome } = this.app;
    const kinds = welcome.kinds.map((kind, k) => {
      const chip = button("", `kind-${k}`, () => {
        if (filter.kinds.has(k)) filter.kinds.delete(k);
        else filter.kinds.add(k);
        chip.setAttribute("aria-pressed", String(filter.kinds.has(k)));
        this.app.redraw();
      }, { class: "chip", attributes: { "aria-pressed": String(filter.kinds.has(k)) } });
      chip.append(swatch(k), pick(kind));
      return chip;
    });
    return el("div", { class: "legend", testid: "legend" }, ...kinds,
      el("span", { class: "key" }, line("solid"), t("formal")),
      el("span", { class: "key" }, line("dashed"), t("informal")),
      el("span", { class: "key" }, line("changed"), t("justChanged")),
      el("span", { class: "key two" }, line("halo0"), t("futureOnly", "A")),
      el("span", { class: "key two" }, line("halo1"), t("futureOnly", "B")),
      el("span", { class: "key wide" }, `${t("thickness")} · ${t("size")}`),
      ...this.scaleKey());
  }

  /** What the colours mean while they show a measure. */
  private scaleKey(): HTMLElement[] {
    const by = this.app.filter.colourBy;
    if (by === "kind") return [];
    if (by === "field") return this.app.welcome.fields.map((f, k) => el("span", { class: "key" }, dot(FIELD_COLOURS[k % FIELD_COLOURS.length]), pick(f)));
    return [el("span", { class: "key", testid: "scale-key" }, t("less"), ...STEPS.map(dot), t("more"))];
  }

  private tools(): HTMLElement {
    const { filter, welcome } = this.app;
    const choose = <V extends string>(name: string, label: string, list: [V, string][], value: V, act: (value: V) => void) => {
      const select = el("select", { testid: name, label });
      options(select, list, value);
      select.onchange = () => act(select.value as V);
      return select;
    };
    const redraw = () => this.app.redraw();
    return el("div", { class: "tools" },
      this.search(),
      choose<TieView>("ties", t("ties"), [["auto", t("ties")], ["all", t("everything")], ["formal", t("formalOnly")], ["bundles", t("bundles")]],
        filter.ties, (v) => { filter.ties = v; redraw(); }),
      choose<Grouping>("group", t("groupBy"), [["place", `${t("groupBy")}: ${t("place")}`], ["kind", `${t("groupBy")}: ${t("kind")}`], ["field", `${t("groupBy")}: ${t("field")}`]],
        filter.grouping, (v) => { filter.grouping = v; this.app.regroup(); }),
      welcome.districts.length > 1 && choose("district", t("place"),
        [["-1", t("allDistricts")], ...welcome.districts.map((d, k): [string, string] => [String(k), d.name])],
        String(filter.district), (v) => { filter.district = Number(v); redraw(); }),
      choose("field", t("field"), [["-1", t("allFields")], ...welcome.fields.map((f, k): [string, string] => [String(k), pick(f)])],
        String(filter.field), (v) => { filter.field = Number(v); redraw(); }),
      choose<Filter["colourBy"]>("colour", t("colourBy"),
        [...(["kind", "field", ...MEASURES] as const)].map((m): [Filter["colourBy"], string] => [m, `${t("colourBy")}: ${m === "field" ? t("field").toLowerCase() : t(`measure_${m}`)}`]),
        filter.colourBy, (v) => { filter.colourBy = v; this.rebuild(); redraw(); }),
      choose<Filter["sizeBy"]>("size", t("sizeBy"), MEASURES.map((m): [Filter["sizeBy"], string] => [m, `${t("sizeBy")}: ${t(`measure_${m}`)}`]),
        filter.sizeBy, (v) => { filter.sizeBy = v; redraw(); }),
      choose("reach", t("near1"), [["1", t("near1")], ["2", t("near2")]], String(filter.reach), (v) => { filter.reach = v === "2" ? 2 : 1; redraw(); }),
      this.inactive());
  }

  private inactive(): HTMLElement {
    const { filter } = this.app;
    const box = el("input", { testid: "inactive", attributes: { type: "checkbox" } });
    box.checked = filter.inactive;
    box.onchange = () => {
      filter.inactive = box.checked;
      this.app.redraw();
    };
    return el("label", { class: "check" }, box, t("inactive"));
  }

  private search(): HTMLElement {
    const input = el("input", { testid: "search", label: t("search"), attributes: { type: "search", placeholder: t("search") } });
    const list = el("div", { class: "found", testid: "found", hidden: true });
    const find = () => {
      const words = input.value.trim().toLowerCase();
      const found = words === "" ? [] : [...this.app.store.everybody()]
        .filter((n) => this.app.filter.name(n).toLowerCase().includes(words)).slice(0, FOUND);
      list.replaceChildren(...found.map((n) => button(this.app.filter.name(n), `found-${n}`, () => {
        input.value = "";
        list.hidden = true;
        this.app.choose({ node: n }, 0);
      })));
      list.hidden = found.length === 0;
    };
    input.oninput = find;
    input.onkeydown = (event) => {
      if (event.key === "Enter") list.querySelector("button")?.click();
    };
    return el("div", { class: "search" }, input, list);
  }

  update(): void {}
}

function dot(colour: string): Element {
  const svg = document.createElementNS(SVG, "svg"), rect = document.createElementNS(SVG, "rect");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("viewBox", "0 0 16 16");
  for (const [name, value] of Object.entries({ x: "2", y: "2", width: "12", height: "12", fill: colour })) rect.setAttribute(name, value);
  svg.append(rect);
  return svg;
}

const SVG = "http://www.w3.org/2000/svg";

/** The shape and colour of a kind of organisations. */
export function swatch(kind: number): HTMLCanvasElement {
  const canvas = el("canvas", { class: "swatch", attributes: { width: "32", height: "32" } });
  const ctx = canvas.getContext("2d")!;
  ctx.fillStyle = KIND_COLOURS[kind];
  ctx.beginPath();
  shape(ctx, kind, 16, 16, 10.5);
  ctx.fill();
  return canvas;
}

function line(style: string): Element {
  const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  svg.setAttribute("class", `line ${style}`);
  svg.setAttribute("viewBox", "0 0 34 10");
  path.setAttribute("d", "M1 5H33");
  svg.append(path);
  return svg;
}

/** A QR code from rows of 0 and 1. */
export function qr(rows: string[]): Element {
  const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("class", "qr");
  const cells = rows.flatMap((row, y) => [...row].map((cell, x) => (cell === "1" ? `M${x} ${y}h1v1h-1z` : "")));
  path.setAttribute("d", cells.join(""));
  svg.append(path);
  return svg;
}
