// The frame that every view stands in: toolbar, stage, side panel, error line. Text from the case enters as textContent only.
import type { AnyModel } from "@anywidget/types";
import style from "./style.css";
import { speak, type Say, type Word } from "./words";

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

export function buildFrame(model: AnyModel, el: HTMLElement, title: Word): Frame {
  const say = speak(model.get("language"));
  const root = make("div", "tidewaiter");
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
  stage.setAttribute("role", "img");
  stage.setAttribute("aria-label", `${say(title)}. ${String(model.get("count_text") ?? "")} ${say("keys")}`);
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
  stops.push(() => model.off("change:trouble", hear));
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
export function addButton(frame: Frame, face: string, word: Word, act: () => void): HTMLButtonElement {
  const button = ownKeys(make("button", "tidewaiter-button", face));
  button.type = "button";
  button.title = frame.say(word);
  button.setAttribute("aria-label", frame.say(word));
  button.addEventListener("click", () => frame.guard(act));
  frame.bar.append(button);
  return button;
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

/** Act on keys while the focus is on the stage; by place on the keyboard, so an input method swallows none. */
export function onKeys(frame: Frame, keys: Record<string, () => void>): void {
  frame.stage.addEventListener("keydown", (event) => {
    const act = keys[event.code];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    frame.guard(act);
  });
}

/** Read an array that travelled as bytes. */
export function readFloats(value: unknown): Float32Array {
  return new Float32Array(copyBytes(value));
}

export function readIntegers(value: unknown): Uint32Array {
  return new Uint32Array(copyBytes(value));
}

export function readFlags(value: unknown): Uint8Array {
  return new Uint8Array(copyBytes(value));
}

function copyBytes(value: unknown): ArrayBuffer {
  if (!(value instanceof DataView)) return new ArrayBuffer(0);
  return value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) as ArrayBuffer;
}
