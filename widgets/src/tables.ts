// Plain HTML tables and lists; whatever a case says enters as text.
import { type Frame, make } from "./view";

export interface Step {
  text: string;
  weight: number;
  sign: number;
  refs?: string[];
}

export function writeHead(...words: string[]): HTMLElement {
  const row = make("tr");
  for (const word of words) {
    // a heading without a word is no heading
    const cell = word ? make("th", "", word) : make("td");
    if (cell instanceof HTMLTableCellElement && word) cell.scope = "col";
    row.append(cell);
  }
  const head = make("thead");
  head.append(row);
  return head;
}

export function writeTable(caption: string, head: HTMLElement | undefined, rows: readonly HTMLElement[]): HTMLElement {
  const table = make("table", "tidewaiter-table");
  const body = make("tbody");
  body.append(...rows);
  table.append(make("caption", "", caption));
  if (head) table.append(head);
  table.append(body);
  return table;
}

/** Steps to the right speak for a claim, steps to the left against it, and each begins where the last one ended. */
export function drawWaterfall(frame: Frame, steps: readonly Step[]): HTMLElement {
  const ordered = [...steps].sort((one, other) => Math.abs(other.weight) - Math.abs(one.weight));
  const ends = ordered.reduce<number[]>((reached, { weight }) => [...reached, (reached.at(-1) ?? 0) + weight], [0]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const share = (value: number): number => (100 * (value - low)) / (high - low || 1);
  const rows = ordered.map((step, i) => {
    const [from, to] = [ends[i] ?? 0, ends[i + 1] ?? 0];
    const row = make("tr");
    const bar = make("div", step.sign > 0 ? "tidewaiter-bar-for" : "tidewaiter-bar-against");
    bar.style.marginLeft = `${share(Math.min(from, to))}%`;
    bar.style.width = `${share(Math.max(from, to)) - share(Math.min(from, to))}%`;
    const drawn = make("td", "tidewaiter-fall");
    drawn.append(bar);
    const weight = step.weight ? `${step.weight > 0 ? "+" : "−"}${Math.abs(step.weight).toFixed(1)}` : step.sign > 0 ? "+" : "−";
    row.append(make("td", "tidewaiter-said", step.text), drawn, make("td", "tidewaiter-weight", weight));
    return row;
  });
  if (rows.length === 0) return make("p", "", frame.say("no_reasons"));
  const sum = make("tr");
  sum.append(make("td", "", frame.say("sum")), make("td"), make("td", "tidewaiter-weight", (ends.at(-1) ?? 0).toFixed(1)));
  return writeTable(frame.say("for_against"), writeHead(frame.say("reason"), "", frame.say("weight_of")), [...rows, sum]);
}

export function writeList(title: string, lines: readonly string[], none = ""): HTMLElement {
  const part = make("section");
  const list = make("ul");
  list.append(...(lines.length || !none ? lines : [none]).map((line) => make("li", "", line)));
  part.append(make("h4", "", title), list);
  return part;
}
