// Tools of a link chart: what changes what is shown, filters, the form for what is added by hand, and files.
import type { AnyModel } from "@anywidget/types";
import { makeChoice } from "./panel";
import { shorten } from "./text";
import { addButton, follow, type Frame, make, ownKeys } from "./view";

export type Call = (act: string, values?: Record<string, unknown>) => boolean;

interface Options {
  kinds?: string[];
  sources?: string[];
  by_hand?: string[];
}

interface Can {
  undo?: boolean;
  redo?: boolean;
  hidden?: number;
  ungroup?: boolean;
}

const FILES = ["svg", "graphml", "json"] as const;

/** A line of controls that opens and closes. */
function addDrawer(frame: Frame, holder: HTMLElement, title: string): HTMLElement {
  const drawer = make("details", "tidewaiter-drawer");
  drawer.append(ownKeys(make("summary", "", frame.say(title))));
  const inside = make("div", "tidewaiter-line tidewaiter-form");
  drawer.append(inside);
  holder.append(drawer);
  return inside;
}

function addField<E extends HTMLInputElement | HTMLSelectElement>(frame: Frame, holder: HTMLElement, field: E, word: string): E {
  ownKeys(field).setAttribute("aria-label", frame.say(word));
  field.title = frame.say(word);
  field.addEventListener("keydown", (event) => (event as KeyboardEvent).stopPropagation());
  if (field instanceof HTMLInputElement) {
    field.classList.add("tidewaiter-note");
    field.placeholder = frame.say(word);
  }
  holder.append(field);
  return field;
}

function addFilters(frame: Frame, model: AnyModel, drawers: HTMLElement): void {
  const inside = addDrawer(frame, drawers, "filter");
  const filters = (): Record<string, unknown> => (model.get("filters") ?? {}) as Record<string, unknown>;
  const set = (name: string, value: unknown): void => {
    model.set("filters", { ...filters(), [name]: value });
    model.save_changes();
  };
  const { kinds = [], sources = [] } = model.get("_options") as Options;
  const boxes = kinds.map((kind) => {
    const label = make("label", "tidewaiter-key");
    const box = ownKeys(make("input"));
    box.type = "checkbox";
    box.dataset.kind = kind;
    box.addEventListener("change", () => frame.guard(() => set("without", boxes.filter(({ checked }) => !checked).map(({ dataset }) => dataset.kind))));
    label.append(box, make("span", "", kind === "suggested" ? frame.say("suggested") : shorten(kind)));
    inside.append(label);
    return box;
  });
  const source = addField(frame, inside, makeChoice([["", `${frame.say("source")}: ${frame.say("every")}`], ...sources.map((one) => [one, one] as const)]), "source");
  source.addEventListener("change", () => frame.guard(() => set("source", source.value)));
  const dates = (["from", "to"] as const).map((name) => {
    const field = addField(frame, inside, make("input"), `filter_${name}`);
    field.type = "date";
    field.addEventListener("change", () => frame.guard(() => set(name, field.value)));
    return [name, field] as const;
  });
  const show = (): void => {
    const now = filters();
    const without = new Set((now.without ?? []) as string[]);
    for (const box of boxes) box.checked = !without.has(box.dataset.kind ?? "");
    source.value = String(now.source ?? "");
    for (const [name, field] of dates) field.value = String(now[name] ?? "");
  };
  follow(frame, model, ["filters"], show);
  show();
}

