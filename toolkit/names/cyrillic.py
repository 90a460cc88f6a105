"""Words in Cyrillic and their Latin spellings: one sound for what passports, lists and newspapers write in many ways.

Щедрин is Shchedrin, Schedrin, Chtchedrine; Шведов of Minsk is Shvedau; Сергей, Сергій and Сяргей are one given name. Both
sides of a comparison go through the same rules, so a rule need not be reversible: it only has to be the same for all the
transliterations (ICAO 9303, BGN/PCGN, GOST 7.79, the scholarly, French and German habits, the Belarusian and Ukrainian rules).
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

__all__ = [
    "Glosses",
    "families_of",
    "father_of",
    "fix_lookalikes",
    "gloss_word",
    "letters_of",
    "read_glosses",
    "romanise_cyrillic",
    "skeleton_of_sound",
    "sound_of",
]

_LETTERS = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџѓќѕәғқңөұүһѣ",
        "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya yo i yi ye g u dj j lj nj ch dzh gj kj dz a g k n o u u h e".split(),
        strict=True,
    )
)
_ROMAN = {ord(letter): latin.replace("_", "") for letter, latin in _LETTERS.items()}
# Latin letters that stand in Cyrillic words on real lists, typed on the wrong keyboard or read by a machine.
_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceiopxyëtmÏïĸ", "АВСЕНКМОРТХУасеіорхуётмЇїк")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_MIXED = re.compile(r"\w*[\u0400-\u04ff]\w*")
_SHORT_LOOKALIKE = re.compile(r"(?<!\w)[ABCEHKMOPTXaceopx]{1,3}(?!\w)")
_SHORTEST_STEM = 3
_LONGEST_STEM = 24

# One pass a rule; capital letters are sounds already settled: C ч, S ш щ, Z ж, J дж.
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tech", "tekh"),
        (r"ce$", "s"),
        (r"schtsch|shtch|chtch|shch|stch|sch|sh|sz", "S"),
        (r"tsch|tch|ch|cz", "C"),
        (r"dzh|dj", "J"),
        (r"zh", "Z"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"(?<=[oe])ff?$", "v"),
        (r"ts|tz|c(?=[eiy])", "T"),
        (r"x", "ks"),
        (r"ck|q|c", "k"),
        (r"kh|gh|g", "h"),
        (r"w", "v"),
        (r"dz", "d"),
        # The Belarusian ў, written u: Shatrou, Mikalaeuna, Uladzimir.
        (r"ou(?=$|sk)", "ov"),
        (r"ou", "u"),
        (r"(?<=[ae])u(?=[^aeiouyj]|$)", "v"),
        (r"^u(?=[^aeiouyj])", "v"),
        (r"[iyj]+a", "a"),
        (r"[iyj]+u", "u"),
        (r"[iyj]+[eo]", "e"),
        (r"[iyj]+", "i"),
        (r"(.)\1+", r"\1"),
    )
)
_VOWELS = re.compile(r"(?<!^)[aeiou]")
_CLASSES = str.maketrans("TSzZ", "tssz")
_REPEATED = re.compile(r"(.)\1+")
_PATRONYMIC = re.compile(r"(?P<stem>\w{2,}?)(?:[aeiou]*v(?P<son>iC)|[aeiou]*v(?P<daughter>na)|i(?P<plain>C|Cna|niCna))$")
# What may follow a stem in an inflected or derived word, as sounds.
_ENDING = re.compile(r"(?:iCe)?(?:n|s?k|ov|ev|an|en|in|on|l|ost|ani|eni|Tion)*[aeiou]*[hmv]?[aeiou]*")


def romanise_cyrillic(text: str) -> str:
    """Write Cyrillic letters in Latin ones, lower case, nearly as the United States Board on Geographic Names does.

    >>> romanise_cyrillic("Щукин")
    'shchukin'
    >>> romanise_cyrillic("Аляксандр Рыбакоў")
    'alyaksandr rybakou'
    """
    return text.lower().translate(_ROMAN)


def fix_lookalikes(text: str) -> str:
    """Put Cyrillic letters for the Latin ones that look like them, in words that hold letters of both alphabets.

    Short words that hold no other letters (AO, C) are taken for Cyrillic too where the rest of the text is.

    >>> fix_lookalikes("Cтpатим и IBM") == "Стратим и IBM"
    True
    """
    if not _CYRILLIC.search(text):
        return text
    text = _MIXED.sub(lambda match: match[0].translate(_LOOKALIKES), text)
    return _SHORT_LOOKALIKE.sub(lambda match: match[0].translate(_LOOKALIKES), text)


@lru_cache(1 << 16)
def sound_of(word: str) -> str:
    """Reduce a word in plain Latin letters to what its Slavic transliterations have in common.

    >>> sound_of("tkachyov") == sound_of("tkachev") == sound_of("tkatcheff")
    True
    >>> sound_of("shatrov") == sound_of("shatrou")
    True
    """
    for pattern, sound in _RULES:
        word = pattern.sub(sound, word)
    return word


@lru_cache(1 << 16)
def skeleton_of_sound(sound: str) -> str:
    """Leave the vowels after the first letter out, and what Belarusian and Ukrainian spellings confuse besides.

    >>> skeleton_of_sound(sound_of("orlov")) == skeleton_of_sound(sound_of("arlou"))
    True
    """
    skeleton = _VOWELS.sub("", sound).translate(_CLASSES)
    if skeleton[:1] in "aeiou":
        skeleton = "a" + skeleton[1:]
    return _REPEATED.sub(r"\1", skeleton)


def _rows(name: str) -> list[list[str]]:
    text = files("toolkit.names").joinpath("tables", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _families() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Give sound → families of a given name, and sound without its last vowels → the same, for patronymics."""
    families: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for canonical, forms in _rows("cyrillic_given_names.tsv"):
        for form in [canonical, *forms.split()]:
            sound = sound_of(romanise_cyrillic(form).replace("'", ""))
            families.setdefault(sound, set()).add(canonical)
            stems.setdefault(sound.rstrip("aeiou"), set()).add(canonical)
    return {k: frozenset(v) for k, v in families.items()}, {k: frozenset(v) for k, v in stems.items()}


