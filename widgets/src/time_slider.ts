// Two sliders that let a stretch of time through: in the browser while they move, to Python when they are let go.
import type { AnyModel } from "@anywidget/types";
import { follow, type Frame, make, ownKeys } from "./view";

const STEPS = 1000;

/** Gives the range in Unix seconds as the sliders stand; empty where they let all through. */
export function addTimeSlider(frame: Frame, model: AnyModel, span: () => [number, number], changed: () => void): () => number[] {
  const holder = make("div", "tidewaiter-times");
  const said = make("span", "tidewaiter-status");
  const sliders = (["time_from", "time_to"] as const).map((word, i) => {
    const slider = ownKeys(make("input"));
    slider.type = "range";
    slider.max = String(STEPS);
    slider.value = String(i * STEPS);
    slider.title = frame.say(word);
    slider.setAttribute("aria-label", frame.say(word));
    holder.append(slider);
    return slider;
  });
  holder.append(said);
  frame.root.insertBefore(holder, frame.legend);
  const [first, last] = sliders as [HTMLInputElement, HTMLInputElement];
  const write = (seconds: number): string => `${new Date(1000 * seconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const read = (): number[] => {
    const [low, high] = span();
    const places = [Number(first.value), Number(last.value)];
    const [from, to] = [Math.min(...places), Math.max(...places)];
    if (from === 0 && to === STEPS) return [];
    const at = (step: number): number => low + ((high - low) * step) / STEPS;
    return [at(from), at(to)];
  };
  const tell = (): void => {
    const [low, high] = read().length ? read() : span();
    said.textContent = low === undefined || high === undefined ? "" : `${write(low)} – ${write(high)}`;
    for (const slider of sliders) slider.setAttribute("aria-valuetext", said.textContent);
  };
  for (const slider of sliders) {
    slider.addEventListener("input", () => frame.guard(() => (tell(), changed())));
    slider.addEventListener("change", () =>
      frame.guard(() => {
        model.set("time_range", read());
        model.save_changes();
      }),
    );
  }
  const show = (): void => {
    const [low, high] = span();
    holder.hidden = high <= low;
    const [from, to] = (model.get("time_range") as number[]) ?? [];
    const step = (time: number): string => String(Math.round(Math.min(1, Math.max(0, (time - low) / (high - low || 1))) * STEPS));
    first.value = from === undefined ? "0" : step(from);
    last.value = to === undefined ? String(STEPS) : step(to);
    tell();
    changed();
  };
  follow(frame, model, ["time_range"], show);
  show();
  return read;
}
