// Connections between the same two parties, bent apart so that each is seen.

function countKeys(keys: Float64Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** How far to bend each connection, -1 to 1 and 0 for straight, in the order of their ends (two numbers of nodes each). */
export function bendParallels(ends: Uint32Array, nodes: number): Float32Array {
  const bends = new Float32Array(ends.length / 2);
  const there = Float64Array.from(bends, (_, i) => (ends[2 * i] ?? 0) * nodes + (ends[2 * i + 1] ?? 0));
  const both = Float64Array.from(there, (key) => Math.min(key, (key % nodes) * nodes + Math.floor(key / nodes)));
  const [byWay, byPair] = [countKeys(there), countKeys(both)];
  const seen = new Map<number, number>();
  there.forEach((way, i) => {
    const [same, all] = [byWay.get(way) ?? 1, byPair.get(both[i] ?? 0) ?? 1];
    if (all === 1) return;
    const nth = seen.get(way) ?? 0;
    seen.set(way, nth + 1);
    // where all go one way they fan out to both sides; else each way has a side of its own
    const half = (same - 1) / 2;
    bends[i] = same === all ? (nth - half) / Math.max(1, half) : (nth + 1) / same;
  });
  return bends;
}
