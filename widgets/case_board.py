"""CaseBoard: the views of a case linked through one selection, with the evidence beside them."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

import pandas as pd
import traitlets
from ipywidgets import Widget, widget_serialization

from toolkit.errors import ArgumentError
from toolkit.figures import Picture
from toolkit.tables import SCHEMAS, conform
from widgets.board_views import Actions, open_views
from widgets.by_hand import OnState
from widgets.comments import Comments, OnNote
from widgets.evidence import CLAIM_TABLES, Card, Evidence
from widgets.lead_queue import LeadQueue, OnAssign
from widgets.link_review import LinkReview
from widgets.pictures import to_png
from widgets.related import Related, key_of
from widgets.scan_search import LoadImage, ScanSearch, SearchScans
from widgets.still import draw_rows
from widgets.timeline import Timeline
from widgets.verdicts import OnDecide, Verdicts
from widgets.view import Explain, View, find_bundle, list_words, refuse_unknown, write_lines, write_steps

__all__ = ["CaseBoard"]

Search = Callable[[str], Any]
"""Takes a text; gives a frame of hits with columns ``ref`` and ``value``, or an object whose ``hits`` is one."""
Locate = Callable[[str], Any]
"""Takes the ref of a fact; gives an object with ``path, locator, value, sha256``."""

_CARDS = 6
_HITS = 30
_CHILD_FRAME_PX = 150
"""What a view's own toolbar, legend and details take of the height."""
_BOX = re.compile(r"box=([\d.]+,[\d.]+,[\d.]+,[\d.]+)")


