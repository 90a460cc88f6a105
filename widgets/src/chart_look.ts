// How a link chart looks: the renderer, what the selection and paths change, and what was added by hand, dashed.
import { createEdgeCurveProgram } from "@sigma/edge-curve";
import { MultiDirectedGraph } from "graphology";
import Sigma from "sigma";
import { createEdgeArrowProgram, DEFAULT_EDGE_ARROW_HEAD_PROGRAM_OPTIONS, EdgeLineProgram, EdgeRectangleProgram } from "sigma/rendering";
import type { EdgeDisplayData, NodeDisplayData } from "sigma/types";
import { FAMILY } from "./assets";
import { type Chart, type EdgeMark, MANY, type NodeMark, SUGGESTED } from "./chart_graph";
import { distanceToEdge, type Spot } from "./edge_near";
import { colourOf } from "./kinds";
import { type Key, showLegend } from "./panel";
import { shorten } from "./text";
import { type Frame, readTheme } from "./view";

export type Renderer = Sigma<NodeMark, EdgeMark>;

export interface Chosen {
  nodes: Set<string>;
  edges: Set<string>;
  path: Set<string>;
  pinned: Set<string>;
}

const ARROW = { ...DEFAULT_EDGE_ARROW_HEAD_PROGRAM_OPTIONS, extremity: "target" as const };
/** Each program costs a slow graphics card some tenth of a second before anything is drawn: only those that are needed. */
const THICK = { straight: createEdgeArrowProgram<NodeMark, EdgeMark>(), curved: createEdgeCurveProgram<NodeMark, EdgeMark>({ arrowHead: ARROW }) };
const THIN = { thin: EdgeLineProgram<NodeMark, EdgeMark>, straight: EdgeRectangleProgram<NodeMark, EdgeMark>, curved: EdgeRectangleProgram<NodeMark, EdgeMark> };
const SELECTED_SIZE = 1.4;
const PATH = "#d55e00";
/** One label a cell: names of companies are long. */
const LABEL_CELL_PX = 150;
const [FEW, FEW_CELL_PX] = [30, 60];
const EDGE_LABELS_UP_TO = 150;
const DASH = [6, 4];
const RING_PX = 4;
const NEAR_PX = 6;

