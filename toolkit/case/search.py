"""Ask a case for a text: which forms of the question are tried, and how an answer is told."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import islice

import pandas as pd

from toolkit.case.entries import as_text
from toolkit.case.faces import drop_separators, find_reading_starts, fold, read_letters, sound_words, translate
from toolkit.case.index import Found, SearchIndex
from toolkit.case.lines import LINES
from toolkit.errors import ArgumentError
from toolkit.ids import make_ref
from toolkit.wording import say

__all__ = ["FORMS", "SearchResult", "ask_index"]

FORMS = ("written", "unseparated", "reading", "translation", "sound")
"""Forms in which a question is put, the nearest to what was typed first."""

_LATIN = "written unseparated"  # forms in which a text in Latin letters stands as it is
_V_FOR_UMLAUT = re.compile("(?<=[ln])v")  # on a keyboard v stands for the umlaut of 绿 and 女, which readings write as u
_TRIGRAM = 3
_SHORTEST_READING = 4
_SHORTEST_SOUND = 4
_CANDIDATES = 2_000
_SHOWN = 30
_VALUE_SHOWN = 160
_KEYED_BY_LINE = "positions"
_COLUMNS = ("ref", "table", "column", "value", "form", "places", "refs", "source_id", "path")


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What :meth:`toolkit.case.Case.search` found."""

    query: str
    """The question as it was asked."""
    hits: pd.DataFrame
    """A row for each distinct text that answers, nearest form first: ``ref`` (its first place, for ``locate``), ``table``,
    ``column``, ``value``, ``form`` (which form matched: :data:`FORMS`), ``places`` (how many rows hold it), ``refs`` (the
    first twenty of them), ``source_id``, ``path``."""
    more: bool
    """Whether there are further answers: raise ``limit``, or ask for a longer text."""
    language: str = "en"
    """Language of the labels."""
    whole_only: bool = False
    """Whether the question was too short to be looked for inside texts: texts that hold more than it are not among the hits."""

    def __len__(self) -> int:
        """Count the hits."""
        return len(self.hits)

    def __str__(self) -> str:
        """Tell the hits line by line."""
        lines = [self._head()]
        for value, form, places, path, ref in self._told():
            lines.append(f"  {value}  [{form}]  {path} · {ref}{f' (+{places - 1})' if places > 1 else ''}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        names = [self._say(f"search_head_{name}") for name in ("value", "form", "file", "places", "ref")]
        head = "".join(f"<th scope='col'>{escape(name)}</th>" for name in names)
        rows = "".join(
            f"<tr><td>{escape(value)}</td><td>{escape(form)}</td><td>{escape(path)}</td><td>{places:,}</td>"
            f"<td><code>{escape(ref)}</code></td></tr>"
            for value, form, places, path, ref in self._told()
        )
        return f"<table><caption>{escape(self._head())}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _told(self) -> Iterator[tuple[str, str, int, str, str]]:
        shown = self.hits.head(_SHOWN)
        for value, form, places, path, ref in zip(*(shown[c] for c in ("value", "form", "places", "path", "ref")), strict=True):
            text = value if len(value) <= _VALUE_SHOWN else f"{value[:_VALUE_SHOWN]}…"
            yield text, self._say(f"search_form_{form}"), int(places), path, ref

    def _head(self) -> str:
        notes = [self._say(code) for code, holds in (("search_more", self.more), ("search_short", self.whole_only)) if holds]
        shown = min(len(self.hits), _SHOWN)
        return "".join([self._say("search_found", query=self.query, shown=shown, n=len(self.hits)), *notes])

    def _say(self, code: str, **values: object) -> str:
        return say({"code": code, "values": values}, self.language)


def _is_fine(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class _Question:
    """One form of the question."""

    form: str
    columns: str
    """Forms of the index to look in; empty for the pairs of characters."""
    needle: str
    holds: Callable[[str], bool] = _is_fine
    """What a text must show beyond holding the needle."""

    def put(self, index: SearchIndex) -> list[Found]:
        found = index.find(self.columns, self.needle, _CANDIDATES) if self.columns else index.find_pair(self.needle, _CANDIDATES)
        return [answer for answer in found if self.holds(answer.text)]


def ask_index(index: SearchIndex, text: str, *, limit: int, paths: Callable[[str], str], language: str) -> SearchResult:
    """Put a question to an index in every form, and rank what answers.

    Args:
        index: brought up to date.
        text: what to look for.
        limit: texts to give at most.
        paths: names a source by its id.
        language: of the labels.

    Raises:
        ArgumentError: the text has no letter or digit, or ``limit`` is less than one.
    """
    folded = fold(as_text(text))
    if not drop_separators(folded):
        message = f"text={text!r} has no letter or digit to look for"
        raise ArgumentError(message)
    if limit < 1:
        message = f"limit={limit}; give a number of texts of at least 1"
        raise ArgumentError(message)
    answers = _put_questions(index, _list_questions(folded), folded)
    try:
        kept = list(islice(answers, limit + 1))
    finally:
        index.forget()
    rows = [_tell(form, found, paths) for form, found in kept[:limit]]
    hits = pd.DataFrame(rows, columns=list(_COLUMNS))
    is_short = len(drop_separators(folded)) < _TRIGRAM and folded.isascii()
    return SearchResult(text, hits, more=len(kept) > limit, language=language, whole_only=is_short)


def _list_questions(folded: str) -> Iterator[_Question]:
    bare = drop_separators(folded)
    if len(folded) >= _TRIGRAM:
        yield _Question("written", "written", folded)
    elif len(bare) == len(folded):
        yield _Question("written", "", folded)
    if len(bare) >= _TRIGRAM:
        yield _Question("unseparated", _LATIN, bare, _begins_word(bare))
    if bare.isdigit():
        return  # digits are read, translated and sounded as they are written
    letters = read_letters(folded)
    for reading in dict.fromkeys((letters, _V_FOR_UMLAUT.sub("u", letters))):
        if len(reading) >= _SHORTEST_READING:
            columns = "reading" if reading == bare else f"{_LATIN} reading"
            yield _Question("reading", columns, reading, _begins_reading(reading))
    translated = translate(folded) or letters
    if len(translated) >= _SHORTEST_READING:
        columns = "translation" if translated == letters else f"{_LATIN} translation"
        yield _Question("translation", columns, translated)
    sound = sound_words(folded)
    if len(sound.replace(" ", "")) >= _SHORTEST_SOUND:
        yield _Question("sound", "sound", sound)


def _put_questions(index: SearchIndex, questions: Iterable[_Question], folded: str) -> Iterator[tuple[str, Found]]:
    """Give answers form by form, each text once; within a form wholes before beginnings before the rest, short before long."""
    seen: set[int] = set()
    shown: set[tuple[str, str, str]] = set()
    for question in questions:
        found = [answer for answer in question.put(index) if answer.cell not in seen]
        seen |= {answer.cell for answer in found}
        for answer in sorted(found, key=lambda answer: _rank(answer, folded)):
            # A name stands beside the name as written: one text of one row is one answer.
            row = (answer.table, answer.text, answer.keys[0])
            if row not in shown:
                shown.add(row)
                yield question.form, answer


def _rank(found: Found, folded: str) -> tuple[bool, bool, int, int]:
    text = fold(found.text)
    return text != folded, not text.startswith(folded), len(text), found.cell


def _begins_word(bare: str) -> Callable[[str], bool]:
    """Make a test whether letters begin a word: across two words they are chance ("shangHAI YUEdong"). Digits need none."""
    if not bare[0].isascii() or bare[0].isdigit():
        return _is_fine
    pattern = re.compile(r"(?<![a-z])" + r"[\W_]*".join(map(re.escape, bare)))
    return lambda text: pattern.search(fold(text)) is not None


def _begins_reading(letters: str) -> Callable[[str], bool]:
    """Make a test whether a reading begins where a character or a word begins."""
    begins_word = _begins_word(letters)

    def holds(text: str) -> bool:
        folded = fold(text)
        if folded.isascii():
            return begins_word(text)
        whole = read_letters(folded)
        at = whole.find(letters)
        if at < 0:
            return True  # read by another system, whose syllables are the letters that were indexed
        return any(start in find_reading_starts(folded) for start in _all_places(whole, letters))

    return holds


def _all_places(text: str, needle: str) -> Iterable[int]:
    at = text.find(needle)
    while at >= 0:
        yield at
        at = text.find(needle, at + 1)


def _tell(form: str, found: Found, paths: Callable[[str], str]) -> tuple[object, ...]:
    refs = [_make_ref(found, key) for key in found.keys]
    table = "sources" if found.table == LINES else found.table
    return refs[0], table, found.column, found.text, form, found.places, refs, found.source_id, paths(found.source_id)


def _make_ref(found: Found, key: str) -> str:
    """Name the cell; the whole row where no one cell holds the text (an entry that no column of the table takes)."""
    if found.table == LINES:
        source, _, line = key.partition("#")
        return make_ref("sources", source, first=int(line))
    column = None if found.table == "quarantine" or found.column.partition(".")[0] in ("extra", "aliases", "topics") else found.column
    if found.table == _KEYED_BY_LINE:
        source, _, line = key.partition("#")
        return make_ref("positions", source, column=column, first=int(line))
    return make_ref(found.table, key, column=column)
