// Who stands with whom: a link chart drawn by sigma, laid out in a worker, selection shared with Python.
import type { AnyModel } from "@anywidget/types";
import { createEdgeCurveProgram, DEFAULT_EDGE_CURVATURE, indexParallelEdgesIndex } from "@sigma/edge-curve";
import { MultiDirectedGraph } from "graphology";
import layoutCode from "inline:layout";
import Sigma from "sigma";
import { createEdgeArrowProgram, DEFAULT_EDGE_ARROW_HEAD_PROGRAM_OPTIONS } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { FAMILY, loadFonts } from "./assets";
import { colourOf } from "./kinds";
import { addDetail, addFinder, showLegend, type Item, type Key } from "./panel";
import { addButton, addCount, defineView, onKeys, pick, readFloats, readIntegers, readTheme, watchTheme, type Frame } from "./view";

interface Nodes {
  id: string[];
  label: string[];
  kind: string[];
  records: number[];
}

interface Edges {
  id: string[];
  label: string[];
  suggested: boolean[];
}

interface NodeMark {
  x: number;
  y: number;
  size: number;
  label: string;
  color: string;
  kind: string;
}

interface EdgeMark {
  label: string;
  size: number;
  color: string;
  type: string;
  curvature: number;
  suggested: boolean;
}

type Chart = MultiDirectedGraph<NodeMark, EdgeMark>;
type Renderer = Sigma<NodeMark, EdgeMark>;

const SUGGESTED = "#cc79a7";
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
const PAN = 0.08;
const ARROW = { ...DEFAULT_EDGE_ARROW_HEAD_PROGRAM_OPTIONS, extremity: "target" as const };
const SELECTED_SIZE = 1.4;
const LABEL_CHARACTERS = 60;
const EDGE_LABELS_UP_TO = 150;

function startPlaces(count: number): Float32Array {
  const places = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    const [angle, radius] = [i * GOLDEN_ANGLE, 10 * Math.sqrt(i + 1)];
    places[2 * i] = radius * Math.cos(angle);
    places[2 * i + 1] = radius * Math.sin(angle);
  }
  return places;
}

function buildGraph(model: AnyModel, colour: string): Chart {
  const nodes = model.get("_nodes") as Nodes;
  const edges = model.get("_edges") as Edges;
  const ends = readIntegers(model.get("_ends"));
  const saved = readFloats(model.get("positions"));
  const places = saved.length === 2 * nodes.id.length ? saved : startPlaces(nodes.id.length);
  const graph: Chart = new MultiDirectedGraph<NodeMark, EdgeMark>();
  nodes.id.forEach((id, i) => {
    const kind = nodes.kind[i] ?? "";
    const size = 5 + 2 * Math.log2(nodes.records[i] ?? 1);
    graph.addNode(id, { x: places[2 * i] ?? 0, y: places[2 * i + 1] ?? 0, size, label: shorten(nodes.label[i] ?? id), color: colourOf(kind), kind });
  });
  edges.id.forEach((id, i) => {
    const [from, to] = [nodes.id[ends[2 * i] ?? -1], nodes.id[ends[2 * i + 1] ?? -1]];
    if (from === undefined || to === undefined) throw new Error(`edge ${id} has an end that is not among the nodes`);
    const suggested = edges.suggested[i] ?? false;
    const mark = { label: edges.label[i] ?? "", size: suggested ? 1 : 2, color: suggested ? SUGGESTED : colour, type: "straight", curvature: 0, suggested };
    graph.addDirectedEdgeWithKey(id, from, to, mark);
  });
  bendParallels(graph);
  return graph;
}

function bendParallels(graph: Chart): void {
  indexParallelEdgesIndex(graph, { edgeIndexAttribute: "parallel", edgeMinIndexAttribute: "least", edgeMaxIndexAttribute: "most" });
  graph.forEachEdge((edge, mark) => {
    const { parallel, most } = mark as EdgeMark & { parallel?: number; most?: number };
    if (typeof parallel !== "number" || parallel === 0) return;
    graph.mergeEdgeAttributes(edge, { type: "curved", curvature: DEFAULT_EDGE_CURVATURE * (parallel / Math.max(1, most ?? 1)) });
  });
}

function shorten(label: string): string {
  const characters = Array.from(label);
  return characters.length > LABEL_CHARACTERS ? `${characters.slice(0, LABEL_CHARACTERS - 1).join("")}…` : label;
}

function readSelection(model: AnyModel, graph: Chart): Set<string> {
  return new Set(((model.get("selection") as string[]) ?? []).filter((id) => graph.hasNode(id)));
}

