"""Ordinary words in the names of companies that write Cyrillic: завод is plant, factory and works, transliterated zavod.

A canonical English word stands for all of them, whichever way it is written. Words are recognised by their stem, so inflected
forms and transliterations agree. Legal forms and acronyms (НПО, NPO, RPA) are known as well.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from toolkit.names.cyrillic import romanise_cyrillic, sound_of
from toolkit.names.table_files import read_rows

__all__ = ["Glosses", "gloss_word", "letters_of", "read_glosses"]

_SHORTEST_STEM = 3
_LONGEST_STEM = 24
_SHORT_STEM = 4  # a short stem begins many other words: only the plainest endings may follow
_SHORT_ENDING = re.compile(r"(?:n|sk|ov|ev)?(?:i|a|oe|oho|eho|oi|ei|ih|im|om|e|ai|o|u|ov)?")
# What may follow a stem in an inflected or derived word, as sounds.
_ENDING = re.compile(r"o?(?:i?Ce)?(?:n|s?k|a?uS|aS|itel|tel|ov|ev|an|en|in|on|l|ost|ani|eni|Tion)*[aeiou]*[hmv]?[aeiou]*")
_PLURALS = (("ies", "y"), ("es", ""), ("s", ""))
_LETTER = re.compile(r"shch|sh|ch|zh|kh|ts|y[aue]|.")
_LETTER_CLASSES = {
    "shch": "S",
    "sh": "S",
    "ch": "C",
    "zh": "Z",
    "kh": "h",
    "x": "h",
    "ts": "T",
    "c": "T",
    "ya": "a",
    "yu": "u",
    "ye": "e",
    "y": "i",
    "j": "i",
    "g": "h",
    "w": "v",
}


@dataclass(frozen=True, slots=True)
class Glosses:
    """Ordinary words of company names, as look-ups by sound."""

    stems: dict[str, tuple[str, ...]]
    whole: dict[str, tuple[str, ...]]
    english: dict[str, tuple[str, ...]]
    """English word → canonical words."""
    loans: dict[str, str]
    """A foreign word as romanised from Cyrillic → as it is spelled."""
    forms: tuple[tuple[str, str], ...]
    """Legal forms, romanised, in lower case, and their class; the longest first."""
    initials: dict[str, frozenset[str]]
    """Canonical word → first letters of the Cyrillic words it translates."""


@cache
def read_glosses() -> Glosses:
    """Read the tables of company words once."""
    english: dict[str, tuple[str, ...]] = {}
    for meaning, forms in read_rows("cyrillic_english.tsv"):
        for form in forms.split():
            english.setdefault(form, () if meaning == "-" else tuple(meaning.split()))
    stems: dict[str, tuple[str, ...]] = {}
    whole: dict[str, tuple[str, ...]] = {}
    initials: dict[str, set[str]] = {}
    for words, forms in read_rows("cyrillic_words.tsv"):
        canonical = () if words == "-" else tuple(w for word in words.split() for w in english.get(word, (word,)))
        for word in canonical:
            english.setdefault(word, (word,))
        for form in forms.split():
            roman = re.sub(r"[^a-z=]", "", romanise_cyrillic(form))
            if len(canonical) == 1:
                initials.setdefault(canonical[0], set()).update(letters_of(roman.lstrip("="))[:1])
            if form.startswith("="):
                whole.setdefault(roman[1:], canonical)
            else:
                stems.setdefault(sound_of(roman).rstrip("aeiou"), canonical)
    loans = {romanise_cyrillic(form): word for word, forms in read_rows("cyrillic_loans.tsv") for form in forms.split()}
    forms_found = {romanise_cyrillic(form): form_class for form_class, form in read_rows("cyrillic_forms.tsv")}
    return Glosses(
        stems,
        whole,
        english,
        loans,
        tuple(sorted(forms_found.items(), key=lambda item: (-len(item[0]), item[0]))),
        {word: frozenset(letters) for word, letters in initials.items()},
    )


@lru_cache(1 << 16)
def letters_of(word: str) -> tuple[str, ...]:
    """Split a romanised acronym into the letters it had.

    >>> letters_of("tskb") == letters_of("ckb")
    True
    """
    return tuple(_LETTER_CLASSES.get(letter, letter) for letter in _LETTER.findall(word))


@lru_cache(1 << 16)
def gloss_word(word: str) -> tuple[str, ...] | None:
    """Translate one romanised word of a company's name to canonical English words; None where it is no ordinary word.

    >>> gloss_word(romanise_cyrillic("судостроительного")) == gloss_word("shipbuilding") == ("ship",)
    True
    >>> gloss_word("gazprom") is None
    True
    """
    glosses = read_glosses()
    found = glosses.whole.get(word, glosses.english.get(word))
    for ending, singular in _PLURALS:
        if found is None and word.endswith(ending):
            found = glosses.english.get(word.removesuffix(ending) + singular)
    if found is not None:
        return found
    sound = sound_of(word)
    for length in range(min(len(sound), _LONGEST_STEM), _SHORTEST_STEM - 1, -1):
        words = glosses.stems.get(sound[:length])
        if words is not None and (_ENDING if length > _SHORT_STEM else _SHORT_ENDING).fullmatch(sound, length):
            return words
    return None
