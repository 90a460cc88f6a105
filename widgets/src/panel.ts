// Finding by keyboard, and what is known of the selection: both in plain HTML beside the drawing.
import type { AnyModel } from "@anywidget/types";
import { drawKey, type Shape } from "./symbols";
import { shorten } from "./text";
import { addButton, type Frame, make, makeRegion, ownKeys } from "./view";

export interface Item {
  id: string;
  label: string;
  kind: string;
}

export interface Key {
  shape?: Shape;
  colour: string;
  text: string;
}

const SHOWN = 30;

/** A search box with a list of hits; Enter or a click selects, with Shift one more. */
export function addFinder(frame: Frame, items: () => Item[], choose: (id: string, further: boolean) => void): void {
  const holder = make("div", "tidewaiter-finder");
  const box = ownKeys(make("input", "tidewaiter-find"));
  box.type = "search";
  box.placeholder = frame.say("find");
  box.setAttribute("aria-label", frame.say("find"));
  const list = make("ul", "tidewaiter-hits");
  list.setAttribute("aria-label", frame.say("found"));
  list.hidden = true;
  const search = (): void => {
    const wanted = box.value.trim().toLocaleLowerCase();
    const hits = wanted ? items().filter((item) => `${item.label} ${item.id}`.toLocaleLowerCase().includes(wanted)) : [];
    list.replaceChildren(...hits.slice(0, SHOWN).map((item) => offer(item)));
    if (hits.length > SHOWN) list.append(make("li", "", `… ${hits.length - SHOWN} +`));
    list.hidden = hits.length === 0;
  };
  const offer = (item: Item): HTMLLIElement => {
    const entry = make("li");
    const button = ownKeys(make("button", "tidewaiter-hit", `${shorten(item.label)} · ${shorten(item.kind)}`));
    button.type = "button";
    button.dataset.id = item.id;
    button.addEventListener("click", (event) => {
      frame.guard(() => choose(item.id, event.shiftKey));
      list.hidden = true;
    });
    entry.append(button);
    return entry;
  };
  box.addEventListener("input", () => frame.guard(search));
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.code === "Enter") list.querySelector("button")?.dispatchEvent(new MouseEvent("click", { shiftKey: event.shiftKey, bubbles: true }));
    if (event.code === "Escape") list.hidden = true;
  });
  holder.append(box, list);
  frame.bar.append(holder);
}

export interface Hit {
  ref: string;
  text: string;
}

interface Searcher {
  /** Gives whether Python was asked. */
  find(text: string): boolean;
  hits(): Hit[];
  /** What to know of the search besides: that nothing was found, or why something may be missing. */
  note(): string;
  choose(ref: string): void;
  /** Called whenever Python has answered: the same hits again are an answer too. */
  onAnswer(answered: () => void): void;
}

/** A search box whose hits come from Python; Enter asks, and Enter or a click on a hit chooses. */
export function addSearch(frame: Frame, { find, hits, note, choose, onAnswer }: Searcher): void {
  const holder = make("div", "tidewaiter-finder");
  const box = ownKeys(make("input", "tidewaiter-find"));
  box.type = "search";
  box.placeholder = frame.say("search_for");
  box.setAttribute("aria-label", frame.say("search"));
  const list = make("ul", "tidewaiter-hits");
  list.setAttribute("aria-label", frame.say("found"));
  list.hidden = true;
  let asked = false;
  const ask = (): void => {
    if (box.value.trim()) asked = find(box.value);
  };
  const close = (): void => {
    list.hidden = true;
    asked = false;
  };
  const show = (): void => {
    // hits of a search made elsewhere, or before the page was loaded, open no list here
    if (!asked) return;
    const entries = hits().map(({ ref, text }) => {
      const entry = make("li");
      const button = ownKeys(make("button", "tidewaiter-hit", `${text} · ${ref}`));
      button.type = "button";
      button.dataset.ref = ref;
      button.addEventListener("click", () => {
        frame.guard(() => choose(ref));
        close();
      });
      entry.append(button);
      return entry;
    });
    list.replaceChildren(...entries, ...(note() ? [make("li", "tidewaiter-status", note())] : []));
    list.hidden = list.childElementCount === 0;
  };
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.code === "Enter" && !event.isComposing) frame.guard(ask);
    if (event.code === "ArrowDown") list.querySelector("button")?.focus();
    if (event.code === "Escape") close();
  });
  list.addEventListener("keydown", (event) => {
    if (event.code === "Escape") {
      close();
      box.focus();
    }
  });
  holder.append(box);
  addButton(frame, "⌕", "search", ask, holder);
  holder.append(list);
  frame.bar.append(holder);
  onAnswer(show);
}

/** Lines about the selection, written by Python. */
export function addDetail(frame: Frame, model: AnyModel): void {
  const detail = makeRegion(make("div", "tidewaiter-detail"), frame.say("detail"));
  detail.setAttribute("aria-live", "polite");
  const show = (): void => {
    const lines = (model.get("detail") as string[] | undefined) ?? [];
    detail.replaceChildren(...lines.map((line) => make("p", "", line)));
    detail.hidden = lines.length === 0;
  };
  show();
  model.on("change:detail", show);
  frame.onClose(() => model.off("change:detail", show));
  frame.root.append(detail);
}

/** What colours and symbols mean. */
export function showLegend(frame: Frame, entries: readonly Key[]): void {
  frame.legend.replaceChildren(
    ...entries.map(({ shape, colour, text }) => {
      const entry = make("span", "tidewaiter-key");
      if (shape) entry.append(drawKey(shape, colour));
      entry.append(make("span", "", text));
      return entry;
    }),
  );
}

/** A line to write in, sent by Enter or its button. */
export function writeField(frame: Frame, label: string, face: string, word: string, send: (text: string) => boolean): { line: HTMLElement; field: HTMLInputElement } {
  const line = make("div", "tidewaiter-line");
  const field = ownKeys(make("input", "tidewaiter-note"));
  field.type = "text";
  field.placeholder = frame.say(label);
  field.setAttribute("aria-label", frame.say(label));
  const act = (): void => {
    if (field.value.trim() && send(field.value)) field.value = "";
  };
  field.addEventListener("keydown", (event) => {
    // Enter that ends a word of an input method sends nothing
    if (event.code === "Enter" && !event.isComposing) frame.guard(act);
    event.stopPropagation();
  });
  line.append(field);
  addButton(frame, frame.say(face), word, act, line);
  return { line, field };
}

/** A box of values, each with its word. */
export function makeChoice(values: readonly (readonly [string, string])[]): HTMLSelectElement {
  const box = ownKeys(make("select", "tidewaiter-filter"));
  box.append(...values.map(([value, word]) => Object.assign(make("option", "", shorten(word)), { value })));
  return box;
}

/** A box in the toolbar to choose one of several values. */
export function addChoice(frame: Frame, name: string, options: readonly [string, string][], chosen: string, choose: (value: string) => void): HTMLSelectElement {
  const box = makeChoice(options);
  box.setAttribute("aria-label", frame.say(name));
  box.title = frame.say(name);
  box.value = chosen;
  box.addEventListener("change", () => frame.guard(() => choose(box.value)));
  frame.bar.append(box);
  return box;
}
