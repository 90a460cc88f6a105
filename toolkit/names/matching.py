"""How much two Slavic readings agree: words paired by sound, then weighed by what they say of the bearer.

Words left over on both sides contradict each other; on one side they may just be left out. Of a person the patronymic is often
left out and costs little; two that differ cost much. Of a company ordinary words say less than its own; the legal form, where
it differs, tells two companies of one name apart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol, TypeVar

from rapidfuzz.distance import Indel

from toolkit.names.acronyms import find_acronyms
from toolkit.names.readings import Reading, Token

T = TypeVar("T")

__all__ = ["Match", "Pair", "match_readings", "pair_best", "weigh_rest"]

_FAMILY = 0.97  # one given name in two languages
_SOUND = 0.86  # the same consonants
_FATHER = 0.95
_TYPO = 0.72  # below this two words are different words
_UNLIKE = 0.5  # what two words have in common by chance
_INITIAL = 0.6
_SHORTEST_SOUND = 2
_BESIDE_NAME = 0.99
_CONFLICT = 1.5
_NAME_MISSING = 0.45
_WORD_MISSING = 0.6
_JOINED = 0.9
_JOINED_ALIKE = 0.88
_SHORTEST_JOINED = 5
_ORDINARY_MISSING = 0.6
_ORDINARY_SHARE = 0.3
_ORDINARY_ONLY = 0.99
_FATHERS_DIFFER = 0.7
_FATHER_MISSING = 0.96
_FORMS_DIFFER = 0.88
_FORM_MISSING = 0.91
_SUBFORM_DIFFERS = 0.975
_STYLE_DIFFERS = 0.94
_NUMBERS_DIFFER = 0.5
_SECOND_READING = 0.998
_TAIL = 0.95
_ONE_WORD = 0.93  # brackets with one short word: an acronym that others may have too
_LETTERS_OF_ACRONYM = 4


class Weighed(Protocol):
    """Anything that has a weight."""

    @property
    def weight(self) -> float:
        """How much it says of who it is, 0..1."""


class Pair(NamedTuple):
    """Words of two names that belong together."""

    left: str
    right: str
    similarity: float
    how: str
    """equal, sound, variant, initial, meaning, spelling, initials or joined."""


@dataclass(frozen=True, slots=True)
class Match:
    """The best agreement of two names over the readings that both give."""

    score: float
    pairs: tuple[Pair, ...]
    left_only: tuple[str, ...]
    right_only: tuple[str, ...]
    numbers_differ: bool


def match_readings(left: tuple[Reading, ...], right: tuple[Reading, ...], kind: str) -> Match:
    """Compare every reading of one name with every reading of the other and give the best.

    >>> from toolkit.names.readings import read_slavic
    >>> match_readings(read_slavic("Сергей ШВЕДОВ", "person"), read_slavic("Siarhei SHVEDAU", "person"), "person").score > 0.9
    True
    """
    best = Match(-1.0, (), (), (), numbers_differ=False)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            match = _match(a, b, kind)
            if i or j:
                short = any(at and len(x.tokens) == 1 and len(x.tokens[0].word) <= _LETTERS_OF_ACRONYM for at, x in ((i, a), (j, b)))
                match = replace(match, score=match.score * (_TAIL if a.tail or b.tail else _ONE_WORD if short else _SECOND_READING))
            if match.score > best.score:
                best = match
    return best


def _similarity(a: Token, b: Token) -> float:  # noqa: PLR0911 - one return for each way to agree
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
    return ((ratio - _UNLIKE) / (1 - _UNLIKE)) ** 1.5 if ratio >= _TYPO else 0.0


def _name_how(a: Token, b: Token, similarity: float) -> str:
    if a.word == b.word:
        return "equal"
    if a.generic:
        return "meaning"
    if len(a.word) == 1 or len(b.word) == 1:
        return "initial"
    if a.patronymic or similarity == _FAMILY:
        return "variant"
    return "sound" if similarity >= _SOUND else "spelling"


def _compare_fathers(a: Token, b: Token) -> float:
    if a.families or b.families:
        return _FATHER if not a.families.isdisjoint(b.families) else 0.0
    return _FATHER if a.skeleton == b.skeleton else 0.0


def _match(left: Reading, right: Reading, kind: str) -> Match:
    a, b = left.tokens, right.tokens
    pairs, free_a, free_b = pair_best(a, b, _similarity)
    agreed = _Sides()
    for i, j, similarity in pairs:
        agreed.add(a[i], b[j], similarity)
    words = [Pair(a[i].word, b[j].word, similarity, _name_how(a[i], b[j], similarity)) for i, j, similarity in pairs]
    rest_a, rest_b = [a[i] for i in free_a], [b[j] for j in free_b]
    if kind == "person":
        score = _weigh_person(agreed, rest_a, rest_b)
    else:
        doubt, named = 1.0, agreed.agreed > 0
        for x, run, similarity in [*find_acronyms(rest_a, rest_b), *find_acronyms(rest_b, rest_a)]:
            # Where the company's own words agree as well, the acronym adds little doubt.
            doubt *= _BESIDE_NAME if named else (1 + similarity) / 2
            for token in run:
                agreed.add(token, token, similarity)
            words.append(Pair(x.word, " ".join(token.word for token in run), similarity, "initials"))
            rest_a = [token for token in rest_a if token is not x and token not in run]
            rest_b = [token for token in rest_b if token is not x and token not in run]
        if rest_a and rest_b and (len(rest_a) > 1 or len(rest_b) > 1) and _sound_joined(rest_a, rest_b):
            agreed.agreed += _JOINED
            agreed.lost += 1 - _JOINED
            words.append(Pair(" ".join(x.word for x in rest_a), " ".join(y.word for y in rest_b), _JOINED, "joined"))
            rest_a, rest_b = [], []
        score = _weigh_company(agreed, rest_a, rest_b) * doubt
    if left.forms != right.forms:
        score *= _weigh_forms(left.forms, right.forms)
    numbers_differ = bool(left.numbers and right.numbers and left.numbers != right.numbers)
    if numbers_differ:
        score = min(score, _NUMBERS_DIFFER)
    return Match(score, tuple(words), tuple(x.word for x in rest_a), tuple(y.word for y in rest_b), numbers_differ)


def _sound_joined(a: list[Token], b: list[Token]) -> bool:
    """Say whether what is left over is the same when written without spaces: Yug-invest bank, Yuginvestbank."""
    one, other = "".join(x.raw for x in a), "".join(y.raw for y in b)
    return min(len(one), len(other)) >= _SHORTEST_JOINED and Indel.normalized_similarity(one, other) >= _JOINED_ALIKE


def pair_best(
    a: tuple[T, ...], b: tuple[T, ...], compare: Callable[[T, T], float]
) -> tuple[list[tuple[int, int, float]], list[int], list[int]]:
    """Pair the items of two names one to one, the most alike first; give the pairs and the places left over on both sides."""
    candidates = []
    for i, x in enumerate(a):
        for j, y in enumerate(b):
            similarity = compare(x, y)
            if similarity:
                candidates.append((-similarity, abs(i - j), i, j))
    candidates.sort()
    free_a, free_b = set(range(len(a))), set(range(len(b)))
    pairs = []
    for negative, _, i, j in candidates:
        if i in free_a and j in free_b:
            free_a.discard(i)
            free_b.discard(j)
            pairs.append((i, j, -negative))
    return pairs, sorted(free_a), sorted(free_b)


class _Sides:
    """Weight that agrees and that is lost in words that agree only nearly, distinctive and ordinary words apart."""

    __slots__ = ("agreed", "lost", "ordinary")

    def __init__(self) -> None:
        self.agreed = self.lost = self.ordinary = 0.0

    def add(self, x: Token, y: Token, similarity: float) -> None:
        weight = (x.weight + y.weight) / 2
        if x.generic:
            self.ordinary += weight * similarity
        else:
            self.agreed += weight * similarity
            self.lost += weight * (1 - similarity)


def _weigh_person(agreed: _Sides, free_a: list[Token], free_b: list[Token]) -> float:
    fathers = any(x.patronymic for x in free_a) + any(y.patronymic for y in free_b)
    score = weigh_rest(
        agreed.agreed, agreed.lost, [x for x in free_a if not x.patronymic], [y for y in free_b if not y.patronymic], _NAME_MISSING
    )
    return score * (1.0, _FATHER_MISSING, _FATHERS_DIFFER)[fathers]


def _weigh_company(agreed: _Sides, free_a: list[Token], free_b: list[Token]) -> float:
    ordinary = weigh_rest(agreed.ordinary, 0.0, [x for x in free_a if x.generic], [y for y in free_b if y.generic], _ORDINARY_MISSING)
    own_a, own_b = [x for x in free_a if not x.generic], [y for y in free_b if not y.generic]
    if not agreed.agreed and not own_a and not own_b:
        return ordinary * _ORDINARY_ONLY
    own = weigh_rest(agreed.agreed, agreed.lost, own_a, own_b, _WORD_MISSING)
    if not agreed.agreed:
        # Only ordinary words agree: the more of them, the more a single strange word may be one that we cannot translate.
        return ordinary * weigh_rest(agreed.ordinary, 0.0, own_a, own_b, _WORD_MISSING)
    if not agreed.ordinary and not any(x.generic for x in (*free_a, *free_b)):
        return own
    return own * (1 - _ORDINARY_SHARE + _ORDINARY_SHARE * ordinary)


def weigh_rest(agreed: float, lost: float, free_a: Sequence[Weighed], free_b: Sequence[Weighed], missing: float) -> float:
    """Words left over on both sides contradict each other; on one side they may just be left out."""
    if not agreed:
        return 0.0
    rest_a, rest_b = sum(x.weight for x in free_a), sum(y.weight for y in free_b)
    return agreed / (agreed + lost + min(rest_a, rest_b) * _CONFLICT + abs(rest_a - rest_b) * missing)


def _weigh_forms(left: frozenset[tuple[str, bool]], right: frozenset[tuple[str, bool]]) -> float:
    """Weigh legal forms that are not quite equal: another kind of company, a form left out, one abbreviated and one in full."""
    if not left or not right:
        return _FORM_MISSING
    classes, others = {form for form, _ in left}, {form for form, _ in right}
    if {form.partition(".")[0] for form in classes}.isdisjoint({form.partition(".")[0] for form in others}):
        return _FORMS_DIFFER
    return (1.0 if not classes.isdisjoint(others) else _SUBFORM_DIFFERS) * (1.0 if not left.isdisjoint(right) else _STYLE_DIFFERS)
