"""RouteMap: where vessels were, what happened there, over bundled land outlines."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import traitlets

from toolkit.errors import ArgumentError
from toolkit.figures import Picture, draw_map
from widgets.chart_rows import or_empty
from widgets.map_layers import BaseLayer, list_declared, pack_regions, read_base
from widgets.track_rows import TrackRows, choose_positions, place_marks
from widgets.view import Explain, View, find_bundle, refuse_unknown, write_lines

__all__ = ["RouteMap"]


class RouteMap(View):
    """Draw tracks, events and ports.

    Args:
        positions: ``positions`` table; lines join neighbouring trusted positions of a track.
        events: ``events`` table; symbols, and the gaps among them as dashes: what lay between is not known.
        ports: ``ports`` table.
        voyages: ``voyages`` table; where declared ports are among ``ports``, a thin straight line joins them, beside what was
            observed: which way was declared is not known.
        regions: where a ship may have been while nobody heard her, such as ``routes.find_regions`` gives (a geometry a row).
            Where the selection has some, only those of the selected tracks are drawn.
        base: the user's own layer under all others: a GeoJSON file, or what was read from one.
        colour: ``"asset"`` or ``"speed"``.
        explain: takes the id of what was clicked; what it gives is shown under the drawing.
        limit: how many positions at most (default 100,000); the view says how many of how many.
        language: ``"en"`` or ``"zh"``.
        height: pixels.

    Raises:
        TableError: if a table lacks a column.
        ArgumentError: for an unknown argument.

    ``selection`` holds ids of tracks, events and ports.
    """

    _esm = find_bundle("route_map.js")

    time_range = traitlets.List(traitlets.Float(), help="From and to in Unix seconds (UTC); empty shows all times. Default: empty.").tag(
        sync=True
    )
    colour = traitlets.Enum(["asset", "speed"], default_value="asset", help="What tracks are coloured by. Default: asset.").tag(sync=True)
    view = traitlets.Dict(help="Place looked at: longitude and latitude in degrees, zoom. Default: all that is shown.").tag(sync=True)
    _places = traitlets.Bytes(b"", help="Longitude and latitude of each position, float32.").tag(sync=True)
    _times = traitlets.Bytes(b"", help="Seconds since the first position, float32.").tag(sync=True)
    _speeds = traitlets.Bytes(b"", help="Knots at each position, float32; NaN where not known.").tag(sync=True)
    _declared = traitlets.Dict(help="Columns id, label, from, to (places) of declared routes.").tag(sync=True)
    _shapes = traitlets.Dict(help="GeoJSON geometries: regions (each with track, from, to in Unix seconds), base.").tag(sync=True)
    _gaps = traitlets.Bytes(b"", help="1 where nothing was received before the next position, uint8.").tag(sync=True)
    _first_time = traitlets.Float(0.0, help="Unix seconds of the first position.").tag(sync=True)
    _tracks = traitlets.Dict(help="Columns id, label, start (with one end more).").tag(sync=True)
    _events = traitlets.Dict(help="Columns id, label, kind, and word, which says the kind.").tag(sync=True)
    _event_places = traitlets.Bytes(b"", help="Longitude and latitude of each event, float32.").tag(sync=True)
    _ports = traitlets.Dict(help="Columns id, label, kind, and word, which says the kind.").tag(sync=True)
    _port_places = traitlets.Bytes(b"", help="Longitude and latitude of each port, float32.").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table or a setting that a caller names
        self,
        positions: pd.DataFrame,
        *,
        events: pd.DataFrame | None = None,
        ports: pd.DataFrame | None = None,
        voyages: pd.DataFrame | None = None,
        regions: pd.DataFrame | None = None,
        base: BaseLayer = None,
        colour: str = "asset",
        explain: Explain | None = None,
        limit: int = 100_000,
        language: str = "en",
        height: int = 480,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Check the tables at the door and choose what to show."""
        refuse_unknown(RouteMap, unknown)
        self._all_events = or_empty(events, "events")
        self._placed_events = place_marks(self._all_events)
        self._placed_ports = place_marks(or_empty(ports, "ports"))
        self._voyages = or_empty(voyages, "voyages").set_index("voyage_id", drop=False)
        self._declared_rows = list_declared(self._voyages, self._placed_ports)
        if colour not in {"asset", "speed"}:
            message = f"colour={colour!r}; allowed: asset, speed"
            raise ArgumentError(message)
        shapes = {"regions": pack_regions(regions), "base": read_base(base)}
        self.rows: TrackRows = choose_positions(or_empty(positions, "positions"), self._all_events, limit=limit)
        super().__init__(
            explain=explain,
            language=language,
            height=height,
            colour=colour,
            _shapes=shapes,
            _declared=self._declared_rows,
            **self._track_traits(),
            _event_places=_pack(self._placed_events),
            _port_places=_pack(self._placed_ports),
        )
        self.rewrite()

    def rewrite(self) -> None:
        """Name what is drawn, and say how much of the tables that is."""
        events, ports = self._placed_events, self._placed_ports
        self._events = {
            "id": list(events["event_id"]),
            "label": [self._name_event(row) for _, row in events.iterrows()],
            "kind": [str(kind) for kind in events["kind"]],
            "word": [self.word("event", kind) for kind in events["kind"]],
        }
        countries = [_or_dash(code) for code in ports["country"]]
        self._ports = {"id": list(ports["port_id"]), "label": [str(name) for name in ports["name"]], "kind": countries, "word": countries}
        self.count_text = self._count()

    def known(self) -> list[str]:
        """List the ids of tracks, events and ports shown."""
        return [*self.rows.tracks["id"], *self._placed_events["event_id"], *self._placed_ports["port_id"], *self._declared_rows["id"]]

    def describe(self, chosen: str) -> list[str]:
        """Say what is known of a track, event or port."""
        event = self._placed_events[self._placed_events["event_id"] == chosen]
        if len(event):
            return self._describe_event(event.iloc[0])
        track = self.rows.tracks[self.rows.tracks["id"] == chosen]
        if len(track):
            row = track.iloc[0]
            return [
                self.say(
                    "widgets_track", name=row["label"], n=row["n"], start=_write_time(row["started_at"]), end=_write_time(row["ended_at"])
                )
            ]
        if chosen in self._declared_rows["id"]:
            return self._describe_voyage(self._voyages.loc[[chosen]].to_dict("records")[0])
        port = self._placed_ports[self._placed_ports["port_id"] == chosen]
        return [self.say("widgets_port", name=row["name"], country=_or_dash(row["country"])) for _, row in port.iterrows()]

    def shown(self) -> pd.DataFrame:
        """List the tracks and events shown, ids first; times are UTC."""
        tracks, events = self.rows.tracks, self._placed_events
        moved = pd.DataFrame(
            {
                "id": tracks["id"],
                "what": tracks["label"],
                "kind": "track",
                "from (UTC)": tracks["started_at"],
                "to (UTC)": tracks["ended_at"],
            }
        )
        happened = pd.DataFrame({
            "id": events["event_id"],
            "what": [self._name_event(row) for _, row in events.iterrows()],
            "kind": [self.word("event", kind) for kind in events["kind"]],
            "from (UTC)": events["started_at"],
            "to (UTC)": events["ended_at"],
        })  # fmt: skip
        listed = pd.concat([moved.astype("object"), happened.astype("object")], ignore_index=True)
        for column in ("from (UTC)", "to (UTC)"):
            listed[column] = [_write_time(moment) for moment in listed[column]]
        return listed

    def still(self) -> Picture:
        """Draw the map for readers without a kernel."""
        return draw_map(self.rows.positions, self._all_events, ports=self._placed_ports, language=self.language)

    def _track_traits(self) -> dict[str, Any]:
        rows = self.rows
        return {
            "_places": rows.places(),
            "_times": rows.positions["seconds"].to_numpy("<f4").tobytes(),
            "_speeds": rows.positions["speed_kn"].to_numpy("<f4").tobytes(),
            "_gaps": rows.positions["gap"].to_numpy("uint8").tobytes(),
            "_first_time": rows.first_time,
            "_tracks": {
                "id": list(rows.tracks["id"]),
                "label": list(rows.tracks["label"]),
                "start": [*rows.tracks["start"], len(rows.positions)],
            },
        }

    def _count(self) -> str:
        rows = self.rows
        count = self.say(
            "widgets_map_count",
            tracks=len(rows.tracks),
            positions=len(rows.positions),
            all_positions=rows.all_positions,
            events=len(self._placed_events),
            all_events=len(self._all_events),
        )
        if not rows.untrusted and not rows.untimed:
            return count
        return f"{count} {self.say('widgets_map_set_aside', untrusted=rows.untrusted, untimed=rows.untimed)}"

    def _describe_voyage(self, row: Mapping[Any, Any]) -> list[str]:
        return [
            self.say(
                "widgets_declared",
                declared=f"{_or_dash(row['declared_from_port'])} – {_or_dash(row['declared_to_port'])}",
                passages=list(row["declared_passages"]) or "–",
                observed=f"{_or_dash(row['from_port'])} – {_or_dash(row['to_port'])}",
                seen=list(row["passages"]) or "–",
            )
        ]

    def _name_event(self, row: pd.Series) -> str:
        other = "" if pd.isna(row["other_id"]) else f" · {row['other_id']}"
        return f"{self.word('event', row['kind'])} · {row['asset_id']}{other}"

    def _describe_event(self, row: pd.Series) -> list[str]:
        head = self.say(
            "widgets_event",
            kind=self.word("event", row["kind"]),
            assets=[row["asset_id"]] if pd.isna(row["other_id"]) else [row["asset_id"], row["other_id"]],
            start=_write_time(row["started_at"]),
            end=_write_time(row["ended_at"]),
            hours=None if pd.isna(row["duration_h"]) else float(row["duration_h"]),
        )
        reasons = [f"+ {line}" for line in write_lines(row["reasons"], self.language)]
        return [head, *reasons, *(f"− {line}" for line in write_lines(row["against"], self.language))]


def _pack(frame: pd.DataFrame) -> bytes:
    return np.ascontiguousarray(frame[["lon", "lat"]].to_numpy("<f4")).tobytes()


def _write_time(moment: Any) -> str:  # noqa: ANN401 - a Timestamp or NaT
    return "" if pd.isna(moment) else moment.strftime("%Y-%m-%d %H:%M:%S")


def _or_dash(value: object) -> str:
    return "–" if pd.isna(value) else str(value)  # type: ignore[call-overload]