def families_of(sound: str) -> frozenset[str]:
    """Name the given names that a sound may stand for; empty where it is none that the table knows.

    >>> families_of(sound_of("siarhei")) == families_of(sound_of("sergey")) == {"sergei"}
    True
    """
    return _families()[0].get(sound, frozenset())


@lru_cache(1 << 16)
def father_of(sound: str) -> tuple[str, frozenset[str]] | None:
    """Read a patronymic: its stem and the given names of the father that it may be made of.

    Surnames may look like patronymics (Abramovich); the caller knows by the word's place which it is.

    >>> father_of(sound_of("mikalaeuna"))
    ('mihal', frozenset({'nikolai'}))
    >>> father_of(sound_of("orlov")) is None
    True
    """
    match = _PATRONYMIC.match(sound)
    if match is None:
        return None
    stem = match["stem"].rstrip("aeiou")
    return stem, _families()[1].get(stem, frozenset())


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
    for canonical, forms in _rows("cyrillic_english.tsv"):
        for form in forms.split():
            english.setdefault(form, () if canonical == "-" else tuple(canonical.split()))
    stems: dict[str, tuple[str, ...]] = {}
    whole: dict[str, tuple[str, ...]] = {}
    initials: dict[str, set[str]] = {}
    for words, forms in _rows("cyrillic_words.tsv"):
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
    loans = {romanise_cyrillic(form): word for word, forms in _rows("cyrillic_loans.tsv") for form in forms.split()}
    forms_found = {romanise_cyrillic(form): form_class for form_class, form in _rows("cyrillic_forms.tsv")}
    return Glosses(
        stems,
        whole,
        english,
        loans,
        tuple(sorted(forms_found.items(), key=lambda item: (-len(item[0]), item[0]))),
        {word: frozenset(letters) for word, letters in initials.items()},
    )


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
        if words is not None and _ENDING.fullmatch(sound, length):
            return words
    return None
