"""A name in Han characters beside one in Latin letters: which characters stand for which word, and how.

A Latin word may stand for characters by their reading (Mandarin, Cantonese, Japanese), by their meaning, or because they
write its sound. Each Latin word takes the characters that explain it best; characters and words that nothing explains count
against the pair by their weight.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Indel

from toolkit.names.dictionary import stem_of
from toolkit.names.sound import best_sound_span, spelled_alike
from toolkit.names.syllables import consume_word
from toolkit.names.view import HanView, mark_of, view_han
from toolkit.names.words import read_words

__all__ = ["Found", "match_across", "view_han"]

_SYSTEM_QUALITY = {"pinyin": 1.0, "wade_giles": 0.9, "cantonese": 0.9, "japanese": 0.92}
_ONE_CHARACTER = 0.85
_SOUND = {0: 0.0, 1: 0.55, 2: 0.85}
_SOUND_FLOOR = 0.4
_LEAST_SOUND = 0.3
_NEAR = 0.6
_TOGETHER = 0.95
_INITIALS = 0.85
_LONGEST_INITIALS = 5
_SHORTEST_PAIR = 7
_NEXT = 4  # characters
_BY_MEANING = frozenset({"meaning", "near"})
_SPELLED = 0.8
_COMMON = 0.5
_TABLED = 0.4  # words of the tables are found by their meaning
_SHORTEST = 3


class Found(NamedTuple):
    """A Latin word and the characters that stand for it."""

    at: int
    """Place of the word among the Latin words."""
    start: int
    end: int
    quality: float
    how: str
    """pinyin, wade_giles, cantonese, japanese, meaning, near, initials, joined, sound, spelled or equal."""


_READINGS = frozenset({"pinyin", "wade_giles", "cantonese"})


def match_across(view: HanView, words: tuple[str, ...], weights: tuple[float, ...], kind: str) -> tuple[list[Found], list[float]]:
    """Find for each Latin word the characters that stand for it.

    Returns:
        What was found, and for each character how well it is explained, 0..1.
    """
    state = _State([0.0] * len(view.text), [], set(), set())
    company = kind == "company"
    long, short = _find_known(view, words, weights, kind)
    if long:
        _take(state, long)
    if kind == "person" and any(match.start == 0 and match.how in _READINGS for match in state.found):
        return state.found, state.covered  # a Chinese surname, read: what else the name holds is read too, not heard as foreign
    for at, word in enumerate(words):
        # A common word that is written out by its sound is not the common word.
        if at in state.taken or len(word) < _SHORTEST or not word.isalpha() or (company and weights[at] < _COMMON):
            continue
        match = _match_sound(view, at, word, state)
        if match is not None:
            state.add(match)
    if len(state.taken) < len(words):
        if short:
            _take(state, short)
        if company:
            rest = _find_rest(view, words, [at for at in range(len(words)) if at not in state.taken])
            if rest:
                _take(state, rest)
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


_Candidate = tuple[float, int, int, Found]
"""What is sorted: less the worth of a match, its start, its word, and the match."""


def _take(state: _State, candidates: list[_Candidate]) -> None:
    """Take the best of the candidates, then the best that is still free, to the end."""
    candidates.sort()
    for _, _, _, match in candidates:
        if match.at in state.taken:
            continue
        # The two words of "joint venture" stand for the same two characters.
        together = match.how in _BY_MEANING and (match.start, match.end) in state.shared
        if together or not any(state.covered[match.start : match.end]):
            state.add(match)


def _find_known(view: HanView, words: tuple[str, ...], weights: tuple[float, ...], kind: str) -> tuple[list[_Candidate], list[_Candidate]]:
    """Find words by meaning and reading: where they take two characters or more, and where they take one of a company's."""
    long: list[_Candidate] = []
    short: list[_Candidate] = []
    company = kind == "company"
    marks = view.marks
    for at, word in enumerate(words):
        if view.latin:
            equal = (Found(at, start, end, 1.0, "equal") for written, start, end in view.latin if written == word)
            long.extend((-2 - weights[at], match.start, at, match) for match in equal)
        plan = _plan_word(word)
        if not plan.letters:
            continue
        if marks & plan.mark:
            for start, end, known in view.words:
                if plan.stem in known:
                    length, quality = end - start, known[plan.stem]
                    into = short if length == 1 else long
                    into.append((-quality * (1 + 0.1 * length), start, at, Found(at, start, end, quality, "meaning")))
        if len(word) > 1 and not (company and weights[at] <= _TABLED):
            for start, end, quality, how in _read_word(word, view, one=not company):
                into = short if company and end - start == 1 else long
                into.append((-quality * (1 + 0.1 * (end - start)), start, at, Found(at, start, end, quality, how)))
    return long, short


