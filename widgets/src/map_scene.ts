// What a map shows, read from the traits, and the view that shows all of it.
import type { AnyModel } from "@anywidget/types";
import { type MapViewState, WebMercatorViewport } from "@deck.gl/core";
import { type Polygon, splitPolygon } from "./land";
import { cutTracks, joinShort, type Segments } from "./segments";
import { readFlags, readFloats } from "./view";

export interface Mark {
  id: string;
  label: string;
  kind: string;
  /** What a person calls the kind. */
  word: string;
  place: [number, number];
}

export interface Declared {
  id: string;
  label: string;
  path: [number, number][];
}

type Line = [number, number][];

/** Where a ship may have been in a silence of one track. */
export interface Region {
  track: string;
  /** Seconds since the first position. */
  from: number;
  to: number;
  polygon: Polygon;
}

export interface Shapes {
  regions: Region[];
  base: Polygon[];
  lines: Line[];
}

/** Tracks whose steps shorter than a line is wide are joined, and the zoom up to which they look the same. */
interface Afar {
  pieces: Segments;
  upTo: number;
}

export interface Scene {
  tracks: { id: string[]; label: string[] };
  moved: Segments;
  afar: Afar;
  silent: Segments;
  events: Mark[];
  ports: Mark[];
  declared: Declared[];
  shapes: Shapes;
}

/** What a view of everything must hold. */
type Extent = Pick<Scene, "moved" | "silent" | "events" | "ports">;

interface Shape {
  type: string;
  coordinates: unknown;
}

interface Silence extends Shape {
  track: string;
  from: number | null;
  to: number | null;
}

const MERCATOR_END = 85;
/** Pieces that a browser without a graphics card draws as fast as it likes. */
const MANY = 20_000;
const USUAL_WIDTH = 1200;
const USUAL_HEIGHT = 480;
/** The world at zoom 0. */
const TILE_PX = 512;
export const LINE_PX = 2;

function readMarks(model: AnyModel, name: string): Mark[] {
  const table = model.get(`_${name}`) as { id: string[]; label: string[]; kind: string[]; word: string[] };
  const places = readFloats(model.get(`_${name.slice(0, -1)}_places`));
  return table.id.map((id, i) => ({
    id,
    label: table.label[i] ?? id,
    kind: table.kind[i] ?? "",
    word: table.word[i] ?? "",
    place: [places[2 * i] ?? 0, places[2 * i + 1] ?? 0],
  }));
}

export function readScene(model: AnyModel): Scene {
  const table = model.get("_tracks") as { id: string[]; label: string[]; start: number[] };
  const tracks = { places: readFloats(model.get("_places")), starts: table.start, gaps: readFlags(model.get("_gaps")), times: readFloats(model.get("_times")), speeds: readFloats(model.get("_speeds")) };
  const marks = { events: readMarks(model, "events"), ports: readMarks(model, "ports"), declared: readDeclared(model), shapes: readShapes(model) };
  const [moved, silent] = [cutTracks(tracks, false), cutTracks(tracks, true)];
  const scene = { tracks: table, moved, silent, ...marks };
  return { ...scene, afar: joinAfar(scene) };
}

function joinAfar(scene: Extent): Afar {
  const { moved } = scene;
  if (moved.count <= MANY) return { pieces: moved, upTo: Number.NEGATIVE_INFINITY };
  const upTo = fitAll(scene, USUAL_WIDTH, USUAL_HEIGHT).zoom + 0.5;
  return { pieces: joinShort(moved, (LINE_PX * 360) / (TILE_PX * 2 ** upTo)), upTo };
}

function readDeclared(model: AnyModel): Declared[] {
  const table = model.get("_declared") as { id: string[]; label: string[]; from: [number, number][]; to: [number, number][] };
  return table.id.map((id, i) => {
    const from: [number, number] = table.from[i] ?? [0, 0];
    const to: [number, number] = table.to[i] ?? from;
    // the shorter way around
    const ahead = to[0] - 360 * Math.round((to[0] - from[0]) / 360);
    return { id, label: table.label[i] ?? id, path: [from, [ahead, to[1]]] };
  });
}

function readShapes(model: AnyModel): Shapes {
  const { regions = [], base = [] } = (model.get("_shapes") ?? {}) as { regions?: Silence[]; base?: Shape[] };
  const first = Number(model.get("_first_time"));
  const silences = regions.flatMap((shape) =>
    splitShape(shape).map((polygon): Region => ({ track: shape.track, from: (shape.from ?? -Infinity) - first, to: (shape.to ?? Infinity) - first, polygon })),
  );
  const lines = base.flatMap(({ type, coordinates }): Line[] => (type === "LineString" ? [coordinates as Line] : type === "MultiLineString" ? (coordinates as Line[]) : []));
  return { regions: silences, base: base.flatMap(splitShape), lines };
}

function splitShape({ type, coordinates }: Shape): Polygon[] {
  if (type === "Polygon") return splitPolygon(coordinates as Polygon);
  return type === "MultiPolygon" ? (coordinates as Polygon[]).flatMap(splitPolygon) : [];
}

/** The view that shows everything. */
export function fitAll(scene: Extent, width: number, height: number): MapViewState {
  const marks = scene.events.length ? scene.events : scene.moved.count + scene.silent.count ? [] : scene.ports;
  const ends = [scene.moved.from, scene.moved.to, scene.silent.from, scene.silent.to, Float32Array.from(marks.flatMap(({ place }) => place))];
  if (ends.every(({ length }) => length === 0)) return { longitude: 115, latitude: 20, zoom: 1 };
  const west = narrowWest(ends);
  let [low, high, south, north] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const places of ends) {
    for (let i = 0; i < places.length; i += 2) {
      const [lon, lat] = [places[i] ?? 0, places[i + 1] ?? 0];
      const turned = lon < west ? lon + 360 : lon;
      low = Math.min(low, turned);
      high = Math.max(high, turned);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  }
  const view = new WebMercatorViewport({ width: Math.max(width, 100), height: Math.max(height, 100) });
  const pad = 0.02;
  const { longitude, latitude, zoom } = view.fitBounds(
    [
      [low - pad, Math.max(south, -MERCATOR_END) - pad],
      [high + pad, Math.min(north, MERCATOR_END) + pad],
    ],
    { padding: 30 },
  );
  return { longitude: ((longitude + 540) % 360) - 180, latitude, zoom: Math.min(zoom, 12) };
}

/** West end of the narrowest span of longitudes that holds them all, over 180° where that is narrower. */
function narrowWest(places: readonly Float32Array[]): number {
  const cells = new Uint8Array(360);
  for (const ends of places) {
    for (let i = 0; i < ends.length; i += 2) cells[Math.floor((((ends[i] ?? 0) + 180) % 360 + 360) % 360)] = 1;
  }
  let [best, end, run] = [0, 0, 0];
  for (let i = 0; i < 720; i++) {
    run = cells[i % 360] ? 0 : run + 1;
    if (run > best) [best, end] = [run, i];
  }
  return ((end + 1) % 360) - 180;
}
