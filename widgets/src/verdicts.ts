// Deciding by buttons and keys, the same in every view that asks for decisions.
import { addButton, type Frame, make, once, onKeys, ownKeys } from "./view";

export const FACES: Record<string, string> = { accept: "✓", reject: "✗", unsure: "?" };

const KEYS = { KeyA: "accept", KeyR: "reject", KeyU: "unsure" } as const;
export const VERDICTS = Object.values(KEYS);

/** The keys that decide. */
export function verdictKeys(decide: (verdict: string) => void): Record<string, (event: KeyboardEvent) => void> {
  return Object.fromEntries(Object.entries(KEYS).map(([code, verdict]) => [code, once(() => decide(verdict))]));
}

interface Verdicts {
  /** Gives whether Python was asked; the note is kept otherwise. */
  decide(verdict: string, note: string): boolean;
  undo(): void;
  move(step: number): void;
}

/** Add buttons, a note and keys. */
export function addVerdicts(frame: Frame, { decide, undo, move }: Verdicts): void {
  const note = ownKeys(make("input", "tidewaiter-note"));
  note.type = "text";
  note.placeholder = frame.say("note");
  note.setAttribute("aria-label", frame.say("note"));
  const act = (verdict: string): void => {
    if (decide(verdict, note.value)) note.value = "";
  };
  addButton(frame, "◀", "previous", () => move(-1));
  addButton(frame, "▶", "next", () => move(1));
  for (const verdict of VERDICTS) addButton(frame, `${FACES[verdict]} ${frame.say(verdict)}`, `${verdict}_key`, () => act(verdict));
  addButton(frame, `↶ ${frame.say("undo")}`, "undo_key", undo);
  frame.bar.append(note);
  onKeys(
    frame,
    {
      ...verdictKeys(act),
      KeyZ: once(undo),
      ArrowLeft: () => move(-1),
      ArrowRight: () => move(1),
      ArrowUp: () => move(-1),
      ArrowDown: () => move(1),
    },
    frame.root,
  );
}

export interface Entry {
  id: string;
  button: HTMLButtonElement;
  mark: HTMLElement;
}

/** A list of what is to be decided; clicking an entry shows it. */
export function addEntries(frame: Frame, label: string, entries: readonly { id: string; text: string }[], show: (id: string) => void): Entry[] {
  const list = make("ol", "tidewaiter-pairs");
  list.setAttribute("aria-label", label);
  const made = entries.map(({ id, text }) => {
    const button = ownKeys(make("button", "tidewaiter-pair"));
    button.type = "button";
    button.dataset.id = id;
    button.addEventListener("click", () => frame.guard(() => show(id)));
    const mark = make("span", "tidewaiter-verdict");
    button.append(mark, make("span", "tidewaiter-names", text));
    const entry = make("li");
    entry.append(button);
    list.append(entry);
    return { id, button, mark };
  });
  frame.stage.append(list);
  return made;
}

/** Mark which entry is shown and what was decided of each. */
export function markEntries(frame: Frame, entries: readonly Entry[], chosen: string, verdicts: Record<string, string>): void {
  for (const { id, button, mark } of entries) {
    const verdict = verdicts[id] ?? "";
    mark.textContent = FACES[verdict] ?? "·";
    const name = button.lastElementChild?.textContent ?? "";
    button.title = `${name.slice(0, 200)} – ${frame.say(verdict || "open")}`;
    button.setAttribute("aria-current", String(id === chosen));
  }
  const current = entries.find(({ id }) => id === chosen)?.button;
  const list = current?.closest("ol");
  if (current && list) list.scrollTop = Math.max(0, current.offsetTop - list.clientHeight / 2);
}
