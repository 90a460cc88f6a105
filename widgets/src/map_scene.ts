// What a map shows, read from the traits, and the view that shows all of it.
import type { AnyModel } from "@anywidget/types";
import { type MapViewState, WebMercatorViewport } from "@deck.gl/core";
import { type Polygon, splitPolygon } from "./land";
import { cutTracks, type Segments } from "./segments";
import { readFlags, readFloats } from "./view";

export interface Mark {
  id: string;
  label: string;
  kind: string;
  place: [number, number];
}

export interface Declared {
  id: string;
  label: string;
  path: [number, number][];
}

type Line = [number, number][];

export interface Shapes {
  regions: Polygon[];
  base: Polygon[];
  lines: Line[];
}

export interface Scene {
  tracks: { id: string[]; label: string[] };
  moved: Segments;
  silent: Segments;
  events: Mark[];
  ports: Mark[];
  declared: Declared[];
  shapes: Shapes;
}

interface Shape {
  type: string;
  coordinates: unknown;
}

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

export function readScene(model: AnyModel): Scene {
  const table = model.get("_tracks") as { id: string[]; label: string[]; start: number[] };
  const tracks = { places: readFloats(model.get("_places")), starts: table.start, gaps: readFlags(model.get("_gaps")), times: readFloats(model.get("_times")), speeds: readFloats(model.get("_speeds")) };
  const marks = { events: readMarks(model, "events"), ports: readMarks(model, "ports"), declared: readDeclared(model), shapes: readShapes(model) };
  return { tracks: table, moved: cutTracks(tracks, false), silent: cutTracks(tracks, true), ...marks };
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
  const { regions = [], base = [] } = (model.get("_shapes") ?? {}) as { regions?: Shape[]; base?: Shape[] };
  const polygons = (shapes: Shape[]): Polygon[] =>
    shapes.flatMap(({ type, coordinates }) => {
      if (type === "Polygon") return splitPolygon(coordinates as Polygon);
      return type === "MultiPolygon" ? (coordinates as Polygon[]).flatMap(splitPolygon) : [];
    });
  const lines = base.flatMap(({ type, coordinates }): Line[] => (type === "LineString" ? [coordinates as Line] : type === "MultiLineString" ? (coordinates as Line[]) : []));
  return { regions: polygons(regions), base: polygons(base), lines };
}

/** The view that shows everything. */
export function fitAll(scene: Scene, width: number, height: number): MapViewState {
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
