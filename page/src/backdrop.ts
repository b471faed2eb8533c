// What lies still: cells below the ties, labels above them. Drawn once for each map, zoom and language.

import type { Filter } from "./filter";
import type { Layout } from "./layout";
import { CELL, CELL_LINE, LABEL, PAPER, textScale } from "./look";
import { point, type Panel, type Zoom } from "./panel";
import { crisp } from "./sheet";
import { language } from "./words";

interface Layers { cells: ImageBitmap; labels: ImageBitmap }

export class Backdrop {
  private kept: (Layers & { key: string }) | null = null;
  private ctx!: OffscreenCanvasRenderingContext2D;
  private zoom: Zoom = { k: 1, x: 0, y: 0 };
  private ratio = 1;

  constructor(
    private readonly canvas: HTMLCanvasElement, private readonly layout: Layout, private readonly filter: Filter,
  ) {}

  /** Return both layers, drawn again only if something they depend on has changed. */
  layers(panels: Panel[], zoom: Zoom, ratio: number): Layers {
    const { canvas } = this;
    this.zoom = zoom;
    this.ratio = ratio;
    const key = [this.layout.version, zoom.k, zoom.x, zoom.y, canvas.width, canvas.height, panels.length, language(), textScale()].join();
    if (this.kept?.key === key) return this.kept;
    this.kept = {
      key,
      cells: this.layer(panels, (panel) => this.drawCells(panel), PAPER),
      labels: this.layer(panels, (panel) => this.drawLabels(panel), null),
    };
    return this.kept;
  }

  private layer(panels: Panel[], draw: (panel: Panel) => void, background: string | null): ImageBitmap {
    const shown = this.canvas, canvas = new OffscreenCanvas(Math.max(shown.width, 1), Math.max(shown.height, 1));
    this.ctx = canvas.getContext("2d")!;
    this.ctx.scale(this.ratio, this.ratio);
    if (background) {
      this.ctx.fillStyle = background;
      this.ctx.fillRect(0, 0, shown.width, shown.height);
    }
    for (const panel of panels) {
      this.ctx.save();
      this.ctx.beginPath();
      this.ctx.rect(panel.x, panel.y, panel.w, panel.h);
      this.ctx.clip();
      draw(panel);
      this.ctx.restore();
    }
    return canvas.transferToImageBitmap();
  }

  private drawCells(panel: Panel): void {
    const ctx = this.ctx, line = crisp(1, this.ratio);
    ctx.lineWidth = line.width;
    for (const cell of this.layout.cells) {
      const [x, y] = point(panel, this.zoom, [cell.x, cell.y]), [x2, y2] = point(panel, this.zoom, [cell.x + cell.w, cell.y + cell.h]);
      ctx.fillStyle = CELL;
      ctx.strokeStyle = CELL_LINE;
      ctx.beginPath();
      const left = line.at(x + 2), top = line.at(y + 1);
      ctx.roundRect(left, top, Math.max(line.at(x2 - 2) - left, 1), Math.max(line.at(y2 - 1) - top, 1), 7);
      ctx.fill();
      ctx.stroke();
    }
  }

  private drawLabels(panel: Panel): void {
    const cells = this.layout.cells, parents = new Set(cells.map((c) => c.parent));
    if (parents.size > 1) return this.drawParents(panel, parents);
    for (const cell of cells) {
      const [x, y] = point(panel, this.zoom, [cell.x, cell.y]), [x2] = point(panel, this.zoom, [cell.x + cell.w, 0]);
      this.label([this.filter.cellName(cell.key), this.filter.cellShort(cell.key)], x + 7, Math.max(y - 8, panel.y + 8 * textScale()), x2 - x - 10, 12);
    }
    return undefined;
  }

  private drawParents(panel: Panel, parents: Set<string>): void {
    for (const parent of parents) {
      const inside = this.layout.cells.filter((c) => c.parent === parent);
      const left = Math.min(...inside.map((c) => c.x)), top = Math.min(...inside.map((c) => c.y));
      const right = Math.max(...inside.map((c) => c.x + c.w)), bottom = Math.max(...inside.map((c) => c.y + c.h));
      const [x, y] = point(panel, this.zoom, [left, top]), [x2, y2] = point(panel, this.zoom, [right, bottom]);
      this.ctx.strokeStyle = "#b9b19c";
      const line = crisp(1.5, this.ratio), begins = line.at(x + 0.5), above = line.at(y - 14);
      this.ctx.lineWidth = line.width;
      this.ctx.strokeRect(begins, above, line.at(x2 - 0.5) - begins, line.at(y2) - above);
      this.label([this.filter.cellName(parent)], x + 6, Math.max(y - 7, panel.y + 8 * textScale()), x2 - x - 8, 13, true);
    }
  }

  /** Write the first name that fits; where none does, the last is cut. */
  private label(names: string[], x: number, y: number, room: number, size: number, strong = false): void {
    if (room < 12) return;
    this.ctx.font = `${strong ? "600 " : ""}${size * textScale()}px system-ui, sans-serif`;
    this.ctx.textAlign = "left";
    this.ctx.textBaseline = "middle";
    this.ctx.fillStyle = LABEL;
    let shown = names.find((name) => this.ctx.measureText(name).width <= room) ?? names.at(-1)!;
    while (shown.length > 3 && this.ctx.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
    this.ctx.strokeStyle = "rgba(251,250,247,0.85)";
    this.ctx.lineWidth = 3;
    this.ctx.lineJoin = "round";
    this.ctx.strokeText(shown, x, y);
    this.ctx.fillText(shown, x, y);
  }
}
