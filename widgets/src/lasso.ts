// Drawing around marks with the pointer, or taking all that is in sight.
import type { Place } from "./rings";
import { make } from "./view";

/** Lay a sheet over the stage while the lasso is on; what was drawn around is handed on in pixels of the stage. */
export function addLasso(stage: HTMLElement, drawn: (ring: Place[]) => void): (on: boolean) => void {
  const sheet = make("canvas", "tidewaiter-lasso");
  sheet.hidden = true;
  stage.append(sheet);
  let ring: Place[] = [];
  const paint = (): void => {
    const context = sheet.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, sheet.width, sheet.height);
    context.beginPath();
    for (const [x, y] of ring) context.lineTo(x, y);
    context.closePath();
    context.fillStyle = "rgba(0, 114, 178, .15)";
    context.fill();
    context.strokeStyle = "#0072b2";
    context.lineWidth = 2;
    context.stroke();
  };
  const at = (event: PointerEvent): Place => {
    const { left, top } = sheet.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  sheet.addEventListener("pointerdown", (event) => {
    event.stopPropagation();
    sheet.setPointerCapture(event.pointerId);
    ring = [at(event)];
  });
  sheet.addEventListener("pointermove", (event) => {
    event.stopPropagation();
    if (ring.length === 0) return;
    ring.push(at(event));
    paint();
  });
  sheet.addEventListener("pointerup", (event) => {
    event.stopPropagation();
    if (ring.length > 2) drawn(ring);
    ring = [];
    paint();
  });
  sheet.addEventListener("click", (event) => event.stopPropagation());
  return (on) => {
    [sheet.width, sheet.height] = [stage.clientWidth, stage.clientHeight];
    sheet.hidden = !on;
  };
}
