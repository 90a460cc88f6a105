// Where vessels were: tracks, events and ports over land outlines, drawn by deck.gl without any tile.
import type { AnyModel } from "@anywidget/types";
import { Deck, type Layer, MapView, type MapViewState, type PickingInfo, WebMercatorViewport } from "@deck.gl/core";
import landCode from "inline:land";
import type { Topology } from "topojson-specification";
import coarse from "world-atlas/land-110m.json";
import { loadFonts, readAsset } from "./assets";
import { readLand } from "./land";
import { cutTriangles, type LandShape } from "./land_shape";
import { addLasso } from "./lasso";
import { declaredLayer, EVENT, EVENT_DARK, eventLayers, landLayer, type Look, movedLayer, packLand, portLayers, shapeLayers, silentLayer, SPEED_UNKNOWN, SPEEDS, SYMBOL_PX, withMarks } from "./map_layers";
import { fitAll, type Mark, readScene, type Scene } from "./map_scene";
import { addChoice, addDetail, addFinder, type Item, type Key, showLegend } from "./panel";
import { findWithin } from "./rings";
import type { Segments } from "./segments";
import { drawMasks, shapeOf } from "./symbols";
import { shorten } from "./text";
import { addTimeSlider } from "./time_slider";
import { addButton, addCount, afterFrames, defineView, follow, type Frame, onKeys, pick, readTheme, watchTheme } from "./view";
import { startWorker } from "./workers";

const PORT_NAMES_FROM_ZOOM = 5;
const PAN_PX = 60;
const PICK_PX = 5;
const STILL_PX = 4;
const TIP = 200;
/** A program waits for all that is being drawn: so many frames without a change let it come to an end. */
const FRAMES_BETWEEN = 3;

function listSymbols(frame: Frame, scene: Scene, dark: boolean, bySpeed: boolean): void {
  const counts = new Map<string, { word: string; count: number }>();
  for (const { kind, word } of scene.events) counts.set(kind, { word, count: (counts.get(kind)?.count ?? 0) + 1 });
  const colour = `rgb(${(dark ? EVENT_DARK : EVENT).slice(0, 3).join(",")})`;
  const events = [...counts].map(([kind, { word, count }]): Key => ({ shape: shapeOf(kind), colour, text: `${shorten(word)} ${count}` }));
  const gaps: Key[] = scene.silent.count ? [{ shape: "dashes", colour: "#888888", text: frame.say("gap") }] : [];
  const speeds: Key[] = bySpeed ? listSpeeds(frame) : [];
  const declared: Key[] = scene.declared.length ? [{ shape: "dashes", colour: "#d55e00", text: frame.say("declared") }] : [];
  const regions: Key[] = scene.shapes.regions.length ? [{ shape: "square", colour: "#cc79a7", text: frame.say("regions") }] : [];
  const own: Key[] = scene.shapes.base.length + scene.shapes.lines.length ? [{ shape: "square", colour: "#56b4e9", text: frame.say("base") }] : [];
  showLegend(frame, [...speeds, ...events, ...gaps, ...declared, ...regions, ...own, { colour: "inherit", text: frame.say("land") }]);
}

function listSpeeds(frame: Frame): Key[] {
  const keys = SPEEDS.map(([most, colour], i): Key => {
    const least = i ? (SPEEDS[i - 1]?.[0] ?? 0) : 0;
    return { shape: "line", colour, text: Number.isFinite(most) ? `${least}–${most} kn` : `> ${least} kn` };
  });
  return [...keys, { shape: "line", colour: SPEED_UNKNOWN, text: frame.say("speed_unknown") }];
}

