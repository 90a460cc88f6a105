"""How alike a name and a listed form are, where one threshold has to serve all lists.

The score of ``toolkit.names`` is fitted to tell the right name among close ones across scripts. A list asks another question:
of thousands who are not on it, hardly any may come near. So what counts here is how much of both names is covered by words
that agree; across scripts, where spelling says less, both answers are averaged.
"""

from collections import Counter
from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA, Indel

from toolkit import names

__all__ = ["differ_by_slips", "fold_words", "may_reach", "weigh_form", "weigh_words"]

_NEARLY = 0.99
"""Most that a pair reaches whose words are not all written on both sides, legal forms included."""
_WEAK = 0.93
"""A weak alias has to agree nearly to the letter."""
_ACROSS = 0.97
_SPELLED = 0.75
_DAMPING = 0.3
_SLACK = 0.27
_FEW_SLIPS = 0.1
_SHORTEST_WORD = 4
_WHOLE = 0.93
"""Names of another number of words are compared as if written without spaces from here on."""
_SIMILARITIES = {"initial": 0.65, "variant": 0.96, "joined": 0.96, "abbreviation": 0.96, "initials": 0.96}
"""How two words agree → how far, where the letters themselves do not say."""
_READ = 0.95
"""Of Han characters read or glossed."""
_SOUND = 0.3
_SOUND_ACROSS = 0.5
"""Least that one sound is worth, however it is spelled."""


@lru_cache(maxsize=100_000)
def fold_words(text: str) -> str:
    """Fold a text to words of plain Latin letters, its legal form kept."""
    return names.fold_text(text)


def may_reach(asked: names.PreparedName, listed: names.PreparedName, threshold: float) -> bool:
    """Tell, before any word is paired, whether two names can still reach a threshold.

    In one script, and where no word stands for several as the initials of a company do, a pair scores little more than the
    letters agree: over the shortlisted pairs of three lists none that reached .87 was spelled less than .6 alike.
    """
    if asked.script != listed.script or asked.kind == "company":
        return True
    least = 100 * (threshold - _SLACK)
    return fuzz.ratio(asked.key, listed.key) >= least or fuzz.ratio(asked.joined, listed.joined) >= least


def weigh_words(asked: names.PreparedName, listed: names.PreparedName, alignment: names.Alignment) -> float:
    """Bring an alignment to the scale of screening, from the words alone.

    Words that only sound alike count less where the spelling says otherwise (Terry Massey, Tahir Musa). Two slips of the hand
    count for what they are: neighbouring letters swapped in one word as half an error, and a space left out or mistyped as one
    letter among all.

    >>> from toolkit.names import align_names, prepare_name
    >>> pair = [prepare_name(text, "person") for text in ("Parlindungan SIREGAR", "Parilndungan Siregar")]
    >>> round(weigh_words(*pair, align_names(*pair)), 3)
    0.974
    """
    if alignment.numbers_differ or asked.key == listed.key or asked.joined == listed.joined:
        return alignment.score
    score = _cover(asked, listed, alignment)
    whole = fuzz.ratio(asked.joined, listed.joined) / 100
    spelled = max(fuzz.ratio(asked.key, listed.key) / 100, whole)
    if spelled > score and len(asked.words) == len(listed.words):
        score = (score + spelled) / 2
    if alignment.across:
        return (min(score, _ACROSS) + alignment.score) / 2
    score -= _DAMPING * max(0.0, _SPELLED - spelled)
    if len(asked.words) != len(listed.words) and whole >= _WHOLE:
        score = max(score, whole)
    return max(score, _swapped(asked, listed))


def _cover(asked: names.PreparedName, listed: names.PreparedName, alignment: names.Alignment) -> float:
    """Give the share of both names that is covered by words that agree, each word by its weight."""
    total = sum(asked.weights) + sum(listed.weights)
    if not total:
        return 0.0
    left, right = dict(zip(asked.words, asked.weights, strict=True)), dict(zip(listed.words, listed.weights, strict=True))
    lost = sum(_weight_of(word, asked, left) for word in alignment.left_only)
    lost += sum(_weight_of(word, listed, right) for word in alignment.right_only)
    for ours, theirs, how in alignment.how:
        apart = 1 - _similarity(ours, theirs, how, floor=_SOUND_ACROSS if alignment.across else _SOUND)
        if apart > 0:
            lost += apart * (_weight_of(ours, asked, left) + _weight_of(theirs, listed, right))
    return max(0.0, 1 - lost / total)


