// Tracks as straight pieces between neighbouring positions, cut at 180°.
export interface Segments {
  from: Float32Array;
  to: Float32Array;
  track: Uint32Array;
  time: Float32Array;
  /** Knots, as reported or from distance and time; NaN where neither is known. */
  speed: Float32Array;
  count: number;
}

const TURN = 360;
const HALF = 180;

export interface Tracks {
  places: Float32Array;
  /** Index of the first position of each track, and the number of positions at the end. */
  starts: readonly number[];
  /** 1 where no position was received between this one and the next. */
  gaps: Uint8Array;
  /** Seconds since the first position. */
  times: Float32Array;
  /** Knots at each position, NaN where not reported. */
  speeds?: Float32Array;
}

/** Cut tracks into pieces; `gap` chooses the silent ones or the others. */
export function cutTracks({ places, starts, gaps, times, speeds }: Tracks, gap: boolean): Segments {
  const from: number[] = [];
  const to: number[] = [];
  const track: number[] = [];
  const time: number[] = [];
  const speed: number[] = [];
  for (let t = 0; t + 1 < starts.length; t++) {
    const end = starts[t + 1] ?? 0;
    for (let i = starts[t] ?? 0; i + 1 < end; i++) {
      if ((gaps[i] === 1) !== gap) continue;
      for (const [x0, y0, x1, y1] of cutPiece(places, i)) {
        from.push(x0, y0);
        to.push(x1, y1);
        track.push(t);
        time.push(times[i + 1] ?? 0);
        const reported = speeds?.[i + 1] ?? Number.NaN;
        speed.push(Number.isFinite(reported) ? reported : measureSpeed(places, times, i));
      }
    }
  }
  return { from: Float32Array.from(from), to: Float32Array.from(to), track: Uint32Array.from(track), time: Float32Array.from(time), speed: Float32Array.from(speed), count: track.length };
}

function cutPiece(places: Float32Array, i: number): [number, number, number, number][] {
  const [x0, y0, x1, y1] = [places[2 * i] ?? 0, places[2 * i + 1] ?? 0, places[2 * i + 2] ?? 0, places[2 * i + 3] ?? 0];
  if (Math.abs(x1 - x0) <= HALF) return [[x0, y0, x1, y1]];
  const side = x0 > 0 ? HALF : -HALF;
  const ahead = x1 + Math.sign(side) * TURN;
  const y = y0 + ((y1 - y0) * (side - x0)) / (ahead - x0);
  return [
    [x0, y0, side, y],
    [-side, y, x1, y1],
  ];
}

/** Knots over one step, on a sphere whose degree is 60 nautical miles; NaN without time between. */
function measureSpeed(places: Float32Array, times: Float32Array, i: number): number {
  const hours = ((times[i + 1] ?? 0) - (times[i] ?? 0)) / 3600;
  if (!(hours > 0)) return Number.NaN;
  const [x0, y0, x1, y1] = [places[2 * i] ?? 0, places[2 * i + 1] ?? 0, places[2 * i + 2] ?? 0, places[2 * i + 3] ?? 0];
  const across = (x1 - x0 - TURN * Math.round((x1 - x0) / TURN)) * Math.cos((((y0 + y1) / 2) * Math.PI) / 180);
  return (60 * Math.hypot(across, y1 - y0)) / hours;
}
