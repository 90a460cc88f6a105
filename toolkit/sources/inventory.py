"""What one file is, without reading it into anything: one entry of the table that :func:`toolkit.sources.look` gives."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from toolkit.errors import SourceError
from toolkit.sources.damage import has_lost_zero
from toolkit.sources.decoding import decode_text
from toolkit.sources.formats import read_grids
from toolkit.sources.forms import find_forms
from toolkit.sources.headers import match_headers
from toolkit.sources.images import examine_image
from toolkit.sources.kinds import IMAGES, TABULAR, tell_kind
from toolkit.sources.layouts import recognise_opened
from toolkit.sources.mail import Mail
from toolkit.sources.opening import Opened, open_archive
from toolkit.sources.passages import find_passages
from toolkit.sources.passwords import PasswordError
from toolkit.sources.problems import Problem, problem_of
from toolkit.sources.spans import Span, span_of
from toolkit.sources.taken_rows import TakenRows, take_rows
from toolkit.sources.texts import find_time
from toolkit.sources.values import read_moment
from toolkit.sources.writing import name_languages, name_scripts

__all__ = ["Entry", "examine_file"]

_SAMPLED_ROWS = 200
_SAMPLED_CHARACTERS = 20_000
_ENCODED = frozenset({"text", "html", "json", "jsonl"})


@dataclass(slots=True)
class Entry:
    """What is known of one file."""

    kind: str = ""
    layout: str = ""
    encoding: str | None = None
    sheets: int = 0
    rows: int = 0
    totals: int = 0
    set_aside: int = 0
    span: Span = field(default_factory=Span)
    languages: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    damaged_ids: int = 0
    hidden: int = 0
    struck: int = 0
    images: int = 0
    password: bool = False
    rows_digest: str | None = None
    """The same for two files that hold the same rows in any order and any format; ``None`` if there are none."""
    problem: str = ""


def examine_file(opened: Opened) -> Entry:
    """Examine one file; whatever is wrong with it is said in ``problem``, nothing is raised for it."""
    entry = Entry(kind=tell_kind(opened.content))
    entry.password = entry.kind == "encrypted"
    try:
        if entry.kind == "empty":
            entry.problem = Problem("problem_empty")
        elif entry.kind in IMAGES:
            examine_image(opened.content, opened.source.name)
            entry.layout, entry.images = "scan_image", 1
        elif entry.kind in TABULAR or entry.kind == "encrypted":
            _examine_table(opened, entry)
        elif entry.kind == "eml":
            _examine_mail(opened, entry)
        elif entry.kind == "zip":
            open_archive(opened.content, opened.source.name).close()
            entry.layout = "archive"
        else:
            _examine_other(opened, entry)
    except PasswordError as error:
        entry.password, entry.problem = True, problem_of(error)
    except SourceError as error:
        entry.problem = problem_of(error)
    return entry


def _examine_table(opened: Opened, entry: Entry) -> None:
    layout = recognise_opened(opened)
    entry.layout = layout.name
    if entry.kind in _ENCODED:
        entry.encoding = decode_text(opened.content[: 1 << 20], opened.source.name).encoding
    if layout.name == "texts":
        _examine_passages(opened, entry)
        return
    grids = read_grids(opened)
    forms = find_forms(opened, grids)
    taken = [take_rows(grid) for grid in ([form.grid for form in forms] or grids)]
    entry.sheets = len({part.grid.sheet for part in taken})
    entry.rows = sum(len(part.rows) for part in taken)
    entry.totals = sum(part.totals for part in taken)
    entry.set_aside = sum(len(part.aside) for part in taken) - entry.totals
    entry.images = sum(reason == "source_page_is_image" for part in taken for _, reason, _ in part.aside)
    for part in taken:
        entry.span.widen(span_of(part.header.headers, part.rows))
        entry.damaged_ids += _count_damaged(part, layout.name)
        entry.hidden += len(part.grid.rows) if part.grid.marks.hidden_sheet else 0
    for marks in {id(part.grid.marks): part.grid.marks for part in taken}.values():  # tables of one sheet share them
        entry.hidden += 0 if marks.hidden_sheet else len(marks.hidden_rows) + len(marks.hidden_columns)
        entry.struck += len(marks.struck)
    entry.rows_digest = _digest_rows(taken)
    _name_writing(entry, _sample(taken))
    if entry.images and not entry.rows:
        entry.layout, entry.problem = "scan_image", Problem("problem_unread_pages", n=entry.images)
    elif not any(part.rows or part.aside for part in taken):
        below = any(_has_headers(part) for part in taken)
        entry.problem = Problem("problem_no_row_below" if below else "problem_blank")


def _has_headers(part: TakenRows) -> bool:
    return any(map(str.strip, part.header.headers)) and (part.grid.header is not None or bool(part.grid.rows))


def _count_damaged(part: TakenRows, layout: str) -> int:
    found = 0
    if part.grid.damaged:
        kept = set(part.numbers)
        found = sum(number in kept for number, _ in part.grid.damaged)
    column = match_headers(part.header.headers, layout).columns.get("hs") if layout == "declarations" else None
    return found + (sum(has_lost_zero(row[column - 1]) for row in part.rows) if column else 0)


def _digest_rows(taken: Sequence[TakenRows]) -> str | None:
    """Add up hashes of rows, so that neither order nor format matters."""
    total, count = 0, 0
    for part in taken:
        for row in part.rows:
            total += int.from_bytes(hashlib.blake2b("\x1f".join(row).encode("utf-8", "replace"), digest_size=16).digest(), "big")
        count += len(part.rows)
    return f"{total % 2**128:032x}{count:x}" if count else None


def _sample(taken: Sequence[TakenRows]) -> str:
    def parts() -> Iterator[str]:
        left = _SAMPLED_CHARACTERS
        for part in taken:
            for row in (part.header.headers, *part.rows[:_SAMPLED_ROWS]):
                text = " ".join(row)
                left -= len(text)
                yield text
                if left < 0:
                    return

    return " ".join(parts())


def _name_writing(entry: Entry, text: str) -> None:
    entry.scripts, entry.languages = name_scripts(text), name_languages(text)


def _examine_passages(opened: Opened, entry: Entry) -> None:
    passages = find_passages(opened)
    whole = [passage for passage in passages if not passage.reason]
    entry.rows, entry.set_aside = len(whole), len(passages) - len(whole)
    entry.images = sum(passage.reason == "source_page_is_image" for passage in passages)
    for passage in whole:
        entry.span.widen(_span_of_passage(passage.text, passage.sent_at))
    _name_writing(entry, " ".join(passage.text for passage in whole)[:_SAMPLED_CHARACTERS])
    if entry.images and not whole:
        entry.layout, entry.problem = "scan_image", Problem("problem_unread_pages", n=entry.images)


def _span_of_passage(text: str, sent_at: str | None) -> Span:
    if sent_at is not None and (sent := read_moment(sent_at)) is not None:
        return Span(sent.text, sent.text, {"stated"})
    found = find_time(text)
    if found is None or found.moment is None:
        return Span(zones={"unknown"} if found is not None else set())
    moment = found.moment.text
    return Span(moment, moment, {"stated" if found.stated_zone else "unknown" if found.moment.is_time else "dates"})


def _examine_mail(opened: Opened, entry: Entry) -> None:
    entry.layout = "texts"
    _examine_passages(opened, entry)
    entry.sheets = len(Mail(opened.content, opened.source.name).bodies())


def _examine_other(opened: Opened, entry: Entry) -> None:
    """Examine what is no table: a list in XML, or what nobody reads here."""
    entry.layout = recognise_opened(opened).name
    if entry.layout == "unknown":
        read_grids(opened)  # says what it is, and what to do