def _weight_of(text: str, name: names.PreparedName, weights: dict[str, float]) -> float:
    if text in weights:
        return weights[text]
    letters = sum(map(len, name.runs or name.words)) or 1  # a Han name that is read beside Latin letters is cut into characters
    return sum(weights[word] if word in weights else sum(name.weights) * len(word) / letters for word in text.split())


def _similarity(ours: str, theirs: str, how: str, *, floor: float) -> float:
    if how in _SIMILARITIES:
        return _SIMILARITIES[how]
    if how not in ("spelling", "sound"):
        return _READ
    spelled = Indel.normalized_similarity(ours, theirs)
    return floor + (1 - floor) * spelled if how == "sound" else spelled


def weigh_form(score: float, asked: names.PreparedName, listed: names.PreparedName, *, weak: bool = False) -> float:
    """Finish a score of :func:`weigh_words` by what these very forms show beyond their words.

    A slip of the hand in a legal form or a trade word (LLCC, Comapny) hides what the word is, so companies and vessels are also
    compared as they are written. A name that is a part of the other never reaches 1, even if the part left out is a legal
    form; an alias that the list calls weak has to agree nearly to the letter.

    >>> from toolkit.names import prepare_name
    >>> weigh_form(1.0, prepare_name("EMMA LLC", "company"), prepare_name("EMMA", "company"))
    0.99
    """
    if asked.kind != "person" and score < _WHOLE and asked.script == listed.script and not _numbers_differ(asked, listed):
        score = max(score, _slipped(asked.text, listed.text))
    if score >= 1 and not _written_alike(asked, listed):
        score = _NEARLY
    return round(score * _WEAK if weak else score, 6)


def differ_by_slips(asked: names.PreparedName, listed: names.PreparedName) -> bool:
    """Tell whether two names in one script differ by no more than a slip of the hand or two."""
    if asked.script != listed.script or asked.key == listed.key or _numbers_differ(asked, listed):
        return False
    nearly = fuzz.ratio(asked.joined, listed.joined) >= 100 * _WHOLE or _swapped(asked, listed) > 0
    return nearly or (asked.kind != "person" and _slipped(asked.text, listed.text) > 0)


def _numbers_differ(asked: names.PreparedName, listed: names.PreparedName) -> bool:
    return asked.numbers != listed.numbers and bool(asked.numbers and listed.numbers)


def _slipped(asked: str, listed: str) -> float:
    """Score two texts as a whole, legal forms included, each slip of the hand counted twice."""
    a, b = fold_words(asked), fold_words(listed)
    least = int(_FEW_SLIPS * max(len(a), len(b)))
    distance = OSA.distance(a, b, score_cutoff=least)
    return 0.0 if distance > least else 1 - 2 * distance / max(len(a), len(b))


def _swapped(asked: names.PreparedName, listed: names.PreparedName) -> float:
    """Score names that differ by two neighbouring letters swapped in one word; 0 where they differ otherwise."""
    if asked.script != "latin" or listed.script != "latin" or len(asked.joined) != len(listed.joined):
        return 0.0
    left, right = Counter(asked.words), Counter(listed.words)
    only_left, only_right = list((left - right).elements()), list((right - left).elements())
    if len(only_left) != 1 or len(only_right) != 1:
        return 0.0
    a, b = only_left[0], only_right[0]
    if len(a) < _SHORTEST_WORD or sorted(a) != sorted(b) or OSA.distance(a, b) != 1:
        return 0.0
    return 1 - 0.5 / len(asked.joined)


def _written_alike(asked: names.PreparedName, listed: names.PreparedName) -> bool:
    if asked.text == listed.text:
        return True
    if asked.script == listed.script == "han":
        return "".join(names.simplify_han(asked.text).split()) == "".join(names.simplify_han(listed.text).split())
    a, b = (names.fold_text(name.text).split() for name in (asked, listed))
    return sorted(a) == sorted(b) or "".join(a) == "".join(b)
