"""A name in Han characters beside one in Latin letters: which characters stand for which word, and how.

A Latin word may stand for characters by their reading (Mandarin, Cantonese, Japanese), by their meaning, or because they
write its sound. Each Latin word takes the characters that explain it best; characters and words that nothing explains count
against the pair by their weight.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from toolkit.names.dictionary import LONGEST, find_meanings, is_proper, is_word, stem_of
from toolkit.names.han import split_run
from toolkit.names.scripts import HAN
from toolkit.names.sound import best_sound_span
from toolkit.names.syllables import SYSTEMS, consume_word, read_syllables
from toolkit.names.words import read_words

__all__ = ["Found", "HanView", "match_across", "view_han"]

_BRAND = 1.0
_BRAND_OF_ONE = 0.6
_PLAIN = 0.55  # a word of the dictionary
_PROPER = 0.9
_CHARACTERS_OF_FULL_WEIGHT = 2
_MOST_BRAND = 2.0
_SYSTEM_QUALITY = {"pinyin": 1.0, "wade_giles": 0.9, "cantonese": 0.9, "japanese": 0.92}
_ONE_CHARACTER = 0.85
_ONE_MEANING = 0.8  # a single character has many meanings
_SOUND = {0: 0.0, 1: 0.55, 2: 0.85}
_SOUND_FLOOR = 0.4
_LEAST_SOUND = 0.3
_NEAR = 0.6
_TOGETHER = 0.95
_INITIALS = 0.85
_LONGEST_INITIALS = 5
_SHORTEST_PAIR = 7
_EMPTY = frozenset("与和及之的在等暨")  # and, of, in
_BY_MEANING = frozenset({"meaning", "table", "near"})
_SPELLED = 0.8
_COMMON = 0.5
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A Latin word and the characters that stand for it."""

    at: int
    """Place of the word among the Latin words."""
    start: int
    end: int
    quality: float
    how: str
    """pinyin, wade_giles, cantonese, japanese, meaning, table, sound or spelled."""


@dataclass(frozen=True, slots=True)
class HanView:
    """A Han name as the comparison reads it."""

    text: str
    """Its characters and Latin words, run after run, parted by spaces."""
    segments: tuple[tuple[int, int, float], ...]
    """Start, end and weight of each word or brand."""
    meanings: dict[str, tuple[tuple[int, int, float, str], ...]]
    """English stem or canonical word → start, end, quality and how."""
    unread: tuple[tuple[int, int], ...]
    """Runs of characters."""
    brands: tuple[tuple[int, int], ...]
    """Stretches that no table explains, where a name may be written by its sound."""
    initials: str
    """First letters of the English words of the segments, in their order."""
    initial_spans: tuple[tuple[int, int], ...]
    latin: tuple[tuple[str, int, int], ...]
    places: frozenset[str]


@lru_cache(maxsize=20_000)
def view_han(runs: tuple[str, ...], kind: str) -> HanView:
    """Look up every word of a Han name, once for each name."""
    table = read_words()
    segments: list[tuple[int, int, float]] = []
    meanings: dict[str, list[tuple[int, int, float, str]]] = {}
    latin: list[tuple[str, int, int]] = []
    spans: list[tuple[int, int]] = []
    places: set[str] = set()
    offset = 0
    for run in runs:
        end = offset + len(run)
        if not HAN.match(run):
            for word in table.canonical.get(run, (run,)):
                latin.append((word, offset, end))
            segments.append(
                (offset, end, min(table.common.get(w, 1.0) for w in table.canonical.get(run, (run,))) if kind == "company" else 1.0)
            )
        else:
            spans.append((offset, end))
            if kind == "company":
                _view_run(run, offset, segments, meanings, places)
            else:
                weight = 1.0
                segments.extend((offset + at, offset + at + 1, weight) for at in range(len(run)))
        offset = end + 1
    frozen = {stem: tuple(found) for stem, found in meanings.items()}
    text = " ".join(runs)
    brands: list[tuple[int, int]] = []
    initials: list[tuple[str, int, int]] = []
    for start, end, weight in segments:
        known = table.han.get(text[start:end], ()) if kind == "company" else ()
        if not known and HAN.match(text[start]) and weight > 0:
            if brands and brands[-1][1] == start:
                brands[-1] = (brands[-1][0], end)
            else:
                brands.append((start, end))
        if kind == "company" and end - start > 1:
            words = known or tuple(word for word, _ in find_meanings(text[start:end])[:1]) or tuple(read_syllables(text[start:end]))
            initials.extend((word[0], start, end) for word in words)
    letters = "".join(letter for letter, _, _ in initials)
    places_of = tuple((start, end) for _, start, end in initials)
    return HanView(text, tuple(segments), frozen, tuple(spans), tuple(brands), letters, places_of, tuple(latin), frozenset(places))


