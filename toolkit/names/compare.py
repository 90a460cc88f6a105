"""How much two prepared names agree, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import nan

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Indel

from toolkit.errors import ArgumentError
from toolkit.names.across import match_across, view_han
from toolkit.names.calibration import COEFFICIENTS, Features, score_features
from toolkit.names.han_persons import score_characters
from toolkit.names.matching import Match
from toolkit.names.pairing import Pairing, pair_words
from toolkit.names.prepare import PreparedName, list_texts, prepare_names
from toolkit.names.transliterated import match_transliterated

__all__ = ["Alignment", "align_names", "compare_names", "find_features", "score_names"]

_HIGHEST = 0.99
"""Of names that do not agree in every word."""
_ACROSS = 0.97  # equal in Latin letters, but written in two scripts
_NUMBERS_DIFFER = 0.5
_JOINT = frozenset({"joint", "public", "open", "closed"})
_LIMITED = frozenset({"limited", "ltd"})
_FORMS_CONFLICT = 0.9  # a limited company is not the joint-stock company of the same name, nor a GmbH the SAL
_FORMS_VARY = 0.97  # joint-stock companies, one public, one closed: many changed from one to the other
_FORM_MISSING = 0.985  # also what English renders as Ltd
_NEARLY_WORDED = 0.975  # trade for trading: equal once the tables are applied
_HOMOPHONES = 0.9  # Han names that sound alike and are written with other characters
_DISTINCT = 0.5
_SAME_NAMES = 0.96  # every word is equal or another spelling of the same name
_SAME = frozenset({"equal", "variant"})
_NEARLY = 0.9
_FULL_WORDS = 2.0
_AGREES = 0.999


@dataclass(frozen=True, slots=True)
class Alignment:
    """What two names have in common."""

    score: float
    """0..1; 1 only where every word of both agrees."""
    equal: tuple[str, ...]
    similar: tuple[tuple[str, str], ...]
    left_only: tuple[str, ...]
    right_only: tuple[str, ...]
    numbers_differ: bool
    """Both carry numbers (or single letters), and not the same: sister names."""
    across: bool
    """The two are written in different scripts."""
    how: tuple[tuple[str, str, str], ...] = ()
    """Left word, right word and how they agree where they are not equal: spelling, sound, variant, initial, initials, abbreviation,
    joined, meaning; for Han beside Latin also equal, pinyin, wade_giles, cantonese, japanese, near and spelled."""


def compare_names(left: Sequence[str | None], right: Sequence[str | None], kind: str = "company") -> NDArray[np.float64]:
    """Compare names pairwise.

    A name whose words are only a part of the other's never scores 1, and names whose numbers differ score at most .5.

    Args:
        left: names in any script; None, NA and nan are names that are missing.
        right: as many names.
        kind: person, company or vessel.

    Returns:
        One score a pair, 0..1, nan where a name is missing. It measures how alike the names are, not whether one party bears both.

    Raises:
        ArgumentError: if the lengths differ, a name is no text, or the kind is unknown.

    >>> compare_names(["绿源再生资源有限公司"], ["Luyuan Renewable Resources Co Ltd"]).round(2).tolist()
    [0.97]
    >>> compare_names(["Hai Yue 66"], ["Hai Yue 68"], kind="vessel").round(2).tolist()
    [0.41]
    """
    if len(left) != len(right):
        message = f"left has {len(left)} names and right {len(right)}; give two sequences of one length"
        raise ArgumentError(message)
    pairs = list(zip(list_texts(left), list_texts(right), strict=True))
    prepared = prepare_names((name for pair in pairs for name in pair if name is not None), kind)
    scores = (nan if a is None or b is None else score_names(prepared[a], prepared[b]) for a, b in pairs)
    return np.fromiter(scores, np.float64, len(pairs))


def align_names(left: PreparedName, right: PreparedName) -> Alignment:
    """Pair the words of two prepared names, the best pairs first, and weigh what agrees.

    >>> from toolkit.names import prepare_name
    >>> align_names(prepare_name("IVANOV Ivan", "person"), prepare_name("Ivan Ivanoff", "person")).similar
    (('ivanov', 'ivanoff'),)
    """
    score = score_names(left, right)
    across = left.script != right.script
    differ = _numbers_differ(left, right)
    if _is_across_han(left, right):
        return _align_across(left, right, score, differ=differ)
    match = match_transliterated(left, right)
    if match:
        return _align_match(match, score, across=across)
    pairing = _pair(left, right)
    equal = [left.words[i] for i, _, similarity, how in pairing.pairs if how == "equal"]
    how = [(left.words[i], right.words[j], how) for i, j, _, how in pairing.pairs if how != "equal"]
    how += [(" ".join(left.words[i] for i in ii), " ".join(right.words[j] for j in jj), how) for ii, jj, _, how in pairing.groups]
    taken_left = {i for i, *_ in pairing.pairs} | {i for ii, *_ in pairing.groups for i in ii}
    taken_right = {j for _, j, *_ in pairing.pairs} | {j for _, jj, *_ in pairing.groups for j in jj}
    return Alignment(
        score=score,
        equal=tuple(equal),
        similar=tuple((a, b) for a, b, _ in how),
        left_only=tuple(word for i, word in enumerate(left.words) if i not in taken_left),
        right_only=tuple(word for j, word in enumerate(right.words) if j not in taken_right),
        numbers_differ=differ,
        across=across,
        how=tuple(how),
    )


def _align_match(match: Match, score: float, *, across: bool) -> Alignment:
    how = tuple((pair.left, pair.right, pair.how) for pair in match.pairs if pair.how != "equal")
    return Alignment(
        score=score,
        equal=tuple(pair.left for pair in match.pairs if pair.how == "equal"),
        similar=tuple((a, b) for a, b, _ in how),
        left_only=match.left_only,
        right_only=match.right_only,
        numbers_differ=match.numbers_differ,
        across=across,
        how=how,
    )


def _is_across_han(left: PreparedName, right: PreparedName) -> bool:
    return bool(left.runs) != bool(right.runs)


def _weigh_forms(left: str, right: str) -> float:
    forms = {left, right}
    if "" in forms or forms == _LIMITED:
        return _FORM_MISSING
    return _FORMS_VARY if forms <= _JOINT else _FORMS_CONFLICT


def _is_same(left: PreparedName, right: PreparedName) -> bool:
    pairs = _pair(left, right).pairs
    return len(pairs) == len(left.words) == len(right.words) and all(how in _SAME for *_, how in pairs)


def _numbers_differ(left: PreparedName, right: PreparedName) -> bool:
    return bool(left.numbers and right.numbers and left.numbers != right.numbers)


def _pair(left: PreparedName, right: PreparedName) -> Pairing:
    # One fixed order of the two makes every tie fall alike, whichever name is called left.
    if (left.key, left.text) <= (right.key, right.text):
        return pair_words(left, right)
    pairing = pair_words(right, left)
    pairs = sorted((j, i, similarity, how) for i, j, similarity, how in pairing.pairs)
    return Pairing(pairs, [(jj, ii, similarity, how) for ii, jj, similarity, how in pairing.groups])


def score_names(left: PreparedName, right: PreparedName) -> float:
    """Say how alike two prepared names are, 0..1, without the words of :func:`align_names`.

    Args:
        left: a prepared name.
        right: another of the same kind.

    Returns:
        What :func:`compare_names` gives for the pair; 0 where a name has no words.

    >>> from toolkit.names import prepare_name
    >>> score_names(prepare_name("IVANOV Ivan", "person"), prepare_name("Ivan Ivanov", "person"))
    1.0
    """
    if not left.words or not right.words:
        return 0.0
    across = left.script != right.script
    match = match_transliterated(left, right) if left.text != right.text else None
    if match:
        return round(match.score * (_ACROSS if across else 1.0), 6)
    if left.kind == "person" and left.runs and right.runs:
        return score_characters("".join(left.runs), "".join(right.runs))
    if left.key == right.key or left.joined == right.joined:
        if left.runs and right.runs:
            score = 1.0 if left.runs == right.runs else _HOMOPHONES
        else:
            # Other than in the order of words, the names are written alike; across scripts the tables are the only way.
            score = 1.0 if across or left.kind == "person" or sorted(left.joined) == sorted(right.joined) else _NEARLY_WORDED
    else:
        features = find_features(left, right)
        score = score_features(features, find_family(left, right)) * _HIGHEST
        if features.less >= _NEARLY and score < _SAME_NAMES and not _is_across_han(left, right) and _is_same(left, right):
            score = _SAME_NAMES
    if left.form != right.form and not _is_across_han(left, right):
        score *= _weigh_forms(left.form, right.form)
    if _numbers_differ(left, right):
        score = min(score, _NUMBERS_DIFFER)
    if across:
        score *= _ACROSS
    return round(score, 6)


def find_family(left: PreparedName, right: PreparedName) -> str:
    """Name the coefficients that a pair is scored with."""
    if _is_across_han(left, right):
        return "person han" if left.kind == "person" else "company han"
    kind = "person" if left.kind == "person" else "company"
    scripts = sorted({left.script, right.script} - {"latin"})  # in one order, whichever name is called left
    script = next((script for script in scripts if f"{kind} {script}" in COEFFICIENTS), "latin")
    return f"{kind} {script}"


def find_features(left: PreparedName, right: PreparedName) -> Features:
    """Measure what the score weighs."""
    if _is_across_han(left, right):
        return _features_across(left, right) if left.runs else _features_across(right, left)
    pairing = _pair(left, right)
    agreed_left = agreed_right = amount = 0.0
    for i, j, similarity, _ in pairing.pairs:
        a, b = left.weights[i], right.weights[j]
        strength = similarity * similarity
        agreed_left += a * strength
        agreed_right += b * strength
        amount += strength * min(a, b) if min(a, b) >= _DISTINCT else 0.2 * strength * min(a, b)
    for ii, jj, similarity, _ in pairing.groups:
        a, b = sum(left.weights[i] for i in ii), sum(right.weights[j] for j in jj)
        agreed_left += a * similarity
        agreed_right += b * similarity
        amount += similarity * min(a, b)
    spelled = Indel.normalized_similarity(left.key, right.key)
    spelled = max(spelled, Indel.normalized_similarity(left.joined, right.joined, score_cutoff=spelled))
    return _weigh((agreed_left, agreed_right), (sum(left.weights), sum(right.weights)), spelled, amount)


def _weigh(agreed: tuple[float, float], total: tuple[float, float], spelled: float, amount: float) -> Features:
    share_left, share_right = agreed[0] / total[0], agreed[1] / total[1]
    missing_left, missing_right = total[0] - agreed[0], total[1] - agreed[1]
    return Features(
        less=min(share_left, share_right),
        more=max(share_left, share_right),
        spelled=spelled,
        amount=min(1.0, amount / _FULL_WORDS),
        unopposed=1 - min(1.0, missing_left, missing_right),
        complete=1 - min(1.0, max(missing_left, missing_right) / _FULL_WORDS),
    )


def _features_across(han: PreparedName, latin: PreparedName) -> Features:
    view = view_han(han.runs, han.kind)
    found, covered = match_across(view, latin.words, latin.weights, han.kind)
    agreed_latin = amount = 0.0
    for match in found:
        weight = latin.weights[match.at]
        agreed_latin += weight * match.quality
        amount += weight * match.quality if weight >= _DISTINCT else 0.2 * weight * match.quality
    agreed_han = total_han = 0.0
    for start, end, weight in view.segments:
        total_han += weight
        if found:
            agreed_han += weight * sum(covered[start:end]) / (end - start)
    return _weigh((agreed_han, agreed_latin), (total_han or 1.0, sum(latin.weights)), 0.0, amount)


def _align_across(left: PreparedName, right: PreparedName, score: float, *, differ: bool) -> Alignment:
    han, latin = (left, right) if left.runs else (right, left)
    view = view_han(han.runs, han.kind)
    found, covered = match_across(view, latin.words, latin.weights, han.kind)
    found.sort(key=lambda match: match.start)
    taken = {match.at for match in found}
    equal = tuple(latin.words[match.at] for match in found if match.quality >= _AGREES)
    pairs = [(view.text[match.start : match.end], latin.words[match.at], match.how) for match in found]
    if not left.runs:
        pairs = [(b, a, how) for a, b, how in pairs]
    han_only = tuple(view.text[a:b] for a, b, _ in view.segments if not any(covered[a:b]))
    latin_only = tuple(word for at, word in enumerate(latin.words) if at not in taken)
    return Alignment(
        score=score,
        equal=equal,
        similar=tuple((a, b) for (a, b, _), match in zip(pairs, found, strict=True) if match.quality < _AGREES),
        left_only=han_only if left.runs else latin_only,
        right_only=latin_only if left.runs else han_only,
        numbers_differ=differ,
        across=True,
        how=tuple(pairs),
    )
