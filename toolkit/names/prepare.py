"""A name made ready for comparison, once: its words, its numbers, its keys."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.errors import ArgumentError
from toolkit.names.han import read_han, simplify_han
from toolkit.names.scripts import HAN, script_of
from toolkit.names.spelling import fold_text, skeleton_of
from toolkit.names.words import Words, read_words

__all__ = ["KINDS", "PreparedName", "prepare_name", "prepare_names", "strip_han_form"]

KINDS = ("person", "company", "vessel")
_PIECES = re.compile(r"[a-z]+|\d+")
_HAN_RUN = re.compile(f"({HAN.pattern}+)")
_VESSEL_PREFIX = re.compile(r"^(?:m v|m t|mv|mt|ms|ss|fv|f v)\s+(?=\S)")
_VESSEL_SUFFIX = re.compile(r"(?<=.)(?:轮|号)(?=\d*$)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_COMMON_WEIGHT = 0.4
_LETTERS_OF_FULL_WEIGHT = 4
_SHORTEST_WEIGHT = 0.4


@dataclass(frozen=True, slots=True)
class PreparedName:
    """What is compared in place of a name."""

    text: str
    """The name as given."""
    kind: str
    script: str
    words: tuple[str, ...]
    """Words in plain Latin letters, in their order, legal form left out, numbers among them."""
    weights: tuple[float, ...]
    """How much each word says of who it is, 0..1."""
    skeletons: tuple[str, ...]
    numbers: frozenset[str]
    """Numbers, and for companies and vessels single letters: what sister names differ in."""
    key: str
    """Words in alphabetical order, joined by spaces: equal for equal names."""
    joined: str
    """Words in their order without spaces."""


def prepare_names(names: Iterable[str], kind: str) -> dict[str, PreparedName]:
    """Prepare each distinct name once.

    Args:
        names: names in any script; repeated ones cost nothing.
        kind: person, company or vessel.

    Raises:
        ArgumentError: for an unknown kind.

    >>> prepare_names(["寧波綠源貿易有限公司", "Ningbo Luyuan Trading Co., Ltd."], "company")["寧波綠源貿易有限公司"].key
    'luyuan ningbo trading'
    """
    return {name: prepare_name(name, kind) for name in dict.fromkeys(names)}


def prepare_name(name: str, kind: str) -> PreparedName:
    """Prepare one name.

    Raises:
        ArgumentError: for an unknown kind.

    >>> prepare_name("M/V HAI YUE 66", "vessel").numbers
    frozenset({'66'})
    """
    if kind not in KINDS:
        message = f"kind={kind!r} is not a kind of name; allowed: {KINDS}"
        raise ArgumentError(message)
    words = _split_words(name, kind)
    table = read_words()
    common = table.common if kind == "company" else frozenset()
    weights = tuple(_weigh_word(word, common, kind) for word in words)
    single_letters = kind != "person"
    numbers = frozenset(w.lstrip("0") or "0" for w in words if w.isdigit()) | frozenset(
        w for w in words if single_letters and len(w) == 1 and w.isalpha()
    )
    return PreparedName(
        text=name,
        kind=kind,
        script=script_of(name),
        words=words,
        weights=weights,
        skeletons=tuple(map(skeleton_of, words)),
        numbers=numbers,
        key=" ".join(sorted(words)),
        joined="".join(words),
    )


def _weigh_word(word: str, common: frozenset[str], kind: str) -> float:
    if word.isdigit():
        return 1.0
    weight = _COMMON_WEIGHT if word in common else 1.0
    if kind == "person" or len(word) < _LETTERS_OF_FULL_WEIGHT:
        weight *= max(_SHORTEST_WEIGHT, min(1.0, len(word) / _LETTERS_OF_FULL_WEIGHT))
    return weight


def _split_words(name: str, kind: str) -> tuple[str, ...]:
    text = simplify_han(unicodedata.normalize("NFKC", name)).strip()
    table = read_words()
    if kind == "vessel":
        text = _VESSEL_SUFFIX.sub("", text)
    words: list[str] = []
    for run in _HAN_RUN.split(text):
        if HAN.match(run):
            words.extend(_read_run(run, kind))
            continue
        folded = fold_text(run)
        if kind == "vessel":
            folded = _VESSEL_PREFIX.sub("", folded)
        words.extend(_PIECES.findall(folded))
    if kind != "person":
        words = [_ROMAN.get(word, word) for word in words]
    if kind == "company":
        words = _canonical_words(_strip_legal_form(words, table), table)
    words = [f"lu{word[2:]}" if word.startswith("lv") else word for word in words]
    return tuple(words)


def _read_run(run: str, kind: str) -> list[str]:
    if kind == "company":
        run = strip_han_form(run)
    return [word for word, _ in read_han(run, glossed=kind == "company")]


def strip_han_form(text: str) -> str:
    """Leave the legal form out of a Han company name, in Simplified characters.

    >>> strip_han_form("绿源贸易有限公司")
    '绿源贸易'
    """
    for form in read_words().legal_han:
        stripped = text.removesuffix(form).removeprefix(form)
        if stripped and stripped != text:
            return stripped
    return text


def _strip_legal_form(words: list[str], table: Words) -> list[str]:
    """Leave legal forms out wherever they stand, but never every word."""
    kept = list(words)
    at = len(kept) - 1
    while at >= 0:
        # The longest form first; a name that is nothing but a form (AS) stays.
        for form in table.legal_latin.get(kept[at], ()):
            if tuple(kept[at : at + len(form)]) == form and len(kept) > len(form):
                del kept[at : at + len(form)]
                break
        at -= 1
    return kept


def _canonical_words(words: list[str], table: Words) -> list[str]:
    canonical: list[str] = []
    for word in words:
        canonical.extend(table.canonical.get(word, word).split())
    return canonical
