// Finding by keyboard, and what is known of the selection: both in plain HTML beside the drawing.
import type { AnyModel } from "@anywidget/types";
import { drawKey, type Shape } from "./symbols";
import { type Frame, make, ownKeys } from "./view";

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

/** A search box with a list of hits; Enter or a click selects. */
export function addFinder(frame: Frame, items: () => Item[], choose: (id: string) => void): void {
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
    const button = ownKeys(make("button", "tidewaiter-hit", `${item.label} · ${item.kind}`));
    button.type = "button";
    button.dataset.id = item.id;
    button.addEventListener("click", () => {
      frame.guard(() => choose(item.id));
      list.hidden = true;
    });
    entry.append(button);
    return entry;
  };
  box.addEventListener("input", () => frame.guard(search));
  box.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.code === "Enter") list.querySelector("button")?.click();
    if (event.code === "Escape") list.hidden = true;
  });
  holder.append(box, list);
  frame.bar.append(holder);
}

/** Lines about the selection, written by Python. */
export function addDetail(frame: Frame, model: AnyModel): void {
  const detail = make("div", "tidewaiter-detail");
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
