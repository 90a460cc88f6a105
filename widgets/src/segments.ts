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

function reserve(count: number): Segments {
  return { from: new Float32Array(2 * count), to: new Float32Array(2 * count), track: new Uint32Array(count), time: new Float32Array(count), speed: new Float32Array(count), count: 0 };
}

function addPiece(pieces: Segments, x0: number, y0: number, x1: number, y1: number, track: number, time: number, speed: number): void {
  const at = pieces.count++;
  pieces.from[2 * at] = x0;
  pieces.from[2 * at + 1] = y0;
  pieces.to[2 * at] = x1;
  pieces.to[2 * at + 1] = y1;
  pieces.track[at] = track;
  pieces.time[at] = time;
  pieces.speed[at] = speed;
}

/** Give back the room that was not needed. */
function trim({ from, to, track, time, speed, count }: Segments): Segments {
  return { from: from.slice(0, 2 * count), to: to.slice(0, 2 * count), track: track.slice(0, count), time: time.slice(0, count), speed: speed.slice(0, count), count };
}

/** Cut tracks into pieces; `gap` chooses the silent ones or the others. */
export function cutTracks({ places, starts, gaps, times, speeds }: Tracks, gap: boolean): Segments {
  // a step over 180° gives two pieces
  const pieces = reserve(2 * (gap ? gaps.reduce((sum, flag) => sum + flag, 0) : times.length));
  for (let t = 0; t + 1 < starts.length; t++) {
    const end = starts[t + 1] ?? 0;
    for (let i = starts[t] ?? 0; i + 1 < end; i++) {
      if ((gaps[i] === 1) !== gap) continue;
      const [x0, y0, x1, y1] = [places[2 * i] ?? 0, places[2 * i + 1] ?? 0, places[2 * i + 2] ?? 0, places[2 * i + 3] ?? 0];
      const time = times[i + 1] ?? 0;
      const reported = speeds?.[i + 1] ?? Number.NaN;
      const speed = Number.isFinite(reported) ? reported : measureSpeed(x0, y0, x1, y1, (time - (times[i] ?? 0)) / 3600);
      if (Math.abs(x1 - x0) <= HALF) {
        addPiece(pieces, x0, y0, x1, y1, t, time, speed);
        continue;
      }
      const side = x0 > 0 ? HALF : -HALF;
      const ahead = x1 + Math.sign(side) * TURN;
      const y = y0 + ((y1 - y0) * (side - x0)) / (ahead - x0);
      addPiece(pieces, x0, y0, side, y, t, time, speed);
      addPiece(pieces, -side, y, x1, y1, t, time, speed);
    }
  }
  return trim(pieces);
}

/** Knots over one step, on a sphere whose degree is 60 nautical miles; NaN without time between. */
function measureSpeed(x0: number, y0: number, x1: number, y1: number, hours: number): number {
  if (!(hours > 0)) return Number.NaN;
  const across = (x1 - x0 - TURN * Math.round((x1 - x0) / TURN)) * Math.cos((((y0 + y1) / 2) * Math.PI) / 180);
  return (60 * Math.hypot(across, y1 - y0)) / hours;
}

/** Join pieces of a track that go on from one another until, on a Mercator map, they are as far from where they began as so many degrees of longitude. */
export function joinShort(pieces: Segments, degrees: number): Segments {
  const joined = reserve(pieces.count);
  const { from, to, track, time, speed } = pieces;
  for (let i = 0; i < pieces.count; i++) {
    const begun = i;
    const [x0, y0] = [from[2 * i] ?? 0, from[2 * i + 1] ?? 0];
    const stretch = 1 / Math.cos((y0 * Math.PI) / HALF);
    const isNear = (): boolean => Math.hypot((to[2 * i] ?? 0) - x0, stretch * ((to[2 * i + 1] ?? 0) - y0)) < degrees;
    const goesOn = (): boolean => i + 1 < pieces.count && track[i + 1] === track[i] && from[2 * i + 2] === to[2 * i] && from[2 * i + 3] === to[2 * i + 1];
    while (isNear() && goesOn()) i++;
    addPiece(joined, x0, y0, to[2 * i] ?? 0, to[2 * i + 1] ?? 0, track[begun] ?? 0, time[i] ?? 0, speed[i] ?? Number.NaN);
  }
  return trim(joined);
}
