"""Legal forms, place words and trade words: small tables of our own beside this file."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Words", "read_words"]


@dataclass(frozen=True, slots=True)
class Words:
    """The tables, as look-ups."""

    legal_latin: dict[str, tuple[tuple[str, ...], ...]]
    """First word → legal forms as word sequences, the longest first."""
    legal_han: tuple[str, ...]
    canonical: dict[str, str]
    """Latin form of a place or trade word → its canonical word."""
    common: frozenset[str]
    """Canonical words, which say little of who somebody is."""
    han: dict[str, str]
    """Han form of a place or trade word → its canonical word."""
    longest_han: int


def _lines(name: str) -> list[str]:
    text = files("toolkit.names").joinpath("tables", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@cache
def read_words() -> Words:
    """Read the tables once."""
    forms = _lines("legal_forms.txt")
    latin: dict[str, list[tuple[str, ...]]] = {}
    for form in sorted({tuple(form.split()) for form in forms if form.isascii()}, key=lambda form: (-len(form), form)):
        latin.setdefault(form[0], []).append(form)
    han_forms = sorted((form for form in forms if not form.isascii()), key=lambda form: (-len(form), form))
    canonical: dict[str, str] = {}
    han: dict[str, str] = {}
    common: set[str] = set()
    for line in _lines("words.tsv"):
        word, _, latin_forms, han_words = line.split("\t")
        common.update(word.split())
        canonical.update(dict.fromkeys(latin_forms.split(), word))
        han.update(dict.fromkeys(han_words.split(), word))
    return Words(
        {first: tuple(found) for first, found in latin.items()}, tuple(han_forms), canonical, frozenset(common), han, max(map(len, han))
    )
