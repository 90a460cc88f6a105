"""Whether a list named a party on a day."""

import re
from datetime import UTC, date, datetime

from toolkit.errors import ArgumentError
from toolkit.ids import make_ref
from toolkit.linking.dates import DAY
from toolkit.linking.screened import Party
from toolkit.tables import Reason, make_reason

__all__ = ["judge_listing", "read_day"]

_ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2}(?:T[\d:.]+Z)?)?)?")


def read_day(at: str | date) -> str:
    """Bring a day to ISO 8601 text.

    Args:
        at: a date, an instant with its zone, or text at any precision: 2024, 2024-05, 2024-05-12, 2024-05-12T15:40:00Z.

    Raises:
        ArgumentError: it is none of these; an instant without a zone could be one day or the next.

    >>> read_day(date(2024, 5, 12)), read_day("2024-05-12T15:40:00Z")
    ('2024-05-12', '2024-05-12')
    """
    if isinstance(at, datetime):
        if at.tzinfo is None:
            message = f"at={at!r} has no time zone; give a date, or an instant with its zone"
            raise ArgumentError(message)
        return at.astimezone(UTC).date().isoformat()
    if isinstance(at, date):
        return at.isoformat()
    if isinstance(at, str) and _ISO.fullmatch(at) and _is_day(at[:DAY]):
        return at[:DAY]
    message = f"at={at!r} is no day; give a date, an instant with its zone, or text such as '2024-05-12'"
    raise ArgumentError(message)


def _is_day(text: str) -> bool:
    """Whether the calendar knows the day, or the first of the month or year that is given."""
    try:
        date.fromisoformat(f"{text}-01-01"[:DAY])
    except ValueError:
        return False
    return True


def judge_listing(party: Party, day: str) -> Reason:
    """Say whether an entry was on its list on a day; the day on which it ended still counts.

    Returns:
        A reason with code ``listed_on_day``, ``not_yet_listed``, ``no_longer_listed``, ``listing_unclear`` (a date is not exact
        enough to tell) or ``listing_unknown`` (the list does not say since when).
    """
    started, ended = _moment(party, "listed"), _moment(party, "ended")
    refs = [
        make_ref("records", party.record_id, column=f"dates.{what}") for what, moment in (("listed", started), ("ended", ended)) if moment
    ]
    if started and _order(day, started) == "before":
        return make_reason("not_yet_listed", refs=refs, day=day, listed=started)
    if ended and _order(ended, day) == "before":
        return make_reason("no_longer_listed", refs=refs, day=day, ended=ended)
    if not started:
        return make_reason("listing_unknown", refs=refs or [make_ref("records", party.record_id)], day=day)
    if _order(day, started) == "unclear" or (ended and _order(ended, day) == "unclear"):
        return make_reason("listing_unclear", refs=refs, day=day, listed=started, ended=ended)
    return make_reason("listed_on_day", refs=refs, day=day, listed=started)


def _moment(party: Party, what: str) -> str | None:
    found = party.dates.get(what)
    return found[:DAY] if isinstance(found, str) and found else None


def _order(a: str, b: str) -> str:
    size = min(len(a), len(b))
    if a[:size] != b[:size]:
        return "before" if a[:size] < b[:size] else "after"
    return "same" if len(a) == len(b) == DAY else "unclear"
