// Land as triangles, as the graphics card takes it.
import { earcut } from "@math.gl/polygon";
import type { Polygon } from "./land";

export interface LandShape {
  /** Longitude and latitude of each corner, degrees. */
  places: Float32Array;
  /** Number of the first corner of each polygon. */
  starts: Uint32Array;
  /** Corners of the triangles. */
  corners: Uint32Array;
}

const HIGHEST = 89;

/** Height on a Mercator map: what is cut there into triangles has no slivers when it is drawn there. */
function rise(lat: number): number {
  return Math.log(Math.tan(Math.PI / 4 + (Math.max(-HIGHEST, Math.min(HIGHEST, lat)) * Math.PI) / 360));
}

export function cutTriangles(polygons: readonly Polygon[]): LandShape {
  const places: number[] = [];
  const starts: number[] = [];
  const corners: number[] = [];
  for (const rings of polygons) {
    const first = places.length / 2;
    starts.push(first);
    const flat: number[] = [];
    const holes: number[] = [];
    rings.forEach((ring, i) => {
      if (i > 0) holes.push(flat.length / 2);
      for (const [lon, lat] of ring) {
        places.push(lon, lat);
        flat.push((lon * Math.PI) / 180, rise(lat));
      }
    });
    for (const corner of earcut(flat, holes, 2)) corners.push(first + corner);
  }
  return { places: Float32Array.from(places), starts: Uint32Array.from(starts), corners: Uint32Array.from(corners) };
}
