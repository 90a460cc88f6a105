// The views of a case, linked by Python through one selection, with the evidence of what is selected beside them.
import type { AnyModel } from "@anywidget/types";
import { loadFonts, readModels } from "./assets";
import { addCards, type Card } from "./cards";
import { addSearch, type Hit } from "./panel";
import { addPlace } from "./place";
import { addButton, addCalls, addCount, defineView, follow, type Frame, make, makeRegion, onKeys, ownKeys } from "./view";

interface Panel {
  tab: HTMLButtonElement;
  panel: HTMLElement;
  open(): void;
}

/** Tabs, one a view; a view is made when its tab is opened first. */
function addTabs(frame: Frame, model: AnyModel, holder: HTMLElement): () => void {
  const tabs = make("div", "tidewaiter-tabs");
  tabs.setAttribute("role", "tablist");
  tabs.setAttribute("aria-label", frame.say("views"));
  const panels = make("div", "tidewaiter-panels");
  holder.append(tabs, panels);
  const titles = model.get("_titles") as string[];
  const mark = Math.random().toString(36).slice(2);
  const choose = (at: number): void => {
    model.set("tab", at);
    model.save_changes();
  };
  const made = titles.map((title, i): Panel => {
    const tab = ownKeys(make("button", "tidewaiter-tab", title));
    tab.type = "button";
    tab.id = `tidewaiter-tab-${mark}-${i}`;
    tab.setAttribute("role", "tab");
    tab.addEventListener("click", () => frame.guard(() => choose(i)));
    const panel = make("div", "tidewaiter-board-view");
    panel.id = `tidewaiter-panel-${mark}-${i}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tab.id);
    tab.setAttribute("aria-controls", panel.id);
    tabs.append(tab);
    panels.append(panel);
    let opened = false;
    return {
      tab,
      panel,
      open() {
        if (opened) return;
        opened = true;
        readModels(model, "_views")
          .then(async (children) => {
            const manager = model.widget_manager as unknown as { create_view(child: unknown): Promise<{ el: HTMLElement; remove(): void }> };
            const view = await manager.create_view(children[i]);
            panel.append(view.el);
            frame.onClose(() => view.remove());
          })
          .catch((error: unknown) => frame.fail(error));
      },
    };
  });
  const show = (): void => {
    const at = Number(model.get("tab"));
    const second = model.get("beside") ? (at + 1) % made.length : at;
    made.forEach(({ tab, panel, open }, i) => {
      const shown = i === at || i === second;
      tab.setAttribute("aria-selected", String(i === at));
      tab.tabIndex = i === at ? 0 : -1;
      panel.hidden = !shown;
      if (shown) open();
    });
    frame.root.dataset.tab = String(at);
  };
  const step = (by: number): void => {
    const next = (Number(model.get("tab")) + by + made.length) % made.length;
    choose(next);
    made[next]?.tab.focus();
  };
  onKeys(frame, { ArrowLeft: () => step(-1), ArrowRight: () => step(1), Home: () => step(-Number(model.get("tab"))) }, tabs);
  follow(frame, model, ["tab", "beside"], show);
  return show;
}

function drawBoard(model: AnyModel, frame: Frame): void {
  frame.root.classList.add("tidewaiter-board");
  const call = addCalls(frame, model);
  addSearch(frame, {
    find: (text) => call("find", { text }),
    hits: () => (model.get("_hits") ?? []) as Hit[],
    note: () => String(model.get("_hits_note") ?? ""),
    choose: (ref) => void call("choose", { ref }),
    onAnswer: (answered) => follow(frame, model, ["_answers", "_hits_note"], answered),
  });
  const beside = addButton(frame, frame.say("beside_face"), "beside", () => {
    model.set("beside", !model.get("beside"));
    model.save_changes();
  });
  const press = (): void => beside.setAttribute("aria-pressed", String(Boolean(model.get("beside"))));
  press();
  follow(frame, model, ["beside"], press);
  addCount(frame, model);
  const left = make("div", "tidewaiter-board-views");
  const pane = makeRegion(make("div", "tidewaiter-evidence"), frame.say("evidence"));
  frame.stage.append(left, pane);
  // the views inside take the focus; the stage around them does not
  frame.stage.removeAttribute("tabindex");
  const show = addTabs(frame, model, left);
  addPlace(frame, model, pane);
  addCards(frame, pane, {
    cards: () => (model.get("_cards") ?? []) as Card[],
    more: () => Number(model.get("_more")),
    stored: () => Boolean(model.get("_stored")),
    noted: () => Boolean(model.get("_noted")),
    call,
    onCards: (changed) => follow(frame, model, ["_cards", "_more", "_stored", "_noted"], changed),
  });
  frame.legend.append(make("span", "", frame.say("keys_board")));
  loadFonts(model).catch((error: unknown) => frame.fail(error));
  show();
}

export default defineView("board", "keys_board", "group", drawBoard);
