// Who stands with whom: a link chart drawn by sigma, laid out in a worker, what it shows decided in Python.
import type { AnyModel } from "@anywidget/types";
import { MultiDirectedGraph } from "graphology";
import { loadFonts } from "./assets";
import { buildGraph, type Chart, MANY } from "./chart_graph";
import { arrange, gatherPlaces, keepPlaces } from "./chart_layout";
import { type Chosen, findEdge, listKinds, openRenderer, paintPicture, type Renderer } from "./chart_look";
import { addTools } from "./chart_tools";
import { addEdgeTip } from "./edge_tip";
import { addDetail, addFinder, type Item } from "./panel";
import { addButton, addCalls, addCount, afterFrames, defineView, follow, type Frame, make, once, onKeys, pick, readFloats, readTheme, watchTheme } from "./view";

const PAN = 0.08;
/** Frames that a browser may prepare before the first is on the screen. */
const FRAMES_AHEAD = 4;

/** Drag a node where it is to stand; gives whether one is being dragged. */
function addDrag(renderer: Renderer, graph: Chart, moved: () => void): void {
  let held: string | undefined;
  let far = false;
  renderer.on("downNode", ({ node }) => {
    [held, far] = [node, false];
    if (!renderer.getCustomBBox()) renderer.setCustomBBox(renderer.getBBox());
  });
  renderer.on("moveBody", ({ event }) => {
    if (held === undefined) return;
    far = true;
    const { x, y } = renderer.viewportToGraph(event);
    graph.mergeNodeAttributes(held, { x, y });
    event.preventSigmaDefault();
    event.original.preventDefault();
    event.original.stopPropagation();
  });
  const drop = (): void => {
    if (held !== undefined && far) moved();
    held = undefined;
  };
  renderer.on("upNode", drop);
  renderer.on("upStage", drop);
}

/** Take steps one by one, at once or each in a task of its own, so that the page answers in between. */
function takeSteps(apart: boolean, [step, ...later]: (() => void)[]): void {
  if (!step) return;
  const take = (): void => {
    step();
    takeSteps(apart, later);
  };
  if (apart) setTimeout(take);
  else take();
}

