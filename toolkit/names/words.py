"""Legal forms, place words, trade words and common personal names: small tables of our own beside this file."""

from dataclasses import dataclass
from functools import cache

from toolkit.names.syllables import read_syllables
from toolkit.names.table_files import read_lines

__all__ = ["Words", "read_words"]

_WEIGHTS = {"form": 0.12, "place": 0.3, "trade": 0.35, "word": 0.6}
"""How much a word of each class says of who somebody is; a word of no class says 1."""
_SMALL_PLACE = 0.45  # a Chinese city's reading is often a brand as well
_SUFFIXES = "市省县区"


@dataclass(frozen=True, slots=True)
class Words:
    """The tables, as look-ups."""

    legal_latin: dict[str, tuple[tuple[str, ...], ...]]
    """First word → legal forms as word sequences, the longest first."""
    legal_han: tuple[str, ...]
    families: dict[tuple[str, ...], str]
    """Latin legal form → limited, joint, public, open, closed, or nothing."""
    canonical: dict[str, tuple[str, ...]]
    """Latin form of a place or trade word → its canonical words."""
    phrases: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]
    """First word → phrases that begin with it, each with its canonical words."""
    common: dict[str, float]
    """Canonical words, which say little of who somebody is → how much, 0..1."""
    han: dict[str, tuple[str, ...]]
    """Han form of a place or trade word → its canonical words."""
    longest_han: int
    particles: frozenset[str]
    """Words of personal names that carry little: al, bin, de, Dr."""
    common_names: frozenset[str]
    variants: dict[str, str]
    """Spelling of a widespread given name → its usual spelling."""
    numbers: dict[str, str]
    """Number word → digits."""
    near: dict[str, tuple[str, ...]]
    """Canonical word → those that translators take for it."""


def _read_forms() -> tuple[dict[str, tuple[tuple[str, ...], ...]], tuple[str, ...], dict[tuple[str, ...], str]]:
    forms = [line.partition("\t")[::2] for line in read_lines("legal_forms.txt")]
    families = {tuple(form.split()): family for form, family in forms if form.isascii()}
    latin: dict[str, list[tuple[str, ...]]] = {}
    for words in sorted(families, key=lambda words: (-len(words), words)):
        latin.setdefault(words[0], []).append(words)
    han = sorted((form for form, _ in forms if not form.isascii()), key=lambda form: (-len(form), form))
    return {first: tuple(found) for first, found in latin.items()}, tuple(han), families


def _read_variants() -> dict[str, str]:
    variants: dict[str, str] = {}
    for line in read_lines("name_variants.txt"):
        first, *others = line.split()
        for name in (first, *others):
            variants.setdefault(name, first)
    return variants


def _read_near() -> dict[str, tuple[str, ...]]:
    near: dict[str, dict[str, None]] = {}
    for line in read_lines("near_words.txt"):
        group = line.split()
        for word in group:
            near.setdefault(word, {}).update(dict.fromkeys(other for other in group if other != word))
    return {word: tuple(others) for word, others in near.items()}


def _sort_forms(
    forms: list[str],
    words: tuple[str, ...],
    canonical: dict[str, tuple[str, ...]],
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]],
) -> None:
    for form in forms:
        first, *others = form.split("_")
        if others:
            phrases.setdefault(first, []).append(((first, *others), words))
        else:
            canonical.setdefault(form, words)


def _add_places(han: dict[str, tuple[str, ...]], common: dict[str, float], places: set[str]) -> None:
    for place in (place for line in read_lines("places_han.txt") for place in line.split()):
        reading = "".join(read_syllables(place))
        han.setdefault(place, (reading,))
        common.setdefault(reading, _SMALL_PLACE)
        places.add(reading)
    for form, words in list(han.items()):
        if words[0] in places:
            for suffix in _SUFFIXES:
                han.setdefault(form + suffix, words)


@cache
def read_words() -> Words:
    """Read the tables once."""
    legal_latin, legal_han, families = _read_forms()
    canonical: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    han: dict[str, tuple[str, ...]] = {}
    common: dict[str, float] = {}
    places: set[str] = set()
    for line in read_lines("words.tsv"):
        word, family, latin_forms, han_forms = line.split("\t")
        # A place is one word, however it is written; a trade phrase is as many as it has.
        words = (word.replace(" ", ""),) if family == "place" else tuple(word.split())
        for each in words:
            common.setdefault(each, _WEIGHTS[family])
        places.update(words if family == "place" else ())
        _sort_forms(latin_forms.split(), words, canonical, phrases)
        for form in han_forms.split():
            han.setdefault(form, words)
    _add_places(han, common, places)
    return Words(
        legal_latin,
        legal_han,
        families,
        canonical,
        {first: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for first, found in phrases.items()},
        common,
        han,
        max(map(len, han)),
        frozenset(word for line in read_lines("particles.txt") for word in line.split()),
        frozenset(word for line in read_lines("common_names.txt") for word in line.split()),
        _read_variants(),
        {form: line.split("\t")[0] for line in read_lines("numbers.tsv") for form in line.split("\t")[1].split()},
        _read_near(),
    )
