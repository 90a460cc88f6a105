// Where vessels were: tracks, events and ports over land outlines, drawn by deck.gl without any tile.
import type { AnyModel } from "@anywidget/types";
import { Deck, type Layer, MapView, type MapViewState, type PickingInfo, WebMercatorViewport } from "@deck.gl/core";
import { DataFilterExtension, PathStyleExtension } from "@deck.gl/extensions";
import { IconLayer, LineLayer, PathLayer, ScatterplotLayer, SolidPolygonLayer, TextLayer } from "@deck.gl/layers";
import type { Topology } from "topojson-specification";
import coarse from "world-atlas/land-110m.json";
import { HAN, loadFonts, readAsset } from "./assets";
import { rgba, trackColour } from "./kinds";
import { type Polygon, readLand } from "./land";
import { addDetail, addFinder, type Item, type Key, showLegend } from "./panel";
import { cutTracks, type Segments } from "./segments";
import { drawMasks, MASKS, shapeOf } from "./symbols";
import { addButton, addCount, defineView, type Frame, onKeys, pick, readFlags, readFloats, readTheme, watchTheme } from "./view";

interface Mark {
  id: string;
  label: string;
  kind: string;
  place: [number, number];
}

interface Scene {
  tracks: { id: string[]; label: string[] };
  moved: Segments;
  silent: Segments;
  events: Mark[];
  ports: Mark[];
}

type Colour = [number, number, number, number];

const PORT_NAMES_FROM_ZOOM = 5;
const DIMMED = 50;
const EVENT: Colour = [180, 30, 30, 255];
const EVENT_DARK: Colour = [255, 140, 120, 255];
const PORT: Colour = [90, 90, 90, 255];
const PORT_DARK: Colour = [190, 190, 190, 255];
const LAND: Colour = [232, 226, 210, 255];
const LAND_DARK: Colour = [62, 64, 60, 255];
const SELECTED: Colour = [0, 0, 0, 255];
const SELECTED_DARK: Colour = [255, 255, 255, 255];
const PAN_PX = 60;
const SYMBOL_PX = 64;
const PICK_PX = 5;
const STILL_PX = 4;
const MERCATOR_END = 85;

function readMarks(model: AnyModel, name: string): Mark[] {
  const table = model.get(`_${name}`) as { id: string[]; label: string[]; kind: string[] };
  const places = readFloats(model.get(`_${name.slice(0, -1)}_places`));
  return table.id.map((id, i) => ({
    id,
    label: table.label[i] ?? id,
    kind: table.kind[i] ?? "",
    place: [places[2 * i] ?? 0, places[2 * i + 1] ?? 0],
  }));
}

function readScene(model: AnyModel): Scene {
  const table = model.get("_tracks") as { id: string[]; label: string[]; start: number[] };
  const tracks = { places: readFloats(model.get("_places")), starts: table.start, gaps: readFlags(model.get("_gaps")), times: readFloats(model.get("_times")) };
  return { tracks: table, moved: cutTracks(tracks, false), silent: cutTracks(tracks, true), events: readMarks(model, "events"), ports: readMarks(model, "ports") };
}

/** The view that shows everything. */
function fitAll(scene: Scene, width: number, height: number): MapViewState {
  const lons: number[] = [];
  const lats: number[] = [];
  for (const { from, to } of [scene.moved, scene.silent]) {
    for (const ends of [from, to]) {
      ends.forEach((value, i) => void (i % 2 ? lats : lons).push(value));
    }
  }
  for (const { place } of scene.events) {
    lons.push(place[0]);
    lats.push(place[1]);
  }
  if (lons.length === 0) for (const { place } of scene.ports) void (lons.push(place[0]), lats.push(place[1]));
  if (lons.length === 0) return { longitude: 115, latitude: 20, zoom: 1 };
  const west = narrowWest(lons);
  const turned = lons.map((lon) => (lon < west ? lon + 360 : lon));
  const [low, high] = [least(turned), -least(turned.map((lon) => -lon))];
  const [south, north] = [Math.max(least(lats), -MERCATOR_END), Math.min(-least(lats.map((lat) => -lat)), MERCATOR_END)];
  const view = new WebMercatorViewport({ width: Math.max(width, 100), height: Math.max(height, 100) });
  const pad = 0.02;
  const { longitude, latitude, zoom } = view.fitBounds(
    [
      [low - pad, south - pad],
      [high + pad, north + pad],
    ],
    { padding: 30 },
  );
  return { longitude: ((longitude + 540) % 360) - 180, latitude, zoom: Math.min(zoom, 12) };
}

function least(values: readonly number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Infinity);
}

/** West end of the narrowest span of longitudes that holds them all, over 180° where that is narrower. */
function narrowWest(lons: readonly number[]): number {
  const cells = new Uint8Array(360);
  for (const lon of lons) cells[Math.floor(((lon + 180) % 360 + 360) % 360)] = 1;
  let [best, end, run] = [0, 0, 0];
  for (let i = 0; i < 720; i++) {
    run = cells[i % 360] ? 0 : run + 1;
    if (run > best) [best, end] = [run, i];
  }
  return ((end + 1) % 360) - 180;
}

