// A picture of the page to take home: the network, the charts beside it, a title.

import { download } from "./debrief";
import { INK, PAPER } from "./look";

const HEAD = 64, SIDE = 0.34;

export function savePicture(network: HTMLCanvasElement, charts: HTMLCanvasElement[], title: string, name: string): void {
  const side = charts.length ? Math.round(network.width * SIDE) : 0;
  const canvas = document.createElement("canvas");
  canvas.width = network.width + side;
  canvas.height = network.height + HEAD;
  const ctx = canvas.getContext("2d")!;
  ctx.fillStyle = PAPER;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.fillStyle = INK;
  ctx.font = "600 28px system-ui, sans-serif";
  ctx.textBaseline = "middle";
  ctx.fillText(title, 18, HEAD / 2);
  ctx.drawImage(network, 0, HEAD);
  const high = network.height / Math.max(charts.length, 1);
  charts.forEach((chart, k) => {
    const scale = Math.min(side / chart.width, high / chart.height);
    ctx.drawImage(chart, network.width, HEAD + k * high, chart.width * scale, chart.height * scale);
  });
  canvas.toBlob((blob) => {
    if (blob) download(`${name}.png`, blob);
  });
}
