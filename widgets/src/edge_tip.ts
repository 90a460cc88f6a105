// What a connection rests on, beside the pointer while it lies on it.
import type { AnyModel } from "@anywidget/types";
import { type Frame, make } from "./view";

interface Told {
  edge?: string;
  lines?: string[];
}

interface Tip {
  show(edge: string, label: string, x: number, y: number): void;
  hide(): void;
  /** What was said may no longer hold. */
  forget(): void;
}

export function addEdgeTip(frame: Frame, model: AnyModel): Tip {
  const tip = make("div", "tidewaiter-tip");
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  frame.stage.append(tip);
  const known = new Map<string, string[]>();
  let now: string | undefined;
  const write = (label: string): void => tip.replaceChildren(...[label, ...(known.get(now ?? "") ?? [])].map((line) => make("p", "", line)));
  let labelled = "";
  const heard = ({ edge, lines }: Told): void => {
    if (edge === undefined || lines === undefined) return;
    known.set(edge, lines);
    if (edge === now) write(labelled);
  };
  model.on("msg:custom", heard);
  frame.onClose(() => model.off("msg:custom", heard));
  return {
    show(edge, label, x, y) {
      [now, labelled] = [edge, label];
      tip.hidden = false;
      tip.style.left = `${Math.max(0, Math.min(x + 12, frame.stage.clientWidth - 300))}px`;
      tip.style.top = `${Math.max(0, Math.min(y + 12, frame.stage.clientHeight - 120))}px`;
      write(label);
      if (!known.has(edge)) model.send({ act: "explain_edge", edge });
    },
    hide() {
      now = undefined;
      tip.hidden = true;
    },
    forget: () => known.clear(),
  };
}
