// A little help for building elements: never from strings of HTML.

type Child = Node | string | null | undefined | false;
type Listeners = { [K in keyof HTMLElementEventMap as `on${K}`]?: (event: HTMLElementEventMap[K]) => void };
type Properties = Listeners & {
  class?: string; testid?: string; label?: string; title?: string; disabled?: boolean; hidden?: boolean;
  attributes?: Record<string, string>;
};

export function el<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Properties = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  const { class: classes, testid, label, title, disabled, hidden, attributes, ...listeners } = properties;
  if (classes) node.className = classes;
  if (testid) node.dataset.testid = testid;
  if (label) node.setAttribute("aria-label", label);
  if (title) node.title = title;
  if (disabled) node.setAttribute("disabled", "");
  if (hidden) node.hidden = true;
  for (const [name, value] of Object.entries(attributes ?? {})) node.setAttribute(name, value);
  for (const [name, listener] of Object.entries(listeners)) node.addEventListener(name.slice(2), listener as EventListener);
  node.append(...given(children));
  return node;
}

export function button(text: string, testid: string, act: () => void, more: Properties = {}): HTMLButtonElement {
  return el("button", { testid, onclick: act, ...more, attributes: { type: "button", ...more.attributes } }, text);
}

export function options(select: HTMLSelectElement, list: [value: string, text: string][], value: string): void {
  select.replaceChildren(...list.map(([v, text]) => {
    const option = el("option", { attributes: { value: v } }, text);
    option.selected = v === value;
    return option;
  }));
}

/** Put other things into a part; what has the focus keeps it, if it is there again. */
export function refill(root: HTMLElement, children: Child[], before: () => void = () => undefined): void {
  const focus = root.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset.testid : undefined;
  root.replaceChildren(...given(children));
  before();
  if (focus) root.querySelector<HTMLElement>(`[data-testid="${focus}"]`)?.focus({ preventScroll: true });
}

function given(children: Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false);
}

/** Markdown of a lesson: paragraphs, lists, **strong** and *emphasis*, as elements. */
export function prose(markdown: string): HTMLElement[] {
  return markdown.split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean).map((block) => {
    const lines = block.split("\n");
    if (lines.every((line) => /^[-*] |^ {2}/.test(line))) {
      const items = block.split(/\n(?=[-*] )/).map((item) => el("li", {}, ...inline(item.replace(/^[-*] /, ""))));
      return el("ul", {}, ...items);
    }
    return el("p", {}, ...inline(lines.join(" ")));
  });
}

/** **Strong**, *emphasis* and `code` within a line, as elements. */
export function inline(text: string): (Node | string)[] {
  return text.split(/(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/).filter(Boolean).map((part) => {
    if (part.startsWith("**")) return el("strong", {}, part.slice(2, -2));
    if (part.startsWith("*")) return el("em", {}, part.slice(1, -1));
    if (part.startsWith("`")) return el("code", {}, part.slice(1, -1));
    return part;
  });
}
