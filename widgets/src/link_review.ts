// Is this one party, or two? Two records side by side, what speaks for and against, decided by keyboard.
import type { AnyModel } from "@anywidget/types";
import { loadFonts } from "./assets";
import { addDetail } from "./panel";
import { drawWaterfall, type Step, writeHead, writeList, writeTable } from "./tables";
import { addEntries, addVerdicts, markEntries } from "./verdicts";
import { addCalls, addCount, defineView, follow, type Frame, make, makeRegion, pick } from "./view";

type Piece = [text: string, differs: boolean];

interface Line {
  field: string;
  left: Piece[];
  right: Piece[];
  agreement: "" | "same" | "differs" | "one_sided";
}

interface Pair {
  id: string;
  left: string;
  right: string;
  head: string;
  settles: string[];
  rows: Line[];
  steps: Step[];
  common: string[];
}

interface Pairs {
  id: string[];
  left: string[];
  right: string[];
}

const SIGNS = { "": "", same: "=", differs: "≠", one_sided: "–" } as const;

function writePieces(pieces: readonly Piece[]): HTMLElement {
  const cell = make("td", "tidewaiter-said");
  cell.append(...pieces.map(([text, differs]) => make(differs ? "mark" : "span", "", text)));
  return cell;
}

function comparePair(frame: Frame, pair: Pair): HTMLElement {
  const rows = pair.rows.map((line) => {
    const row = make("tr", line.agreement ? `tidewaiter-${line.agreement}` : "");
    const field = make("th", "", line.field);
    field.scope = "row";
    const sign = make("td", "tidewaiter-sign", SIGNS[line.agreement]);
    if (line.agreement) {
      sign.title = frame.say(line.agreement);
      sign.setAttribute("aria-label", frame.say(line.agreement));
    }
    row.append(field, writePieces(line.left), sign, writePieces(line.right));
    return row;
  });
  return writeTable(pair.head, writeHead(frame.say("field"), frame.say("left"), frame.say("agreement"), frame.say("right")), rows);
}

function drawReview(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-review");
  const pairs = model.get("_pairs") as Pairs;
  const call = addCalls(frame, model);
  const chosen = (): string => ((model.get("selection") as string[]) ?? [])[0] ?? (model.get("_pair") as Pair).id ?? "";
  const verdicts = (): Record<string, string> => (model.get("verdicts") ?? {}) as Record<string, string>;
  const show = (id: string): void => pick(model, { selection: [id] });
  addVerdicts(frame, {
    decide: (verdict, note) => {
      const { id } = model.get("_pair") as Pair;
      // what Python has not shown yet is not decided
      return Boolean(id) && id === chosen() && call("decide", { verdict, note, link_id: id });
    },
    undo: () => void call("undo"),
    move: (step) => {
      const next = pairs.id[pairs.id.indexOf(chosen()) + step];
      if (next !== undefined) show(next);
    },
  });
  addCount(frame, model);
  if (!model.get("_stored")) frame.legend.append(make("strong", "", frame.say("not_stored")));
  frame.legend.append(make("span", "", frame.say("keys_review")));
  const texts = pairs.id.map((id, i) => ({ id, text: `${pairs.left[i]} ~ ${pairs.right[i]}` }));
  const entries = addEntries(frame, frame.say("pairs"), texts, show);
  const pane = makeRegion(make("div", "tidewaiter-pane"), frame.say("pair_shown"));
  pane.setAttribute("aria-live", "polite");
  frame.stage.append(pane);
  addDetail(frame, model);

  const mark = (): void => markEntries(frame, entries, chosen(), verdicts());
  const showPair = (): void => {
    const pair = model.get("_pair") as Pair;
    frame.root.dataset.shown = pair.id ?? "";
    if (!pair.id) {
      pane.replaceChildren(make("p", "", frame.say("nothing")));
      return;
    }
    pane.replaceChildren(
      make("h3", "", `${pair.left} ~ ${pair.right}`),
      make("p", "tidewaiter-state", `${frame.say(verdicts()[pair.id] ?? "open")} · ${pair.id}`),
      comparePair(frame, pair),
      drawWaterfall(frame, pair.steps),
      writeList(frame.say("settles"), pair.settles, "–"),
      writeList(frame.say("common"), pair.common, frame.say("no_common")),
    );
    pane.scrollTop = 0;
  };
  follow(frame, model, ["selection", "verdicts"], mark);
  follow(frame, model, ["_pair", "verdicts"], showPair);
  loadFonts(model).catch((error: unknown) => frame.fail(error));
  mark();
  showPair();
}

export default defineView("review", "keys_review", "group", drawReview);
