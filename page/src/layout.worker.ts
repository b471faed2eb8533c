// The layout, off the page's thread: homes hold everybody in place, ties lean partners towards each other a little.

import { forceCollide, forceLink, forceSimulation, forceX, forceY, type SimulationLinkDatum, type SimulationNodeDatum } from "d3-force";

interface Body extends SimulationNodeDatum { number: number; hx: number; hy: number; r: number }
type Tie = SimulationLinkDatum<Body> & { weight: number };

export type Order =
  | { do: "begin"; bodies: Float32Array; ties: Float32Array; ticks: number }
  | { do: "change"; bodies: Float32Array; ties: Float32Array; alpha: number }
  | { do: "rest" };

/** Pull of home, and of all ties of one body together: places must stay recognisable however many partners there are. */
const HOME = 0.3, TIES = 0.16, TIE_LENGTH = 60, COOL = 0.02, PAUSE = 90;

const bodies = new Map<number, Body>();
const simulation = forceSimulation<Body>().stop().velocityDecay(0.55).alphaMin(COOL).alphaDecay(0.045);
const links = forceLink<Body, Tie>([]).distance(TIE_LENGTH).strength((tie) => tie.weight);
simulation
  .force("x", forceX<Body>((b) => b.hx).strength(HOME))
  .force("y", forceY<Body>((b) => b.hy).strength(HOME))
  .force("apart", forceCollide<Body>((b) => b.r + 1).strength(0.6))
  .force("ties", links);

let timer: ReturnType<typeof setTimeout> | undefined;

/** `table` holds number, x, y, home x, home y, radius of each; those who are known keep their place. */
function setBodies(table: Float32Array): void {
  const present = new Set<number>();
  for (let i = 0; i < table.length; i += 6) {
    const [number, x, y, hx, hy, r] = table.subarray(i, i + 6);
    const known = bodies.get(number);
    present.add(number);
    if (known) Object.assign(known, { hx, hy, r });
    else bodies.set(number, { number, x, y, hx, hy, r });
  }
  for (const number of bodies.keys()) if (!present.has(number)) bodies.delete(number);
  simulation.nodes([...bodies.values()]);
}

function setTies(table: Float32Array): void {
  const list: Tie[] = [], degree = new Map<number, number>();
  for (const end of table.keys()) {
    if (end % 3 < 2) degree.set(table[end], (degree.get(table[end]) ?? 0) + 1);
  }
  for (let i = 0; i < table.length; i += 3) {
    const source = bodies.get(table[i]), target = bodies.get(table[i + 1]);
    if (!source || !target) continue;
    const most = Math.max(degree.get(table[i]) ?? 1, degree.get(table[i + 1]) ?? 1);
    list.push({ source, target, weight: (TIES * table[i + 2]) / most });
  }
  links.links(list);
}

function report(): void {
  const table = new Float32Array(bodies.size * 3);
  let i = 0;
  for (const body of bodies.values()) {
    table[i++] = body.number;
    table[i++] = body.x ?? 0;
    table[i++] = body.y ?? 0;
  }
  postMessage(table, { transfer: [table.buffer] });
}

function rest(): void {
  clearTimeout(timer);
  timer = undefined;
  simulation.alpha(0);
}

function run(): void {
  timer = undefined;
  if (simulation.alpha() < COOL) return;
  const before = performance.now();
  simulation.tick();
  report();
  timer = setTimeout(run, Math.max(PAUSE - (performance.now() - before), 4));
}

addEventListener("message", (event: MessageEvent<Order>) => {
  const order = event.data;
  if (order.do === "rest") return rest();
  if (order.do === "begin") {
    rest();
    bodies.clear();
  }
  setBodies(order.bodies);
  setTies(order.ties);
  if (order.do === "begin") {
    // a fixed count of ticks: two futures, and two browsers, start alike
    simulation.alpha(0.6).tick(order.ticks);
    report();
    return rest();
  }
  simulation.alpha(Math.max(simulation.alpha(), Math.min(order.alpha, 0.25)));
  if (timer === undefined) timer = setTimeout(run, 0);
  return undefined;
});
