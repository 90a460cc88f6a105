// One scan at its full depth: window and level, colours, zoom, and a region drawn by mouse or keys.
import type { AnyModel } from "@anywidget/types";
import { addChoice } from "./panel";
import { addButton, follow, type Frame, make, onKeys, ownKeys, readBytes } from "./view";

const GREYS = 65536;
const ZOOM = 1.5;
const SPREAD = [0.005, 0.995] as const;
const COLOURS = ["grey", "inverted", "warm"] as const;
// Black, violet, red, yellow, white: brightness rises all the way, so that a black-and-white print still reads.
const WARM = [[0, 0, 0], [85, 15, 109], [187, 55, 84], [249, 142, 9], [252, 255, 220]] as const;

type Region = [x: number, y: number, width: number, height: number];

function colourAt(share: number, colours: string): [number, number, number] {
  const grey = Math.round(255 * share);
  if (colours === "inverted") return [255 - grey, 255 - grey, 255 - grey];
  if (colours !== "warm") return [grey, grey, grey];
  const place = share * (WARM.length - 1);
  const [low, high] = [WARM[Math.floor(place)] ?? WARM[0], WARM[Math.ceil(place)] ?? WARM[4]];
  const part = place - Math.floor(place);
  return [0, 1, 2].map((i) => Math.round((low[i] ?? 0) * (1 - part) + (high[i] ?? 0) * part)) as [number, number, number];
}

/** Window and level that show all but the darkest and brightest pixels. */
export function findWindow(pixels: Uint16Array): { window: number; level: number } {
  if (pixels.length === 0) return { window: GREYS, level: GREYS / 2 };
  const sorted = pixels.slice().sort();
  const [low, high] = SPREAD.map((share) => sorted[Math.round(share * (sorted.length - 1))] ?? 0) as [number, number];
  return { window: Math.max(1, high - low), level: Math.round((low + high) / 2) };
}

function addSlider(frame: Frame, name: string, changed: () => void): HTMLInputElement {
  const label = make("label", "tidewaiter-slider", `${frame.say(name).split(/[:：]/)[0]} `);
  const slider = ownKeys(make("input"));
  slider.type = "range";
  slider.min = "1";
  slider.max = String(GREYS);
  slider.title = frame.say(name);
  slider.setAttribute("aria-label", frame.say(name));
  slider.addEventListener("input", () => frame.guard(changed));
  label.append(slider);
  frame.bar.append(label);
  return slider;
}