function addByHand(frame: Frame, model: AnyModel, call: Call, drawers: HTMLElement): void {
  const inside = addDrawer(frame, drawers, "hand_add");
  const { by_hand: kinds = [] } = model.get("_options") as Options;
  const kind = addField(frame, inside, makeChoice([["", frame.say("hand_link")], ...kinds.map((one) => [one, one] as const)]), "hand_kind");
  const name = addField(frame, inside, make("input"), "hand_name");
  const grades = ["A", "B", "C", "D", "E", "F"].flatMap((letter) => [1, 2, 3, 4, 5, 6].map((digit) => `${letter}${digit}`));
  const grade = addField(frame, inside, makeChoice([["", frame.say("hand_grade")], ...grades.map((one) => [one, one] as const)]), "hand_grade");
  const source = addField(frame, inside, make("input"), "hand_source");
  const when = addField(frame, inside, make("input"), "hand_when");
  let sent = false;
  // what Python refused stays in the form
  follow(frame, model, ["_round"], () => {
    if (sent) for (const field of [name, source, when]) field.value = "";
    sent = false;
  });
  const add = (): void => {
    const told = { grade: grade.value, source: source.value, when: when.value };
    sent = kind.value ? call("add_party", { kind: kind.value, name: name.value, ...told }) : call("add_link", { kind: name.value, ...told });
  };
  addButton(frame, frame.say("hand_add"), "hand_add_key", add, inside);
  if (!model.get("_stored")) inside.append(make("span", "", frame.say("hand_not_stored")));
}

export function download(name: string, blob: Blob): void {
  const link = make("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // the browser reads the address after this task
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Buttons and drawers; gives the keys that do the same. */
export function addTools(frame: Frame, model: AnyModel, call: Call, picture: () => Promise<Blob>): Record<string, () => void> {
  const ask = (act: string) => (): void => void call(act);
  const tools: readonly [string, string, string, string][] = [
    ["expand_face", "expand", "KeyE", "expand"],
    ["begin_face", "begin", "KeyB", "begin"],
    ["hide_face", "hide", "KeyH", "hide"],
    ["hidden_face", "show_hidden", "KeyU", "show_hidden"],
    ["pin_face", "pin", "KeyP", "pin"],
    ["path_face", "path", "KeyF", "connect"],
    ["group_face", "group", "KeyG", "group"],
    ["undo_face", "undo_step", "KeyZ", "undo"],
    ["redo_face", "redo_step", "KeyY", "redo"],
  ];
  const holder = make("span", "tidewaiter-tools");
  holder.setAttribute("role", "group");
  holder.setAttribute("aria-label", frame.say("tools"));
  frame.bar.append(holder);
  const buttons = new Map(tools.map(([face, word, , act]) => [act, addButton(frame, frame.say(face), word, ask(act), holder)]));
  const files = makeChoice([["", frame.say("save")], ...["png", ...FILES].map((one) => [one, one.toUpperCase()] as const)]);
  files.setAttribute("aria-label", frame.say("save_as"));
  files.title = frame.say("save_as");
  files.addEventListener("change", () =>
    frame.guard(() => {
      const kind = files.value;
      files.value = "";
      if (kind === "png") picture().then((blob) => download("link_chart.png", blob), frame.fail);
      else if (kind) call("export", { kind });
    }),
  );
  holder.append(files);
  const received = (told: { file?: string }, buffers: DataView[]): void => {
    if (told.file) frame.guard(() => download(told.file ?? "", new Blob([buffers[0] as unknown as BlobPart])));
  };
  model.on("msg:custom", received);
  frame.onClose(() => model.off("msg:custom", received));
  const drawers = make("div", "tidewaiter-drawers");
  frame.root.insertBefore(drawers, frame.stage);
  addFilters(frame, model, drawers);
  addByHand(frame, model, call, drawers);
  const show = (): void => {
    const can = (model.get("_can") ?? {}) as Can;
    const off = (act: string, is: boolean): void => {
      const button = buttons.get(act);
      if (button) button.disabled = is;
    };
    off("undo", !can.undo);
    off("redo", !can.redo);
    off("show_hidden", !can.hidden);
    off("group", !can.ungroup);
    buttons.get("group")?.setAttribute("aria-pressed", String(Boolean(model.get("grouped"))));
  };
  follow(frame, model, ["_can", "grouped"], show);
  show();
  const unlessOff = (act: string) => (): void => {
    if (!buttons.get(act)?.disabled) call(act);
  };
  return Object.fromEntries(tools.map(([, , key, act]) => [key, unlessOff(act)]));
}