function colourSegments(segments: Segments, ids: readonly string[], chosen: Set<string>): Uint8Array {
  const anyTrack = ids.some((id) => chosen.has(id));
  const colours = ids.map((id, i) => rgba(trackColour(i), anyTrack && !chosen.has(id) ? DIMMED : 255));
  const filled = new Uint8Array(4 * segments.count);
  segments.track.forEach((track, i) => filled.set(colours[track] ?? [0, 0, 0, 255], 4 * i));
  return filled;
}

function landLayer(land: Polygon[], name: string, dark: boolean): Layer {
  return new SolidPolygonLayer<Polygon>({ id: `land-${name}`, data: land, getPolygon: (polygon) => polygon, getFillColor: dark ? LAND_DARK : LAND, updateTriggers: { getFillColor: dark } });
}

function movedLayer(scene: Scene, chosen: Set<string>, range: [number, number]): Layer {
  const { moved, tracks } = scene;
  const attributes = {
    getSourcePosition: { value: moved.from, size: 2 },
    getTargetPosition: { value: moved.to, size: 2 },
    getColor: { value: colourSegments(moved, tracks.id, chosen), size: 4, normalized: true },
    getFilterValue: { value: moved.time, size: 1 },
  };
  return new LineLayer({
    id: "tracks",
    data: { length: moved.count, attributes },
    getWidth: 2,
    widthMinPixels: 2,
    pickable: true,
    extensions: [new DataFilterExtension({ filterSize: 1 })],
    ...{ filterRange: range },
  });
}

function silentLayer(scene: Scene, chosen: Set<string>, range: [number, number]): Layer {
  const { silent, tracks } = scene;
  const colours = colourSegments(silent, tracks.id, chosen);
  return new PathLayer<number>({
    id: "gaps",
    data: Array.from({ length: silent.count }, (_, i) => i),
    getPath: (i) => [
      [silent.from[2 * i] ?? 0, silent.from[2 * i + 1] ?? 0],
      [silent.to[2 * i] ?? 0, silent.to[2 * i + 1] ?? 0],
    ],
    getColor: (i) => [colours[4 * i] ?? 0, colours[4 * i + 1] ?? 0, colours[4 * i + 2] ?? 0, colours[4 * i + 3] ?? 255],
    getWidth: 2,
    widthMinPixels: 2,
    pickable: true,
    extensions: [new PathStyleExtension({ dash: true }), new DataFilterExtension({ filterSize: 1 })],
    ...{ getDashArray: [4, 4], dashJustified: true, getFilterValue: (i: number) => silent.time[i] ?? 0, filterRange: range },
    updateTriggers: { getColor: [...chosen] },
  });
}

function portLayers(scene: Scene, chosen: Set<string>, dark: boolean, named: boolean): Layer[] {
  const colour = dark ? PORT_DARK : PORT;
  const dots = new ScatterplotLayer<Mark>({
    id: "ports",
    data: scene.ports,
    getPosition: ({ place }) => place,
    getRadius: ({ id }) => (chosen.has(id) ? 6 : 3),
    radiusUnits: "pixels",
    getFillColor: colour,
    pickable: true,
    updateTriggers: { getRadius: [...chosen], getFillColor: dark },
  });
  if (!named) return [dots];
  const names = new TextLayer<Mark>({
    id: "port-names",
    data: scene.ports,
    getPosition: ({ place }) => place,
    getText: ({ label }) => label,
    getSize: 12,
    getColor: colour,
    getPixelOffset: [6, 0],
    getTextAnchor: "start",
    fontFamily: `"${HAN} SC", "${HAN} TC", sans-serif`,
    characterSet: "auto",
    updateTriggers: { getColor: dark },
  });
  return [dots, names];
}

function eventLayers(scene: Scene, chosen: Set<string>, dark: boolean, symbols: HTMLCanvasElement): Layer[] {
  const colour = dark ? EVENT_DARK : EVENT;
  return [
    new ScatterplotLayer<Mark>({
      id: "events",
      data: scene.events,
      getPosition: ({ place }) => place,
      getRadius: ({ id }) => (chosen.has(id) ? 13 : 9),
      radiusUnits: "pixels",
      getFillColor: dark ? [20, 36, 46, 140] : [255, 255, 255, 140],
      stroked: true,
      lineWidthUnits: "pixels",
      getLineWidth: ({ id }) => (chosen.has(id) ? 3 : 0),
      getLineColor: dark ? SELECTED_DARK : SELECTED,
      pickable: true,
      updateTriggers: { getRadius: [...chosen], getLineWidth: [...chosen], getFillColor: dark, getLineColor: dark },
    }),
    new IconLayer<Mark>({
      id: "event-symbols",
      data: scene.events,
      iconAtlas: symbols as unknown as string,
      iconMapping: Object.fromEntries(MASKS.map((shape, i) => [shape, { x: i * SYMBOL_PX, y: 0, width: SYMBOL_PX, height: SYMBOL_PX, mask: true }])),
      getPosition: ({ place }) => place,
      getIcon: ({ kind }) => shapeOf(kind),
      getSize: 16,
      getColor: colour,
      updateTriggers: { getColor: dark },
    }),
  ];
}