function drawChart(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-chart");
  // the renderer empties what holds it when it goes
  const holder = make("div", "tidewaiter-canvas");
  frame.stage.append(holder);
  let graph: Chart = new MultiDirectedGraph();
  let renderer: Renderer | undefined;
  let stopLayout: () => void = () => undefined;
  let own = false;
  let closed = false;
  const read = (trait: string): Set<string> => new Set((model.get(trait) as string[]) ?? []);
  const chosen: Chosen = { nodes: new Set(), edges: new Set(), path: new Set(), pinned: new Set() };
  const readChosen = (): void => {
    chosen.nodes = new Set([...read("selection")].filter((id) => graph.hasNode(id)));
    [chosen.edges, chosen.path, chosen.pinned] = [read("selected_edges"), read("path"), read("pinned")];
  };

  const select = (nodes: string[], edges: string[]): void => pick(model, { selection: nodes, selected_edges: edges });
  const choose = (id: string, further: boolean): void => {
    if (graph.hasEdge(id)) return select([], [id]);
    if (!further) return select([id], []);
    select(chosen.nodes.has(id) ? [...chosen.nodes].filter((other) => other !== id) : [...chosen.nodes, id], []);
  };
  const click = (id: string, original: MouseEvent | TouchEvent): void => choose(id, original.shiftKey || original.ctrlKey || original.metaKey);
  const refresh = (): void => {
    readChosen();
    renderer?.refresh({ skipIndexation: true });
  };
  const fit = (): void => {
    renderer?.setCustomBBox(null);
    renderer?.refresh();
    renderer?.getCamera().animatedReset().catch((error: unknown) => frame.fail(error));
  };
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
  const again = addButton(frame, frame.say("again"), "arrange", () => lay(chosen.pinned));
  const items = (): Item[] => [
    ...graph.mapNodes((id, mark) => ({ id, label: mark.name, kind: mark.kind })),
    ...graph.mapEdges((id, mark, _from, _to, from, to) => ({ id, label: `${from.name} → ${to.name}`, kind: mark.label })),
  ];
  addFinder(frame, items, choose);
  const call = addCalls(frame, model);
  const tools = addTools(frame, model, call, () => (renderer ? paintPicture(renderer, frame) : Promise.reject(new Error(frame.say("nothing")))));
  const working = make("span");
  working.setAttribute("role", "status");
  frame.bar.append(working);
  addCount(frame, model);
  addDetail(frame, model);
  const tip = addEdgeTip(frame, model);
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
    KeyL: () => lay(chosen.pinned),
    ...Object.fromEntries(Object.entries(tools).map(([key, act]) => [key, once(act)])),
  });

  const keep = (): void => {
    own = true;
    keepPlaces(graph, model);
    own = false;
  };
  const lay = (fixed: Set<string>): void => {
    stopLayout();
    again.disabled = true;
    stopLayout = arrange(graph, model, frame, fixed, (text) => {
      working.textContent = text;
      again.disabled = text !== "";
      frame.root.dataset.settled = String(text === "");
    });
  };
  const listen = (opened: Renderer): void => {
    let last = "";
    const clickOn = (node: string, original: MouseEvent | TouchEvent): void => {
      last = node;
      click(node, original);
    };
    opened.on("clickNode", ({ node, event }) => frame.guard(() => clickOn(node, event.original)));
    opened.on("doubleClickNode", ({ node, event }) =>
      frame.guard(() => {
        event.preventSigmaDefault();
        // two quick clicks on two parties are no double click
        if (node === last) call("expand", { ids: [node] });
        else clickOn(node, event.original);
      }),
    );
    opened.on("clickStage", ({ event }) =>
      frame.guard(() => {
        const edge = findEdge(opened, graph, event);
        select([], edge === undefined ? [] : [edge]);
      }),
    );
    let over = false;
    opened.on("enterNode", () => {
      over = true;
      tip.hide();
    });
    opened.on("leaveNode", () => {
      over = false;
    });
    opened.on("moveBody", ({ event }) =>
      frame.guard(() => {
        const edge = over ? undefined : findEdge(opened, graph, event);
        if (edge === undefined) return tip.hide();
        const [from, to] = graph.extremities(edge).map((end) => graph.getNodeAttribute(end, "label"));
        tip.show(edge, `${from} → ${to}: ${graph.getEdgeAttribute(edge, "label")}`, event.x, event.y);
      }),
    );
    addDrag(opened, graph, () => {
      keep();
      model.send({ act: "stay" });
    });
  };
  const told = (settled: string): void => {
    Object.assign(frame.root.dataset, { shown: String(graph.order), round: String(model.get("_round")), settled });
  };
  const open = (): void => {
    stopLayout();
    tip.hide();
    tip.forget();
    const camera = renderer?.getCamera().getState();
    renderer?.kill();
    renderer = undefined;
    const built = buildGraph(model, readTheme(frame.root).faint);
    graph = built.graph;
    readChosen();
    listKinds(frame, graph);
    if (graph.order === 0) {
      frame.legend.textContent = frame.say("nothing");
      told("true");
      return;
    }
    const { placed } = built;
    const many = graph.order > MANY;
    // a later round has taken over, or the view is gone
    const unlessOver = (step: () => void) => (): void => {
      if (graph === built.graph && !closed) frame.guard(step);
    };
    const steps = [
      (): void => {
        renderer = openRenderer(graph, frame, holder, () => chosen);
      },
      (): void => {
        if (!renderer) return;
        renderer.setGraph(graph);
        // parties that nobody has seen yet are looked at from afar
        if (camera && placed.size) renderer.getCamera().setState(camera);
        listen(renderer);
        told(String(placed.size === graph.order));
        // what stood somewhere stays there, and what came goes around it
        const begin = (): void => {
          if (!again.disabled) lay(placed.size ? placed : new Set());
        };
        // many are seen before they begin to move
        if (placed.size < graph.order) afterFrames(many ? FRAMES_AHEAD : 0, unlessOver(begin));
      },
    ];
    takeSteps(many, steps.map(unlessOver));
  };
  // Where a node stands on the page, for tests and for people who script it.
  Object.assign(frame.root, {
    placeOf: (id: string) => {
      const corner = frame.stage.getBoundingClientRect();
      const ends = graph.hasEdge(id) ? graph.extremities(id) : [id, id];
      const [one, other] = ends.map((end) => renderer?.graphToViewport(graph.getNodeAttributes(end)) ?? { x: 0, y: 0 });
      return { x: corner.x + ((one?.x ?? 0) + (other?.x ?? 0)) / 2, y: corner.y + ((one?.y ?? 0) + (other?.y ?? 0)) / 2 };
    },
  });
  /** Take over where another tab put things. */
  const takeOver = (): void => {
    const places = readFloats(model.get("positions"));
    if (own || again.disabled || places.length !== 2 * graph.order) return;
    const now = gatherPlaces(graph);
    if (now.every((value, i) => value === places[i] || !Number.isFinite(places[i] ?? Number.NaN))) return;
    graph.nodes().forEach((id, i) => graph.mergeNodeAttributes(id, { x: places[2 * i] ?? 0, y: places[2 * i + 1] ?? 0 }));
  };

  open();
  loadFonts(model).then(
    () => {
      frame.root.dataset.fonts = "loaded";
      renderer?.refresh({ skipIndexation: true });
    },
    (error: unknown) => frame.fail(error),
  );
  const resized = new ResizeObserver(() =>
    frame.guard(() => {
      const { width, height } = renderer?.getDimensions() ?? { width: 0, height: 0 };
      if (holder.offsetWidth !== width || holder.offsetHeight !== height) renderer?.resize().refresh();
    }),
  );
  resized.observe(frame.stage);
  watchTheme(frame, open);
  follow(frame, model, ["selection", "selected_edges", "path", "pinned"], refresh);
  follow(frame, model, ["_round"], open);
  follow(frame, model, ["positions"], takeOver);
  frame.onClose(() => {
    closed = true;
    resized.disconnect();
    stopLayout();
    renderer?.kill();
  });
}

export default defineView("chart", "keys_chart", "img", drawChart);
