// From the tables that Python sends to a graph that can be drawn.
import type { AnyModel } from "@anywidget/types";
import { DEFAULT_EDGE_CURVATURE } from "@sigma/edge-curve";
import { MultiDirectedGraph } from "graphology";
import { colourOf } from "./kinds";
import { bendParallels } from "./parallels";
import { shorten } from "./text";
import { readFloats, readIntegers } from "./view";

interface Nodes {
  id: string[];
  label: string[];
  kind: string[];
  records: number[];
  hand: boolean[];
  more: number[];
}

interface Edges {
  id: string[];
  label: string[];
  suggested: boolean[];
  hand: boolean[];
}

export interface NodeMark {
  x: number;
  y: number;
  size: number;
  /** The name in whole, and as much of it as is drawn. */
  name: string;
  label: string;
  color: string;
  kind: string;
  hand: boolean;
  /** Neighbours that are not shown. */
  more: number;
}

export interface EdgeMark {
  label: string;
  size: number;
  color: string;
  type: string;
  curvature: number;
  suggested: boolean;
  hand: boolean;
}

export type Chart = MultiDirectedGraph<NodeMark, EdgeMark>;

export const SUGGESTED = "#cc79a7";
/** Of more parties, marks are small and lines thin and without arrows: drawing more than can be told apart takes seconds. */
export const MANY = 5000;
const SMALL = 0.5;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const NEAR = 12;
const LABEL = 40;

/** Places of a sunflower's seeds: even, and the same each time. */
export function startPlaces(count: number): Float32Array {
  const places = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [angle, radius] = [i * GOLDEN_ANGLE, 10 * Math.sqrt(i + 1)];
    places[2 * i] = radius * Math.cos(angle);
    places[2 * i + 1] = radius * Math.sin(angle);
  }
  return places;
}

export interface Built {
  graph: Chart;
  /** Parties that have a place from before. */
  placed: Set<string>;
}

/** Build the graph; what has no place yet begins beside a neighbour that has one. */
export function buildGraph(model: AnyModel, colour: string): Built {
  const nodes = model.get("_nodes") as Nodes;
  const edges = model.get("_edges") as Edges;
  const ends = readIntegers(model.get("_ends"));
  const saved = readFloats(model.get("positions"));
  const seeds = startPlaces(nodes.id.length);
  const places = saved.length === seeds.length ? saved : new Float32Array(seeds.length).fill(Number.NaN);
  const placed = new Set(nodes.id.filter((_, i) => Number.isFinite(places[2 * i])));
  placeNew(places, seeds, ends);
  const graph: Chart = new MultiDirectedGraph<NodeMark, EdgeMark>();
  const many = nodes.id.length > MANY;
  nodes.id.forEach((id, i) => {
    const kind = nodes.kind[i] ?? "";
    const size = (many ? SMALL : 1) * (5 + 2 * Math.log2(Math.max(1, nodes.records[i] ?? 1)));
    const name = nodes.label[i] ?? id;
    graph.addNode(id, { x: places[2 * i] ?? 0, y: places[2 * i + 1] ?? 0, size, name, label: shorten(name, LABEL), color: colourOf(kind), kind, hand: nodes.hand[i] ?? false, more: nodes.more[i] ?? 0 });
  });
  const bends = bendParallels(ends, nodes.id.length);
  edges.id.forEach((id, i) => {
    const curvature = DEFAULT_EDGE_CURVATURE * (bends[i] ?? 0);
    const [from, to] = [nodes.id[ends[2 * i] ?? -1], nodes.id[ends[2 * i + 1] ?? -1]];
    if (from === undefined || to === undefined) throw new Error(`edge ${id} has an end that is not among the nodes`);
    const type = many ? "thin" : curvature === 0 ? "straight" : "curved";
    const [suggested, hand] = [edges.suggested[i] ?? false, edges.hand[i] ?? false];
    const shown = suggested ? SUGGESTED : colour;
    graph.addDirectedEdgeWithKey(id, from, to, { label: shorten(edges.label[i] ?? "", LABEL), size: suggested ? 1 : 2, color: hand ? "#00000000" : shown, type, curvature, suggested, hand });
  });
  return { graph, placed };
}

function placeNew(places: Float32Array, seeds: Float32Array, ends: Uint32Array): void {
  const beside = new Map<number, number>();
  for (let i = 0; i < ends.length; i += 2) {
    const [one, other] = [ends[i] ?? 0, ends[i + 1] ?? 0];
    if (Number.isFinite(places[2 * one])) beside.set(other, one);
    if (Number.isFinite(places[2 * other])) beside.set(one, other);
  }
  const before = places.slice();
  for (let i = 0; i < places.length / 2; i++) {
    if (Number.isFinite(before[2 * i])) continue;
    const near = beside.get(i);
    const turn = i * GOLDEN_ANGLE;
    places[2 * i] = near === undefined ? (seeds[2 * i] ?? 0) : (before[2 * near] ?? 0) + NEAR * Math.cos(turn);
    places[2 * i + 1] = near === undefined ? (seeds[2 * i + 1] ?? 0) : (before[2 * near + 1] ?? 0) + NEAR * Math.sin(turn);
  }
}