def _view_run(
    run: str,
    offset: int,
    segments: list[tuple[int, int, float]],
    meanings: dict[str, list[tuple[int, int, float, str]]],
    places: set[str],
) -> None:
    table = read_words()
    for start in range(len(run)):
        for end in range(start + 1, min(len(run), start + max(LONGEST, table.longest_han)) + 1):
            word = run[start:end]
            one = _ONE_MEANING if end - start == 1 else 1.0
            for meaning in table.han.get(word, ()):
                meanings.setdefault(meaning, []).append((offset + start, offset + end, one, "table"))
            if end - start <= LONGEST and is_word(word):
                for stem, quality in find_meanings(word):
                    meanings.setdefault(stem, []).append((offset + start, offset + end, one * quality, "meaning"))
    for start, end, known in split_run(run):
        if known:
            places.update(table.places.intersection(known))
            segments.append((offset + start, offset + end, max(table.common[word] for word in known)))
            continue
        segments.extend(_part_unknown(run, start, end, offset))


def _part_unknown(run: str, start: int, end: int, offset: int) -> list[tuple[int, int, float]]:
    """Part a stretch that our table does not know into words of the dictionary and the brand between them."""
    parts: list[tuple[int, int, float]] = []
    brand = at = start

    def close(until: int) -> None:
        if brand + 1 == until and run[brand] in _EMPTY:
            parts.append((offset + brand, offset + until, 0.0))
        elif brand < until:
            length = until - brand
            weight = _BRAND_OF_ONE if length == 1 else min(_MOST_BRAND, max(_BRAND, length / _CHARACTERS_OF_FULL_WEIGHT / 1.5))
            parts.append((offset + brand, offset + until, weight))

    while at < end:
        length = next((n for n in range(min(LONGEST, end - at), 1, -1) if is_word(run[at : at + n])), 0)
        if not length:
            at += 1
            continue
        close(at)
        parts.append((offset + at, offset + at + length, _PROPER if is_proper(run[at : at + length]) else _PLAIN))
        at += length
        brand = at
    close(end)
    return parts


def match_across(view: HanView, words: tuple[str, ...], weights: tuple[float, ...], kind: str) -> tuple[list[Found], list[float]]:
    """Find for each Latin word the characters that stand for it.

    Returns:
        What was found, and for each character how well it is explained, 0..1.
    """
    state = _State([0.0] * len(view.text), [], set(), set())
    company = kind == "company"
    _take(state, _find_known(view, words, weights, range(len(words)), kind, shortest=2 if company else 1))
    for at, word in enumerate(words):
        # A common word that is written out by its sound is not the common word.
        if at in state.taken or len(word) < _SHORTEST or not word.isalpha() or (company and weights[at] < _COMMON):
            continue
        match = _match_sound(view, at, word, state.covered)
        if match is not None:
            state.add(match)
    left = [at for at in range(len(words)) if at not in state.taken]
    if left and not all(state.covered):
        _take(state, _find_known(view, words, weights, left, kind, shortest=1))
        if company:
            _take(state, _find_rest(view, words, [at for at in left if at not in state.taken]))
    return state.found, state.covered


@dataclass(slots=True)
class _State:
    """What is explained so far."""

    covered: list[float]
    found: list[Found]
    taken: set[int]
    shared: set[tuple[int, int]]

    def add(self, match: Found) -> None:
        """Take a match in."""
        self.found.append(match)
        self.taken.add(match.at)
        if match.how in _BY_MEANING:
            self.shared.add((match.start, match.end))
        for place in range(match.start, match.end):
            self.covered[place] = max(self.covered[place], match.quality)


def _take(state: _State, candidates: list[tuple[float, Found]]) -> None:
    """Take the best of the candidates, then the best that is still free, to the end."""
    candidates.sort(key=lambda pair: (-pair[0], pair[1].start, pair[1].at))
    for _, match in candidates:
        if match.at in state.taken:
            continue
        # The two words of "joint venture" stand for the same two characters.
        together = match.how in _BY_MEANING and (match.start, match.end) in state.shared
        if together or not any(state.covered[match.start : match.end]):
            state.add(match)


def _find_known(
    view: HanView, words: tuple[str, ...], weights: tuple[float, ...], places: Iterable[int], kind: str, *, shortest: int
) -> list[tuple[float, Found]]:
    candidates: list[tuple[float, Found]] = []
    for at in places:
        word = words[at]
        candidates.extend((2 + weights[at], Found(at, start, end, 1.0, "equal")) for written, start, end in view.latin if written == word)
        if not word.isalpha():
            continue
        for start, end, quality, how in view.meanings.get(word) or view.meanings.get(stem_of(word), ()):
            if end - start >= shortest:
                candidates.append((quality * (1 + 0.1 * (end - start)), Found(at, start, end, quality, how)))
        if len(word) > 1:
            for start, end, quality, how in _read_word(word, view, one=kind != "company"):
                if end - start >= shortest:
                    candidates.append((quality * (1 + 0.1 * (end - start)), Found(at, start, end, quality, how)))
    return candidates


