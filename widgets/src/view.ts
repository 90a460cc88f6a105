// The frame that every view stands in: toolbar, stage, side panel, error line. Text from the case enters as textContent only.
import type { AnyModel, Render } from "@anywidget/types";
import style from "./style.css";

/** A word of the catalogue (``view_…``), which Python sends along. */
export type Word = string;
export type Say = (word: Word) => string;
/** What a view is to assistive technology: a picture, or a group of controls. */
type Role = "img" | "group";

export interface Frame {
  root: HTMLElement;
  stage: HTMLElement;
  bar: HTMLElement;
  legend: HTMLElement;
  say: Say;
  /** Run a step; what it throws is shown in the view. */
  guard<T>(step: () => T): T | undefined;
  fail(error: unknown): void;
  /** Called with everything that must stop when the view goes. */
  onClose(stop: () => void): void;
  close(): void;
}

export interface Theme {
  dark: boolean;
  text: string;
  faint: string;
  paper: string;
  brand: string;
}

export function make<K extends keyof HTMLElementTagNameMap>(tag: K, className = "", text = ""): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
}

/** Keep the notebook's own keys away. Its selectors end in `:focus`, so the mark must stand on what takes the focus. */
export function ownKeys<E extends HTMLElement>(element: E): E {
  element.dataset.lmSuppressShortcuts = "true";
  return element;
}

/** Let a part that scrolls be reached by keyboard, and say what it is. */
export function makeRegion<E extends HTMLElement>(element: E, label: string): E {
  element.tabIndex = 0;
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", label);
  return ownKeys(element);
}

export function readWords(model: AnyModel): Say {
  const words = (model.get("_words") ?? {}) as Record<string, string>;
  return (word) => {
    const said = words[word];
    if (said === undefined) throw new Error(`the catalogue has no word ${word}`);
    return said;
  };
}

/** Draw a view in a frame, and anew whenever its language changes. */
export function defineView(title: Word, keys: Word, role: Role, draw: (model: AnyModel, frame: Frame) => void): { render: Render } {
  const render: Render = ({ model, el }) => {
    let frame: Frame | undefined;
    const open = (): void => {
      frame?.close();
      const opened = buildFrame(model, el, title, keys, role);
      frame = opened;
      opened.guard(() => draw(model, opened));
      addLanguage(opened, model);
    };
    open();
    model.on("change:_words", open);
    return () => {
      model.off("change:_words", open);
      frame?.close();
    };
  };
  return { render };
}

function addLanguage(frame: Frame, model: AnyModel): void {
  const button = addButton(frame, frame.say("language"), "other_language", () => {
    model.set("language", model.get("language") === "zh" ? "en" : "zh");
    model.save_changes();
  });
  button.classList.add("tidewaiter-language");
  button.lang = model.get("language") === "zh" ? "en" : "zh";
}

function buildFrame(model: AnyModel, el: HTMLElement, title: Word, keys: Word, role: Role): Frame {
  const say = readWords(model);
  const root = make("div", "tidewaiter");
  root.lang = model.get("language") === "zh" ? "zh" : "en";
  ownKeys(root);
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", `${say(title)}. ${String(model.get("count_text") ?? "")}`);
  const sheet = make("style");
  sheet.textContent = style;
  const bar = make("div", "tidewaiter-bar");
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", say(title));
  const stage = ownKeys(make("div", "tidewaiter-stage"));
  stage.style.height = `${Number(model.get("height")) || 480}px`;
  stage.tabIndex = 0;
  stage.setAttribute("role", role);
  stage.setAttribute("aria-label", `${say(title)}. ${String(model.get("count_text") ?? "")} ${say(keys)}`);
  const legend = make("div", "tidewaiter-legend");
  const trouble = make("div", "tidewaiter-error");
  trouble.setAttribute("role", "alert");
  trouble.hidden = true;
  root.append(sheet, bar, trouble, stage, legend);
  el.append(root);

  const stops: (() => void)[] = [];
  const fail = (error: unknown): void => {
    trouble.hidden = false;
    trouble.textContent = `${say("failed")}: ${error instanceof Error ? error.message : String(error)}`;
    console.error(error);
  };
  const hear = (): void => {
    const told = String(model.get("trouble") ?? "");
    trouble.hidden = told === "";
    trouble.textContent = told;
  };
  hear();
  model.on("change:trouble", hear);
  let alive = true;
  const lose = (): void => {
    alive = !alive;
    if (alive) return hear();
    trouble.hidden = false;
    trouble.textContent = say("kernel_gone");
  };
  model.on("comm_live_update", lose);
  stops.push(() => {
    model.off("change:trouble", hear);
    model.off("comm_live_update", lose);
  });
  return {
    root,
    stage,
    bar,
    legend,
    say,
    fail,
    guard(step) {
      try {
        return step();
      } catch (error) {
        fail(error);
        return undefined;
      }
    },
    onClose: (stop) => void stops.push(stop),
    close() {
      for (const stop of stops.splice(0).reverse()) stop();
      root.remove();
    },
  };
}