class _Plan(NamedTuple):
    """What is looked up for a Latin word, worked out once."""

    letters: bool
    stem: str
    mark: int
    near_marks: int
    cuts: tuple[tuple[str, str], ...]


@lru_cache(maxsize=100_000)
def _plan_word(word: str) -> _Plan:
    table = read_words()
    stem = word if word in table.common else stem_of(word)
    near_marks = 0
    for other in table.near.get(word, ()):
        near_marks |= mark_of(other)
    cuts = _cut_word(word) if len(word) >= _SHORTEST_PAIR and word not in table.near else ()
    return _Plan(word.isalpha(), stem, mark_of(stem), near_marks, cuts)


def _find_rest(view: HanView, words: tuple[str, ...], places: list[int]) -> list[_Candidate]:
    """Try what is still unexplained as a near word, as two words written together, and as initials."""
    near = read_words().near
    candidates: list[_Candidate] = []
    for at in places:
        word = words[at]
        plan = _plan_word(word)
        if not plan.letters:
            continue
        for other in near[word] if view.marks & plan.near_marks else ():
            for start, end, quality in view.find(other):
                if end - start > 1:
                    candidates.append((-_NEAR * quality, start, at, Found(at, start, end, _NEAR * quality, "near")))
        if plan.cuts:
            candidates.extend((-match.quality, match.start, at, match) for match in _split_pair(view, at, plan.cuts))
        if _SHORTEST <= len(word) <= _LONGEST_INITIALS:
            place = view.initials.find(word)
            if place >= 0:
                start, end = view.initial_spans[place][0], view.initial_spans[place + len(word) - 1][1]
                candidates.append((-1.0, start, at, Found(at, start, end, _INITIALS, "initials")))
    return candidates


def _cut_word(word: str) -> tuple[tuple[str, str], ...]:
    """Give the ways to cut a word in two of which the second is a word of the table."""
    canonical = read_words().canonical
    cuts = range(_SHORTEST, len(word) - _SHORTEST + 1)
    return tuple((word[:cut], canonical[word[cut:]][0]) for cut in cuts if word[cut:] in canonical)


def _split_pair(view: HanView, at: int, cuts: tuple[tuple[str, str], ...]) -> list[Found]:
    """Part a long word in two that are both found, one right after the other: aerodefense, luchengtech."""
    canonical = read_words().canonical
    for head, tail in cuts:
        second = view.find(tail)
        if not second:
            continue
        first = [span[:2] for span in view.find(canonical[head][0] if head in canonical else stem_of(head))]
        first.extend(match[:2] for match in _read_word(head, view, one=False) if match[1] - match[0] > 1)
        for a, b in first:
            after = [d for c, d, _ in second if c >= b]
            if after:
                return [Found(at, a, min(after) if min(after) - b <= _NEXT else b, _TOGETHER, "joined")]
    return []


def _read_word(word: str, view: HanView, *, one: bool) -> list[tuple[int, int, float, str]]:
    """Find runs of characters that are read like the word; one character of a company only where it is no word of its own."""
    found = consume_word(word, view.text, view.readings)
    if found is None:
        return []
    system, start, end = found
    single = end - start == 1
    if single and not one and not any(x <= start < y for x, y in view.brands):
        return []
    return [(start, end, _SYSTEM_QUALITY[system] * (_ONE_CHARACTER if single and not one else 1.0), system)]


def _match_sound(view: HanView, at: int, word: str, state: _State) -> Found | None:
    best: Found | None = None
    covered = state.covered
    for start, end in view.brands:
        stretches = _free_stretches(covered, start, end) if state.found else ((start, end),)
        for a, b in stretches:
            similarity, x, y = best_sound_span(word, view.text[a:b])
            quality = max(0.0, similarity - _SOUND_FLOOR) / (1 - _SOUND_FLOOR) * _SOUND.get(y - x, 1.0)
            how = "sound"
            spelled = spelled_alike(word, view.text[a:b], _SPELLED)
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
