"""Which words of two names belong together, and how nearly they agree."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Indel

from toolkit.names.words import read_words

if TYPE_CHECKING:
    from toolkit.names.prepare import PreparedName

__all__ = ["Pairing", "pair_words"]

_TYPO = 0.72  # below this two spellings are two words
_VARIANT = 0.97
_SHORT_SOUND = 0.5  # two consonants alone: mir and mahri
_SOUND = 0.85  # same consonants: one sound, two spellings
_NEAR_SOUND = 0.75
_NEAR_SPELLING = 0.6
_INITIAL = 0.65
_ABBREVIATED = 0.85
_JOINED = 0.97
_ACRONYM = 0.8
_SHORTEST_SOUND = 2
_TABLED = 0.4
_SHORTEST_PREFIX = 4
_SHORTEST_JOINED = 5
_LONGEST_ACRONYM = 6


class Pairing(NamedTuple):
    """Words paired one to one, and groups of words that agree when written together."""

    pairs: list[tuple[int, int, float, str]]
    """Left place, right place, similarity 0..1 and how."""
    groups: list[tuple[tuple[int, ...], tuple[int, ...], float, str]]


def pair_words(left: "PreparedName", right: "PreparedName") -> Pairing:
    """Pair the words of two names, the most alike first."""
    words_left, words_right = left.words, right.words
    pairs: list[tuple[int, int, float, str]] = []
    free_left, free_right = [], list(range(len(words_right)))
    for i, word in enumerate(words_left):
        for j in free_right:
            if words_right[j] == word:
                pairs.append((i, j, 1.0, "equal"))
                free_right.remove(j)
                break
        else:
            free_left.append(i)
    groups = _join_words(left, right, free_left, free_right) if free_left or free_right else []
    if free_left and free_right:
        pairs.extend(_pair_alike(left, right, free_left, free_right))
        pairs.sort()
    return Pairing(pairs, groups)


def _pair_alike(
    left: "PreparedName", right: "PreparedName", free_left: list[int], free_right: list[int]
) -> list[tuple[int, int, float, str]]:
    """Pair words that are spelled or sound alike, the most alike first."""
    words_left, words_right = left.words, right.words
    candidates: list[tuple[float, int, int, int, str]] = []
    person = left.kind == "person"
    for i in free_left:
        a, sound_a = words_left[i], left.skeletons[i]
        common = not person and left.weights[i] <= _TABLED
        for j in free_right:
            # Two words of the tables are equal or different, however alike they are spelled.
            if common and right.weights[j] <= _TABLED:
                continue
            # Nor does a word of a company's name change its first letter, its first sound and its last letter at once.
            b = words_right[j]
            if not person and a[0] != b[0] and a[-1] != b[-1] and sound_a[:1] != right.skeletons[j][:1]:
                continue
            similarity, how = _compare_words(a, words_right[j], sound_a, right.skeletons[j], person=person)
            if similarity:
                candidates.append((-similarity, abs(i - j), i, j, how))
    pairs: list[tuple[int, int, float, str]] = []
    for negative, _, i, j, how in sorted(candidates):
        if i in free_left and j in free_right:
            free_left.remove(i)
            free_right.remove(j)
            pairs.append((i, j, -negative, how))
    return pairs


def _compare_words(  # noqa: PLR0911 - one return for each way in which words agree
    a: str, b: str, sound_a: str, sound_b: str, *, person: bool
) -> tuple[float, str]:
    if len(a) == 1 or len(b) == 1:
        return (_INITIAL, "initial") if person and a[0] == b[0] and a.isalpha() and b.isalpha() else (0.0, "")
    if person:
        known_a, known_b = _variant_of(a), _variant_of(b)
        if known_a is not None and known_b is not None:
            return (_VARIANT, "variant") if known_a == known_b else (0.0, "")
    same_sound = sound_a == sound_b
    spelling = Indel.normalized_similarity(a, b, score_cutoff=0.5 if same_sound else _NEAR_SPELLING)
    if same_sound and len(sound_a) >= _SHORTEST_SOUND:
        if not a.isalpha() or not b.isalpha():
            return 0.0, ""
        floor = _SOUND if len(sound_a) > _SHORTEST_SOUND else _SHORT_SOUND
        return floor + (1 - floor) * spelling, "sound"
    if not spelling or a.isdigit() or b.isdigit():
        return 0.0, ""
    if not person and len(a) >= _SHORTEST_PREFIX and len(b) >= _SHORTEST_PREFIX and (a.startswith(b) or b.startswith(a)):
        return max(_ABBREVIATED, spelling), "abbreviation"
    sound = Indel.normalized_similarity(sound_a, sound_b, score_cutoff=_NEAR_SOUND)
    if spelling >= _TYPO:
        return 0.75 * spelling + 0.25 * sound, "spelling"
    return (0.5 * (spelling + sound), "sound") if sound else (0.0, "")


@lru_cache(maxsize=50_000)
def _variant_of(word: str) -> str | None:
    return read_words().variants.get(word)


def _join_words(
    left: "PreparedName",
    right: "PreparedName",
    free_left: list[int],
    free_right: list[int],
) -> list[tuple[tuple[int, ...], tuple[int, ...], float, str]]:
    """Find words that one name writes together and the other apart, and initials that stand for the other's words."""
    groups: list[tuple[tuple[int, ...], tuple[int, ...], float, str]] = []
    _join_side(left, right, free_left, free_right, groups, flipped=False)
    _join_side(right, left, free_right, free_left, groups, flipped=True)
    return groups


def _join_side(  # noqa: PLR0913 - the two names, what is free of each, and the list that grows
    one: "PreparedName",
    many: "PreparedName",
    free_one: list[int],
    free_many: list[int],
    groups: list[tuple[tuple[int, ...], tuple[int, ...], float, str]],
    *,
    flipped: bool,
) -> None:
    if len(many.words) < 2:  # noqa: PLR2004 - one word cannot be joined
        return
    for i in list(free_one):
        word = one.words[i]
        if len(word) >= _SHORTEST_JOINED and word in many.joined:
            span = _find_span(word, many.words)
            how, similarity = "joined", _JOINED
        elif 2 < len(word) <= _LONGEST_ACRONYM and one.kind == "company" and len(free_many) >= len(word):  # noqa: PLR2004 - two letters stand for anything
            span = _find_initials(word, many.words, free_many)
            how, similarity = "initials", _ACRONYM
        else:
            continue
        # A word already paired with an equal one stays with it.
        if not span or not set(span) & set(free_many):
            continue
        own = tuple(j for j in span if j in free_many)
        if len(own) < len(span):
            continue
        free_one.remove(i)
        for j in own:
            free_many.remove(j)
        groups.append((own, (i,), similarity, how) if flipped else ((i,), own, similarity, how))


def _find_span(word: str, words: tuple[str, ...]) -> tuple[int, ...]:
    for start in range(len(words)):
        text = ""
        for end in range(start, len(words)):
            text += words[end]
            if text == word:
                return tuple(range(start, end + 1))
            if not word.startswith(text):
                break
    return ()


def _find_initials(word: str, words: tuple[str, ...], free: list[int]) -> tuple[int, ...]:
    for start in range(len(words) - len(word) + 1):
        span = range(start, start + len(word))
        if all(words[at][0] == letter for at, letter in zip(span, word, strict=True)) and all(at in free for at in span):
            return tuple(span)
    return ()
