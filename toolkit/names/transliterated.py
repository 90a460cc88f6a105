"""A name in Cyrillic or Arabic script beside one in Latin letters, or Cyrillic beside Cyrillic of another language."""

from dataclasses import replace

from toolkit.names.arabic import Part, compare_parts, read_arabic_words, read_latin_words
from toolkit.names.matching import Match, Pair, match_readings, pair_best, weigh_rest
from toolkit.names.prepare import PreparedName
from toolkit.names.readings import read_slavic

__all__ = ["match_arabic", "match_transliterated"]

_SCRIPTS = frozenset({"cyrillic", "arabic"})
_SOUND = 0.86
_JOINED = 0.9
_PART_MISSING = 0.35
_LEAST_AGREED = 1.2  # one common name says little


def match_transliterated(left: PreparedName, right: PreparedName) -> Match | None:
    """Match two names where one is a transliteration or translation of the other; None where neither is.

    >>> from toolkit.names.prepare import prepare_name
    >>> match = match_transliterated(prepare_name("Муромский завод", "company"), prepare_name("Murom Plant", "company"))
    >>> [(pair.left, pair.right, pair.how) for pair in match.pairs]
    [('muromskiy', 'murom', 'sound'), ('zavod', 'plant', 'meaning')]
    """
    if left.kind == "vessel" or not {left.script, right.script} & _SCRIPTS:
        return None
    # One fixed order makes every tie fall alike, whichever name is called left.
    if (left.script == "latin", left.text) > (right.script == "latin", right.text):
        match = match_transliterated(right, left)
        return match and replace(
            match,
            pairs=tuple(Pair(b, a, similarity, how) for a, b, similarity, how in match.pairs),
            left_only=match.right_only,
            right_only=match.left_only,
        )
    if left.script == "cyrillic" and right.script in {"cyrillic", "latin"}:
        kind = "person" if left.kind == "person" else "company"
        return match_readings(read_slavic(left.text, kind), read_slavic(right.text, kind), kind)
    if left.script == "arabic" and right.script == "latin" and left.kind == "person":
        return match_arabic(read_arabic_words(left.text), read_latin_words(right.text))
    return None


def match_arabic(left: tuple[Part, ...], right: tuple[Part, ...]) -> Match:
    """Compare the parts of a name in Arabic script with those of one in Latin letters.

    >>> match_arabic(read_arabic_words("علیرضا صالحی"), read_latin_words("SALEHI Ali Reza")).score > 0.95
    True
    """
    pairs, free_a, free_b = pair_best(left, right, compare_parts)
    words = [
        Pair(left[i].word, right[j].word, similarity, "variant" if left[i].names else "sound" if similarity >= _SOUND else "spelling")
        for i, j, similarity in pairs
    ]
    agreed = sum((left[i].weight + right[j].weight) / 2 * similarity for i, j, similarity in pairs)
    lost = sum((left[i].weight + right[j].weight) / 2 * (1 - similarity) for i, j, similarity in pairs)
    if free_a and free_b and len(free_a) + len(free_b) > 2:  # noqa: PLR2004 - two single words were compared already
        joined_a, joined_b = _join(left, free_a), _join(right, free_b)
        if not joined_a.isdisjoint(joined_b):
            weight = min(sum(left[i].weight for i in free_a), sum(right[j].weight for j in free_b))
            agreed += weight * _JOINED
            lost += weight * (1 - _JOINED)
            words.append(Pair(" ".join(left[i].word for i in free_a), " ".join(right[j].word for j in free_b), _JOINED, "joined"))
            free_a, free_b = [], []
    rest_a, rest_b = [left[i] for i in free_a], [right[j] for j in free_b]
    score = weigh_rest(agreed, lost, rest_a, rest_b, _PART_MISSING)
    if agreed < _LEAST_AGREED:
        score *= agreed / _LEAST_AGREED
    return Match(score, tuple(words), tuple(x.word for x in rest_a), tuple(y.word for y in rest_b), numbers_differ=False)


def _join(parts: tuple[Part, ...], places: list[int]) -> frozenset[str]:
    joined = {""}
    for at in places:
        joined = {start + skeleton for start in joined for skeleton in sorted(parts[at].skeletons)[:2]}
    return frozenset(joined)