def _find_rest(view: HanView, words: tuple[str, ...], places: list[int]) -> list[tuple[float, Found]]:
    """Try what is still unexplained as a near word, as two words written together, and as initials."""
    near = read_words().near
    candidates: list[tuple[float, Found]] = []
    for at in places:
        word = words[at]
        if not word.isalpha():
            continue
        for other in near.get(word, ()):
            for start, end, quality, _ in view.meanings.get(other, ()):
                if end - start > 1:
                    candidates.append((_NEAR * quality, Found(at, start, end, _NEAR * quality, "near")))
        if len(word) >= _SHORTEST_PAIR and word not in near:
            candidates.extend((match.quality, match) for match in _split_pair(view, at, word))
        if _SHORTEST <= len(word) <= _LONGEST_INITIALS:
            place = view.initials.find(word)
            if place >= 0:
                start, end = view.initial_spans[place][0], view.initial_spans[place + len(word) - 1][1]
                candidates.append((1.0, Found(at, start, end, _INITIALS, "initials")))
    return candidates


def _split_pair(view: HanView, at: int, word: str) -> list[Found]:
    """Part a long word in two that are both found, one right after the other: aerodefense, luchengtech."""
    canonical = read_words().canonical
    for cut in range(_SHORTEST, len(word) - _SHORTEST + 1):
        second = view.meanings.get(canonical.get(word[cut:], (word[cut:],))[0]) or view.meanings.get(stem_of(word[cut:]))
        if not second:
            continue
        first = [
            span[:2]
            for span in view.meanings.get(canonical.get(word[:cut], (word[:cut],))[0]) or view.meanings.get(stem_of(word[:cut]), ())
        ]
        first.extend(match[:2] for match in _read_word(word[:cut], view, one=False) if match[1] - match[0] > 1)
        for a, b in first:
            for c, d, _, _ in second:
                if b == c:
                    return [Found(at, a, d, _TOGETHER, "joined")]
                if b < c:
                    return [Found(at, a, b, _TOGETHER, "joined")]
    return []


def _read_word(word: str, view: HanView, *, one: bool) -> list[tuple[int, int, float, str]]:
    """Find runs of characters that are read like the word; one character of a company only where it is no word of its own."""
    matches = []
    for start, end in view.unread:
        for system, a, b in _find_reading(word, view.text[start:end]):
            single = b - a == 1
            if single and not one and not any(x <= start + a < y for x, y in view.brands):
                continue
            quality = _SYSTEM_QUALITY[system] * (_ONE_CHARACTER if single and not one else 1.0)
            matches.append((start + a, start + b, quality, system))
    return matches


@lru_cache(maxsize=200_000)
def _find_reading(word: str, run: str) -> tuple[tuple[str, int, int], ...]:
    for system in SYSTEMS:
        place = consume_word(word, run, system)
        if place is not None:
            return ((system, *place),)
    return ()


def _match_sound(view: HanView, at: int, word: str, covered: list[float]) -> Found | None:
    best: Found | None = None
    for start, end in view.brands:
        if any(covered[start:end]):
            stretches = _free_stretches(covered, start, end)
        else:
            stretches = [(start, end)]
        for a, b in stretches:
            run = view.text[a:b]
            similarity, x, y = best_sound_span(word, run)
            quality = max(0.0, similarity - _SOUND_FLOOR) / (1 - _SOUND_FLOOR) * _SOUND.get(y - x, 1.0)
            how = "sound"
            spelled = Indel.normalized_similarity(word, "".join(read_syllables(run)), score_cutoff=_SPELLED)
            if spelled > quality:
                quality, x, y, how = spelled * 0.95, 0, b - a, "spelled"
            if quality >= _LEAST_SOUND and (best is None or quality > best.quality):
                best = Found(at, a + x, a + y, quality, how)
    for written, a, b in view.latin:
        spelled = Indel.normalized_similarity(word, written, score_cutoff=_SPELLED)
        if spelled and not covered[a] and (best is None or spelled > best.quality):
            best = Found(at, a, b, spelled, "spelled")
    return best


def _free_stretches(covered: list[float], start: int, end: int) -> list[tuple[int, int]]:
    stretches = []
    at = start
    while at < end:
        if covered[at]:
            at += 1
            continue
        stop = at
        while stop < end and not covered[stop]:
            stop += 1
        stretches.append((at, stop))
        at = stop
    return stretches