class CaseBoard(View):
    """Look at a case from all sides at once.

    Args:
        tables: tables by name, such as ``case.tables()``.
        views: views by title; by default one for each kind of table that has rows. Theirs become the board's language,
            height and selection.
        on_decide: called at once as ``on_decide(target_id, verdict, note=...)``, such as ``case.decide``.
        on_note: called at once as ``on_note(text, about=ref)``, such as ``case.add_note``.
        on_state: called at once as ``on_state(text, stated_by=..., reliability=..., credibility=..., about=...)`` with what is
            added to the chart by hand, such as ``case.add_fact``.
        on_assign: called at once as ``on_assign(finding_id, who)`` when a lead is given to somebody.
        assigned: who has a lead already, by its id.
        on_report: called with the refs that are to stand in the report whenever they change.
        search: takes a text and gives hits, such as ``case.search``; names and ids of the tables are searched without it.
        locate: takes the ref of a fact and gives its place, such as ``partial(locate, case)``.
        search_scans: asks which scans resemble one, such as ``library.search``.
        load_image: takes a scan id and gives its image.
        regions: where ships may have been while nobody heard them, such as ``routes.find_regions`` gives; drawn on the map.
        explain: takes an id; what it gives is shown with the evidence.
        names: what to call rows by their ids, such as ``name_subjects(case.tables())``; by default records and goods are named.
        zones: time zones to choose from, by their IANA names; the first is shown first.
        language: ``"en"`` or ``"zh"``.
        height: pixels; 560 fits a laptop.

    Raises:
        ArgumentError: for an unknown argument, or no view at all.
        TableError: if a table lacks a column.

    ``selection`` holds the selected ids, whichever view they were selected in; ``report`` the refs for the report:
    ``write_report(case, path, only=board.report)`` writes the one that tells those and no other leads.
    """

    _esm = find_bundle("case_board.js")
    acts: ClassVar = ("choose", "comment", "decide", "find", "open_ref", "toggle_report", "undo")

    report = traitlets.List(traitlets.Unicode(), help="Refs that are to stand in the report, in order. Default: none.").tag(sync=True)
    tab = traitlets.Int(0, help="Number of the view shown, from 0. Default: the first.").tag(sync=True)
    beside = traitlets.Bool(help="Whether the next view is shown beside it. Default: no.").tag(sync=True)
    query = traitlets.Unicode("", help="What was searched for last. Written by Python.").tag(sync=True)
    _views = traitlets.List(traitlets.Instance(Widget), help="The views.").tag(sync=True, **widget_serialization)
    _titles = traitlets.List(traitlets.Unicode(), help="Their titles.").tag(sync=True)
    _cards: Any = traitlets.List(help="Evidence of what is selected: one card an id.").tag(sync=True)
    _more = traitlets.Int(0, help="How many further ids are selected.").tag(sync=True)
    _hits: Any = traitlets.List(help="What a search found: ref, text.").tag(sync=True)
    _hits_note = traitlets.Unicode("", help="What to know of the search: nothing found, or too short a text.").tag(sync=True)
    _place = traitlets.Dict(help="The place in a source that was opened last.").tag(sync=True)
    _picture = traitlets.Bytes(b"", help="PNG of the scan at that place.").tag(sync=True)
    _stored = traitlets.Bool(help="Whether decisions are handed on.").tag(sync=True)
    _noted = traitlets.Bool(help="Whether comments are handed on.").tag(sync=True)

    def __init__(  # noqa: PLR0913 - each is a table, an action or a setting that a caller names
        self,
        tables: Mapping[str, pd.DataFrame],
        *,
        views: Mapping[str, View] | None = None,
        on_decide: OnDecide | None = None,
        on_note: OnNote | None = None,
        on_state: OnState | None = None,
        on_assign: OnAssign | None = None,
        assigned: Mapping[str, str] | None = None,
        on_report: Callable[[list[str]], object] | None = None,
        search: Search | None = None,
        locate: Locate | None = None,
        search_scans: SearchScans | None = None,
        load_image: LoadImage | None = None,
        regions: pd.DataFrame | None = None,
        explain: Explain | None = None,
        names: Mapping[str, str] | None = None,
        zones: Sequence[str] = ("UTC",),
        language: str = "en",
        height: int = 560,
        **unknown: Any,  # noqa: ANN401 - refused, whatever it is
    ) -> None:
        """Open the views and link them."""
        refuse_unknown(CaseBoard, unknown)
        self._verdicts = Verdicts(tables.get("decisions"), on_decide)
        self._comments = Comments(tables.get("notes"), on_note)
        self._search, self._locate, self._load_image, self._on_report = search, locate, load_image, on_report
        # positions are many, and the map brings them into shape by itself
        self._tables = {name: conform(frame, name) if name in SCHEMAS and name != "positions" else frame for name, frame in tables.items()}
        self._rows = Evidence(self._tables)
        self._related: Related | None = None
        self._leading = False
        self._from: View | None = None
        actions = Actions(
            on_decide=self._decide_for_view,
            on_note=self._note_for_view,
            on_state=on_state,
            on_assign=on_assign,
            assigned=assigned,
            search_scans=search_scans,
            load_image=load_image,
            regions=regions,
            names=names,
            zones=zones,
            language=language,
            height=max(240, height - _CHILD_FRAME_PX),
        )
        self.views: dict[str, View] = dict(open_views(self._tables, actions) if views is None else views)
        if not self.views:
            message = f"no view: none of the tables has rows ({', '.join(tables) or 'there are none'}); pass tables that have, or views"
            raise ArgumentError(message)
        super().__init__(
            explain=explain,
            language=language,
            height=height,
            _views=list(self.views.values()),
            _stored=self._verdicts.are_stored,
            _noted=self._comments.are_stored,
        )
        for view in self.views.values():
            view.observe(
                partial(self._lead, view), names=[name for name in ("selection", "selected_edges", "_picked") if view.has_trait(name)]
            )
            if isinstance(view, Timeline):
                view.observe(self._filter, names=["time_range"])
        self._share_verdicts()
        self.observe(lambda _: self.attempt(self._follow), names=["selection"])
        self.observe(lambda _: self.attempt(self._tell_report), names=["report"])
        self.rewrite()

    def rewrite(self) -> None:
        """Write titles, count and cards, and let the views do the same."""
        for view in self.views.values():
            view.language = self.language
        words = list_words(self.language)
        self._titles = [words.get(title, title) for title in self.views]
        self._count()
        self._write_cards()

    def known(self) -> list[str]:
        """List the ids that can be selected in any view."""
        return list(dict.fromkeys(one for view in self.views.values() for one in view.known()))

    def choose(self, ref: str) -> None:
        """Select what a ref names, and open its place if it is a fact."""
        self.selection = [key_of(ref)]
        if ref.partition(":")[0] not in CLAIM_TABLES:
            self.open_ref(ref)

    def find(self, text: str) -> None:
        """Search, and list what was found."""
        self.query = text
        self._hits, self._hits_note = [], ""  # what was found before answers another question, also where this one is refused
        answer: Any = pd.DataFrame(columns=["ref", "value"]) if self._search is None else self._search(text)
        found = answer if isinstance(answer, pd.DataFrame) else answer.hits
        hits = [{"ref": str(ref), "text": str(value)} for ref, value in found[["ref", "value"]].head(_HITS).itertuples(index=False)]
        is_short = bool(getattr(answer, "whole_only", False))
        if self._search is None or is_short:
            known = {hit["ref"].partition("@")[0] for hit in hits}
            hits += [{"ref": hit.ref, "text": hit.text} for hit in self._rows.find(text, _HITS) if hit.ref not in known]
        notes = [self.say("view_search_short")] * is_short + [self.say("view_nothing_found")] * (not hits)
        with self.hold_sync():
            self._hits = hits[:_HITS]
            self._hits_note = " ".join(notes)

    def open_ref(self, ref: str) -> None:
        """Show the very place in a source; a claim is selected instead.

        Raises:
            ArgumentError: if no ``locate`` was given.
        """
        table = ref.partition(":")[0]
        if table in CLAIM_TABLES or table == "entities":
            self.selection = [key_of(ref)]
            return
        if self._locate is None:
            message = f"{ref} cannot be opened: the board was given no locate; pass locate=partial(locate, case)"
            raise ArgumentError(message)
        place = self._locate(ref)
        locator = str(place.locator)
        box = _BOX.search(locator)
        image = None if table != "scans" or self._load_image is None else self._load_image(key_of(ref))
        # picture and place arrive together, so that no place stands beside another's picture
        with self.hold_sync():
            self._picture = b"" if image is None else to_png(image)
            self._place = {
                "ref": ref,
                "path": str(place.path),
                "locator": locator,
                "value": "" if place.value is None else str(place.value),
                "sha256": str(place.sha256),
                "box": box.group(1) if box else "",
                "size": [] if image is None else [int(image.shape[1]), int(image.shape[0])],
            }

    def decide(self, verdict: str, note: str = "", target_id: str | None = None) -> None:
        """Decide a claim.

        Args:
            verdict: accept, reject or unsure.
            note: why.
            target_id: the claim; by default the first that is selected.

        Raises:
            ArgumentError: if the verdict is no verdict, or what is selected is no claim.
        """
        chosen = target_id or next(iter(self.selection), "")
        card = self._rows.card(chosen)
        if card is None or not card.is_claim:
            message = f"target_id={chosen!r} is no claim of these tables; select a link, event, check or finding"
            raise ArgumentError(message)
        self._decide_for_view(chosen, verdict, note)

    def undo(self) -> None:
        """Take back the last decision."""
        self._verdicts.undo(self.say("view_withdrawn"))
        self._share_verdicts()

    def comment(self, text: str, about: str) -> None:
        """Write beside a row.

        Raises:
            ArgumentError: if the text is blank.
        """
        self._note_for_view(text, about)

    def toggle_report(self, ref: str) -> None:
        """Put a ref into the report, or take it out."""
        self.report = [one for one in self.report if one != ref] if ref in self.report else [*self.report, ref]

    def describe(self, chosen: str) -> list[str]:
        """Say nothing more than the cards do."""
        del chosen
        return []

    def shown(self) -> pd.DataFrame:
        """List what the views show, ids first, each with its view."""
        listed = [view.shown().assign(view=title) for title, view in zip(self._titles, self.views.values(), strict=True)]
        together = pd.concat([frame.astype("object") for frame in listed], ignore_index=True)
        return together[["id", "view", *(name for name in together.columns if name not in {"id", "view"})]]

    def still(self) -> Picture:
        """Draw the first view, for readers without a kernel."""
        first = next(iter(self.views.values()))
        return first.still() if len(first.shown()) else draw_rows(self.shown(), title=self.count_text)

    def _lead(self, view: View, _: object) -> None:
        """Take over what was selected in a view, unless the board itself selected it there."""
        if self._leading:
            return
        self._from = view
        try:
            self.selection = view.chosen()
        finally:
            self._from = None

    def _filter(self, change: Mapping[str, Any]) -> None:
        """Show in maps and other timelines what was brushed in one."""
        for view in self.views.values():
            if view is not change["owner"] and view.has_trait("time_range"):
                view.time_range = change["new"]

    def _follow(self) -> None:
        """Let every other view follow the selection."""
        if self._related is None:
            self._related = Related(self._tables)
        ids = self._related.follow(self.selection)
        self._leading = True
        try:
            for view in self.views.values():
                if view is not self._from:
                    view.follow(ids)
        finally:
            self._leading = False
        self._count()
        self._write_cards()

    def _decide_for_view(self, target_id: str, verdict: str, note: str = "") -> None:
        self._verdicts.decide(target_id, verdict, note)
        self._share_verdicts()

    def _note_for_view(self, text: str, about: str) -> None:
        self._comments.add(text, about)
        self._write_cards()

    def _share_verdicts(self) -> None:
        for view in self.views.values():
            if isinstance(view, (LeadQueue, LinkReview, ScanSearch)):
                view.hear_verdicts(self._verdicts)
        self._write_cards()

    def _tell_report(self) -> None:
        if self._on_report is not None:
            self._on_report(list(self.report))
        self._count()
        self._write_cards()

    def _count(self) -> None:
        self.count_text = self.say("widgets_board_count", views=len(self.views), selected=len(self.selection), report=len(self.report))

    def _write_cards(self) -> None:
        shown = self.selection[:_CARDS]
        self._more = len(self.selection) - len(shown)
        self._cards = [self._write_card(one) for one in shown]

    def _write_card(self, chosen: str) -> dict[str, Any]:
        card = self._rows.card(chosen) or Card(chosen, f"assets:{chosen}", chosen, [], [], [], [], is_claim=False)
        told = next((view.describe(chosen) for view in self.views.values() if chosen in view.known()), [])
        explained = [] if self._explain is None else write_lines(self._explain(chosen), self.language)
        steps = write_steps(card.reasons, card.against, self.language)
        return {
            "id": card.id,
            "ref": card.ref,
            "title": self.word("rule", card.title),
            "lines": [*told, *explained],
            "fields": [(self.word("column", name), value) for name, value in card.fields],
            "steps": steps,
            "refs": card.refs,
            "names": {ref: self._name_ref(ref) for ref in dict.fromkeys([*card.refs, *(ref for step in steps for ref in step["refs"])])},
            "comments": self._comments.about(card.ref),
            "claim": card.is_claim,
            "verdict": self._verdicts.by_target.get(chosen, "open"),
            "reported": card.ref in self.report,
        }

    def _name_ref(self, ref: str) -> str:
        name, key = self._rows.name(key_of(ref)), key_of(ref)
        return ref if name == key else f"{self.word('table', ref.partition(':')[0])}: {name}"