/** Let nodes and edges look as the selection wants. */
function buildReducers(graph: Chart, chosen: () => { nodes: Set<string>; edges: Set<string> }, faint: () => string, text: () => string) {
  const isNear = (node: string, nodes: Set<string>): boolean => nodes.has(node) || graph.someNeighbor(node, (other) => nodes.has(other));
  return {
    nodeReducer(node: string, mark: NodeMark): Partial<NodeDisplayData> {
      const { nodes } = chosen();
      if (nodes.size === 0) return mark;
      if (nodes.has(node)) return { ...mark, size: mark.size * SELECTED_SIZE, highlighted: true, forceLabel: true, zIndex: 2 };
      return isNear(node, nodes) ? { ...mark, forceLabel: true, zIndex: 1 } : { ...mark, color: faint(), label: null };
    },
    edgeReducer(edge: string, mark: EdgeMark): Partial<EdgeDisplayData> {
      const { nodes, edges } = chosen();
      if (edges.has(edge)) return { ...mark, size: mark.size * 2, color: text(), forceLabel: true, zIndex: 2 };
      if (nodes.size === 0) return mark;
      return graph.extremities(edge).some((end) => nodes.has(end)) ? { ...mark, forceLabel: true } : { ...mark, color: faint(), label: null };
    },
  };
}

/** Draw the label of a node under the pointer or selected, in the colours of the theme. */
function drawHover(frame: Frame) {
  return (context: CanvasRenderingContext2D, mark: { x: number; y: number; size: number; label?: string | null }, settings: { labelSize: number; labelFont: string }): void => {
    const theme = readTheme(frame.root);
    context.beginPath();
    context.arc(mark.x, mark.y, mark.size + 3, 0, 2 * Math.PI);
    context.lineWidth = 3;
    context.strokeStyle = theme.brand;
    context.stroke();
    if (!mark.label) return;
    context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
    const width = context.measureText(mark.label).width;
    context.fillStyle = theme.paper;
    context.fillRect(mark.x + mark.size + 4, mark.y - settings.labelSize * 0.8, width + 6, settings.labelSize * 1.5);
    context.fillStyle = theme.text;
    context.fillText(mark.label, mark.x + mark.size + 7, mark.y + settings.labelSize / 3);
  };
}

/** Lay the chart out in a worker; returns what stops it. */
function arrange(graph: Chart, model: AnyModel, frame: Frame, said: (text: string) => void): () => void {
  const ids = graph.nodes();
  const order = new Map(ids.map((id, i) => [id, i]));
  const ends = new Uint32Array(graph.edges().flatMap((edge) => graph.extremities(edge).map((end) => order.get(end) ?? 0)));
  const weights = Float32Array.from(graph.edges(), (edge) => (graph.getEdgeAttribute(edge, "suggested") ? 0.5 : 1));
  const address = URL.createObjectURL(new Blob([layoutCode], { type: "text/javascript" }));
  const worker = new Worker(address);
  const stop = (): void => {
    worker.terminate();
    URL.revokeObjectURL(address);
    said("");
  };
  worker.onerror = (event) => frame.fail(event.message);
  worker.onmessage = ({ data }: MessageEvent<{ places: Float32Array; ended: boolean }>) => {
    graph.updateEachNodeAttributes((id, mark) => {
      const i = order.get(id) ?? 0;
      return { ...mark, x: data.places[2 * i] ?? 0, y: data.places[2 * i + 1] ?? 0 };
    });
    if (!data.ended) return;
    model.set("positions", new DataView(data.places.buffer));
    model.save_changes();
    stop();
  };
  said(frame.say("arranging"));
  worker.postMessage({ places: startPlaces(ids.length), ends, weights });
  return stop;
}

function openRenderer(graph: Chart, frame: Frame, chosen: () => { nodes: Set<string>; edges: Set<string> }): Renderer {
  const theme = (): ReturnType<typeof readTheme> => readTheme(frame.root);
  const reducers = buildReducers(graph, chosen, () => theme().faint, () => theme().text);
  return new Sigma<NodeMark, EdgeMark>(graph, frame.stage, {
    allowInvalidContainer: true,
    enableEdgeEvents: true,
    renderEdgeLabels: graph.size <= EDGE_LABELS_UP_TO,
    labelFont: FAMILY,
    edgeLabelFont: FAMILY,
    labelColor: { color: theme().text },
    edgeLabelColor: { color: theme().text },
    edgeLabelSize: 11,
    labelRenderedSizeThreshold: 4,
    zIndex: true,
    defaultEdgeType: "straight",
    edgeProgramClasses: {
      straight: createEdgeArrowProgram<NodeMark, EdgeMark>(),
      curved: createEdgeCurveProgram<NodeMark, EdgeMark>({ arrowHead: ARROW }),
    },
    defaultDrawNodeHover: drawHover(frame),
    ...reducers,
  });
}