function listSymbols(frame: Frame, scene: Scene, dark: boolean): void {
  const counts = new Map<string, number>();
  for (const { kind } of scene.events) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const colour = `rgb(${(dark ? EVENT_DARK : EVENT).slice(0, 3).join(",")})`;
  const events = [...counts].map(([kind, count]): Key => ({ shape: shapeOf(kind), colour, text: `${kind} ${count}` }));
  const gaps: Key[] = scene.silent.count ? [{ shape: "dashes", colour: "#888888", text: frame.say("gap") }] : [];
  showLegend(frame, [...events, ...gaps, { colour: "inherit", text: frame.say("land") }]);
}

function drawMap(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-map");
  let scene = readScene(model);
  let land = readLand(coarse as unknown as Topology);
  let landName = "coarse";
  let deck: Deck<MapView> | undefined;
  let fontsReady = false;
  let dark = readTheme(frame.root).dark;
  const saved = model.get("view") as Partial<MapViewState>;
  let view: MapViewState = isView(saved) ? saved : fitAll(scene, frame.stage.clientWidth, frame.stage.clientHeight);
  let fitted = isView(saved);

  const symbols = drawMasks(SYMBOL_PX);
  const chosen = (): Set<string> => new Set(model.get("selection") as string[]);
  const range = (): [number, number] => {
    const [from, to] = model.get("time_range") as number[];
    const first = Number(model.get("_first_time"));
    return from === undefined || to === undefined ? [-1e12, 1e12] : [from - first, to - first];
  };
  const select = (ids: string[]): void => pick(model, { selection: ids });
  const isNamed = ({ zoom }: MapViewState): boolean => fontsReady && zoom >= PORT_NAMES_FROM_ZOOM;
  const layers = (): Layer[] => {
    const picked = chosen();
    const base = [landLayer(land, landName, dark), movedLayer(scene, picked, range()), silentLayer(scene, picked, range())];
    return [...base, ...portLayers(scene, picked, dark, isNamed(view)), ...eventLayers(scene, picked, dark, symbols)];
  };
  const redraw = (): void => deck?.setProps({ layers: layers() });
  const show = (next: MapViewState): void => {
    const before = view;
    view = next;
    deck?.setProps({ viewState: view });
    // layers are only made again when something in them changes: a move of the map must stay cheap
    if (isNamed(before) !== isNamed(view)) redraw();
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
    if (name === "tracks") return scene.tracks.id[scene.moved.track[info.index] ?? -1];
    if (name === "gaps") return scene.tracks.id[scene.silent.track[info.index] ?? -1];
    return (info.object as Mark | undefined)?.id;
  };
  const labelOf = (id: string): string => {
    const mark = [...scene.events, ...scene.ports].find((one) => one.id === id);
    const track = scene.tracks.id.indexOf(id);
    return mark ? `${mark.label} · ${mark.kind}` : (scene.tracks.label[track] ?? id);
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
  });
  listSymbols(frame, scene, dark);

  deck = new Deck<MapView>({
    parent: frame.stage as HTMLDivElement,
    views: new MapView({ repeat: true }),
    viewState: view,
    controller: { doubleClickZoom: true, keyboard: false },
    layers: layers(),
    pickingRadius: PICK_PX,
    onViewStateChange: ({ viewState }) => void frame.guard(() => go(viewState as MapViewState)),
    getTooltip: (info) => {
      const id = idOf(info as PickingInfo<Mark | number>);
      return id === undefined ? null : { text: labelOf(id) };
    },
    onAfterRender: () => {
      frame.root.dataset.drawn = landName;
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
  readAsset(model, "land").then(
    (content) => {
      land = readLand(JSON.parse(new TextDecoder().decode(content)) as Topology);
      landName = "fine";
      redraw();
    },
    (error: unknown) => frame.fail(error),
  );
  const resized = new ResizeObserver(() => {
    if (fitted || frame.stage.clientWidth === 0) return;
    fitted = true;
    show(fitAll(scene, frame.stage.clientWidth, frame.stage.clientHeight));
  });
  resized.observe(frame.stage);
  watchTheme(frame, () => {
    dark = readTheme(frame.root).dark;
    listSymbols(frame, scene, dark);
    redraw();
  });
  const changed = (): void => void frame.guard(redraw);
  const replaced = (): void =>
    void frame.guard(() => {
      scene = readScene(model);
      listSymbols(frame, scene, dark);
      fit();
    });
  model.on("change:selection", changed);
  model.on("change:time_range", changed);
  model.on("change:_places", replaced);
  frame.onClose(() => {
    model.off("change:selection", changed);
    model.off("change:time_range", changed);
    model.off("change:_places", replaced);
    resized.disconnect();
    deck?.finalize();
  });
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
  return [...tracks, ...scene.events, ...scene.ports];
}

function debounce(act: () => void, wait = 300): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, wait);
  };
}

export default defineView("map", "keys", "img", drawMap);