function drawMap(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-map");
  let scene = readScene(model);
  let land = packLand(cutTriangles(readLand(coarse as unknown as Topology)));
  let landName = "coarse";
  let deck: Deck<MapView> | undefined;
  let fontsReady = false;
  let dark = readTheme(frame.root).dark;
  const saved = model.get("view") as Partial<MapViewState>;
  let view: MapViewState = isView(saved) ? saved : fitAll(scene, frame.stage.clientWidth, frame.stage.clientHeight);
  let fitted = isView(saved);

  const symbols = drawMasks(SYMBOL_PX);
  const chosen = (): Set<string> => new Set(model.get("selection") as string[]);
  let limits = (): number[] => (model.get("time_range") as number[]) ?? [];
  const range = (): [number, number] => {
    const [from, to] = limits();
    const first = Number(model.get("_first_time"));
    return from === undefined || to === undefined ? [-1e12, 1e12] : [from - first, to - first];
  };
  const bySpeed = (): boolean => model.get("colour") === "speed";
  const select = (ids: string[]): void => pick(model, { selection: ids });
  const isNamed = ({ zoom }: MapViewState): boolean => fontsReady && zoom >= PORT_NAMES_FROM_ZOOM;
  // what is joined has one time, so it is shown only while every time is let through
  const piecesAt = ({ zoom }: MapViewState): Segments => (zoom <= scene.afar.upTo && limits().length === 0 ? scene.afar.pieces : scene.moved);
  const layers = (): Layer[] => {
    const picked = chosen();
    const look: Look = { chosen: picked, range: range(), bySpeed: bySpeed() };
    const base = [landLayer(land, landName, dark), ...shapeLayers(scene, look), declaredLayer(scene, picked), movedLayer(piecesAt(view), scene, look), silentLayer(scene, look)];
    return withMarks([...base, ...portLayers(scene, picked, dark, isNamed(view)), ...eventLayers(scene, picked, dark, symbols)]);
  };
  // Each kind of layer costs a program of the graphics card: on the first drawing one comes after another, so that the page
  // answers in between, and tracks come last: the next program would wait until all of them are drawn.
  let wanted: Layer[] = [];
  let most = 0;
  const redraw = (): void => {
    if (most === 0) return;
    wanted = layers();
    place();
  };
  const place = (): void => {
    const turns = [...wanted.filter(({ id }) => id !== "tracks"), ...wanted.filter(({ id }) => id === "tracks")].slice(0, most);
    deck?.setProps({ layers: wanted.filter((layer) => turns.includes(layer)) });
  };
  const goOn = (): void => {
    if (most >= wanted.length) {
      frame.root.dataset.drawn = landName;
      refine();
      return;
    }
    most++;
    afterFrames(FRAMES_BETWEEN, () => frame.guard(place));
  };
  // the fine land comes when everything else stands: no program shall wait for its drawing
  let fine: LandShape | undefined;
  const refine = (): void => {
    if (!fine || most === 0 || most < wanted.length) return;
    [land, landName, fine] = [packLand(fine), "fine", undefined];
    redraw();
  };
  const show = (next: MapViewState): void => {
    const before = view;
    view = next;
    deck?.setProps({ viewState: view });
    // layers are only made again when something in them changes: a move of the map must stay cheap
    if (isNamed(before) !== isNamed(view) || piecesAt(before) !== piecesAt(view)) redraw();
  };
  const keep = debounce(() => {
    model.set("view", { longitude: view.longitude, latitude: view.latitude, zoom: view.zoom });
    model.save_changes();
  });
  const go = (next: MapViewState): void => {
    show(next);
    keep();
  };
  const idOf = (info: PickingInfo<Mark | number>): string | undefined => {
    if (info.index < 0 || !info.layer) return undefined;
    const name = info.layer.id;
    if (name === "tracks") return scene.tracks.id[piecesAt(view).track[info.index] ?? -1];
    if (name === "gaps") return scene.tracks.id[scene.silent.track[info.index] ?? -1];
    return (info.object as Mark | undefined)?.id;
  };
  const labelOf = (id: string): string => {
    const mark = [...scene.events, ...scene.ports].find((one) => one.id === id);
    const declared = scene.declared.find((one) => one.id === id);
    if (declared) return declared.label;
    const track = scene.tracks.id.indexOf(id);
    return mark ? `${mark.label} · ${mark.word}` : (scene.tracks.label[track] ?? id);
  };
  const click = (event: MouseEvent): void => {
    const { left, top } = frame.stage.getBoundingClientRect();
    const found = deck?.pickObject({ x: event.clientX - left, y: event.clientY - top, radius: PICK_PX });
    const id = found ? idOf(found as PickingInfo<Mark | number>) : undefined;
    if (id === undefined) return select([]);
    if (!event.shiftKey && !event.ctrlKey && !event.metaKey) return select([id]);
    const before = [...chosen()];
    select(before.includes(id) ? before.filter((other) => other !== id) : [...before, id]);
  };
  const fit = (): void => go(fitAll(scene, frame.stage.clientWidth, frame.stage.clientHeight));
  const zoom = (by: number): void => go({ ...view, zoom: Math.max(0, view.zoom + by) });
  const move = (x: number, y: number): void => {
    const port = portOf(frame, view);
    const [longitude, latitude] = port.unproject([port.width / 2 + x * PAN_PX, port.height / 2 + y * PAN_PX]);
    go({ ...view, longitude: longitude ?? view.longitude, latitude: latitude ?? view.latitude });
  };

  addButton(frame, frame.say("all"), "fit", fit);
  addButton(frame, "+", "larger", () => zoom(1));
  addButton(frame, "−", "smaller", () => zoom(-1));
  addButton(frame, frame.say("none"), "clear", () => select([]));
  /** Take what lies within a ring of pixels: events, ports, and tracks with a position in it that the time lets through. */
  const gather = (ring: readonly (readonly [number, number])[]): void => {
    const port = portOf(frame, view);
    const project = ([lon, lat]: readonly [number, number]): [number, number] => port.project([lon + 360 * Math.round((view.longitude - lon) / 360), lat]) as [number, number];
    select(findWithin([...scene.events, ...scene.ports, ...listSpots(scene, range())], project, ring));
  };
  let lassoOn = false;
  const lasso = addButton(frame, frame.say("lasso_face"), "lasso", () => {
    lassoOn = !lassoOn;
    lasso.setAttribute("aria-pressed", String(lassoOn));
    lay(lassoOn);
  });
  lasso.setAttribute("aria-pressed", "false");
  const lay = addLasso(frame.stage, (ring) =>
    frame.guard(() => {
      gather(ring);
      lasso.click();
    }),
  );
  const takeSight = (): void => {
    const { clientWidth: width, clientHeight: height } = frame.stage;
    gather([[0, 0], [width, 0], [width, height], [0, height]]);
  };
  addButton(frame, frame.say("sight_face"), "sight", takeSight);
  const colours = (["asset", "speed"] as const).map((name): [string, string] => [name, frame.say(`colour_${name}`)]);
  const colour = addChoice(frame, "colour", colours, String(model.get("colour")), (value) => {
    model.set("colour", value);
    model.save_changes();
  });
  addFinder(frame, () => listItems(scene), (id) => select([id]));
  addCount(frame, model);
  addDetail(frame, model);
  onKeys(frame, {
    ArrowLeft: () => move(-1, 0),
    ArrowRight: () => move(1, 0),
    ArrowUp: () => move(0, -1),
    ArrowDown: () => move(0, 1),
    Equal: () => zoom(1),
    NumpadAdd: () => zoom(1),
    Minus: () => zoom(-1),
    NumpadSubtract: () => zoom(-1),
    Digit0: fit,
    Escape: () => select([]),
    KeyS: takeSight,
  });
  const explain = (): void => listSymbols(frame, scene, dark, bySpeed());
  explain();

  deck = new Deck<MapView>({
    parent: frame.stage as HTMLDivElement,
    views: new MapView({ repeat: true }),
    viewState: view,
    controller: { doubleClickZoom: true, keyboard: false },
    layers: [],
    pickingRadius: PICK_PX,
    onViewStateChange: ({ viewState }) => void frame.guard(() => go(viewState as MapViewState)),
    getTooltip: (info) => {
      const id = idOf(info as PickingInfo<Mark | number>);
      return id === undefined ? null : { text: shorten(labelOf(id), TIP) };
    },
    onLoad: () => {
      // The canvas takes its size in the first frames, which waits for whatever is being drawn: nothing yet.
      afterFrames(FRAMES_BETWEEN, () => {
        most = 1;
        frame.guard(redraw);
      });
    },
    onAfterRender: () => {
      if (most > 0) goOn();
    },
    onError: (error) => frame.fail(error),
  });
  // The browser's own click: deck.gl takes a press longer than a quarter of a second for no click at all.
  let pressed = { x: 0, y: 0 };
  frame.stage.addEventListener("pointerdown", ({ clientX: x, clientY: y }) => {
    pressed = { x, y };
  });
  frame.stage.addEventListener("click", (event) => {
    const moved = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y);
    if (moved <= STILL_PX) frame.guard(() => click(event));
  });
  // Where a mark stands on the page, for tests and for people who script it.
  Object.assign(frame.root, {
    placeOf: (id: string) => {
      const corner = frame.stage.getBoundingClientRect();
      const [x, y] = portOf(frame, view).project(placeOf(scene, id));
      return { x: corner.x + (x ?? 0), y: corner.y + (y ?? 0) };
    },
  });

  loadFonts(model).then(
    () => {
      fontsReady = true;
      frame.root.dataset.fonts = "loaded";
      redraw();
    },
    (error: unknown) => frame.fail(error),
  );
  const work = startWorker<LandShape>(landCode);
  work.hear((shape) => {
    fine = shape;
    work.stop();
    refine();
  }, frame.fail);
  readAsset(model, "land").then((content) => work.worker.postMessage(content, [content]), frame.fail);
  const resized = new ResizeObserver(() => {
    if (fitted || frame.stage.clientWidth === 0) return;
    fitted = true;
    show(fitAll(scene, frame.stage.clientWidth, frame.stage.clientHeight));
  });
  resized.observe(frame.stage);
  watchTheme(frame, () => {
    dark = readTheme(frame.root).dark;
    explain();
    redraw();
  });
  follow(frame, model, ["selection"], redraw);
  follow(frame, model, ["colour"], () => {
    colour.value = String(model.get("colour"));
    explain();
    redraw();
  });
  follow(frame, model, ["_places"], () => {
    scene = readScene(model);
    explain();
    fit();
  });
  limits = addTimeSlider(frame, model, () => spanOf(model, scene), redraw);
  frame.onClose(() => {
    work.stop();
    resized.disconnect();
    deck?.finalize();
  });
}

