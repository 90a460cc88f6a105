// Layers of a map: land, what lies under the tracks, tracks, ports and events.
import type { Layer } from "@deck.gl/core";
import { DataFilterExtension, PathStyleExtension } from "@deck.gl/extensions";
import { IconLayer, LineLayer, PathLayer, ScatterplotLayer, SolidPolygonLayer, TextLayer } from "@deck.gl/layers";
import { HAN } from "./assets";
import { rgba, trackColour } from "./kinds";
import type { Polygon } from "./land";
import type { LandShape } from "./land_shape";
import { type Declared, LINE_PX, type Mark, type Region, type Scene } from "./map_scene";
import type { Segments } from "./segments";
import { MASKS, shapeOf } from "./symbols";
import { shorten } from "./text";

export type Colour = [number, number, number, number];

/** What changes how tracks look. */
export interface Look {
  chosen: Set<string>;
  range: [number, number];
  bySpeed: boolean;
}

const DIMMED = 50;
export const EVENT: Colour = [180, 30, 30, 255];
export const EVENT_DARK: Colour = [255, 140, 120, 255];
const PORT: Colour = [90, 90, 90, 255];
const PORT_DARK: Colour = [190, 190, 190, 255];
const LAND: Colour = [232, 226, 210, 255];
const LAND_DARK: Colour = [62, 64, 60, 255];
const SELECTED: Colour = [0, 0, 0, 255];
const SELECTED_DARK: Colour = [255, 255, 255, 255];
const DECLARED: Colour = [213, 94, 0, 255];
const REGION: Colour = [204, 121, 167, 60];
const REGION_LEAST = 12;
const BASE: Colour = [86, 180, 233, 60];
const LINE: Colour = [86, 180, 233, 200];
export const SYMBOL_PX = 64;
const PORT_NAME = 40;
/** Knots up to which a step has its colour, slow to fast; grey where the speed is not known. */
export const SPEEDS: readonly [number, string][] = [
  [1, "#d55e00"],
  [5, "#e69f00"],
  [10, "#56b4e9"],
  [Number.POSITIVE_INFINITY, "#0072b2"],
];
export const SPEED_UNKNOWN = "#888888";

const SPEED_COLOURS = SPEEDS.map(([most, colour]) => [most, rgba(colour)] as const);
const NO_SPEED = rgba(SPEED_UNKNOWN);

function speedColour(knots: number): Colour {
  return SPEED_COLOURS.find(([most]) => knots <= most)?.[1] ?? NO_SPEED;
}

function colourSegments(segments: Segments, ids: readonly string[], { chosen, bySpeed }: Look): Uint8Array {
  const anyTrack = ids.some((id) => chosen.has(id));
  const alpha = ids.map((id) => (anyTrack && !chosen.has(id) ? DIMMED : 255));
  const colours = ids.map((_, i) => rgba(trackColour(i)));
  const filled = new Uint8Array(4 * segments.count);
  for (let i = 0; i < segments.count; i++) {
    const track = segments.track[i] ?? 0;
    const colour = bySpeed ? speedColour(segments.speed[i] ?? Number.NaN) : colours[track];
    for (let part = 0; part < 3; part++) filled[4 * i + part] = colour?.[part] ?? 0;
    filled[4 * i + 3] = alpha[track] ?? 255;
  }
  return filled;
}

/** Land as a layer takes it; the same object again is not sent to the graphics card again. */
export function packLand({ places, starts, corners }: LandShape) {
  return { length: starts.length, startIndices: starts, attributes: { getPolygon: { value: places, size: 2 }, indices: { value: corners, size: 1 } } };
}

export function landLayer(data: ReturnType<typeof packLand>, name: string, dark: boolean): Layer {
  return new SolidPolygonLayer({ id: `land-${name}`, data, positionFormat: "XY", _normalize: false, getFillColor: dark ? LAND_DARK : LAND });
}

export function movedLayer(moved: Segments, { tracks }: Scene, look: Look): Layer {
  const attributes = {
    getSourcePosition: { value: moved.from, size: 2 },
    getTargetPosition: { value: moved.to, size: 2 },
    getColor: { value: colourSegments(moved, tracks.id, look), size: 4, normalized: true },
    getFilterValue: { value: moved.time, size: 1 },
  };
  return new LineLayer({
    id: "tracks",
    data: { length: moved.count, attributes },
    getWidth: LINE_PX,
    widthMinPixels: LINE_PX,
    pickable: true,
    extensions: [new DataFilterExtension({ filterSize: 1 })],
    ...{ filterRange: look.range },
  });
}

export function silentLayer(scene: Scene, look: Look): Layer {
  const { silent, tracks } = scene;
  const colours = colourSegments(silent, tracks.id, look);
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
    ...{ getDashArray: [4, 4], dashJustified: true, getFilterValue: (i: number) => silent.time[i] ?? 0, filterRange: look.range },
    updateTriggers: { getColor: [...look.chosen, look.bySpeed] },
  });
}

export function portLayers(scene: Scene, chosen: Set<string>, dark: boolean, named: boolean): Layer[] {
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
    getText: ({ label }) => shorten(label, PORT_NAME),
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

export function eventLayers(scene: Scene, chosen: Set<string>, dark: boolean, symbols: HTMLCanvasElement): Layer[] {
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

/** Layers that have something to draw: each further kind of layer costs a program of the graphics card. */
export function withMarks(layers: readonly Layer[]): Layer[] {
  return layers.filter(({ props }) => {
    const { data } = props as { data?: { length?: number } };
    return (data?.length ?? 0) > 0;
  });
}

/** The user's own layer, and regions where a ship may have been: those of the selected tracks where any of them has one. */
export function shapeLayers({ shapes }: Scene, { chosen, range: [from, to] }: Look): Layer[] {
  const base = new SolidPolygonLayer<Polygon>({ id: "base", data: shapes.base, getPolygon: (polygon) => polygon, getFillColor: BASE });
  const lines = new PathLayer<[number, number][]>({ id: "base-lines", data: shapes.lines, getPath: (line) => line, getColor: LINE, widthMinPixels: 1.5 });
  const then = shapes.regions.filter((region) => region.from <= to && region.to >= from);
  const own = then.filter(({ track }) => chosen.has(track));
  const data = own.length ? own : then;
  const [red, green, blue] = REGION;
  // many lie over one another: the land below stays in sight
  const alpha = Math.max(REGION_LEAST, REGION[3] / Math.sqrt(data.length));
  return [base, lines, new SolidPolygonLayer<Region>({ id: "regions", data, getPolygon: ({ polygon }) => polygon, getFillColor: [red, green, blue, alpha] })];
}

/** Declared routes: straight, for which way was declared is not known. */
export function declaredLayer(scene: Scene, chosen: Set<string>): Layer {
  return new PathLayer<Declared>({
    id: "declared",
    data: scene.declared,
    getPath: ({ path }) => path,
    getColor: DECLARED,
    getWidth: ({ id }) => (chosen.has(id) ? 4 : 1.5),
    widthUnits: "pixels",
    pickable: true,
    wrapLongitude: true,
    extensions: [new PathStyleExtension({ dash: true })],
    ...{ getDashArray: [8, 3] },
    updateTriggers: { getWidth: [...chosen] },
  });
}
