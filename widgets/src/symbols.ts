// Symbols of events, drawn by hand: no font needed, and told apart without colour.
export type Shape = "circle" | "ring" | "square" | "frame" | "diamond" | "triangle" | "star" | "cross" | "line" | "dashes";

const SHAPES: Record<string, Shape> = {
  encounter: "diamond",
  gap: "ring",
  jump: "star",
  port_call: "square",
  stop: "frame",
  loitering: "triangle",
  identity_split: "cross",
};
export const MASKS: readonly Shape[] = ["circle", "ring", "square", "frame", "diamond", "triangle", "star", "cross"];

export function shapeOf(kind: string): Shape {
  return SHAPES[kind] ?? "circle";
}

function corners(shape: Shape): [number, number][] {
  const round = (count: number, radius: (i: number) => number): [number, number][] =>
    Array.from({ length: count }, (_, i) => {
      const angle = (2 * Math.PI * i) / count - Math.PI / 2;
      return [radius(i) * Math.cos(angle), radius(i) * Math.sin(angle)];
    });
  if (shape === "diamond") return round(4, () => 1);
  if (shape === "triangle") return round(3, () => 1);
  if (shape === "star") return round(10, (i) => (i % 2 ? 0.42 : 1));
  if (shape === "cross") return round(8, (i) => (i % 2 ? 0.25 : 1));
  return [[-0.75, -0.75], [0.75, -0.75], [0.75, 0.75], [-0.75, 0.75]];
}

/** Draw one symbol around a point. */
export function drawShape(context: CanvasRenderingContext2D, shape: Shape, x: number, y: number, radius: number, colour: string): void {
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = Math.max(1.5, radius / 4);
  context.beginPath();
  if (shape === "line" || shape === "dashes") {
    context.setLineDash(shape === "dashes" ? [radius / 1.5, radius / 2] : []);
    context.moveTo(x - radius, y);
    context.lineTo(x + radius, y);
    context.stroke();
    context.setLineDash([]);
  } else if (shape === "circle" || shape === "ring") {
    context.arc(x, y, radius * 0.8, 0, 2 * Math.PI);
    if (shape === "circle") context.fill();
    else context.stroke();
  } else {
    for (const [dx, dy] of corners(shape)) context.lineTo(x + dx * radius * 0.9, y + dy * radius * 0.9);
    context.closePath();
    if (shape === "frame") context.stroke();
    else context.fill();
  }
}

/** Drawn by the processor: the graphics card would first have to answer, and everything here is small. */
const BY_PROCESSOR: CanvasRenderingContext2DSettings = { willReadFrequently: true };

/** A canvas with every symbol side by side in white: the map colours them. */
export function drawMasks(size: number): HTMLCanvasElement {
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [size * MASKS.length, size];
  const context = sheet.getContext("2d", BY_PROCESSOR);
  if (!context) throw new Error("this browser gives no 2D canvas");
  MASKS.forEach((shape, i) => drawShape(context, shape, (i + 0.5) * size, size / 2, size / 2 - 2, "#ffffff"));
  return sheet;
}

/** A small picture of one symbol, for a legend. */
export function drawKey(shape: Shape, colour: string, size = 14): HTMLCanvasElement {
  const key = document.createElement("canvas");
  [key.width, key.height] = [2 * size, 2 * size];
  key.style.width = key.style.height = `${size}px`;
  key.setAttribute("aria-hidden", "true");
  const context = key.getContext("2d", BY_PROCESSOR);
  if (context) drawShape(context, shape, size, size, size - 2, colour);
  return key;
}
