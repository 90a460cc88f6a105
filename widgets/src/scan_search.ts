// What resembles this scan, or the part drawn in it: the image at 16 bits, its neighbours, and a gallery of thousands.
import type { AnyModel } from "@anywidget/types";
import { loadFonts } from "./assets";
import { addGallery } from "./gallery";
import { addChoice, addDetail } from "./panel";
import { addScan } from "./scan_image";
import { FACES } from "./verdicts";
import { addButton, addCalls, addCount, defineView, follow, type Frame, make, makeRegion, readBytes } from "./view";

interface Neighbour {
  id: string;
  text: string;
  similarity: number;
  box: string;
  size: number[];
  steps: { text: string; sign: number }[];
}

const FILTERS = ["port", "declared_hs", "lot_id", "energy"] as const;

function drawSearch(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-scans");
  const call = addCalls(frame, model);
  const filters = (): Record<string, string> => (model.get("filters") ?? {}) as Record<string, string>;
  const options = model.get("_options") as Record<string, string[]>;
  const left = make("div", "tidewaiter-scan");
  const right = makeRegion(make("div", "tidewaiter-neighbours"), frame.say("neighbours"));
  const below = make("div", "tidewaiter-below");
  frame.stage.append(left, right, below);
  // the parts inside take the focus; the stage around them does not
  frame.stage.removeAttribute("tabindex");
  const open = (id: string): void => void call("open_scan", { scan_id: id });
  addScan(frame, model, left, (region) => call("ask", { region }));
  for (const name of FILTERS) {
    const values = (options[name] ?? []).map((value): [string, string] => [value, value]);
    addChoice(frame, name, [["", `${frame.say(name)}: ${frame.say("every")}`], ...values], filters()[name] ?? "", (value) => {
      model.set("filters", { ...filters(), [name]: value });
      model.save_changes();
    });
  }
  addButton(frame, frame.say("sheet"), "sheet_make", () => void call("make_sheet"));
  addButton(frame, `↶ ${frame.say("undo")}`, "undo_key", () => void call("undo"));
  addCount(frame, model);
  const thumbs = addGallery(frame, model, below, open);
  if (!model.get("_stored")) frame.legend.append(make("strong", "", frame.say("not_stored")));
  frame.legend.append(make("span", "", frame.say("keys_scans")));
  addDetail(frame, model);

  const writeNeighbour = (near: Neighbour): HTMLElement => {
    const part = make("article", "tidewaiter-card");
    part.dataset.id = near.id;
    const verdict = ((model.get("verdicts") ?? {}) as Record<string, string>)[`${String(model.get("query"))}|${near.id}`];
    const line = make("div", "tidewaiter-line");
    for (const [name, word] of [["accept", "resembles"], ["reject", "resembles_not"]] as const) {
      const button = addButton(frame, `${FACES[name]} ${frame.say(word)}`, word, () => void call("decide", { scan_id: near.id, verdict: name }), line);
      button.setAttribute("aria-pressed", String(verdict === name));
    }
    addButton(frame, "⤢", "open_scan", () => open(near.id), line);
    const reasons = make("ul");
    reasons.append(...near.steps.map(({ text, sign }) => make("li", "", `${sign > 0 ? "+" : "−"} ${text}`)));
    part.append(thumbs.picture(near.id, near.box, near.size), make("h4", "", near.text), make("p", "", `${frame.say("similarity")} ${near.similarity.toFixed(3)}`), line, reasons);
    return part;
  };
  const showNeighbours = (): void => {
    const near = (model.get("_neighbours") ?? []) as Neighbour[];
    right.replaceChildren(make("h3", "", frame.say("neighbours")), ...(near.length ? near.map(writeNeighbour) : [make("p", "", frame.say("neighbours_none"))]));
    frame.root.dataset.near = String(near.length);
  };
  const sheet = make("img", "tidewaiter-sheet");
  sheet.alt = frame.say("sheet_make");
  frame.root.append(sheet);
  let address = "";
  const showSheet = (): void => {
    if (address) URL.revokeObjectURL(address);
    const png = readBytes(model.get("_sheet"));
    sheet.hidden = png.byteLength === 0;
    address = png.byteLength ? URL.createObjectURL(new Blob([png], { type: "image/png" })) : "";
    if (address) sheet.src = address;
  };
  frame.onClose(() => URL.revokeObjectURL(address));
  follow(frame, model, ["_neighbours", "verdicts"], showNeighbours);
  follow(frame, model, ["_sheet"], showSheet);
  loadFonts(model).catch((error: unknown) => frame.fail(error));
  showNeighbours();
  showSheet();
}

export default defineView("scans", "keys_scans", "group", drawSearch);