export function addScan(frame: Frame, model: AnyModel, holder: HTMLElement, ask: (region: number[]) => void): void {
  const about = make("p", "tidewaiter-state");
  const port = ownKeys(make("div", "tidewaiter-port"));
  port.tabIndex = 0;
  port.setAttribute("role", "application");
  const canvas = make("canvas");
  const box = make("div", "tidewaiter-frame");
  const inner = make("div", "tidewaiter-picture");
  inner.append(canvas, box);
  port.append(inner);
  holder.append(about, port);
  let pixels = new Uint16Array();
  let region: Region | undefined;
  let zoom = 1;
  let colours: string = COLOURS[0];
  const size = (): [number, number] => {
    const [width, height] = (model.get("_size") as number[]) ?? [];
    return [width ?? 1, height ?? 1];
  };
  const paint = (): void => {
    const [width, height] = size();
    if (pixels.length !== width * height) return;
    canvas.width = width;
    canvas.height = height;
    const [low, spread] = [Number(level.value) - Number(window.value) / 2, Number(window.value)];
    const table = new Uint32Array(GREYS);
    for (let value = 0; value < GREYS; value++) {
      const [red, green, blue] = colourAt(Math.min(1, Math.max(0, (value - low) / spread)), colours);
      table[value] = (255 << 24) | (blue << 16) | (green << 8) | red;
    }
    const drawn = new Uint32Array(pixels.length);
    for (let i = 0; i < pixels.length; i++) drawn[i] = table[pixels[i] ?? 0] ?? 0;
    canvas.getContext("2d")?.putImageData(new ImageData(new Uint8ClampedArray(drawn.buffer), width, height), 0, 0);
    frame.root.dataset.painted = String(model.get("query"));
  };
  const fit = (): void => {
    inner.style.width = `${100 * zoom}%`;
  };
  const showRegion = (): void => {
    const [width, height] = size();
    box.hidden = region === undefined;
    port.setAttribute("aria-label", `${frame.say("scan_image")} ${String(model.get("query"))}. ${region ? region.join(", ") : ""}`);
    if (!region) return;
    const [x, y, across, down] = region;
    const share = (value: number, whole: number): string => `${(100 * value) / whole}%`;
    Object.assign(box.style, { left: share(x, width), top: share(y, height), width: share(across, width), height: share(down, height) });
  };
  const keep = ([x, y, across, down]: Region): Region => {
    const [width, height] = size();
    const [w, h] = [Math.min(Math.max(1, across), width), Math.min(Math.max(1, down), height)];
    return [Math.min(Math.max(0, x), width - w), Math.min(Math.max(0, y), height - h), w, h];
  };
  const change = (event: KeyboardEvent, x: number, y: number): void => {
    const [width, height] = size();
    const step = Math.max(1, Math.round(Math.max(width, height) / 50));
    const [left, top, across, down] = region ?? [Math.round(width / 3), Math.round(height / 3), Math.round(width / 3), Math.round(height / 3)];
    region = event.shiftKey ? keep([left, top, across + x * step, down + y * step]) : keep([left + x * step, top + y * step, across, down]);
    showRegion();
  };
  const clear = (): void => {
    region = undefined;
    showRegion();
  };
  const scale = (factor: number): void => {
    zoom = factor === 0 ? 1 : Math.min(16, Math.max(1, zoom * factor));
    fit();
  };
  addButton(frame, frame.say("ask"), "ask_key", () => ask(region ?? []));
  addButton(frame, "▭×", "region_clear", clear);
  addButton(frame, frame.say("all"), "fit", () => scale(0));
  addButton(frame, "+", "larger", () => scale(ZOOM));
  addButton(frame, "−", "smaller", () => scale(1 / ZOOM));
  const window = addSlider(frame, "window", paint);
  const level = addSlider(frame, "level", paint);
  addChoice(frame, "colours", COLOURS.map((name): [string, string] => [name, frame.say(`colours_${name}`)]), colours, (value) => {
    colours = value;
    paint();
  });
  onKeys(
    frame,
    {
      ArrowLeft: (event) => change(event, -1, 0),
      ArrowRight: (event) => change(event, 1, 0),
      ArrowUp: (event) => change(event, 0, -1),
      ArrowDown: (event) => change(event, 0, 1),
      Enter: () => ask(region ?? []),
      Escape: clear,
      Equal: () => scale(ZOOM),
      NumpadAdd: () => scale(ZOOM),
      Minus: () => scale(1 / ZOOM),
      NumpadSubtract: () => scale(1 / ZOOM),
      Digit0: () => scale(0),
    },
    port,
  );
  const pixelAt = (event: PointerEvent): [number, number] => {
    const shown = canvas.getBoundingClientRect();
    const [width, height] = size();
    return [Math.round(((event.clientX - shown.left) / shown.width) * width), Math.round(((event.clientY - shown.top) / shown.height) * height)];
  };
  let begun: [number, number] | undefined;
  canvas.addEventListener("pointerdown", (event) => {
    begun = pixelAt(event);
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) =>
    frame.guard(() => {
      if (!begun) return;
      const [x, y] = pixelAt(event);
      region = keep([Math.min(x, begun[0]), Math.min(y, begun[1]), Math.abs(x - begun[0]), Math.abs(y - begun[1])]);
      showRegion();
    }),
  );
  canvas.addEventListener("pointerup", () => {
    begun = undefined;
  });
  const show = (): void => {
    pixels = new Uint16Array(readBytes(model.get("_image")));
    about.textContent = `${String(model.get("query"))} · ${String(model.get("_about"))}`;
    const found = findWindow(pixels);
    window.value = String(found.window);
    level.value = String(found.level);
    const [x, y, width, height] = (model.get("region") as number[]) ?? [];
    region = x === undefined || y === undefined || width === undefined || height === undefined ? undefined : [x, y, width, height];
    paint();
    fit();
    showRegion();
  };
  follow(frame, model, ["_image", "query"], show);
  show();
}
