"""A name made ready for comparison, once: its words, its numbers, its keys."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import isnan

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.names.han import read_han, simplify_han, strip_han_form, write_numbers
from toolkit.names.keys import find_block_keys
from toolkit.names.readings import spell_arabic, spell_cyrillic
from toolkit.names.scripts import HAN, script_of
from toolkit.names.spelling import fold_text, skeleton_of
from toolkit.names.words import Words, read_words

__all__ = ["KINDS", "READERS", "PreparedName", "list_texts", "prepare_name", "prepare_names", "strip_han_form"]

KINDS = ("person", "company", "vessel")
_PIECES = re.compile(r"[a-z]+|\d+")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)(?![a-z])")
_HAN_RUN = re.compile(f"({HAN.pattern}+)")
_VESSEL_PREFIX = re.compile(r"^(?:m v|m t|mv|mt|ms|ss|fv|f v)\s+(?=\S)")
_VESSEL_SUFFIX = re.compile(r"(?<=.)(?:轮|号)(?=\d*$)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9"}
_FUNCTION_WORDS = frozenset(
    "of and the for in de del la las los el du des le les der die das und et di do da dos".split()  # noqa: SIM905 - a list of words reads as words
)
_ARTICLES = frozenset(["al", "el", "ul", "ur", "as", "ad"])
_JOINING_LETTERS = frozenset("yei")  # "y", "e", "i" between two words mean "and" (or the Persian ezafe)
_LETTERS_OF_FULL_WEIGHT = 4
_SHORTEST_WEIGHT = 0.4
_COMMON_NAME = 0.6
_PARTICLE = 0.15
_PATRONYMIC = re.compile(r"(?:ovich|evich|ovych|avich|ievich|yevich|ovna|evna|ivna|auna|ouna)$")
_AMBIGUOUS_FORM = 3

Reader = Callable[[str, str], list[str]]
"""Reads a name in one script: (name, kind) → words in plain Latin letters."""
READERS: dict[str, Reader] = {"cyrillic": spell_cyrillic, "arabic": spell_arabic}
"""Script → its reader; scripts without one are romanised letter by letter."""


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
    """Words as they are written, in their order, without spaces."""
    form: str = ""
    """Family of its legal form (``legal_forms.txt``): limited, ltd, joint, public, ...; empty where it names none."""
    runs: tuple[str, ...] = ()
    """Han names: the name in its order, legal form left out, as runs of Simplified characters and Latin words."""

    @property
    def block_keys(self) -> tuple[str, ...]:
        """At most eight short keys under which the same name in another script or spelling is likely to be found.

        >>> prepare_name("洛克希德公司", "company").block_keys[-1], prepare_name("Lockheed Corp", "company").block_keys[-1]
        ('s:LKHT', 's:LKHT')
        """
        return find_block_keys(self.words, self.weights, self.skeletons, self.runs, self.kind)


def list_texts(names: Iterable[object]) -> list[str | None]:
    """Give names as text, and None for those that are missing (None, NA, nan).

    Raises:
        ArgumentError: for what is neither.

    >>> list_texts(["Li Na", float("nan")])
    ['Li Na', None]
    """
    texts: list[str | None] = []
    for name in names:
        if not (isinstance(name, str) or name is None or name is pd.NA or name is pd.NaT or (isinstance(name, float) and isnan(name))):
            message = f"{name!r} is of type {type(name).__name__} and no name; give texts, and None or NA for a missing one"
            raise ArgumentError(message)
        texts.append(name if isinstance(name, str) else None)
    return texts


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
    table = read_words()
    script = "latin" if name.isascii() else script_of(name)
    words, runs, form, joined = _split_words(name, kind, script, table)
    numbers = frozenset(
        word.lstrip("0") or "0" if word.isdigit() else word for word in words if word.isdigit() or (len(word) == 1 and kind != "person")
    )
    return PreparedName(
        text=name,
        kind=kind,
        script=script,
        words=words,
        weights=tuple([_weigh_word(word, kind) for word in words]),
        skeletons=tuple(map(skeleton_of, words)),
        numbers=numbers,
        key=" ".join(sorted(words)),
        joined=joined,
        form=form,
        runs=runs,
    )


@lru_cache(maxsize=200_000)
def _weigh_word(word: str, kind: str) -> float:
    if word.isdigit():
        return 1.0
    table = read_words()
    short = max(_SHORTEST_WEIGHT, min(1.0, len(word) / _LETTERS_OF_FULL_WEIGHT))
    if kind == "person":
        if word in table.particles:
            return _PARTICLE
        common = word in table.common_names or _PATRONYMIC.search(word) is not None
        return round(short * (_COMMON_NAME if common else 1.0), 3)
    if kind == "company":
        return _PARTICLE if word in _ARTICLES else round(table.common.get(word, short), 3)
    return round(short, 3)


def _split_words(name: str, kind: str, script: str, table: Words) -> tuple[tuple[str, ...], tuple[str, ...], str, str]:
    """Give the words, for a Han name its runs, the family of its legal form, and the words as written."""
    form = ""
    runs: list[str] = []
    if script == "han":
        words = _split_han(name, kind, runs)
    elif script in READERS:
        words = READERS[script](name, kind)
    else:
        words = _split_latin(name, kind)
    if kind != "person":
        words = [_ROMAN.get(word) or table.numbers.get(word, word) for word in words]
    written = words
    if kind == "company":
        written, form = _strip_legal_form(_join_letters(words), table)
        words = _drop_function_words(_canonical_words(written, table))
    final = tuple([f"lu{word[2:]}" if word.startswith("lv") else word for word in words])
    joined = "".join(written).replace("lv", "lu") if kind == "company" else "".join(final)
    return final, tuple(runs), form, joined


def _split_latin(text: str, kind: str) -> list[str]:
    folded = fold_text(text)
    if kind == "vessel":
        folded = _VESSEL_PREFIX.sub("", folded)
    if not folded.isalpha():
        folded = _ORDINAL.sub("", folded)
    return _PIECES.findall(folded)


def _split_han(name: str, kind: str, runs: list[str]) -> list[str]:
    text = simplify_han(unicodedata.normalize("NFKC", name)).strip()
    if kind == "vessel":
        text = _VESSEL_SUFFIX.sub("", text)
    company = kind == "company"
    if company:
        text = write_numbers(text)
    words: list[str] = []
    forms: list[str] = []
    for run in _HAN_RUN.split(text):
        if not HAN.match(run):
            latin = _split_latin(run, kind)
            words.extend(latin)
            runs.extend(latin)
            continue
        core = strip_han_form(run) if company else run
        if core in read_words().legal_han:
            forms.append(core)  # 有限公司 behind a bracket or behind Latin letters
            continue
        runs.append(core)
        words.extend(read_han(core, glossed=company))
    if not runs:
        runs.extend(forms)
        words.extend(word for form in forms for word in read_han(form))
    return words


def _drop_function_words(words: list[str]) -> list[str]:
    last = len(words) - 1
    if last < 1:
        return words
    kept = [w for at, w in enumerate(words) if w not in _FUNCTION_WORDS and not (0 < at < last and w in _JOINING_LETTERS)]
    return kept or words


def _join_letters(words: list[str]) -> list[str]:
    """Write a row of single letters as one word: A P Moller is AP Moller; one letter alone stays apart."""
    if sum(len(word) == 1 and word.isalpha() for word in words) < 2:  # noqa: PLR2004 - a row has at least two
        return words
    joined: list[str] = []
    row = False
    for word in words:
        single = len(word) == 1 and word.isalpha()
        if single and row:
            joined[-1] += word
        else:
            joined.append(word)
        row = single
    return joined


def _strip_legal_form(words: list[str], table: Words) -> tuple[list[str], str]:
    """Leave legal forms out wherever they stand, short ones only at the ends, but never every word; and say of which family they are."""
    kept = list(words)
    family = ""
    at = 0
    while at < len(kept):
        # The longest form first; a name that is nothing but a form (AS) stays.
        for form in table.legal_latin.get(kept[at], ()):
            end = at + len(form)
            if tuple(kept[at:end]) != form or len(kept) <= len(form):
                continue
            if len(form) == 1 and len(form[0]) <= _AMBIGUOUS_FORM and at > 0 and not _only_forms(kept[end:], table):
                continue
            del kept[at:end]
            family = family or table.families[form]
            break
        else:
            at += 1
    return kept, family


def _only_forms(words: list[str], table: Words) -> bool:
    return all((word,) in table.families or word in table.legal_latin for word in words)


def _canonical_words(words: list[str], table: Words) -> list[str]:
    canonical: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        for parts, known in table.phrases.get(word, ()):
            if tuple(words[at : at + len(parts)]) == parts:
                canonical.extend(known)
                at += len(parts)
                break
        else:
            canonical.extend(table.canonical.get(word, (word,)))
            at += 1
    return canonical
