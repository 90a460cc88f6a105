// From seconds to pixels and back, and where the axis of time has its ticks.
export interface Scale {
  place(time: number): number;
  time(place: number): number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;
const STEPS = [60, 300, 900, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 30 * DAY, 91 * DAY, 182 * DAY, 365 * DAY, 1826 * DAY, 3652 * DAY];
const TICK_PX = 110;

export function scaleOf([from, to]: readonly [number, number], left: number, right: number): Scale {
  const share = (right - left) / (to - from || 1);
  return { place: (time) => left + (time - from) * share, time: (place) => from + (place - left) / share };
}

/** The first and last second of what has a time, with a little room. */
export function edgesOf(spans: Float64Array): [number, number] {
  const known = spans.filter(Number.isFinite);
  if (known.length === 0) return [0, DAY];
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const time of known) [from, to] = [Math.min(from, time), Math.max(to, time)];
  const room = Math.max(60, 0.02 * (to - from));
  return [from - room, to + room];
}

/** Ticks at round times of the zone, so far apart that their labels do not touch. */
export function ticksOf([from, to]: readonly [number, number], zone: string, scale: Scale): { x: number; text: string }[] {
  const wanted = (scale.time(TICK_PX) - scale.time(0)) || DAY;
  const step = STEPS.find((one) => one >= wanted) ?? STEPS.at(-1) ?? DAY;
  const offset = offsetOf(zone, from);
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    ...(step < DAY ? { hour: "2-digit", minute: "2-digit" } : {}),
  });
  const ticks = [];
  for (let time = Math.ceil((from + offset) / step) * step - offset; time <= to; time += step) {
    ticks.push({ x: scale.place(time), text: format.format(new Date(1000 * time)) });
  }
  return ticks;
}

/** Seconds that a zone is ahead of UTC. */
function offsetOf(zone: string, time: number): number {
  const parts = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" }).formatToParts(new Date(1000 * time));
  const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === "timeZoneName")?.value ?? "") ?? [];
  return hours === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * HOUR + Number(minutes) * 60);
}
