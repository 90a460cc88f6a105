"""Timeline: what happened when, in lanes; every time says its zone, and an unknown time has a lane of its own."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import traitlets

from toolkit.errors import ArgumentError
from toolkit.figures import Picture, draw_timeline
from toolkit.tables import conform
from widgets.moments import check_zone, write_span
from widgets.still import draw_rows
from widgets.time_rows import LINES, TIMED, TimeItem, TimeRows, choose_items
from widgets.view import Explain, View, find_bundle, refuse_unknown

__all__ = ["Timeline"]

_DAY_ITEMS = 40


class Timeline(View):
    """Lay what happened along time.

    Args:
        tables: tables by name: events, voyages, goods, scans, samples, transfers, texts; ``findings`` may place them.
        names: name of a party by its id; lanes by entity bear it.
        lanes: ``"line"`` (overseas, port, domestic) or ``"entity"``.
        zones: time zones to choose from, by their IANA names; the first is shown first.
        explain: takes the id of what was clicked; what it gives is shown below.
        limit: how many items at most (default 2,000); the view says how many of how many.
        language: ``"en"`` or ``"zh"``.
        height: pixels.

    Raises:
        TableError: if a table lacks a column.
        ArgumentError: for an unknown argument, lane or zone, or if no table has times.

    ``selection`` holds ids of rows; ``time_range`` what was brushed, in Unix seconds.
    """

    _esm = find_bundle("timeline.js")

    time_range = traitlets.List(traitlets.Float(), help="From and to in Unix seconds (UTC); empty is all. Default: empty.").tag(sync=True)
    lanes = traitlets.Enum(["line", "entity"], default_value="line", help="What a lane stands for. Default: line.").tag(sync=True)
    zone = traitlets.Unicode("UTC", help="Zone that times are written in. Default: the first of the zones.").tag(sync=True)
    days = traitlets.List(traitlets.Unicode(), help="Two dates to set side by side, YYYY-MM-DD; empty for none.").tag(sync=True)
    _zones = traitlets.List(traitlets.Unicode(), help="Zones to choose from.").tag(sync=True)
    _items = traitlets.Dict(help="Columns id, kind, word, text, when, lane (a number; -1 where the time is unknown).").tag(sync=True)
    _spans = traitlets.Bytes(b"", help="Start and end of each item in Unix seconds, float64; NaN where unknown.").tag(sync=True)
    _lane_names = traitlets.List(traitlets.Unicode(), help="Names of the lanes.").tag(sync=True)
    _compared: Any = traitlets.List(help="For each of the two dates: title, and its items (id, text).").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table or a setting that a caller names
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        names: Mapping[str, str] | None = None,
        lanes: str = "line",
        zones: Sequence[str] = ("UTC",),
        explain: Explain | None = None,
        limit: int = 2000,
        language: str = "en",
        height: int = 360,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Check the tables at the door and lay them out."""
        refuse_unknown(Timeline, unknown)
        if lanes not in {"line", "entity"}:
            message = f"lanes={lanes!r}; allowed: line, entity"
            raise ArgumentError(message)
        read = {name: conform(frame, name) for name, frame in tables.items() if name in TIMED or name == "findings"}
        if not TIMED.keys() & read.keys():
            message = f"none of the tables has times ({', '.join(tables) or 'there are none'}); pass some of {', '.join(TIMED)}"
            raise ArgumentError(message)
        self._events = read.get("events")
        self.rows: TimeRows = choose_items(read, names or {}, limit=limit)
        checked = [check_zone(zone) for zone in zones] or ["UTC"]
        super().__init__(
            explain=explain,
            language=language,
            height=height,
            lanes=lanes,
            zone=checked[0],
            _zones=list(dict.fromkeys([*checked, "UTC"])),
            _spans=np.array([[i.span.start, i.span.end] if i.span else [np.nan] * 2 for i in self.rows.items], dtype="<f8").tobytes(),
        )
        self.observe(lambda _: self.attempt(self.rewrite), names=["lanes", "zone", "time_range"])
        self.observe(lambda _: self.attempt(self._compare), names=["days"])
        self.rewrite()

    def rewrite(self) -> None:
        """Write lanes, times and the count."""
        names = self.rows.lanes(self.lanes)
        at = {name: number for number, name in enumerate(names)}
        places = [-1 if item.span is None else at.get(self._lane(item), len(names) - 1) for item in self.rows.items]
        items = self.rows.items
        self._lane_names = [self.word("line", name) if name in LINES else name or self.say("view_other_lanes") for name in names]
        self._items = {
            "id": [item.id for item in items],
            "kind": [item.kind for item in items],
            "word": [self._word(item.kind) for item in items],
            "text": [f"{item.owner} {item.text}".strip() for item in items],
            "when": [self._when(item) for item in items],
            "lane": places,
        }
        self.count_text = self.say(
            "widgets_timeline_count",
            shown=len(items),
            total=self.rows.total,
            untimed=self.rows.untimed,
            within=len(self.within()),
        )
        self._compare()
        self._write_detail(None)

    def known(self) -> list[str]:
        """List the ids on the timeline."""
        return [item.id for item in self.rows.items]

    def within(self) -> list[str]:
        """List the ids of what lies, even in part, within ``time_range``; all that have a time if nothing is brushed."""
        low, high = self.time_range or (-np.inf, np.inf)
        # a brush that begins and ends at an instant holds it
        return [item.id for item in self.rows.items if item.span is not None and item.span.meets(low, np.nextafter(high, np.inf))]

    def describe(self, chosen: str) -> list[str]:
        """Say what happened, to whom and when."""
        return [f"{self._word(item.kind)} · {item.owner} {item.text} · {self._when(item)}" for item in self.rows.items if item.id == chosen]

    def shown(self) -> pd.DataFrame:
        """List what lies in the brushed range, ids first, and what has no time."""
        within = set(self.within())
        items = [item for item in self.rows.items if item.id in within or item.span is None]
        return pd.DataFrame({
            "id": [item.id for item in items],
            "kind": [item.kind for item in items],
            "who": [item.owner for item in items],
            "what": [item.text for item in items],
            "when": [self._when(item) for item in items],
            "line": [self.word("line", item.line) for item in items],
        })  # fmt: skip

    def still(self) -> Picture:
        """Draw the events for readers without a kernel."""
        if self._events is not None and len(self._events):
            return draw_timeline(self._events, language=self.language)
        return draw_rows(self.shown(), title=self.count_text)

    def _lane(self, item: TimeItem) -> str:
        return item.line if self.lanes == "line" else item.owner

    def _word(self, kind: str) -> str:
        told = self.word("event", kind)
        return self.word("table", kind) if told == kind else told

    def _when(self, item: TimeItem) -> str:
        unknown = self.say("view_time_unknown")
        return unknown if item.span is None else write_span(item.span, self.zone, self.say("view_zone_unknown"))

    def _compare(self) -> None:
        self._compared = [self._list_day(day) for day in self.days[:2]]

    def _list_day(self, day: str) -> dict[str, Any]:
        try:
            begun = datetime.combine(date.fromisoformat(day), datetime.min.time(), ZoneInfo(self.zone))
        except ValueError as error:
            message = f"days holds {day!r}; write dates as YYYY-MM-DD"
            raise ArgumentError(message) from error
        low, high = begun.timestamp(), (begun + timedelta(days=1)).timestamp()
        found = [item for item in self.rows.items if item.span is not None and item.span.meets(low, high)]
        items = [{"id": item.id, "text": f"{self._when(item)} · {self._word(item.kind)} · {item.owner}"} for item in found]
        return {"title": f"{day} · {self.zone}", "items": items[:_DAY_ITEMS], "total": len(found)}
