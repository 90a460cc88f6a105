// Evidence of what is selected: what a row says, what speaks for and against it, and the refs that lead on.
import { writeField } from "./panel";
import { writeList, writeTable } from "./tables";
import { FACES, VERDICTS, verdictKeys } from "./verdicts";
import { addButton, type Frame, make, once, onKeys, ownKeys } from "./view";

export interface Card {
  id: string;
  ref: string;
  title: string;
  lines: string[];
  fields: [string, string][];
  steps: { text: string; weight: number; sign: number; refs: string[] }[];
  refs: string[];
  names: Record<string, string>;
  comments: string[];
  claim: boolean;
  verdict: string;
  reported: boolean;
}

interface Source {
  cards(): Card[];
  more(): number;
  stored(): boolean;
  noted(): boolean;
  call(act: string, values?: Record<string, unknown>): boolean;
  onCards(changed: () => void): void;
}

const REFS = 4;

/** A ref that opens its place. */
function writeRef(frame: Frame, ref: string, name: string, source: Source): HTMLElement {
  const button = ownKeys(make("button", "tidewaiter-ref", name));
  button.type = "button";
  button.title = `${frame.say("open_ref")}: ${ref}`;
  button.dataset.ref = ref;
  button.addEventListener("click", () => frame.guard(() => source.call("open_ref", { ref })));
  return button;
}

/** The first refs at once, the others folded away. */
function writeRefs(frame: Frame, card: Card, refs: readonly string[], source: Source): HTMLElement {
  const holder = make("div", "tidewaiter-refs");
  const buttons = refs.map((ref) => writeRef(frame, ref, card.names[ref] ?? ref, source));
  holder.append(...buttons.slice(0, REFS));
  if (buttons.length > REFS) {
    const more = make("details");
    more.append(ownKeys(make("summary", "", `+${buttons.length - REFS}`)), ...buttons.slice(REFS));
    holder.append(more);
  }
  return holder;
}

function writeSteps(frame: Frame, card: Card, source: Source): HTMLElement {
  const list = make("ul");
  list.append(
    ...card.steps.map((step) => {
      const entry = make("li");
      const sign = make("strong", "", step.sign > 0 ? "+ " : "− ");
      sign.setAttribute("aria-label", frame.say(step.sign > 0 ? "for_it" : "against_it"));
      sign.setAttribute("role", "img");
      entry.append(sign, make("span", "", step.text), writeRefs(frame, card, step.refs, source));
      return entry;
    }),
  );
  return list;
}

function writeCard(frame: Frame, card: Card, source: Source): HTMLElement {
  const part = make("article", "tidewaiter-card");
  part.dataset.id = card.id;
  const bar = make("div", "tidewaiter-line");
  if (card.claim) {
    for (const verdict of VERDICTS) {
      const button = addButton(frame, `${FACES[verdict]} ${frame.say(verdict)}`, `${verdict}_key`, () => source.call("decide", { verdict, target_id: card.id }), bar);
      button.setAttribute("aria-pressed", String(card.verdict === verdict));
    }
  }
  const report = addButton(frame, frame.say(card.reported ? "report_drop" : "report_add"), card.reported ? "report_drop" : "report_add", () => source.call("toggle_report", { ref: card.ref }), bar);
  report.dataset.act = "report";
  const rows = card.fields.map(([name, value]) => {
    const row = make("tr");
    const head = make("th", "", name);
    head.scope = "row";
    row.append(head, make("td", "tidewaiter-said", value));
    return row;
  });
  part.append(make("h3", "", card.title), make("p", "tidewaiter-state", `${card.claim ? `${frame.say(card.verdict)} · ` : ""}${card.ref}`), bar);
  if (card.lines.length) part.append(...card.lines.map((line) => make("p", "", line)));
  if (card.steps.length) part.append(make("h4", "", frame.say("for_against")), writeSteps(frame, card, source));
  if (card.refs.length) part.append(make("h4", "", frame.say("refs")), writeRefs(frame, card, card.refs, source));
  if (rows.length) part.append(writeTable(frame.say("says"), undefined, rows));
  part.append(writeList(frame.say("comments"), card.comments, "–"));
  part.append(writeField(frame, "comment_on", "comment", "comment_add", (text) => source.call("comment", { text, about: card.ref })).line);
  return part;
}

/** Show the cards; keys decide the first claim while the focus is in the pane. */
export function addCards(frame: Frame, pane: HTMLElement, source: Source): void {
  const holder = make("div");
  holder.setAttribute("aria-live", "polite");
  pane.append(holder);
  const show = (): void => {
    const cards = source.cards();
    const focus = document.activeElement;
    const kept = focus instanceof HTMLElement && holder.contains(focus);
    const parts = cards.map((card) => writeCard(frame, card, source));
    const warnings = [source.stored() ? "" : "not_stored", source.noted() ? "" : "comments_not_stored"].filter(Boolean);
    const more = source.more() > 0 ? [make("p", "", `+${source.more()} ${frame.say("more_selected")}`)] : [];
    holder.replaceChildren(...(parts.length ? parts : [make("p", "", frame.say("evidence_none"))]), ...more, ...warnings.map((word) => make("p", "", frame.say(word))));
    // what held the focus is gone: keep it in the pane, so that keys go on working
    if (kept) pane.focus();
  };
  const first = (): Card | undefined => source.cards().find((card) => card.claim);
  const decide = (verdict: string): void => {
    const card = first();
    if (card) source.call("decide", { verdict, target_id: card.id });
  };
  onKeys(frame, { ...verdictKeys(decide), KeyZ: once(() => void source.call("undo")) }, pane);
  source.onCards(show);
  show();
}
