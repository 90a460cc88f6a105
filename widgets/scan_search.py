"""ScanSearch: what resembles this scan, or this part of it; a neighbour resembles, and identifies nothing."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import traitlets

from toolkit.errors import ArgumentError
from toolkit.figures import Picture, draw_strip
from toolkit.tables import conform
from widgets.chart_rows import or_empty
from widgets.pictures import draw_sheet, to_plane, to_png
from widgets.still import draw_rows
from widgets.verdicts import OnDecide, Verdicts
from widgets.view import Explain, View, find_bundle, refuse_unknown, write_steps

__all__ = ["LoadImage", "ScanSearch", "SearchScans"]

LoadImage = Callable[[str], npt.NDArray[np.generic]]
"""Takes a scan id; gives its image, (height, width) or (height, width, 2)."""
SearchScans = Callable[..., pd.DataFrame]
"""Called as ``search(scan_id, k=..., region=..., where=...)``; gives a ``matches`` table, such as ``library.search``."""

_FILTERS = ("port", "declared_hs", "lot_id", "energy")
_OPTIONS = 200
_THUMB_PX = 120
_ASKED = 60
"""Thumbnails that the browser may ask for at once: what fits a large screen."""
_SHEET = 60


class ScanSearch(View):
    """Look at scans and ask which resemble one.

    Args:
        scans: ``scans`` table: the gallery.
        search: called as ``search(scan_id, k=..., region=..., where=...)``, such as ``library.search``.
        load_image: takes a scan id and gives its image.
        goods: ``goods`` table; what was declared is written beside each scan.
        decisions: ``decisions`` table; verdicts on matches that stand are shown.
        on_decide: called at once as ``on_decide("QUERY|SCAN", verdict, note=...)``: accept says that it resembles.
        explain: takes the id of a selected scan; what it gives is shown below.
        k: how many neighbours to ask for.
        limit: how many scans in the gallery at most (default 10,000); the view says how many of how many.
        language: ``"en"`` or ``"zh"``.
        height: pixels.

    Raises:
        TableError: if a table lacks a column.
        ArgumentError: for an unknown argument, or ``k`` below 1.

    ``query`` is the scan that is asked for, ``region`` the part of it, ``matches`` the last answer; ``selection`` holds
    selected scan ids.
    """

    _esm = find_bundle("scan_search.js")
    acts: ClassVar = ("ask", "decide", "load_thumbs", "make_sheet", "open_scan", "undo")
    quiet: ClassVar = ("load_thumbs",)

    query = traitlets.Unicode("", help="Scan that is shown and asked for. Written by Python.").tag(sync=True)
    region = traitlets.List(traitlets.Int(), help="Part asked for: x, y, width, height in pixels; empty is all of it.").tag(sync=True)
    filters = traitlets.Dict(help="Columns and the value they must have: port, declared_hs, lot_id, energy.").tag(sync=True)
    verdicts = traitlets.Dict(help="Verdict by QUERY|SCAN. Written by Python.").tag(sync=True)
    _image = traitlets.Bytes(b"", help="The scan shown, uint16, row by row.").tag(sync=True)
    _size = traitlets.List(traitlets.Int(), help="Width and height of the scan shown.").tag(sync=True)
    _about = traitlets.Unicode("", help="What was declared of the scan shown.").tag(sync=True)
    _neighbours: Any = traitlets.List(help="The last answer: id, text, similarity, box, size, steps.").tag(sync=True)
    _gallery = traitlets.Dict(help="Columns id and text of the gallery, after the filters.").tag(sync=True)
    _options = traitlets.Dict(help="Values to filter by.").tag(sync=True)
    _sheet = traitlets.Bytes(b"", help="Contact sheet, PNG; empty for none.").tag(sync=True)
    _stored = traitlets.Bool(help="Whether decisions are handed on.").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table, an action or a setting that a caller names
        self,
        scans: pd.DataFrame,
        *,
        search: SearchScans,
        load_image: LoadImage,
        goods: pd.DataFrame | None = None,
        decisions: pd.DataFrame | None = None,
        on_decide: OnDecide | None = None,
        explain: Explain | None = None,
        k: int = 12,
        limit: int = 10_000,
        language: str = "en",
        height: int = 560,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Check the tables at the door and show the first scan."""
        refuse_unknown(ScanSearch, unknown)
        if k < 1:
            message = f"k={k}; give how many neighbours to ask for, 1 or more"
            raise ArgumentError(message)
        self._scans = conform(scans, "scans")
        self.rows = self._scans.head(limit).set_index("scan_id", drop=False)
        declared = or_empty(goods, "goods").dropna(subset=["container_id", "description"])
        self._declared = declared.groupby("container_id")["description"].agg(lambda said: " · ".join(dict.fromkeys(said))).to_dict()
        self._verdicts = Verdicts(decisions, on_decide)
        self._search, self._load_image, self._k = search, load_image, k
        self._thumbs: dict[str, bytes] = {}
        self.matches = or_empty(None, "matches")
        super().__init__(
            explain=explain,
            language=language,
            height=height,
            verdicts=self._verdicts.by_target,
            _stored=self._verdicts.are_stored,
        )
        self._options = {name: sorted({str(value) for value in self.rows[name].dropna()})[:_OPTIONS] for name in _FILTERS}
        self.observe(lambda _: self.attempt(self._filter), names=["filters"])
        self._filter()
        if len(self.rows):
            self.attempt(lambda: self.open_scan(str(self.rows.index[0])))

    def rewrite(self) -> None:
        """Write gallery, count and neighbours."""
        self._filter()
        self._write_neighbours()

    def open_scan(self, scan_id: str) -> None:
        """Show a scan, without a region and without an answer.

        Raises:
            ArgumentError: if there is no such scan.
        """
        if scan_id not in self.rows.index:
            message = f"scan_id={scan_id!r} is not among the {len(self.rows)} scans of this view"
            raise ArgumentError(message)
        plane = to_plane(self._load_image(scan_id))
        with self.hold_sync():
            self._image = _as_uint16(plane).tobytes()
            self._size = [int(plane.shape[1]), int(plane.shape[0])]
            self._about = self._write_caption(scan_id)
            self.region = []
            self.query = scan_id
            self.selection = [scan_id]
            self.matches = or_empty(None, "matches")
            self._neighbours = []

    def ask(self, region: Sequence[int] = ()) -> None:
        """Ask what resembles the scan shown, or a part of it, among what the filters let through.

        Args:
            region: x, y, width, height in pixels; empty for all of it.

        Raises:
            ArgumentError: if the region does not lie in the image.
        """
        if region:
            x, y, width, height = region
            if width < 1 or height < 1 or x < 0 or y < 0 or x + width > self._size[0] or y + height > self._size[1]:
                message = f"region={list(region)} does not lie in the image of {self._size[0]}x{self._size[1]} pixels"
                raise ArgumentError(message)
        where = " and ".join(f"{name} == {value!r}" for name, value in self.filters.items() if value and name in _FILTERS)
        self.region = [int(edge) for edge in region]
        self.matches = conform(self._search(self.query, k=self._k, region=tuple(self.region) or None, where=where or None), "matches")
        self._write_neighbours()

    def decide(self, scan_id: str, verdict: str, note: str = "") -> None:
        """Say of a neighbour that it resembles the scan shown (accept), does not (reject), or cannot be told (unsure)."""
        self._verdicts.decide(f"{self.query}|{scan_id}", verdict, note)
        self.verdicts = self._verdicts.by_target

    def undo(self) -> None:
        """Take back the last decision made in this view."""
        self._verdicts.undo(self.say("view_withdrawn"))
        self.verdicts = self._verdicts.by_target

    def hear_verdicts(self, verdicts: Verdicts) -> None:
        """Take over what was decided elsewhere, and whether it is stored."""
        self._verdicts.by_target = dict(verdicts.by_target)
        self._stored = verdicts.are_stored
        self.verdicts = self._verdicts.by_target

    def load_thumbs(self, ids: Sequence[str]) -> None:
        """Send small pictures of scans that came into sight; one that cannot be read is sent as nothing."""
        wanted = [one for one in ids if one in self.rows.index][:_ASKED]
        for one in wanted:
            if one not in self._thumbs:
                self._thumbs[one] = self._make_thumb(one)
        self.send({"thumbs": wanted}, buffers=[self._thumbs[one] for one in wanted])

    def make_sheet(self) -> None:
        """Draw a contact sheet of what the filters let through, such as one lot."""
        self._sheet = self.draw_contact_sheet().to_png(dpi=110)

    def draw_contact_sheet(self) -> Picture:
        """Draw the scans that the filters let through in rows, each with its id and what was declared; at most sixty."""
        ids = self._gallery["id"]
        images = [to_plane(self._load_image(one)) for one in ids[:_SHEET]]
        title = self.say("widgets_sheet_count", shown=len(images), total=len(ids))
        return draw_sheet(images, [f"{one}\n{self._write_caption(one)}" for one in ids[:_SHEET]], title=title, total=len(ids))

    def known(self) -> list[str]:
        """List the ids in the gallery."""
        return list(self.rows.index)

    def follow(self, ids: Collection[str]) -> None:
        """Show the first of these scans; stay where none is."""
        found = [one for one in ids if one in self.rows.index]
        if found and found[0] != self.query:
            self.open_scan(found[0])
        self.selection = found

    def describe(self, chosen: str) -> list[str]:
        """Say what was declared of a scan, and where its row stands."""
        if chosen not in self.rows.index:
            return [chosen]
        row = self.rows.loc[chosen]
        return [f"{chosen} · {self._write_caption(chosen)} · {row['source_id']} · {row['locator']}"]

    def shown(self) -> pd.DataFrame:
        """List the neighbours of the scan shown, ids first; the gallery before anything was asked."""
        if len(self.matches):
            return pd.DataFrame({
                "id": self.matches["scan_id"],
                "query": self.matches["query_id"],
                "rank": self.matches["rank"],
                "similarity": [f"{value:.3f}" for value in self.matches["similarity"]],
                "declared": [self._write_caption(one) for one in self.matches["scan_id"]],
                "verdict": [self.verdicts.get(f"{self.query}|{one}", "") for one in self.matches["scan_id"]],
            })  # fmt: skip
        return pd.DataFrame({"id": self._gallery["id"], "declared": self._gallery["text"]})

    def still(self) -> Picture:
        """Draw the scan shown and its nearest neighbours for readers without a kernel."""
        if not self.query:
            return draw_rows(self.shown(), title=self.count_text)
        near = list(self.matches["scan_id"][:7])
        images = [to_plane(self._load_image(one)) for one in [self.query, *near]]
        captions = [self._write_caption(one) for one in [self.query, *near]]
        region = ",".join(map(str, self.region)) or None
        return draw_strip(images, captions, boxes=[region, *self.matches["box"][:7]], language=self.language)

    def _filter(self) -> None:
        kept = self.rows
        for name, value in self.filters.items():
            if value and name in _FILTERS:
                kept = kept[kept[name].astype("str") == value]
        self._gallery = {"id": list(kept.index), "text": [self._write_caption(one) for one in kept.index]}
        self.count_text = self.say("widgets_scans_count", shown=len(kept), total=len(self._scans))

    def _write_neighbours(self) -> None:
        self._neighbours = [self._write_neighbour(row) for row in self.matches.to_dict("records")]

    def _write_neighbour(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        scan = str(row["scan_id"])
        known = self.rows.loc[scan] if scan in self.rows.index else None
        size: list[int] = [] if known is None or pd.isna(known["width_px"]) else [int(known["width_px"]), int(known["height_px"])]
        return {
            "id": scan,
            "text": self._write_caption(scan),
            "similarity": float(row["similarity"]),
            "box": "" if pd.isna(row["box"]) else str(row["box"]),
            "size": size,
            "steps": write_steps(row["reasons"], row["against"], self.language),
        }

    def _write_caption(self, scan_id: str) -> str:
        if scan_id not in self.rows.index:
            return scan_id
        row = self.rows.loc[scan_id]
        said = [row["container_id"], row["declared_hs"], self._declared.get(str(row["container_id"])), row["port"]]
        return " · ".join(str(part) for part in said if part is not None and not pd.isna(part)) or scan_id

    def _make_thumb(self, scan_id: str) -> bytes:
        try:
            return to_png(self._load_image(scan_id), _THUMB_PX)
        except (OSError, ValueError) as error:
            self.trouble = f"{scan_id}: {type(error).__name__}: {error}"
            return b""


def _as_uint16(plane: npt.NDArray[np.generic]) -> npt.NDArray[np.uint16]:
    """Bring any depth to 16 bits: what is 8 or 16 bits wide keeps its values, what is wider is stretched."""
    if plane.dtype in (np.uint8, np.uint16):
        return np.ascontiguousarray(plane, dtype="<u2")
    values = plane.astype(np.float64)
    low, high = float(values.min()), float(values.max())
    return np.ascontiguousarray((values - low) / max(high - low, 1e-9) * 65535, dtype="<u2")
