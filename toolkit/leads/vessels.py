"""Rules about vessels: meetings at sea, silences, and identities that two hulls share."""

from collections.abc import Iterator

from toolkit.leads.hulls import Hulls
from toolkit.leads.rule import SOLID, WEAK, Draft, reweigh
from toolkit.leads.witnesses import find_books, find_notes
from toolkit.tables import Reason, Row, Tables, each_row

__all__ = ["find_one_sided_meetings", "find_shared_identities", "find_silences", "find_transfers_at_sea"]


def find_transfers_at_sea(tables: Tables) -> Iterator[Draft]:
    """Two vessels lay together at sea by a published definition, away from ports and without a recognised ordinary reason.

    Ships also meet to hand over stores or crew, to help each other, or to wait. A note or a book of somebody else that names
    one of them at that time is an independent ground.
    """
    hulls = Hulls(tables)
    for event in _events(tables, "encounter"):
        lead = _weigh(event)
        names = hulls.names(event.asset_id) | hulls.names(event.other_id)
        notes, books = find_notes(tables, event, names), find_books(tables, event, names)
        owners = [reason for track in (event.asset_id, event.other_id) for reason in hulls.owners(track, event.started_at)]
        grounds = [*notes, *books, *owners, *_masses(tables, event)]
        yield Draft(event.event_id, [lead[0], *grounds, *lead[1:]], list(event.against), list(event.refs))


def find_one_sided_meetings(tables: Tables) -> Iterator[Draft]:
    """A vessel loitered at sea and came away with another draught or course, and no partner was heard: partner unknown.

    A partner without a transponder, ballast, and a draught typed in anew look alike from a distance.
    """
    hulls = Hulls(tables)
    for event in _events(tables, "one_sided_meeting"):
        lead = _weigh(event)
        notes = find_notes(tables, event, hulls.names(event.asset_id))
        owners = hulls.owners(event.asset_id, event.started_at)
        grounds = [*notes, *owners, *_masses(tables, event)]
        yield Draft(event.event_id, [lead[0], *grounds, *lead[1:]], list(event.against), list(event.refs))


def find_silences(tables: Tables) -> Iterator[Draft]:
    """A vessel fell silent while the ships around it were heard.

    A gap is not guilt. Where the others fell silent too, reception failed and there is no lead at all.
    """
    for event in _events(tables, "gap"):
        if event.strength != "weak":
            yield Draft(event.event_id, _weigh(event), list(event.against), list(event.refs))


def find_shared_identities(tables: Tables) -> Iterator[Draft]:
    """Two hulls report one identity, or one hull reports two.

    A number typed wrong, a set moved to another ship and a ship renamed on its sale look the same at first.
    """
    for event in _events(tables, "identity_split", "same_hull", "renamed"):
        lead = _weigh(event)
        yield Draft(event.event_id, lead, list(event.against), list(event.refs))


def _events(tables: Tables, *kinds: str) -> Iterator[Row]:
    events = tables["events"]
    yield from each_row(events[events["kind"].isin(kinds)])


def _weigh(event: Row) -> list[Reason]:
    """Let the first reason, which cites the positions, carry the lead; the others explain it."""
    weight = WEAK if event.strength == "weak" else SOLID
    return [reweigh(reason, 0.0 if place else weight) for place, reason in enumerate(event.reasons)]


def _masses(tables: Tables, event: Row) -> list[Reason]:
    checks = tables["checks"]
    rows = checks[(checks["kind"] == "draught_mass") & (checks["subject_id"] == event.event_id)]
    return [reason for reasons in rows["reasons"] for reason in reasons]