/** Add a button whose tooltip and name are one word of ours. */
export function addButton(frame: Frame, face: string, word: Word, act: () => void, holder: HTMLElement = frame.bar): HTMLButtonElement {
  const button = ownKeys(make("button", "tidewaiter-button", face));
  button.type = "button";
  button.title = frame.say(word);
  button.setAttribute("aria-label", frame.say(word));
  button.addEventListener("click", () => frame.guard(act));
  holder.append(button);
  return button;
}

/** Select what a person picked. What other views had selected here already counts as picked too, so that they follow. */
export function pick(model: AnyModel, selected: Record<string, string[]>): void {
  for (const [trait, ids] of Object.entries(selected)) model.set(trait, ids);
  model.set("_picked", Number(model.get("_picked")) + 1);
  model.save_changes();
}

/** Call something when a trait changes, for as long as the view stands. */
export function follow(frame: Frame, model: AnyModel, traits: readonly string[], changed: () => void): void {
  const heard = (): void => void frame.guard(changed);
  for (const trait of traits) model.on(`change:${trait}`, heard);
  frame.onClose(() => {
    for (const trait of traits) model.off(`change:${trait}`, heard);
  });
}

/** Ask Python to act; a second call waits until the first was answered, so that nothing is decided unseen. */
export function addCalls(frame: Frame, model: AnyModel): (act: string, values?: Record<string, unknown>) => boolean {
  const status = make("span", "tidewaiter-status");
  status.setAttribute("role", "status");
  frame.bar.append(status);
  let waiting = false;
  follow(frame, model, ["_answers"], () => {
    waiting = false;
    status.textContent = "";
  });
  return (act, values = {}) => {
    if (waiting) return false;
    try {
      model.send({ act, ...values });
    } catch (error) {
      throw new Error(frame.say("kernel_gone"), { cause: error });
    }
    waiting = true;
    status.textContent = frame.say("waiting");
    return true;
  };
}

/** Show "N of M" in the toolbar and keep it current. */
export function addCount(frame: Frame, model: AnyModel): void {
  const count = make("span", "tidewaiter-count");
  const show = (): void => {
    count.textContent = String(model.get("count_text") ?? "");
  };
  show();
  model.on("change:count_text", show);
  frame.onClose(() => model.off("change:count_text", show));
  frame.bar.append(count);
}

/** Act once so many further frames were prepared: what was drawn before is by then on the screen, or nearly so. */
export function afterFrames(count: number, act: () => void): void {
  if (count === 0) act();
  else requestAnimationFrame(() => afterFrames(count - 1, act));
}

/** Colours of JupyterLab's current theme. */
export function readTheme(root: HTMLElement): Theme {
  const found = getComputedStyle(root);
  const colour = (name: string, fallback: string): string => found.getPropertyValue(name).trim() || fallback;
  return {
    dark: document.body.dataset.jpThemeLight === "false",
    text: colour("--jp-ui-font-color1", "#212121"),
    faint: colour("--jp-border-color1", "#bdbdbd"),
    paper: colour("--jp-layout-color1", "#ffffff"),
    brand: colour("--jp-brand-color1", "#0072b2"),
  };
}

export function watchTheme(frame: Frame, changed: () => void): void {
  const watch = new MutationObserver(() => frame.guard(changed));
  watch.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-name", "data-jp-theme-light"] });
  frame.onClose(() => watch.disconnect());
}

/** Act on keys while the focus is on an element; by place on the keyboard, so an input method swallows none. */
export function onKeys(frame: Frame, keys: Record<string, (event: KeyboardEvent) => void>, element: HTMLElement = frame.stage): void {
  element.addEventListener("keydown", (event) => {
    const act = keys[event.code];
    const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLSelectElement;
    if (!act || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    frame.guard(() => act(event));
  });
}

/** Act once on a key that is held down: what it changes has not been seen yet. */
export function once(act: () => void): (event: KeyboardEvent) => void {
  return (event) => {
    if (!event.repeat) act();
  };
}

/** Read an array that travelled as bytes. */
export function readFloats(value: unknown): Float32Array {
  return new Float32Array(copyBytes(value));
}

export function readIntegers(value: unknown): Uint32Array {
  return new Uint32Array(copyBytes(value));
}

export function readDoubles(value: unknown): Float64Array {
  return new Float64Array(copyBytes(value));
}

export function readBytes(value: unknown): ArrayBuffer {
  return copyBytes(value);
}

export function readFlags(value: unknown): Uint8Array {
  return new Uint8Array(copyBytes(value));
}

function copyBytes(value: unknown): ArrayBuffer {
  if (!(value instanceof DataView)) return new ArrayBuffer(0);
  return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) as ArrayBuffer;
}
