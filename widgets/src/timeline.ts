// What happened when: items in lanes along time, brushed by mouse or keys; what has no time lies in a lane of its own.
import type { AnyModel } from "@anywidget/types";
import { loadFonts } from "./assets";
import { trackColour } from "./kinds";
import { addChoice, addDetail, showLegend } from "./panel";
import { shorten } from "./text";
import { edgesOf, type Scale, scaleOf, ticksOf } from "./time_scale";
import { addButton, addCount, defineView, follow, type Frame, make, onKeys, ownKeys, pick, readDoubles } from "./view";

interface Items {
  id: string[];
  kind: string[];
  word: string[];
  text: string[];
  when: string[];
  lane: number[];
}

interface Day {
  title: string;
  items: { id: string; text: string }[];
  total: number;
}

const SVG = "http://www.w3.org/2000/svg";
const LABEL_PX = 120;
const AXIS_PX = 26;
const LEAST_PX = 5;
const ROWS = 4;
const ZOOM = 1.6;
const TIP = 200;
const UNKNOWN_STEP_PX = 12;

function draw<K extends keyof SVGElementTagNameMap>(tag: K, settings: Record<string, string | number>, text = ""): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(settings)) element.setAttribute(name, String(value));
  if (text) element.textContent = text;
  return element;
}

