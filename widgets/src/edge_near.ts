// Which connection lies under the pointer: lines are thin, and a hand is not steady to a pixel.
export interface Spot {
  x: number;
  y: number;
}

const BITS = 16;

function distanceToPiece(point: Spot, from: Spot, to: Spot): number {
  const [across, down] = [to.x - from.x, to.y - from.y];
  const length = across * across + down * down;
  const share = length === 0 ? 0 : Math.min(1, Math.max(0, ((point.x - from.x) * across + (point.y - from.y) * down) / length));
  return Math.hypot(point.x - from.x - share * across, point.y - from.y - share * down);
}

/** Pixels from a point to a line bent by a curvature, as @sigma/edge-curve draws it: a quadratic curve. */
export function distanceToEdge(point: Spot, from: Spot, to: Spot, curvature: number): number {
  if (curvature === 0) return distanceToPiece(point, from, to);
  const control = { x: (from.x + to.x) / 2 + (to.y - from.y) * curvature, y: (from.y + to.y) / 2 - (to.x - from.x) * curvature };
  let [least, last] = [Number.POSITIVE_INFINITY, from];
  for (let i = 1; i <= BITS; i++) {
    const t = i / BITS;
    const weigh = (a: number, b: number, c: number): number => (1 - t) * (1 - t) * a + 2 * t * (1 - t) * b + t * t * c;
    const next = { x: weigh(from.x, control.x, to.x), y: weigh(from.y, control.y, to.y) };
    least = Math.min(least, distanceToPiece(point, last, next));
    last = next;
  }
  return least;
}
