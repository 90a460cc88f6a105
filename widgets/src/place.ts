// The very place in a source: file, hash, raw value, and for a scan the image with its box.
import type { AnyModel } from "@anywidget/types";
import { writeTable } from "./tables";
import { follow, type Frame, make, readBytes } from "./view";

interface Place {
  ref?: string;
  path: string;
  locator: string;
  value: string;
  sha256: string;
  box: string;
  size: number[];
}

/** An image with a box in its own pixels, whatever size it is shown at; without an address it is filled in later. */
export function drawPicture(frame: Frame, address: string, box: string, size: readonly number[]): HTMLElement {
  const holder = make("div", "tidewaiter-picture");
  const image = make("img");
  if (address) image.src = address;
  image.alt = frame.say("picture");
  holder.append(image);
  const [x, y, width, height] = box.split(",").map(Number);
  const [across, down] = size;
  if (box && across && down && [x, y, width, height].every(Number.isFinite)) {
    const mark = make("div", "tidewaiter-frame");
    const share = (value: number | undefined, whole: number): string => `${(100 * (value ?? 0)) / whole}%`;
    Object.assign(mark.style, { left: share(x, across), top: share(y, down), width: share(width, across), height: share(height, down) });
    holder.append(mark);
  }
  return holder;
}

export function addPlace(frame: Frame, model: AnyModel, pane: HTMLElement): void {
  const holder = make("div", "tidewaiter-place");
  holder.setAttribute("aria-live", "polite");
  pane.append(holder);
  let address = "";
  const forget = (): void => {
    if (address) URL.revokeObjectURL(address);
    address = "";
  };
  frame.onClose(forget);
  const show = (): void => {
    const place = (model.get("_place") ?? {}) as Place;
    holder.hidden = !place.ref;
    forget();
    if (!place.ref) return;
    const rows = [
      ["place_file", place.path],
      ["place_at", place.locator],
      ["place_value", place.value],
      ["place_hash", place.sha256],
    ].map(([word, text]) => {
      const row = make("tr");
      const head = make("th", "", frame.say(word ?? ""));
      head.scope = "row";
      row.append(head, make("td", "tidewaiter-said", text));
      return row;
    });
    holder.replaceChildren(writeTable(`${frame.say("place")}: ${place.ref}`, undefined, rows));
    const picture = readBytes(model.get("_picture"));
    if (picture.byteLength) {
      address = URL.createObjectURL(new Blob([picture], { type: "image/png" }));
      holder.append(drawPicture(frame, address, place.box, place.size));
    }
    holder.scrollIntoView({ block: "nearest" });
  };
  follow(frame, model, ["_place", "_picture"], show);
  show();
}
