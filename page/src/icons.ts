// Drawn here, as fonts on a borrowed laptop may lack the signs.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  back: "M15 5 7 12l8 7z", forward: "M9 5l8 7-8 7z", play: "M7 4l13 8-13 8z", pause: "M7 5h3v14H7zM14 5h3v14h-3z",
  reset: "M5 5h3v14H5zM19 5 9 12l10 7z",
  branch: "M6 3v18M6 15c0-6 12-3 12-9M18 6V3M18 3l-3 3M18 3l3 3", funding_cut: "M4 7h16v10H4zM9 12a3 3 0 1 0 6 0 3 3 0 1 0-6 0M3 21 21 3",
  leader_leaves: "M9 8a3 3 0 1 0 6 0 3 3 0 1 0-6 0M5 20c0-5 14-5 14 0M16 12h6M20 9l3 3-3 3",
  leadership_wave: "M4 8h13M14 4l4 4-4 4M20 16H7M10 12l-4 4 4 4", disaster: "M12 3 22 20H2zM12 9v5M12 16.5v1",
};
const FILLED = new Set(["back", "forward", "play", "pause", "reset"]);

export type Icon = keyof typeof PATHS;

export function icon(name: string): Element {
  const svg = document.createElementNS(SVG, "svg"), path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", FILLED.has(name) ? "icon filled" : "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", PATHS[name as Icon] ?? "");
  svg.append(path);
  return svg;
}

/** Put an icon and a text into a button. */
export function iconed(button: HTMLButtonElement, name: string, text = ""): HTMLButtonElement {
  const drawn = icon(name);
  drawn.classList.toggle("alone", text === "");
  button.replaceChildren(drawn, text);
  return button;
}