/** Let nodes and edges look as selection and paths want. */
function buildReducers(graph: Chart, chosen: () => Chosen, faint: () => string, text: () => string) {
  const isNear = (node: string, nodes: Set<string>): boolean => nodes.has(node) || graph.someNeighbor(node, (other) => nodes.has(other));
  return {
    nodeReducer(node: string, mark: NodeMark): Partial<NodeDisplayData> {
      const { nodes } = chosen();
      if (nodes.size === 0) return mark;
      if (nodes.has(node)) return { ...mark, size: mark.size * SELECTED_SIZE, highlighted: true, forceLabel: true, zIndex: 2 };
      return isNear(node, nodes) ? { ...mark, forceLabel: true, zIndex: 1 } : { ...mark, color: faint(), label: null };
    },
    edgeReducer(edge: string, mark: EdgeMark): Partial<EdgeDisplayData> {
      const { nodes, edges, path } = chosen();
      if (mark.hand) return mark;
      const type = mark.curvature === 0 ? "straight" : "curved";
      if (edges.has(edge)) return { ...mark, type, size: mark.size * 2, color: text(), forceLabel: true, zIndex: 2 };
      if (path.has(edge)) return { ...mark, type, size: 4, color: PATH, forceLabel: true, zIndex: 3 };
      if (nodes.size === 0) return mark;
      return graph.extremities(edge).some((end) => nodes.has(end)) ? { ...mark, type, forceLabel: true } : { ...mark, color: faint(), label: null };
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

/** Dashes for what was added by hand, a square around what is pinned. */
function drawMarks(renderer: Renderer, graph: Chart, frame: Frame, chosen: () => Chosen): void {
  const canvas = renderer.getCanvases().byHand as HTMLCanvasElement | undefined;
  const context = canvas?.getContext("2d");
  if (!canvas || !context) return;
  const theme = readTheme(frame.root);
  const ratio = window.devicePixelRatio || 1;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.strokeStyle = theme.text;
  context.fillStyle = theme.text;
  context.font = `11px ${FAMILY}`;
  context.setLineDash(DASH);
  const place = (id: string): { x: number; y: number } => renderer.graphToViewport(graph.getNodeAttributes(id));
  const { pinned, edges } = chosen();
  graph.forEachEdge((edge, mark, from, to) => {
    if (!mark.hand) return;
    const [start, end] = [place(from), place(to)];
    context.lineWidth = edges.has(edge) ? 3 : 1.5;
    context.beginPath();
    context.moveTo(start.x, start.y);
    context.lineTo(end.x, end.y);
    context.stroke();
    context.fillText(mark.label, (start.x + end.x) / 2 + 4, (start.y + end.y) / 2 - 4);
  });
  context.lineWidth = 1.5;
  graph.forEachNode((id, mark) => {
    if (!mark.hand) return;
    const { x, y } = place(id);
    context.beginPath();
    context.arc(x, y, mark.size + RING_PX, 0, 2 * Math.PI);
    context.stroke();
  });
  context.setLineDash([]);
  for (const id of pinned) {
    if (!graph.hasNode(id)) continue;
    const [{ x, y }, half] = [place(id), graph.getNodeAttribute(id, "size") + RING_PX];
    context.strokeRect(x - half, y - half, 2 * half, 2 * half);
  }
}

/** The connection nearest to a point of the stage, if one lies close to it. */
export function findEdge(renderer: Renderer, graph: Chart, point: Spot): string | undefined {
  if (graph.size > MANY) return undefined;
  const places = new Map(graph.mapNodes((id, mark): [string, Spot] => [id, renderer.graphToViewport(mark)]));
  let [found, least]: [string | undefined, number] = [undefined, NEAR_PX];
  graph.forEachEdge((edge, { curvature, hand }, from, to) => {
    const [start, end] = [places.get(from), places.get(to)];
    const away = start && end ? distanceToEdge(point, start, end, hand ? 0 : curvature) : least;
    if (away < least) [found, least] = [edge, away];
  });
  return found;
}

/** Open a renderer on a graph; on one of many parties empty, for `setGraph` to fill in a task of its own. */
export function openRenderer(graph: Chart, frame: Frame, holder: HTMLElement, chosen: () => Chosen): Renderer {
  const theme = (): ReturnType<typeof readTheme> => readTheme(frame.root);
  // a style is read once a drawing, not once a mark
  let [faint, text] = [theme().faint, theme().text];
  const reducers = buildReducers(graph, chosen, () => faint, () => text);
  const renderer: Renderer = new Sigma<NodeMark, EdgeMark>(graph.order > MANY ? new MultiDirectedGraph() : graph, holder, {
    allowInvalidContainer: true,
    renderEdgeLabels: graph.size <= EDGE_LABELS_UP_TO,
    hideEdgesOnMove: graph.size > MANY,
    labelFont: FAMILY,
    edgeLabelFont: FAMILY,
    labelColor: { color: theme().text },
    edgeLabelColor: { color: theme().text },
    edgeLabelSize: 11,
    labelRenderedSizeThreshold: 4,
    labelGridCellSize: graph.order <= FEW ? FEW_CELL_PX : LABEL_CELL_PX,
    zIndex: graph.size <= MANY,
    defaultEdgeType: "straight",
    edgeProgramClasses: graph.order > MANY ? THIN : THICK,
    defaultDrawNodeHover: drawHover(frame),
    ...reducers,
  });
  renderer.createCanvasContext("byHand", { style: { pointerEvents: "none" } });
  renderer.resize(true);
  renderer.on("beforeRender", () => {
    [faint, text] = [theme().faint, theme().text];
  });
  const mark = (): void => void frame.guard(() => drawMarks(renderer, graph, frame, chosen));
  renderer.on("afterRender", mark);
  // the first drawing was done before anybody could listen
  mark();
  return renderer;
}

export function listKinds(frame: Frame, graph: Chart): void {
  const counts = new Map<string, number>();
  graph.forEachNode((_, { kind }) => counts.set(kind, (counts.get(kind) ?? 0) + 1));
  const kinds = [...counts].sort(([, a], [, b]) => b - a).map(([kind, count]): Key => ({ shape: "circle", colour: colourOf(kind), text: `${shorten(kind)} ${count}` }));
  const suggestions = graph.filterEdges((_, mark) => mark.suggested).length;
  const byHand = graph.filterEdges((_, mark) => mark.hand).length + graph.filterNodes((_, mark) => mark.hand).length;
  showLegend(frame, [
    ...kinds,
    ...(suggestions ? [{ shape: "line" as const, colour: SUGGESTED, text: `${frame.say("suggested")} ${suggestions}` }] : []),
    ...(byHand ? [{ shape: "dashes" as const, colour: "#888888", text: `${frame.say("by_hand")} ${byHand}` }] : []),
  ]);
}

/** What is drawn now, all layers on the theme's paper. */
export async function paintPicture(renderer: Renderer, frame: Frame): Promise<Blob> {
  const { width, height } = renderer.getDimensions();
  const ratio = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * ratio, height * ratio];
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas to paint on");
  context.fillStyle = readTheme(frame.root).paper;
  context.fillRect(0, 0, canvas.width, canvas.height);
  // a WebGL layer is empty again once the browser has shown it: paint and copy in one go
  renderer.refresh();
  for (const [name, layer] of Object.entries(renderer.getCanvases())) {
    if (name !== "mouse") context.drawImage(layer, 0, 0, canvas.width, canvas.height);
  }
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("the picture is empty"))), "image/png"));
}
