// Leads in reading order: what speaks for and against each, decided, assigned and commented.
import type { AnyModel } from "@anywidget/types";
import { loadFonts } from "./assets";
import { addDetail } from "./panel";
import { drawWaterfall, type Step, writeList, writeTable } from "./tables";
import { addEntries, addVerdicts, markEntries } from "./verdicts";
import { addButton, addCalls, addCount, defineView, follow, type Frame, make, ownKeys } from "./view";

interface Lead {
  id: string;
  title: string;
  facts: [string, string][];
  steps: Step[];
  refs: string[];
  comments: string[];
}

type Leads = Record<"id" | "text" | "risk" | "line" | "strength", string[]>;

const FILTERS = ["risk", "line", "strength"] as const;
const STATES = ["open", "accept", "reject", "unsure"] as const;

/** A box to choose one value, or all of them. */
function addFilter(frame: Frame, name: string, options: readonly [string, string][], chosen: string, choose: (value: string) => void): void {
  const box = ownKeys(make("select", "tidewaiter-filter"));
  box.setAttribute("aria-label", frame.say(name));
  box.title = frame.say(name);
  const every = make("option", "", `${frame.say(name)}: ${frame.say("every")}`);
  every.value = "";
  box.append(
    every,
    ...options.map(([value, word]) => {
      const option = make("option", "", word);
      option.value = value;
      return option;
    }),
  );
  box.value = chosen;
  box.addEventListener("change", () => frame.guard(() => choose(box.value)));
  frame.bar.append(box);
}

/** A line to write in, sent by Enter or its button. */
function writeField(frame: Frame, label: string, face: string, word: string, send: (text: string) => boolean): { line: HTMLElement; field: HTMLInputElement } {
  const line = make("div", "tidewaiter-line");
  const field = ownKeys(make("input", "tidewaiter-note"));
  field.type = "text";
  field.placeholder = frame.say(label);
  field.setAttribute("aria-label", frame.say(label));
  const act = (): void => {
    if (field.value.trim() && send(field.value)) field.value = "";
  };
  field.addEventListener("keydown", (event) => {
    // Enter that ends a word of an input method sends nothing
    if (event.code === "Enter" && !event.isComposing) frame.guard(act);
    event.stopPropagation();
  });
  line.append(field);
  addButton(frame, frame.say(face), word, act, line);
  return { line, field };
}

function drawQueue(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-leads");
  const leads = model.get("_leads") as Leads;
  const options = model.get("_options") as Record<string, [string, string][]>;
  const call = addCalls(frame, model);
  const chosen = (): string => ((model.get("selection") as string[]) ?? [])[0] ?? "";
  const verdicts = (): Record<string, string> => (model.get("verdicts") ?? {}) as Record<string, string>;
  const filters = (): Record<string, string> => (model.get("filters") ?? {}) as Record<string, string>;
  const passes = (i: number): boolean => {
    const values: Record<string, string | undefined> = { state: verdicts()[leads.id[i] ?? ""] ?? "open" };
    for (const name of FILTERS) values[name] = leads[name][i];
    return Object.entries(filters()).every(([name, value]) => !value || values[name] === value);
  };
  const show = (id: string): void => {
    model.set("selection", [id]);
    model.save_changes();
  };
  const onShown = (act: string, values: Record<string, unknown>): boolean => {
    const { id } = model.get("_lead") as Lead;
    return Boolean(id) && id === chosen() && call(act, { ...values, finding_id: id });
  };
  addVerdicts(frame, {
    decide: (verdict, note) => onShown("decide", { verdict, note }),
    undo: () => void call("undo"),
    move: (step) => {
      const listed = leads.id.filter((_, i) => passes(i));
      const next = listed[listed.indexOf(chosen()) + step];
      if (next !== undefined) show(next);
    },
  });
  const states = STATES.map((state): [string, string] => [state, frame.say(state)]);
  for (const name of [...FILTERS, "state"]) {
    addFilter(frame, name, name === "state" ? states : (options[name] ?? []), filters()[name] ?? "", (value) => {
      model.set("filters", { ...filters(), [name]: value });
      model.save_changes();
    });
  }
  addCount(frame, model);
  if (!model.get("_stored")) frame.legend.append(make("strong", "", frame.say("not_stored")));
  frame.legend.append(make("span", "", frame.say("keys_leads")));
  const texts = leads.id.map((id, i) => ({ id, text: leads.text[i] ?? id }));
  const entries = addEntries(frame, frame.say("lead_list"), texts, show);
  const side = make("div", "tidewaiter-pane");
  const pane = make("div");
  pane.setAttribute("aria-live", "polite");
  const names = make("datalist");
  names.id = `tidewaiter-names-${Math.random().toString(36).slice(2)}`;
  names.append(...(model.get("_colleagues") as string[]).map((name) => Object.assign(make("option"), { value: name })));
  const assign = writeField(frame, "assign_to", "assign", "assign_lead", (who) => onShown("assign", { who }));
  assign.field.setAttribute("list", names.id);
  const comment = writeField(frame, "comment_on", "comment", "comment_add", (text) => onShown("comment", { text }));
  side.append(pane, assign.line, names, comment.line);
  frame.stage.append(side);
  addDetail(frame, model);

  const mark = (): void => {
    markEntries(frame, entries, chosen(), verdicts());
    entries.forEach(({ button }, i) => {
      (button.parentElement as HTMLElement).hidden = !passes(i);
    });
  };
  const showLead = (): void => {
    const lead = model.get("_lead") as Lead;
    frame.root.dataset.shown = lead.id ?? "";
    if (!lead.id) {
      pane.replaceChildren(make("p", "", frame.say("nothing")));
      return;
    }
    const facts = [[frame.say("verdict"), frame.say(verdicts()[lead.id] ?? "open")], ...lead.facts].map(([name, value]) => {
      const row = make("tr");
      const head = make("th", "", name);
      head.scope = "row";
      row.append(head, make("td", "tidewaiter-said", value));
      return row;
    });
    pane.replaceChildren(
      make("h3", "", lead.title),
      writeTable(lead.id, undefined, facts),
      drawWaterfall(frame, lead.steps),
      writeList(frame.say("refs"), lead.refs, "–"),
      writeList(frame.say("comments"), lead.comments, "–"),
    );
  };
  follow(frame, model, ["selection", "verdicts", "filters"], mark);
  follow(frame, model, ["_lead", "verdicts"], showLead);
  loadFonts(model).catch((error: unknown) => frame.fail(error));
  mark();
  showLead();
}

export default defineView("leads", "keys_leads", "group", drawQueue);
