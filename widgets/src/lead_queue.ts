// Leads in reading order: what speaks for and against each, decided, assigned and commented.
import type { AnyModel } from "@anywidget/types";
import { loadFonts } from "./assets";
import { addChoice, addDetail, writeField } from "./panel";
import { drawWaterfall, type Step, writeList, writeTable } from "./tables";
import { addEntries, addVerdicts, markEntries } from "./verdicts";
import { addCalls, addCount, defineView, follow, type Frame, make, makeRegion, pick } from "./view";

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

function drawQueue(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-leads");
  const leads = model.get("_leads") as Leads;
  const options = model.get("_options") as Record<string, [string, string][]>;
  const call = addCalls(frame, model);
  const chosen = (): string => ((model.get("selection") as string[]) ?? [])[0] ?? (model.get("_lead") as Lead).id ?? "";
  const verdicts = (): Record<string, string> => (model.get("verdicts") ?? {}) as Record<string, string>;
  const filters = (): Record<string, string> => (model.get("filters") ?? {}) as Record<string, string>;
  const passes = (i: number): boolean => {
    const values: Record<string, string | undefined> = { state: verdicts()[leads.id[i] ?? ""] ?? "open" };
    for (const name of FILTERS) values[name] = leads[name][i];
    return Object.entries(filters()).every(([name, value]) => !value || values[name] === value);
  };
  const show = (id: string): void => pick(model, { selection: [id] });
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
    const every: [string, string] = ["", `${frame.say(name)}: ${frame.say("every")}`];
    addChoice(frame, name, [every, ...(name === "state" ? states : (options[name] ?? []))], filters()[name] ?? "", (value) => {
      model.set("filters", { ...filters(), [name]: value });
      model.save_changes();
    });
  }
  addCount(frame, model);
  if (!model.get("_stored")) frame.legend.append(make("strong", "", frame.say("not_stored")));
  frame.legend.append(make("span", "", frame.say("keys_leads")));
  const texts = leads.id.map((id, i) => ({ id, text: leads.text[i] ?? id }));
  const entries = addEntries(frame, frame.say("lead_list"), texts, show);
  const side = makeRegion(make("div", "tidewaiter-pane"), frame.say("lead_shown"));
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
