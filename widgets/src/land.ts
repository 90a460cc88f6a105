// Land outlines in degrees, cut at 180° so that no polygon paints the sea from one edge of the map to the other.
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

type Place = [number, number];
type Ring = Place[];
export type Polygon = Ring[];

const TURN = 360;
const HALF = 180;
const POLE = 89.9;

/** Read a TopoJSON file with an object `land`. */
export function readLand(topology: Topology): Polygon[] {
  const land = topology.objects.land as GeometryCollection | undefined;
  if (!land) throw new Error("the land file has no object named land");
  return feature(topology, land).features.flatMap(({ geometry }) => {
    if (geometry.type === "Polygon") return splitPolygon(geometry.coordinates as Polygon);
    if (geometry.type === "MultiPolygon") return (geometry.coordinates as Polygon[]).flatMap(splitPolygon);
    return [];
  });
}

/** Let longitudes run on instead of jumping from 180 to -180. */
export function unwrapRing(ring: Ring): Ring {
  let last = ring[0]?.[0] ?? 0;
  const unwrapped = ring.map(([lon, lat]): Place => {
    last = lon - TURN * Math.round((lon - last) / TURN);
    return [last, lat];
  });
  return closeAtPole(unwrapped);
}

// A ring that runs once around the earth does not close in the plane: it holds a pole, so it is closed along it.
function closeAtPole(ring: Ring): Ring {
  const [first, end] = [ring[0], ring.at(-1)];
  if (!first || !end || Math.abs(end[0] - first[0]) < HALF) return ring;
  const pole = Math.sign(ring.reduce((sum, [, lat]) => sum + lat, 0)) * POLE;
  return [...ring, [end[0], pole], [first[0], pole], first];
}

/** Cut a polygon, holes included, into pieces within ±180°. */
export function splitPolygon(polygon: Polygon): Polygon[] {
  const [outer, ...holes] = polygon.map(unwrapRing);
  if (!outer) return [];
  const [low, high] = spanOf(outer);
  const moved = holes.map((hole) => shiftRing(hole, TURN * Math.round(((low + high) / 2 - middleOf(hole)) / TURN)));
  const pieces: Polygon[] = [];
  for (let world = Math.floor((low + HALF) / TURN); world * TURN - HALF < high; world++) {
    const cut = (ring: Ring): Ring => clipRing(shiftRing(ring, -world * TURN));
    const piece = cut(outer);
    if (piece.length > 3) pieces.push([piece, ...moved.map(cut).filter((hole) => hole.length > 3)]);
  }
  return pieces;
}

function spanOf(ring: Ring): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const [lon] of ring) [low, high] = [Math.min(low, lon), Math.max(high, lon)];
  return [low, high];
}

function middleOf(ring: Ring): number {
  const [low, high] = spanOf(ring);
  return (low + high) / 2;
}

function shiftRing(ring: Ring, by: number): Ring {
  return by === 0 ? ring : ring.map(([lon, lat]) => [lon + by, lat]);
}

// Sutherland and Hodgman (Communications of the ACM 17(1), 1974), against two vertical lines.
function clipRing(ring: Ring): Ring {
  return clipSide(clipSide(ring, -HALF, 1), HALF, -1);
}

function clipSide(ring: Ring, edge: number, sign: 1 | -1): Ring {
  if (ring.every(([lon]) => sign * (lon - edge) >= 0)) return ring;
  const kept: Ring = [];
  ring.forEach((to, i) => {
    const from = ring[i === 0 ? ring.length - 1 : i - 1] ?? to;
    const [fromIn, toIn] = [sign * (from[0] - edge) >= 0, sign * (to[0] - edge) >= 0];
    if (fromIn !== toIn) kept.push([edge, from[1] + ((to[1] - from[1]) * (edge - from[0])) / (to[0] - from[0])]);
    if (toIn) kept.push(to);
  });
  const first = kept[0];
  return first ? [...kept, first] : [];
}