function drawTimeline(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-timeline");
  const spans = readDoubles(model.get("_spans"));
  const items = (): Items => model.get("_items") as Items;
  const all = edgesOf(spans);
  let view: [number, number] = all;
  let at = -1;
  const selected = (): Set<string> => new Set((model.get("selection") as string[]) ?? []);
  const range = (): number[] => (model.get("time_range") as number[]) ?? [];
  const set = (name: string, value: unknown): void => {
    model.set(name, value);
    model.save_changes();
  };
  const select = (id: string, further: boolean): void => {
    const chosen = selected();
    if (!further) return pick(model, { selection: [id] });
    if (!chosen.delete(id)) chosen.add(id);
    pick(model, { selection: [...chosen] });
  };
  const zoom = (factor: number): void => {
    const middle = (view[0] + view[1]) / 2;
    const half = Math.max(1, (view[1] - view[0]) / 2 / factor);
    view = [middle - half, middle + half];
    redraw();
  };
  const fit = (): void => {
    view = all;
    redraw();
  };
  const clear = (): void => {
    model.set("selection", []);
    set("time_range", []);
  };

  addButton(frame, frame.say("all"), "fit", fit);
  addButton(frame, "+", "larger", () => zoom(ZOOM));
  addButton(frame, "−", "smaller", () => zoom(1 / ZOOM));
  addButton(frame, frame.say("none"), "range_clear", clear);
  const lanes = ["line", "entity"].map((name): [string, string] => [name, frame.say(`lanes_${name}`)]);
  addChoice(frame, "lanes", lanes, String(model.get("lanes")), (value) => set("lanes", value));
  const zones = (model.get("_zones") as string[]).map((zone): [string, string] => [zone, zone]);
  addChoice(frame, "zone", zones, String(model.get("zone")), (value) => set("zone", value));
  frame.bar.append(make("span", "", frame.say("days_beside")));
  const days = ["first_day", "second_day"].map((word) => {
    const field = ownKeys(make("input", "tidewaiter-day"));
    field.type = "date";
    field.title = frame.say(word);
    field.setAttribute("aria-label", frame.say(word));
    field.addEventListener("change", () => frame.guard(() => set("days", days.map(({ value }) => value).filter(Boolean))));
    frame.bar.append(field);
    return field;
  });
  ((model.get("days") as string[]) ?? []).forEach((day, i) => {
    const field = days[i];
    if (field) field.value = day;
  });
  addCount(frame, model);
  const beside = make("div", "tidewaiter-days");
  beside.setAttribute("aria-label", frame.say("days_beside"));
  beside.setAttribute("role", "group");
  frame.root.append(beside);
  addDetail(frame, model);
  const kinds = [...new Set(items().kind)];
  const colourOfKind = (kind: string): string => trackColour(kinds.indexOf(kind));
  showLegend(frame, [
    ...kinds.map((kind) => ({ shape: "square" as const, colour: colourOfKind(kind), text: shorten(items().word[items().kind.indexOf(kind)] ?? kind) })),
    { colour: "", text: frame.say("keys_timeline") },
  ]);

  const picture = draw("svg", { "aria-hidden": "true", width: "100%" });
  const said = make("div", "tidewaiter-said-aloud");
  said.setAttribute("aria-live", "polite");
  frame.stage.append(picture, said);

  let scale: Scale = scaleOf(view, LABEL_PX, 1000);
  const redraw = (): void => {
    if (frame.stage.clientHeight === 0) return; // behind a tab: drawn when it is shown
    const width = Math.max(320, frame.stage.clientWidth);
    const names = model.get("_lane_names") as string[];
    const rows = [...names, frame.say("time_unknown")];
    const height = (frame.stage.clientHeight - AXIS_PX) / rows.length;
    scale = scaleOf(view, LABEL_PX, width - 8);
    const { id, kind, word, text, when, lane } = items();
    const parts: SVGElement[] = [];
    rows.forEach((name, i) => {
      const top = AXIS_PX + i * height;
      parts.push(draw("rect", { x: 0, y: top, width, height, class: i % 2 ? "tidewaiter-lane" : "tidewaiter-lane-odd" }));
      const label = draw("text", { x: 4, y: top + height / 2, class: "tidewaiter-lane-name" }, shorten(name, 16));
      label.append(draw("title", {}, name));
      parts.push(label);
    });
    for (const { x, text: tick } of ticksOf(view, String(model.get("zone")), scale)) {
      parts.push(draw("line", { x1: x, x2: x, y1: AXIS_PX - 6, y2: frame.stage.clientHeight, class: "tidewaiter-tick" }));
      parts.push(draw("text", { x: x + 2, y: AXIS_PX - 9, class: "tidewaiter-tick-name" }, tick));
    }
    parts.push(draw("text", { x: 4, y: AXIS_PX - 9, class: "tidewaiter-tick-name" }, String(model.get("zone"))));
    const [from, to] = range();
    if (from !== undefined && to !== undefined) {
      const [left, right] = [scale.place(from), scale.place(to)];
      parts.push(draw("rect", { x: left, y: 0, width: Math.max(1, right - left), height: frame.stage.clientHeight, class: "tidewaiter-brushed" }));
    }
    const chosen = selected();
    let unknown = 0;
    id.forEach((one, i) => {
      const [start, end] = [spans[2 * i] ?? Number.NaN, spans[2 * i + 1] ?? Number.NaN];
      const timed = Number.isFinite(start);
      if (timed && (end < view[0] || start > view[1])) return;
      const row = timed ? (lane[i] ?? 0) : rows.length - 1;
      const x = timed ? scale.place(Math.max(start, view[0])) : LABEL_PX + UNKNOWN_STEP_PX * (unknown++ % Math.max(1, Math.floor((width - LABEL_PX) / UNKNOWN_STEP_PX)));
      const room = height / ROWS;
      const mark = draw("rect", {
        x,
        y: AXIS_PX + row * height + (i % ROWS) * room + 1,
        width: timed ? Math.max(LEAST_PX, scale.place(Math.min(end, view[1])) - x) : UNKNOWN_STEP_PX - 3,
        height: Math.max(3, room - 2),
        fill: colourOfKind(kind[i] ?? ""),
        class: `tidewaiter-item${chosen.has(one) ? " tidewaiter-chosen" : ""}${i === at ? " tidewaiter-here" : ""}`,
        "data-id": one,
      });
      mark.append(draw("title", {}, `${word[i]} · ${shorten(text[i] ?? "", TIP)} · ${when[i]}`));
      parts.push(mark);
    });
    picture.setAttribute("height", String(frame.stage.clientHeight));
    picture.replaceChildren(...parts);
    frame.root.dataset.drawn = "fine";
  };
  const step = (by: number): void => {
    const count = items().id.length;
    if (count === 0) return;
    at = Math.min(count - 1, Math.max(0, at + by));
    const start = spans[2 * at] ?? Number.NaN;
    if (Number.isFinite(start) && (start < view[0] || start > view[1])) {
      const half = (view[1] - view[0]) / 2;
      view = [start - half, start + half];
    }
    said.textContent = `${items().word[at]} · ${items().text[at]} · ${items().when[at]}`;
    redraw();
  };
  const edge = (which: 0 | 1): void => {
    const time = spans[2 * at + which];
    if (time === undefined || !Number.isFinite(time)) return;
    const [from, to] = [range()[0] ?? all[0], range()[1] ?? all[1]];
    set("time_range", which === 0 ? [time, Math.max(time, to)] : [Math.min(time, from), time]);
  };
  const enter = (event: KeyboardEvent): void => {
    const id = items().id[at];
    if (id !== undefined) select(id, event.shiftKey);
  };
  onKeys(frame, {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    ArrowUp: () => step(-1),
    ArrowDown: () => step(1),
    Enter: enter,
    Space: enter,
    BracketLeft: () => edge(0),
    BracketRight: () => edge(1),
    Equal: () => zoom(ZOOM),
    NumpadAdd: () => zoom(ZOOM),
    Minus: () => zoom(1 / ZOOM),
    NumpadSubtract: () => zoom(1 / ZOOM),
    Digit0: fit,
    Escape: clear,
  });
  addBrush(frame, picture, () => scale, select, (from, to) => set("time_range", [from, to]));
  const compare = (): void => {
    const compared = (model.get("_compared") ?? []) as Day[];
    beside.hidden = compared.length === 0;
    beside.replaceChildren(
      ...compared.map(({ title, items: listed, total }) => {
        const column = make("section");
        const list = make("ul");
        list.append(...listed.map((item) => make("li", "", item.text)));
        column.append(make("h4", "", `${title} (${listed.length} / ${total})`), list);
        return column;
      }),
    );
  };
  follow(frame, model, ["_items", "_lane_names", "selection", "time_range", "zone"], redraw);
  follow(frame, model, ["_compared"], compare);
  const resized = new ResizeObserver(() => frame.guard(redraw));
  resized.observe(frame.stage);
  frame.onClose(() => resized.disconnect());
  loadFonts(model).catch((error: unknown) => frame.fail(error));
  compare();
  redraw();
}

/** Drag along the picture to brush; a click without a drag selects what lies under it. */
function addBrush(frame: Frame, picture: SVGElement, scale: () => Scale, select: (id: string, further: boolean) => void, brush: (from: number, to: number) => void): void {
  let begun: number | undefined;
  const across = (event: PointerEvent): number => event.clientX - picture.getBoundingClientRect().left;
  picture.addEventListener("pointerdown", (event) => {
    begun = across(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointerup", (event) =>
    frame.guard(() => {
      if (begun === undefined) return;
      const [from, to] = [Math.min(begun, across(event)), Math.max(begun, across(event))];
      begun = undefined;
      if (to - from > LEAST_PX) return brush(scale().time(Math.max(LABEL_PX, from)), scale().time(to));
      const mark = document.elementsFromPoint(event.clientX, event.clientY).find((element) => element instanceof SVGElement && element.dataset.id !== undefined);
      if (mark instanceof SVGElement && mark.dataset.id !== undefined) select(mark.dataset.id, event.shiftKey || event.ctrlKey || event.metaKey);
    }),
  );
}

export default defineView("timeline", "keys_timeline", "img", drawTimeline);
