"""How much two prepared names agree, and in which words."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from toolkit.errors import ArgumentError
from toolkit.names.prepare import PreparedName, prepare_names

__all__ = ["Alignment", "align_names", "compare_names"]

_SOUND = 0.88  # same consonants: one sound, two spellings
_INITIAL = 0.6
_TYPO = 0.74  # below this two words are different words
_JOINED = 0.8
_ACROSS = 0.97  # equal in Latin letters, but written in two scripts
_NUMBERS_DIFFER = 0.5
_SHORTEST_SOUND = 2


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


def compare_names(left: Sequence[str], right: Sequence[str], kind: str = "company") -> NDArray[np.float64]:
    """Compare names pairwise.

    A name whose words are only a part of the other's never scores 1, and names whose numbers differ score at most .5.

    Args:
        left: names in any script.
        right: as many names.
        kind: person, company or vessel.

    Returns:
        One score a pair, 0..1. It measures how alike the names are, not whether one party bears both.

    Raises:
        ArgumentError: if the lengths differ or the kind is unknown.

    >>> compare_names(["绿源再生资源有限公司"], ["Luyuan Renewable Resources Co Ltd"]).round(2).tolist()
    [0.97]
    >>> compare_names(["Hai Yue 66"], ["Hai Yue 68"], kind="vessel").round(2).tolist()
    [0.5]
    """
    if len(left) != len(right):
        message = f"left has {len(left)} names and right {len(right)}; give two sequences of one length"
        raise ArgumentError(message)
    prepared = prepare_names([*left, *right], kind)
    return np.array([align_names(prepared[a], prepared[b]).score for a, b in zip(left, right, strict=True)], dtype=np.float64)


def align_names(left: PreparedName, right: PreparedName) -> Alignment:
    """Pair the words of two prepared names, the best pairs first, and weigh what agrees.

    >>> from toolkit.names import prepare_name
    >>> align_names(prepare_name("IVANOV Ivan", "person"), prepare_name("Ivan Ivanoff", "person")).similar
    (('ivanov', 'ivanoff'),)
    """
    across = left.script != right.script
    if not left.words or not right.words:
        return Alignment(0.0, (), (), left.words, right.words, numbers_differ=False, across=across)
    pairs, free_left, free_right = _pair_words(left, right)
    agreed = sum((left.weights[i] + right.weights[j]) * similarity for i, j, similarity in pairs)
    joined = _join_rest(left, right, free_left, free_right)
    agreed += joined * (sum(left.weights[i] for i in free_left) + sum(right.weights[j] for j in free_right))
    score = agreed / (sum(left.weights) + sum(right.weights))
    spelled = fuzz.ratio(left.key, right.key) / 100
    if left.key == right.key or left.joined == right.joined:
        score = 1.0
    elif spelled > score and len(left.words) == len(right.words):
        score = (spelled + score) / 2
    numbers_differ = bool(left.numbers and right.numbers and left.numbers != right.numbers)
    if numbers_differ:
        score = min(score, _NUMBERS_DIFFER)
    if across:
        score = min(score, _ACROSS)
    similar = [(left.words[i], right.words[j]) for i, j, s in pairs if s < 1]
    if joined:
        similar.append((" ".join(left.words[i] for i in free_left), " ".join(right.words[j] for j in free_right)))
        free_left, free_right = [], []
    return Alignment(
        score=round(score, 6),
        equal=tuple(left.words[i] for i, _, s in pairs if s == 1),
        similar=tuple(similar),
        left_only=tuple(left.words[i] for i in free_left),
        right_only=tuple(right.words[j] for j in free_right),
        numbers_differ=numbers_differ,
        across=across,
    )


def _pair_words(left: PreparedName, right: PreparedName) -> tuple[list[tuple[int, int, float]], list[int], list[int]]:
    candidates = []
    for i, a in enumerate(left.words):
        for j, b in enumerate(right.words):
            similarity = 1.0 if a == b else _compare_words(a, b, left.skeletons[i], right.skeletons[j])
            if similarity:
                candidates.append((-similarity, abs(i - j), i, j))
    candidates.sort()
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for negative, _, i, j in candidates:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append((i, j, -negative))
    pairs.sort()
    return pairs, [i for i in range(len(left.words)) if i not in used_left], [j for j in range(len(right.words)) if j not in used_right]


def _compare_words(a: str, b: str, sound_a: str, sound_b: str) -> float:
    if a.isdigit() or b.isdigit():
        return 0.0
    if len(a) == 1 or len(b) == 1:
        return _INITIAL if a[0] == b[0] else 0.0
    similarity = float(Indel.normalized_similarity(a, b, score_cutoff=_TYPO))
    if sound_a == sound_b and len(sound_a) >= _SHORTEST_SOUND:
        return max(_SOUND, similarity)
    return similarity


def _join_rest(left: PreparedName, right: PreparedName, free_left: list[int], free_right: list[int]) -> float:
    """Compare what is left over as if written without spaces: Lü Yuan and Luyuan, IronMountain and Iron Mountain."""
    if not free_left or not free_right or len(free_left) + len(free_right) == 2:  # noqa: PLR2004 - two single words were compared already
        return 0.0
    a = "".join(left.words[i] for i in free_left)
    b = "".join(right.words[j] for j in free_right)
    similarity = float(Indel.normalized_similarity(a, b))
    return similarity if similarity >= _JOINED else 0.0
