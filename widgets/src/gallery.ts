// Thousands of scans as small pictures: only those in sight are in the page, and only those are asked for.
import type { AnyModel } from "@anywidget/types";
import { drawPicture } from "./place";
import { follow, type Frame, make, onKeys, ownKeys } from "./view";

const TILE_PX = 128;
const ROW_PX = 96;
const MOST_ASKED = 60;

interface Gallery {
  /** A scan's small picture, filled in when it arrives. */
  picture(id: string, box: string, size: readonly number[]): HTMLElement;
}

export function addGallery(frame: Frame, model: AnyModel, holder: HTMLElement, open: (id: string) => void): Gallery {
  const port = ownKeys(make("div", "tidewaiter-gallery"));
  port.tabIndex = 0;
  port.setAttribute("role", "listbox");
  const room = make("div", "tidewaiter-room");
  room.setAttribute("role", "presentation");
  port.append(room);
  holder.append(port);
  const addresses = new Map<string, string>();
  const waiting = new Map<string, Set<HTMLElement>>();
  const asked = new Set<string>();
  let at = 0;
  const gallery = (): { id: string[]; text: string[] } => model.get("_gallery") as { id: string[]; text: string[] };
  const columns = (): number => Math.max(1, Math.floor(port.clientWidth / TILE_PX));
  const want = (ids: readonly string[]): void => {
    const missing = ids.filter((id) => !addresses.has(id) && !asked.has(id));
    for (let from = 0; from < missing.length; from += MOST_ASKED) {
      const part = missing.slice(from, from + MOST_ASKED);
      for (const id of part) asked.add(id);
      model.send({ act: "load_thumbs", ids: part });
    }
  };
  const fill = (id: string, image: HTMLImageElement): void => {
    const address = addresses.get(id);
    if (address) image.src = address;
    else waiting.set(id, (waiting.get(id) ?? new Set()).add(image));
  };
  const heard = (message: unknown, buffers: DataView[]): void => {
    const ids = (message as { thumbs?: string[] }).thumbs ?? [];
    ids.forEach((id, i) => {
      const png = buffers[i];
      asked.delete(id);
      if (!png || png.byteLength === 0 || addresses.has(id)) return;
      addresses.set(id, URL.createObjectURL(new Blob([png as unknown as BlobPart], { type: "image/png" })));
      for (const image of waiting.get(id) ?? []) fill(id, image as HTMLImageElement);
      waiting.delete(id);
    });
  };
  model.on("msg:custom", heard);
  frame.onClose(() => {
    model.off("msg:custom", heard);
    for (const address of addresses.values()) URL.revokeObjectURL(address);
  });
  const draw = (): void => {
    const { id, text } = gallery();
    const across = columns();
    room.style.height = `${Math.ceil(id.length / across) * ROW_PX}px`;
    const first = Math.max(0, Math.floor(port.scrollTop / ROW_PX) - 1) * across;
    const last = Math.min(id.length, (Math.ceil((port.scrollTop + port.clientHeight) / ROW_PX) + 1) * across);
    const query = String(model.get("query"));
    const tiles = id.slice(first, last).map((one, offset) => {
      const i = first + offset;
      const tile = make("div", "tidewaiter-tile");
      tile.id = `${port.id}-${i}`;
      tile.dataset.id = one;
      tile.setAttribute("role", "option");
      tile.setAttribute("aria-selected", String(one === query));
      tile.setAttribute("aria-setsize", String(id.length));
      tile.setAttribute("aria-posinset", String(i + 1));
      tile.title = `${one} · ${text[i] ?? ""}`;
      if (i === at) tile.classList.add("tidewaiter-here");
      Object.assign(tile.style, { left: `${(i % across) * TILE_PX}px`, top: `${Math.floor(i / across) * ROW_PX}px` });
      const image = make("img");
      image.alt = "";
      fill(one, image);
      tile.append(image, make("span", "", text[i] ?? one));
      tile.addEventListener("click", () =>
        frame.guard(() => {
          at = i;
          open(one);
        }),
      );
      return tile;
    });
    room.replaceChildren(...tiles);
    port.setAttribute("aria-label", `${frame.say("gallery")}. ${String(model.get("count_text"))}`);
    if (tiles.some((tile) => tile.id === `${port.id}-${at}`)) port.setAttribute("aria-activedescendant", `${port.id}-${at}`);
    else port.removeAttribute("aria-activedescendant");
    want(id.slice(first, last));
    frame.root.dataset.tiles = String(tiles.length);
  };
  const go = (to: number): void => {
    const count = gallery().id.length;
    at = Math.min(count - 1, Math.max(0, to));
    const top = Math.floor(at / columns()) * ROW_PX;
    if (top < port.scrollTop) port.scrollTop = top;
    if (top + ROW_PX > port.scrollTop + port.clientHeight) port.scrollTop = top + ROW_PX - port.clientHeight;
    draw();
  };
  port.id = `tidewaiter-gallery-${Math.random().toString(36).slice(2)}`;
  port.addEventListener("scroll", () => frame.guard(draw));
  onKeys(
    frame,
    {
      ArrowLeft: () => go(at - 1),
      ArrowRight: () => go(at + 1),
      ArrowUp: () => go(at - columns()),
      ArrowDown: () => go(at + columns()),
      Home: () => go(0),
      End: () => go(gallery().id.length - 1),
      Enter: () => {
        const id = gallery().id[at];
        if (id !== undefined) open(id);
      },
    },
    port,
  );
  const resized = new ResizeObserver(() => frame.guard(draw));
  resized.observe(port);
  frame.onClose(() => resized.disconnect());
  follow(frame, model, ["_gallery"], () => go(0));
  follow(frame, model, ["query"], draw);
  return {
    picture(id, box, size) {
      const picture = drawPicture(frame, "", box, size);
      const image = picture.querySelector("img");
      if (image) {
        image.alt = id;
        image.removeAttribute("src");
        fill(id, image);
      }
      want([id]);
      return picture;
    },
  };
}
