// What lies within a ring drawn by hand.
export type Place = readonly [number, number];

/** Whether a point lies in a ring, by counting how often a ray crosses it. */
export function isWithin([x, y]: Place, ring: readonly Place[]): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [[xi, yi], [xj, yj]] = [ring[i] ?? [0, 0], ring[j] ?? [0, 0]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

interface Spot {
  id: string;
  place: Place;
}

/** Ids of what has a spot within the ring, in order, each once. */
export function findWithin(spots: Iterable<Spot>, project: (place: Place) => Place, ring: readonly Place[]): string[] {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found = new Set<string>();
  for (const { id, place } of spots) {
    if (found.has(id)) continue;
    const [x, y] = project(place);
    if (x >= west && x <= east && y >= north && y <= south && isWithin([x, y], ring)) found.add(id);
  }
  return [...found];
}
