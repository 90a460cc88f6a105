// Laying a chart out in a worker, which leaves in place what it is told to leave.
import type { AnyModel } from "@anywidget/types";
import layoutCode from "inline:layout";
import type { Chart } from "./chart_graph";
import { startPlaces } from "./chart_graph";
import type { Frame } from "./view";
import { startWorker } from "./workers";

interface Settled {
  places: Float32Array;
  ended: boolean;
}

/** Places of all parties, in the order of the graph. */
export function gatherPlaces(graph: Chart): Float32Array {
  return Float32Array.from(graph.nodes().flatMap((id) => [graph.getNodeAttribute(id, "x"), graph.getNodeAttribute(id, "y")]));
}

export function keepPlaces(graph: Chart, model: AnyModel): void {
  model.set("positions", new DataView(gatherPlaces(graph).buffer));
  model.save_changes();
}

/** Lay the chart out; `fixed` stays. Returns what stops it. */
export function arrange(graph: Chart, model: AnyModel, frame: Frame, fixed: Set<string>, said: (text: string) => void): () => void {
  const ids = graph.nodes();
  const order = new Map(ids.map((id, i) => [id, i]));
  const ends = new Uint32Array(2 * graph.size);
  const weights = new Float32Array(graph.size);
  let at = 0;
  graph.forEachEdge((_, mark, from, to) => {
    ends[2 * at] = order.get(from) ?? 0;
    ends[2 * at + 1] = order.get(to) ?? 0;
    weights[at++] = mark.suggested ? 0.5 : 1;
  });
  const work = startWorker<Settled>(layoutCode);
  const stop = (): void => {
    work.stop();
    said("");
  };
  const move = (data: Settled): void => {
    graph.updateEachNodeAttributes(
      (id, mark) => {
        const i = order.get(id) ?? 0;
        mark.x = data.places[2 * i] ?? 0;
        mark.y = data.places[2 * i + 1] ?? 0;
        return mark;
      },
      { attributes: ["x", "y"] },
    );
    if (!data.ended) return;
    keepPlaces(graph, model);
    stop();
  };
  work.hear(move, frame.fail);
  said(frame.say("arranging"));
  // from the same beginnings to the same picture: only what stays keeps its place
  const places = fixed.size ? gatherPlaces(graph) : startPlaces(ids.length);
  work.worker.postMessage({ places, ends, weights, fixed: Uint8Array.from(ids, (id) => (fixed.has(id) ? 1 : 0)) });
  return stop;
}
