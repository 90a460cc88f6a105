"""A name read for comparison with one in another alphabet: its words as sounds, ordinary words translated."""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from toolkit.names.arabic import read_arabic_words, spell_sound
from toolkit.names.cyrillic import families_of, father_of, fix_lookalikes, romanise_cyrillic, skeleton_of_sound, sound_of
from toolkit.names.glosses import gloss_word, letters_of, read_glosses
from toolkit.names.spelling import fold_text

__all__ = ["Reading", "Token", "read_slavic", "spell_arabic", "spell_cyrillic"]

_GENERIC = 0.3
_BRACKETED = re.compile(r"[(\[{（]([^()\[\]{}（）]*)[)\]}）]?")
_ALTERNATIVES = re.compile(r"\s*[/;|]\s*|,\s+(?=\S+\s+\S)|\b(?:a\.?k\.?a\.?|f\.?k\.?a\.?|alias)\b:?", re.IGNORECASE)
_REMARK = re.compile(r"\b(?:original script|russian|ukrainian|belarusian)\s*(?:spelling)?\s*:", re.IGNORECASE)
_MOST_VARIANTS = 4
_PIECES = re.compile(r"[a-z]+|\d+")
# Endings that a Russian adjective and an English cognate add to one stem: hydraulic and гидравлический, station and станция.
_ADJECTIVE = re.compile(
    r"(?<=\w{3})(?:iCe|i)?sk(?:i|a|oe|oho|ih|im|om|e|oi)?$|(?<=\w{3})n(?:i|a|oe|e)$|(?<=\w{4})(?:ik(?:al|a|s)?|al)$|(?<=\w{2}T)(?:en|a)(?:i|aia|al|s)*$"
)
_WITHOUT_FATHER = 2
_JOINED_ENDINGS = (("mashzavod", "mashzavod"), ("zavod", "zavod"), ("bank", "bank"))
_SHORTEST_BEFORE = 3
_LETTERS_OF_STEM = 4
_LONGEST_ACRONYM = 7
_NAMED = frozenset({"imeni", "im", "named", "imya"})
_NAMED_WEIGHT = 0.35
# Instrument-making, machine-building, ship building: one word in Cyrillic.
_MAKING = frozenset({"making", "building", "engineering", "manufacturing", "construction"})
_ORDINALS = frozenset({"st", "nd", "rd", "th", "y", "i", "oi", "ya", "go"})
_NUMBER_SIGNS = frozenset({"no", "nr"})
_MADE = frozenset({"instrument", "machine", "ship", "aircraft", "engine", "tool", "helicopter", "motor"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word, as it is compared."""

    word: str
    """As it was written, romanised; the ordinary word that it stands for has its canonical form as sound."""
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
    spelled: tuple[str, ...] = ()
    """Its own letters, where it may be an acronym."""
    raw: str = ""
    """Its sound before anything is left out, for words written together."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: the whole, or one of the alternatives it gives."""

    tokens: tuple[Token, ...]
    forms: frozenset[tuple[str, bool]]
    """Legal forms: class, and whether abbreviated."""
    numbers: frozenset[str]
    tail: bool = False
    """Only the part of the name behind the name of a group."""


@lru_cache(1 << 17)
def read_slavic(name: str, kind: str) -> tuple[Reading, ...]:
    """Read a name in Cyrillic or Latin letters by the habits of Slavic transliterations, each alternative it gives apart.

    >>> [token.sound for token in read_slavic("ОАО «Муромский приборостроительный завод»", "company")[0].tokens]
    ['murom', 'instrument', 'factory']
    """
    text = fix_lookalikes(unicodedata.normalize("NFKC", name))
    if kind == "person":
        readings = dict.fromkeys(_read_person(part) for part in split_variants(text))
    else:
        readings = dict.fromkeys(_read_companies(text.replace("ё", "е").replace("Ё", "Е")))
    return tuple(reading for reading in readings if reading.tokens) or (Reading((), frozenset(), frozenset()),)


def split_variants(text: str) -> list[str]:
    """Split a person's name that gives itself more than once: in brackets, after a stroke, in two alphabets.

    >>> split_variants("Сергей НАУМЕЦ / Сергiй НАУМЕЦЬ")
    ['Сергей НАУМЕЦ', 'Сергiй НАУМЕЦЬ']
    """
    text = _REMARK.sub(" ", text)
    outer = _BRACKETED.sub(" ", text).strip()
    parts = [part.strip(" ,") for part in _ALTERNATIVES.split(outer)]
    whole = [part for part in parts if len(part.split()) > 1]
    variants = whole if len(whole) == len(parts) else [outer]
    variants += [part for part in _BRACKETED.findall(text) if len(part.split()) > 1]
    return [part for part in variants if part][:_MOST_VARIANTS] or [text]


def _read_companies(text: str) -> list[Reading]:
    """Read a company's name, what stands in brackets behind it, and what follows the name of its group and a comma."""
    text = _REMARK.sub(" ", text)
    outer = _BRACKETED.sub(" ", text).strip()
    inner = []
    for part in _BRACKETED.findall(text):
        # Brackets that hold nothing but a legal form belong to the name before them.
        if _read_company(part).tokens:
            inner.append(part)
        else:
            outer = f"{outer} {part}"
    read = [_read_company(part) for part in [outer, *inner][:_MOST_VARIANTS] if len(part) > 1]
    # AS may be a name and not a form.
    read = [reading for reading in read if reading.tokens] or [_read_plain(outer)]
    before, comma, after = outer.rpartition(", ")
    if comma and len(after.split()) > 1:
        tail = _read_company(after)
        if tail.tokens and _read_company(before).tokens:
            read.append(replace(tail, tail=True))
    return read


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
        word,
        sound,
        skeleton_of_sound(sound),
        families_of(sound),
        weight,
        generic=False,
        patronymic=False,
        number=word.isdigit(),
        letters=frozenset(word[:1]),
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
def _company_tokens(word: str, banking: bool) -> tuple[Token, ...]:  # noqa: FBT001 - a cached private function takes no keyword cheaply
    if word.isdigit():
        number = word.lstrip("0") or "0"
        return (_plain_token(number, number, 1.0, generic=False, letters=frozenset(number[:1])),)
    word = read_glosses().loans.get(word, word)
    glossed = ("commercial", "bank") if banking and word == "kb" else gloss_word(word)
    if glossed is not None:
        own = frozenset(letters_of(word)[:1]) if len(glossed) == 1 else frozenset()
        initials = read_glosses().initials
        tokens = [
            _plain_token(w, w, _GENERIC, generic=True, letters=initials.get(w, frozenset()) | own | set(letters_of(w)[:1])) for w in glossed
        ]
        return (replace(tokens[0], raw=sound_of(word), word=word), *tokens[1:]) if tokens else ()
    for ending, canonical in _JOINED_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_BEFORE:
            return (*_company_tokens(word.removesuffix(ending), banking), *_company_tokens(canonical, banking))
    sound = sound_of(word)
    stripped = _ADJECTIVE.sub("", sound) or sound
    if stripped.endswith("Z"):  # Volga, Volzhsky
        stripped = stripped[:-1] + "h"
    sound = stripped.rstrip("aeiou") if len(stripped) > _LETTERS_OF_STEM else stripped
    weight = 1.0 if len(word) > 3 else 0.7 if len(word) > 1 else 0.3  # noqa: PLR2004 - short words say less
    letters = letters_of(word)
    spelled = letters if 2 <= len(letters) <= _LONGEST_ACRONYM else ()  # noqa: PLR2004 - one letter abbreviates nothing
    token = _plain_token(word, sound, weight, generic=False, letters=frozenset(letters[:1]), spelled=spelled)
    return (replace(token, raw=sound_of(word)),)


def _plain_token(  # noqa: PLR0913 - one for each field that differs
    word: str, sound: str, weight: float, *, generic: bool, letters: frozenset[str], spelled: tuple[str, ...] = ()
) -> Token:
    skeleton = word if generic or word.isdigit() else skeleton_of_sound(sound)
    return Token(word, sound, skeleton, frozenset(), weight, generic, False, word.isdigit(), letters, spelled)  # noqa: FBT003 - in the order of the fields


def _read_company(text: str) -> Reading:
    kept, forms = _strip_forms(_fold(text))
    words = _PIECES.findall(kept)
    kept_words: list[str] = []
    for word, after in zip(words, [*words[1:], ""], strict=False):
        before = kept_words[-1] if kept_words else ""
        making = word in _MAKING and before in _MADE
        number_sign = word in _NUMBER_SIGNS and after.isdigit()
        ordinal = word in _ORDINALS and before.isdigit()
        if not (making or number_sign or ordinal):
            kept_words.append(word)
    banking = any(word.startswith(("bank", "kredit", "credit")) for word in kept_words)
    named = next((at for at, word in enumerate(kept_words) if word in _NAMED), len(kept_words))
    tokens: list[Token] = []
    for at, word in enumerate(kept_words):
        for token in _company_tokens(word, banking):
            # "Scientific research" and "research" are one thing.
            if token.generic and tokens and tokens[-1].sound == token.sound:
                continue
            tokens.append(token if at < named else replace(token, weight=token.weight * _NAMED_WEIGHT))
    return Reading(tuple(tokens), forms, frozenset(token.word for token in tokens if token.number))


def _read_plain(text: str) -> Reading:
    return Reading(
        tuple(
            token
            for word in _PIECES.findall(_fold(text))
            for token in _company_tokens(word, False)  # noqa: FBT003 - cached by place
        ),
        frozenset(),
        frozenset(),
    )


def _strip_forms(text: str) -> tuple[str, frozenset[tuple[str, bool]]]:
    """Take the legal forms out of a folded text, wherever they stand, as they often repeat in brackets."""
    padded = f" {text} "
    forms = set()
    for form, form_class in read_glosses().forms:
        if f" {form} " in padded:
            shorter = padded.replace(f" {form} ", "  ")
            forms.add((form_class, " " not in form))
            padded = shorter
    return padded, frozenset(forms)


_FORMS = {"llc": "llc", "jsc": "jsc", "jsc.open": "ojsc", "jsc.closed": "cjsc", "jsc.public": "pjsc"}


def spell_cyrillic(name: str, kind: str) -> list[str]:
    """Give the words of a name in Cyrillic in Latin letters, those of a company that are ordinary words in English.

    >>> spell_cyrillic("ОАО «Муромский завод»", "company")
    ['muromskiy', 'factory', 'ojsc']
    """
    if kind != "company":
        return _PIECES.findall(_fold(fix_lookalikes(unicodedata.normalize("NFKC", name))))
    reading = read_slavic(name, kind)[0]
    words = [token.sound if token.generic else token.word for token in reading.tokens]
    # The legal form in its usual translation, for the reader of forms in other names.
    form = next((_FORMS[form] for form, _ in sorted(reading.forms) if form in _FORMS), None)
    return words if form is None else [*words, form]


def spell_arabic(name: str, kind: str) -> list[str]:
    """Give the words of a name in Arabic script in Latin letters, a person's names that the table knows in their usual form.

    >>> spell_arabic("محمد صالحی", "person")
    ['muhammad', 'salhi']
    """
    if kind != "person":
        return _PIECES.findall(fold_text(name))
    parts = read_arabic_words(name)
    words = [min(part.names) if part.names else spell_sound(part.sounds[0]) for part in parts]
    return [word for word in words if word] or _PIECES.findall(fold_text(name))
