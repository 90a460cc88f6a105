"""A Han name as the comparison with Latin letters reads it: its words, their meanings and readings, and the brand between them."""

from dataclasses import dataclass
from functools import cache, lru_cache

from toolkit.names.dictionary import LONGEST, find_meanings, is_proper, read_glosses
from toolkit.names.han import split_run
from toolkit.names.scripts import HAN
from toolkit.names.syllables import list_readings, read_syllables
from toolkit.names.words import read_words

__all__ = ["HanView", "mark_of", "view_han"]

_BRAND = 1.0
_BRAND_OF_ONE = 0.6
_PLAIN = 0.55  # a word of the dictionary
_PROPER = 0.9
_CHARACTERS_OF_FULL_WEIGHT = 2
_MOST_BRAND = 2.0
_ONE_MEANING = 0.8  # a single character has many meanings
_EMPTY = frozenset("与和及之的在等暨")  # and, of, in
_MARKS = 1023


@dataclass(frozen=True, slots=True)
class HanView:
    """A Han name as the comparison reads it."""

    text: str
    """Its characters and Latin words, run after run, parted by spaces."""
    segments: tuple[tuple[int, int, float], ...]
    """Start, end and weight of each word or brand."""
    words: tuple[tuple[int, int, dict[str, float]], ...]
    """Start and end of every word that a table or the dictionary knows, with its meanings (shared by all names)."""
    marks: int
    """One bit for each meaning, by its hash: most words that are not there are told by one look."""
    readings: dict[str, list[int]]
    """Reading of one character → where (:func:`list_readings`)."""
    brands: tuple[tuple[int, int], ...]
    """Stretches that no table explains, where a name may be written by its sound."""
    initials: str
    """First letters of the English words of the segments, in their order."""
    initial_spans: tuple[tuple[int, int], ...]
    latin: tuple[tuple[str, int, int], ...]

    def find(self, meaning: str) -> list[tuple[int, int, float]]:
        """Find where a meaning stands: start, end and quality."""
        if not self.marks & mark_of(meaning):
            return []
        return [(start, end, known[meaning]) for start, end, known in self.words if meaning in known]


@lru_cache(maxsize=100_000)
def mark_of(meaning: str) -> int:
    """Give the one bit that stands for a meaning in :attr:`HanView.marks`."""
    return 1 << (hash(meaning) & _MARKS)


@lru_cache(maxsize=20_000)
def view_han(runs: tuple[str, ...], kind: str) -> HanView:
    """Look up every word of a Han name, once for each name."""
    table = read_words()
    segments: list[tuple[int, int, float]] = []
    words: list[tuple[int, int, dict[str, float]]] = []
    latin: list[tuple[str, int, int]] = []
    offset = 0
    for run in runs:
        end = offset + len(run)
        if not HAN.match(run):
            canonical = table.canonical.get(run, (run,))
            latin.extend((word, offset, end) for word in canonical)
            segments.append((offset, end, min(table.common.get(word, 1.0) for word in canonical) if kind == "company" else 1.0))
        elif kind == "company":
            _view_run(run, offset, segments, words)
        else:
            segments.extend((offset + at, offset + at + 1, 1.0) for at in range(len(run)))
            words.extend(_find_given_names(run, offset))
        offset = end + 1
    text = " ".join(runs)
    brands = _find_brands(text, segments, kind)
    initials = _find_initials(text, segments) if kind == "company" else []
    letters = "".join(letter for letter, _, _ in initials)
    places_of = tuple((start, end) for _, start, end in initials)
    marks = 0
    for _, _, meanings in words:
        for meaning in meanings:
            marks |= mark_of(meaning)
    return HanView(text, tuple(segments), tuple(words), marks, list_readings(text), tuple(brands), letters, places_of, tuple(latin))


def _find_brands(text: str, segments: list[tuple[int, int, float]], kind: str) -> list[tuple[int, int]]:
    table = read_words()
    brands: list[tuple[int, int]] = []
    for start, end, weight in segments:
        known = kind == "company" and text[start:end] in table.han
        if known or not HAN.match(text[start]) or not weight:
            continue
        if brands and brands[-1][1] == start:
            brands[-1] = (brands[-1][0], end)
        else:
            brands.append((start, end))
    return brands


def _find_initials(text: str, segments: list[tuple[int, int, float]]) -> list[tuple[str, int, int]]:
    table = read_words()
    initials: list[tuple[str, int, int]] = []
    for start, end, _ in segments:
        if end - start > 1:
            word = text[start:end]
            names = table.han.get(word) or tuple(meaning for meaning, _ in find_meanings(word)[:1]) or tuple(read_syllables(word))
            initials.extend((name[0], start, end) for name in names)
    return initials


def _find_given_names(run: str, offset: int) -> list[tuple[int, int, dict[str, float]]]:
    """Find the foreign names that the dictionary knows: 约翰 for John."""
    glosses = read_glosses()
    spans = ((start, end) for start in range(len(run)) for end in range(start + 2, min(len(run), start + LONGEST) + 1))
    return [
        (offset + start, offset + end, _find_all_meanings(run[start:end]))
        for start, end in spans
        if run[start:end] in glosses and is_proper(run[start:end])
    ]


@cache
def _all_words() -> frozenset[str]:
    return frozenset(read_glosses()) | frozenset(read_words().han)


@lru_cache(maxsize=50_000)
def _find_all_meanings(word: str) -> dict[str, float]:
    one = _ONE_MEANING if len(word) == 1 else 1.0
    known = {meaning: one * quality for meaning, quality in find_meanings(word)}
    known.update(dict.fromkeys(read_words().han.get(word, ()), one))
    return known


def _view_run(
    run: str,
    offset: int,
    segments: list[tuple[int, int, float]],
    words: list[tuple[int, int, dict[str, float]]],
) -> None:
    table = read_words()
    every = _all_words()
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + LONGEST) + 1):
            word = run[start:end]
            if word in every:
                known = _find_all_meanings(word)
                if known:
                    words.append((offset + start, offset + end, known))
    for start, end, canonical in split_run(run):
        if canonical:
            segments.append((offset + start, offset + end, max(table.common[word] for word in canonical)))
            continue
        segments.extend(_part_unknown(run, start, end, offset))


def _part_unknown(run: str, start: int, end: int, offset: int) -> list[tuple[int, int, float]]:
    """Part a stretch that our table does not know into words of the dictionary and the brand between them."""
    parts: list[tuple[int, int, float]] = []
    glosses = read_glosses()
    brand = at = start

    def close(until: int) -> None:
        if brand + 1 == until and run[brand] in _EMPTY:
            parts.append((offset + brand, offset + until, 0.0))
        elif brand < until:
            length = until - brand
            weight = _BRAND_OF_ONE if length == 1 else min(_MOST_BRAND, max(_BRAND, length / _CHARACTERS_OF_FULL_WEIGHT / 1.5))
            parts.append((offset + brand, offset + until, weight))

    while at < end:
        length = next((n for n in range(min(LONGEST, end - at), 1, -1) if run[at : at + n] in glosses), 0)
        if not length:
            at += 1
            continue
        close(at)
        parts.append((offset + at, offset + at + length, _PROPER if is_proper(run[at : at + length]) else _PLAIN))
        at += length
        brand = at
    close(end)
    return parts