/** Unix seconds of the first and the last position. */
function spanOf(model: AnyModel, scene: Scene): [number, number] {
  const first = Number(model.get("_first_time"));
  const last = scene.moved.time.reduce((high, time) => Math.max(high, time), 0);
  return [first, first + Math.max(last, scene.silent.time.reduce((high, time) => Math.max(high, time), 0))];
}

/** Middles of the pieces of tracks that lie in a stretch of time. */
function* listSpots({ tracks, moved }: Scene, [from, to]: [number, number]): Generator<{ id: string; place: [number, number] }> {
  for (let i = 0; i < moved.count; i++) {
    const time = moved.time[i] ?? 0;
    if (time >= from && time <= to) yield { id: tracks.id[moved.track[i] ?? 0] ?? "", place: [moved.from[2 * i] ?? 0, moved.from[2 * i + 1] ?? 0] };
  }
}

function isView(view: Partial<MapViewState>): view is MapViewState {
  return [view.longitude, view.latitude, view.zoom].every((value) => Number.isFinite(value));
}

function portOf(frame: Frame, view: MapViewState): WebMercatorViewport {
  return new WebMercatorViewport({ ...view, width: frame.stage.clientWidth, height: frame.stage.clientHeight });
}

function placeOf(scene: Scene, id: string): [number, number] {
  const mark = [...scene.events, ...scene.ports].find((one) => one.id === id);
  if (mark) return mark.place;
  const track = scene.tracks.id.indexOf(id);
  const i = scene.moved.track.indexOf(track);
  const { from, to } = scene.moved;
  return [((from[2 * i] ?? 0) + (to[2 * i] ?? 0)) / 2, ((from[2 * i + 1] ?? 0) + (to[2 * i + 1] ?? 0)) / 2];
}

function listItems(scene: Scene): Item[] {
  const tracks = scene.tracks.id.map((id, i) => ({ id, label: scene.tracks.label[i] ?? id, kind: "" }));
  const declared = scene.declared.map(({ id, label }) => ({ id, label, kind: "" }));
  const marks = [...scene.events, ...scene.ports].map(({ id, label, word }) => ({ id, label, kind: word }));
  return [...tracks, ...marks, ...declared];
}

function debounce(act: () => void, wait = 300): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}

export default defineView("map", "keys", "img", drawMap);
