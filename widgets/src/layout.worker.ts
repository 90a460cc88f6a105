// ForceAtlas2 (Jacomy and others, PLOS ONE 9(6), 2014) away from the page's own thread; places are sent as they settle.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";

interface Task {
  places: Float32Array;
  ends: Uint32Array;
  weights: Float32Array;
  /** 1 for what stays where it is. */
  fixed: Uint8Array;
}

const STEP = 25;
const TIME_LIMIT_MS = 15_000;
const BARNES_HUT_FROM = 400;
/** From here on each step is long, and showing it costs the page a frame: fewer are shown. */
const MANY = 5000;

const scope = self as unknown as { onmessage: (event: MessageEvent<Task>) => void; postMessage(message: unknown, moved: Transferable[]): void };

scope.onmessage = ({ data }) => {
  const { places, ends, weights, fixed } = data;
  const count = places.length / 2;
  const graph = new Graph({ type: "undirected", multi: false });
  for (let i = 0; i < count; i++) graph.addNode(i, { x: places[2 * i], y: places[2 * i + 1], size: 4, fixed: fixed[i] === 1 });
  for (let i = 0; i < ends.length; i += 2) {
    const [from, to] = [ends[i], ends[i + 1]];
    if (from !== to && !graph.hasEdge(from, to)) graph.addEdge(from, to, { weight: weights[i / 2] ?? 1 });
  }
  const settings = { ...forceAtlas2.inferSettings(graph), adjustSizes: false, barnesHutOptimize: count > BARNES_HUT_FROM, gravity: 1.5, edgeWeightInfluence: 1 };
  const rounds = count > MANY ? 100 : count > 1000 ? 200 : 400;
  const step = count > MANY ? 5 : STEP;
  const began = performance.now();
  for (let done = 0; done < rounds; done += step) {
    forceAtlas2.assign(graph, { iterations: step, settings });
    const ended = done + step >= rounds || performance.now() - began > TIME_LIMIT_MS;
    if (count > MANY && !ended && done % (4 * step) !== 0) continue;
    const now = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) {
      now[2 * i] = graph.getNodeAttribute(i, "x") as number;
      now[2 * i + 1] = graph.getNodeAttribute(i, "y") as number;
    }
    scope.postMessage({ places: now, ended }, [now.buffer]);
    if (ended) break;
  }
};
