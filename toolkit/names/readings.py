"""A name read for comparison with one in another alphabet: its words as sounds, ordinary words translated."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from toolkit.names.cyrillic import (
    families_of,
    father_of,
    fix_lookalikes,
    gloss_word,
    read_glosses,
    romanise_cyrillic,
    skeleton_of_sound,
    sound_of,
)
from toolkit.names.spelling import fold_text

__all__ = ["Reading", "Token", "read_slavic"]

_GENERIC = 0.3
_BRACKETED = re.compile(r"[(\[{（]([^()\[\]{}（）]*)[)\]}）]?")
_ALTERNATIVES = re.compile(r"\s*[/;|]\s*|,\s+(?=\S+\s+\S)|\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|alias)\b:?", re.IGNORECASE)
_REMARK = re.compile(r"\b(?:original script|russian|ukrainian|belarusian)\s*(?:spelling)?\s*:", re.IGNORECASE)
_MOST_VARIANTS = 4
_PIECES = re.compile(r"[a-z]+|\d+")
_ADJECTIVE = re.compile(r"(?<=\w{3})(?:sk)(?:i|a|oe|oho|ih|im|om|e|oi|ii)?$|(?<=\w{3}n)(?:i|a|oe|e)$")
_WITHOUT_FATHER = 2


@dataclass(frozen=True, slots=True)
class Token:
    """One word, as it is compared."""

    word: str
    sound: str
    skeleton: str
    families: frozenset[str]
    """Given names (of the bearer or, in a patronymic, of the father) that the word may stand for."""
    weight: float
    generic: bool
    patronymic: bool
    number: bool
    letters: frozenset[str]
    """Letters that an acronym may take from this word."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: the whole, or one of the alternatives it gives."""

    tokens: tuple[Token, ...]
    forms: frozenset[str]
    """Classes of legal forms."""
    numbers: frozenset[str]


@lru_cache(1 << 17)
def read_slavic(name: str, kind: str) -> tuple[Reading, ...]:
    """Read a name in Cyrillic or Latin letters by the habits of Slavic transliterations, each alternative it gives apart.

    >>> [token.word for token in read_slavic("ОАО «Муромский приборостроительный завод»", "company")[0].tokens]
    ['muromskiy', 'instrument', 'factory']
    """
    text = fix_lookalikes(unicodedata.normalize("NFKC", name))
    read = _read_person if kind == "person" else _read_company
    readings = dict.fromkeys(read(part) for part in split_variants(text, kind))
    return tuple(reading for reading in readings if reading.tokens) or (Reading((), frozenset(), frozenset()),)


def split_variants(text: str, kind: str) -> list[str]:
    """Split a name that gives itself more than once: in brackets, after a stroke, in two alphabets.

    >>> split_variants("Сергей НАУМЕЦ / Сергiй НАУМЕЦЬ", "person")
    ['Сергей НАУМЕЦ', 'Сергiй НАУМЕЦЬ']
    """
    text = _REMARK.sub(" ", text)
    inner = [part.strip() for part in _BRACKETED.findall(text)]
    outer = _BRACKETED.sub(" ", text).strip()
    parts = [part.strip(" ,") for part in _ALTERNATIVES.split(outer)] if kind == "person" else [outer]
    least = 2 if kind == "person" else 1
    whole = [part for part in parts if len(part.split()) >= least] if len(parts) > 1 else parts
    if len(whole) < len(parts):
        whole = [outer]
    variants = [*whole, *(part for part in inner if len(part.split()) >= least and len(part) > 1)]
    return [part for part in variants if part][:_MOST_VARIANTS] or [text]


def _fold(text: str) -> str:
    return fold_text(romanise_cyrillic(text))


@lru_cache(1 << 16)
def _person_token(word: str, father: bool) -> Token:  # noqa: FBT001 - a cached private function takes no keyword cheaply
    sound = sound_of(word)
    found = father_of(sound) if father else None
    if found is not None:
        stem, families = found
        return Token(word, sound, skeleton_of_sound(stem), families, 0.7, generic=False, patronymic=True, number=False, letters=frozenset())
    weight = 1.0 if len(word) > 3 else 0.75 if len(word) > 1 else 0.3  # noqa: PLR2004 - short words say less
    return Token(
        word, sound, skeleton_of_sound(sound), families_of(sound), weight, generic=False, patronymic=False, number=word.isdigit(), letters=frozenset(word[:1])
    )


def _read_person(text: str) -> Reading:
    words = _PIECES.findall(_fold(text))
    fathers = [father_of(sound_of(word)) for word in words]
    likely = [at for at, found in enumerate(fathers) if found and found[1]] or [at for at, found in enumerate(fathers) if found]
    # Abramovich alone is a surname; Roman Arkadyevich Abramovich has a patronymic, and it does not stand last but after a surname.
    chosen = -1
    if len(words) > _WITHOUT_FATHER and likely:
        chosen = likely[0] if likely[0] > 0 else (likely[1] if len(likely) > 1 else -1)
    return Reading(tuple(_person_token(word, at == chosen) for at, word in enumerate(words)), frozenset(), frozenset())


@lru_cache(1 << 16)
def _company_tokens(word: str) -> tuple[Token, ...]:
    if word.isdigit():
        number = word.lstrip("0") or "0"
        return (Token(number, number, number, frozenset(), 1.0, generic=False, patronymic=False, number=True, letters=frozenset(number[:1])),)
    glossed = gloss_word(word)
    if glossed is not None:
        initials = read_glosses().initials
        return tuple(
            Token(
                w,
                w,
                w,
                frozenset(),
                _GENERIC,
                generic=True,
                patronymic=False,
                number=False,
                letters=initials.get(w, frozenset()) | {w[0]} | ({word[0]} if len(glossed) == 1 else set()),
            )
            for w in glossed
        )
    sound = sound_of(word)
    sound = _ADJECTIVE.sub("", sound) or sound
    weight = 1.0 if len(word) > 3 else 0.6 if len(word) > 1 else 0.3  # noqa: PLR2004 - short words say less
    return (
        Token(word, sound, skeleton_of_sound(sound), frozenset(), weight, generic=False, patronymic=False, number=False, letters=frozenset(word[0])),
    )


def _read_company(text: str) -> Reading:
    folded = _fold(text)
    forms = set()
    kept = folded
    for form_class, pattern in read_glosses().forms:
        shorter = pattern.sub(" ", kept)
        if shorter != kept:
            forms.add(form_class)
            kept = shorter
    if not kept.strip():
        kept = folded
    tokens = tuple(token for word in _PIECES.findall(kept) for token in _company_tokens(word))
    return Reading(tokens, frozenset(forms), frozenset(token.word for token in tokens if token.number))
