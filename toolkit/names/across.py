"""How much two readings agree: words paired by sound, then weighed by what they say of the bearer."""

from dataclasses import dataclass

from rapidfuzz.distance import Indel

from toolkit.names.readings import Reading, Token

__all__ = ["Match", "match_readings"]

_FAMILY = 0.97  # one given name in two languages
_SOUND = 0.86  # the same consonants
_FATHER = 0.95
_TYPO = 0.72  # below this two words are different words
_INITIAL = 0.6
_ACRONYM = 0.75
_SHORTEST_SOUND = 2
_SHORTEST_ACRONYM = 3
_CONFLICT = 1.5
_MISSING = {"person": 0.45, "company": 0.6}
_FATHERS_DIFFER = 0.7
_FATHER_MISSING = 0.96
_FORMS_DIFFER = 0.88
_FORM_MISSING = 0.95
_SUBFORM_DIFFERS = 0.985
_STYLE_DIFFERS = 0.985
_NUMBERS_DIFFER = 0.5
_SECOND_READING = 0.998


@dataclass(frozen=True, slots=True)
class Match:
    """The best agreement of two names over the readings that both give."""

    score: float
    pairs: tuple[tuple[str, str, float], ...]
    left_only: tuple[str, ...]
    right_only: tuple[str, ...]
    numbers_differ: bool


def match_readings(left: tuple[Reading, ...], right: tuple[Reading, ...], kind: str) -> Match:
    """Compare every reading of one name with every reading of the other and give the best.

    >>> from toolkit.names.readings import read_slavic
    >>> match_readings(read_slavic("Сергей ШВЕДОВ", "person"), read_slavic("Siarhei SHVEDAU", "person"), "person").score > 0.9
    True
    """
    best: Match | None = None
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            match = _match(a, b, kind)
            if i or j:
                match = Match(match.score * _SECOND_READING, match.pairs, match.left_only, match.right_only, match.numbers_differ)
            if best is None or match.score > best.score:
                best = match
    assert best is not None  # noqa: S101 - there is always one reading
    return best


def _similarity(a: Token, b: Token) -> float:
    if a.patronymic and b.patronymic:
        return _compare_fathers(a, b)
    if a.sound == b.sound:
        return 1.0
    if a.generic or b.generic or a.number or b.number or a.patronymic != b.patronymic:
        return 0.0
    if len(a.word) == 1 or len(b.word) == 1:
        return _INITIAL if a.word[0] == b.word[0] else 0.0
    if a.families and not a.families.isdisjoint(b.families):
        return _FAMILY
    ratio = Indel.normalized_similarity(a.sound, b.sound)
    if a.skeleton == b.skeleton and len(a.skeleton) >= _SHORTEST_SOUND:
        return _SOUND + (1 - _SOUND) * ratio
    return ratio * ratio if ratio >= _TYPO else 0.0


def _compare_fathers(a: Token, b: Token) -> float:
    if a.families or b.families:
        return _FATHER if not a.families.isdisjoint(b.families) else 0.0
    return _FATHER if a.skeleton == b.skeleton else 0.0


def _match(left: Reading, right: Reading, kind: str) -> Match:
    a, b = left.tokens, right.tokens
    candidates = []
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            similarity = _similarity(x, y)
            if similarity:
                candidates.append((-similarity, abs(i - j), i, j))
    candidates.sort()
    used_a: set[int] = set()
    used_b: set[int] = set()
    agreed = lost = 0.0
    pairs = []
    fathers = 1.0
    for negative, _, i, j in candidates:
        if i in used_a or j in used_b:
            continue
        used_a.add(i)
        used_b.add(j)
        pairs.append((a[i].word, b[j].word, -negative))
        weight = (a[i].weight + b[j].weight) / 2
        agreed -= weight * negative
        lost += weight * (1 + negative)
    free_a = [x for i, x in enumerate(a) if i not in used_a]
    free_b = [y for j, y in enumerate(b) if j not in used_b]
    if kind == "person":
        father_a, father_b = any(x.patronymic for x in free_a), any(y.patronymic for y in free_b)
        if father_a and father_b:
            fathers = _FATHERS_DIFFER
        elif father_a or father_b:
            fathers = _FATHER_MISSING
        free_a = [x for x in free_a if not x.patronymic]
        free_b = [y for y in free_b if not y.patronymic]
    elif free_a and free_b:
        gained = _match_acronym(free_a, free_b) or _match_acronym(free_b, free_a)
        if gained:
            agreed += gained * _ACRONYM
            lost += gained * (1 - _ACRONYM)
            pairs.append((" ".join(x.word for x in free_a), " ".join(y.word for y in free_b), _ACRONYM))
            free_a, free_b = [], []
    left_rest, right_rest = sum(x.weight for x in free_a), sum(y.weight for y in free_b)
    both, single = min(left_rest, right_rest), abs(left_rest - right_rest)
    score = agreed / (agreed + lost + both * _CONFLICT + single * _MISSING[kind]) if agreed else 0.0
    score *= fathers
    if left.forms != right.forms:
        score *= _weigh_forms(left.forms, right.forms)
    numbers_differ = bool(left.numbers and right.numbers and left.numbers != right.numbers)
    if numbers_differ:
        score = min(score, _NUMBERS_DIFFER)
    return Match(score, tuple(pairs), tuple(x.word for x in free_a), tuple(y.word for y in free_b), numbers_differ)


def _weigh_forms(left: frozenset[tuple[str, bool]], right: frozenset[tuple[str, bool]]) -> float:
    """Weigh legal forms that are not quite equal: another kind of company, a form left out, one abbreviated and one in full."""
    if not left or not right:
        return _FORM_MISSING
    classes, others = {form for form, _ in left}, {form for form, _ in right}
    if {form.partition(".")[0] for form in classes}.isdisjoint({form.partition(".")[0] for form in others}):
        return _FORMS_DIFFER
    return (1.0 if not classes.isdisjoint(others) else _SUBFORM_DIFFERS) * (1.0 if not left.isdisjoint(right) else _STYLE_DIFFERS)


def _match_acronym(short: list[Token], long: list[Token]) -> float:
    """Weigh an acronym that is spelled by the first letters of the words left over on the other side; 0 where there is none."""
    if len(short) != 1 or short[0].generic or not _SHORTEST_ACRONYM <= len(short[0].word) == len(long):
        return 0.0
    if all(letter in token.letters for letter, token in zip(short[0].word, long, strict=True)):
        return short[0].weight
    return 0.0