function listKinds(frame: Frame, graph: Chart): void {
  const counts = new Map<string, number>();
  graph.forEachNode((_, { kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([kind, count]): Key => ({ shape: "circle", colour: colourOf(kind), text: `${kind} ${count}` }));
  const suggestions = graph.filterEdges((_, mark) => mark.suggested).length;
  showLegend(frame, suggestions ? [...kinds, { shape: "line", colour: SUGGESTED, text: `${frame.say("suggested")} ${suggestions}` }] : kinds);
}

function drawChart(model: AnyModel, frame: Frame): void {
  let graph = buildGraph(model, readTheme(frame.root).faint);
  let renderer: Renderer | undefined;
  let stopLayout: () => void = () => undefined;
  const chosen = { nodes: readSelection(model, graph), edges: new Set(model.get("selected_edges") as string[]) };

  const select = (nodes: string[], edges: string[]): void => pick(model, { selection: nodes, selected_edges: edges });
  const click = (id: string, original: MouseEvent | TouchEvent): void => {
    const further = original.shiftKey || original.ctrlKey || original.metaKey;
    if (!further) return select([id], []);
    select(chosen.nodes.has(id) ? [...chosen.nodes].filter((other) => other !== id) : [...chosen.nodes, id], []);
  };
  const refresh = (): void => {
    chosen.nodes = readSelection(model, graph);
    chosen.edges = new Set(model.get("selected_edges") as string[]);
    renderer?.refresh({ skipIndexation: true });
  };
  const fit = (): void => void renderer?.getCamera().animatedReset();
  const zoom = (factor: number): void => void renderer?.getCamera().animatedZoom({ factor });
  const shrink = (): void => void renderer?.getCamera().animatedUnzoom();
  const move = (x: number, y: number): void => {
    const camera = renderer?.getCamera();
    if (!camera) return;
    const now = camera.getState();
    camera.setState({ x: now.x + x * PAN * now.ratio, y: now.y + y * PAN * now.ratio });
  };

  addButton(frame, frame.say("all"), "fit", fit);
  addButton(frame, "+", "larger", () => zoom(1.5));
  addButton(frame, "−", "smaller", shrink);
  addButton(frame, frame.say("none"), "clear", () => select([], []));
  const again = addButton(frame, frame.say("again"), "arrange", () => lay());
  const items = (): Item[] => graph.mapNodes((id, mark) => ({ id, label: mark.label, kind: mark.kind }));
  addFinder(frame, items, (id) => select([id], []));
  const working = document.createElement("span");
  working.setAttribute("role", "status");
  frame.bar.append(working);
  addCount(frame, model);
  addDetail(frame, model);
  onKeys(frame, {
    ArrowLeft: () => move(-1, 0),
    ArrowRight: () => move(1, 0),
    ArrowUp: () => move(0, 1),
    ArrowDown: () => move(0, -1),
    Equal: () => zoom(1.5),
    NumpadAdd: () => zoom(1.5),
    Minus: shrink,
    NumpadSubtract: shrink,
    Digit0: fit,
    Escape: () => select([], []),
    KeyL: () => lay(),
  });

  const lay = (): void => {
    stopLayout();
    again.disabled = true;
    stopLayout = arrange(graph, model, frame, (text) => {
      working.textContent = text;
      again.disabled = text !== "";
      frame.root.dataset.settled = String(text === "");
    });
  };
  const open = (): void => {
    stopLayout();
    renderer?.kill();
    graph = buildGraph(model, readTheme(frame.root).faint);
    chosen.nodes = readSelection(model, graph);
    listKinds(frame, graph);
    if (graph.order === 0) {
      frame.legend.textContent = frame.say("nothing");
      frame.root.dataset.settled = "true";
      return;
    }
    const opened = openRenderer(graph, frame, () => chosen);
    opened.on("clickNode", ({ node, event }) => frame.guard(() => click(node, event.original)));
    opened.on("clickEdge", ({ edge }) => frame.guard(() => select([], [edge])));
    opened.on("clickStage", () => frame.guard(() => select([], [])));
    renderer = opened;
    if (readFloats(model.get("positions")).length === 2 * graph.order) frame.root.dataset.settled = "true";
    else lay();
  };
  // Where a node stands on the page, for tests and for people who script it.
  Object.assign(frame.root, {
    placeOf: (id: string) => {
      const mark = graph.getNodeAttributes(id);
      const corner = frame.stage.getBoundingClientRect();
      const at = renderer?.graphToViewport(mark) ?? { x: 0, y: 0 };
      return { x: corner.x + at.x, y: corner.y + at.y };
    },
  });

  open();
  loadFonts(model).then(
    () => {
      frame.root.dataset.fonts = "loaded";
      renderer?.refresh();
    },
    (error: unknown) => frame.fail(error),
  );
  const resized = new ResizeObserver(() => frame.guard(() => renderer?.resize().refresh()));
  resized.observe(frame.stage);
  watchTheme(frame, open);
  const changed = (): void => void frame.guard(refresh);
  const replaced = (): void => void frame.guard(open);
  model.on("change:selection", changed);
  model.on("change:selected_edges", changed);
  model.on("change:_ends", replaced);
  frame.onClose(() => {
    model.off("change:selection", changed);
    model.off("change:selected_edges", changed);
    model.off("change:_ends", replaced);
    resized.disconnect();
    stopLayout();
    renderer?.kill();
  });
}

export default defineView("chart", "keys", "img", drawChart);
