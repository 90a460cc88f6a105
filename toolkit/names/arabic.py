"""Words in Arabic script and their Latin spellings: consonants first, since short vowels are not written.

One sign stands for many letters and one letter for many signs: ق is q, k, g or gh, ض d, dh or z, و w, v, u, o or ou; ع and ة
are often dropped. So both sides are brought to one line of sound classes by rules of their own, and words that are names in
wide use are looked up first. A word is split into its parts (عبدالرحمن, Abdulrahman, Abd al-Rahman), the article falls away.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz.distance import Indel

from toolkit.names.spelling import fold_text
from toolkit.names.table_files import read_rows

__all__ = ["Part", "compare_parts", "read_arabic_words", "read_latin_words", "spell_sound"]

_DIACRITICS = re.compile(r"[\u064b-\u065f\u0670\u0640\u200c-\u200f]")
# Letters that mark only a language, a keyboard or a hamza, and Pashto and Urdu letters by their nearest Persian one.
_UNIFY = str.maketrans("كيىېےۍأإآٱھەۀہؤۇۋټډړڼګٹڈڑںځڅښږ", "کییییی" + "اااا" + "هههه" + "ووو" + "تدرنگ" + "تدرن" + "زسشز")
_WORD = re.compile(r"[\u0621-\u064a\u066e-\u06d3]+")
# Sound classes: capitals settled sounds; small a, i, u long vowels as written. A second class in a word's other reading.
_SOUND = {
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "C", "ح": "h", "خ": "X", "د": "d", "ذ": "z", "ر": "r",
    "ز": "z", "ژ": "j", "س": "s", "ش": "S", "ص": "s", "ض": "z", "ط": "t", "ظ": "z", "ع": "", "غ": "g", "ف": "f", "ق": "k",
    "ک": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "", "و": "u", "ی": "i", "ء": "", "ئ": "i",
}  # fmt: skip
_OTHER = {"ث": "t", "ج": "g", "ض": "d", "ذ": "d", "ظ": "d", "ق": "g", "غ": "k"}
_LATIN = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tch|ch", "C"),
        (r"sh|sch", "S"),
        (r"kh", "X"),
        (r"gh", "g"),
        (r"th", "s"),
        (r"dh", "z"),
        (r"dj|zh|j", "j"),
        (r"ph", "f"),
        (r"x", "ks"),
        (r"ck|c|q", "k"),
        (r"ee|ie|ei|ey|ay|ai", "i"),
        (r"ou|oo|au|aw|ow", "u"),
        (r"[wv]", "u"),
        (r"[ey]", "i"),
        (r"o", "u"),
        (r"(?<=[aiu])h$", ""),
        (r"(.)\1+", r"\1"),
    )
)
_FINAL_H = re.compile(r"(?<=.)h$")
_VOWELS = re.compile(r"(?<!^)[aiu]")
_CLASSES = str.maketrans("gpzCX", "kbsSh")
_REPEATED = re.compile(r"(.)\1+")
_ARTICLE = re.compile(r"^ال(?=...)")
_LATIN_ARTICLE = re.compile(r"^(?:al|el)(?=[b-df-hj-np-tv-z][a-z]{3})")
_SHORTEST_REST = 3
_ABD = re.compile(r"^(?:abd)(?:[aeou]{1,2}[lrsdnzt]?)?(?P<rest>[a-z]{4,})$")
_DIN = re.compile(r"^(?P<name>[a-z]{3,}?)(?:[aeou]{0,2}(?:[ld])?d(?:in|een|ine|ien))$")
_LLAH = re.compile(r"^(?P<name>[a-z]{3,}?)(?:[aeou]llah|[aeou]lah)$")


@dataclass(frozen=True, slots=True)
class Part:
    """One word, or part of one, as it is compared."""

    word: str
    names: frozenset[str]
    """Names of the table that it may stand for."""
    sounds: tuple[str, ...]
    """Its readings with vowels as written, the likeliest first."""
    skeletons: frozenset[str]
    weight: float


_SAME = 0.86  # the same consonants
_SHORT = 0.72  # the same two consonants, or one
_NEAR = 0.78  # below this two lines of consonants are two words
_LETTERS_OF_NEAR = 3


def compare_parts(a: Part, b: Part) -> float:
    """Compare a part in Arabic script with one in Latin letters: 1 for one name, else by consonants and the vowels that are written.

    >>> compare_parts(read_arabic_words("ظهوریان")[0], read_latin_words("Zahourian")[0]) > 0.9
    True
    """
    if a.names and b.names:
        return 1.0 if not a.names.isdisjoint(b.names) else 0.0
    if not a.skeletons.isdisjoint(b.skeletons):
        covered = max(_cover(x, y) for x in a.sounds for y in b.sounds)
        base = _SAME if max(map(len, a.skeletons)) > 2 else _SHORT  # noqa: PLR2004 - two consonants are shared by many words
        return base + (1 - base) * covered
    near = max(Indel.normalized_similarity(x, y) for x in a.skeletons for y in b.skeletons)
    if near < _NEAR or min(map(len, (*a.skeletons, *b.skeletons))) < _LETTERS_OF_NEAR:
        return 0.0
    return near * near


def _cover(x: str, y: str) -> float:
    """Share of the shorter line that stands in the longer one in its order: unwritten vowels cost nothing."""
    common = (len(x) + len(y) - Indel.distance(x, y)) / 2
    return common / max(1, min(len(x), len(y)))


@dataclass(frozen=True, slots=True)
class _Table:
    arabic: dict[str, frozenset[str]]
    latin: dict[str, frozenset[str]]
    weights: dict[str, float]
    starts: tuple[str, ...]


_WEIGHTS = {"given": 0.7, "part": 0.35, "title": 0.15, "skip": 0.0}


@cache
def _read_table() -> _Table:
    arabic: dict[str, set[str]] = {}
    latin: dict[str, set[str]] = {}
    weights = {}
    for canonical, kind, written, spelled in read_rows("arabic_names.tsv"):
        weights[canonical] = _WEIGHTS[kind]
        for form in written.split():
            arabic.setdefault(_unify(form), set()).add(canonical)
        for form in [canonical, *spelled.split()]:
            latin.setdefault(re.sub(r"[^a-z]", "", form), set()).add(canonical)
    return _Table(
        {k: frozenset(v) for k, v in arabic.items()},
        {k: frozenset(v) for k, v in latin.items()},
        weights,
        tuple(sorted((form for form in latin if len(form) > 2), key=lambda form: (-len(form), form))),  # noqa: PLR2004 - two letters begin too many words
    )


def _unify(text: str) -> str:
    return _DIACRITICS.sub("", unicodedata.normalize("NFKC", text)).translate(_UNIFY)


@lru_cache(1 << 16)
def read_arabic_words(text: str) -> tuple[Part, ...]:
    """Read a name in Arabic script: its parts, articles and words between names left out.

    >>> [sorted(part.names) for part in read_arabic_words("عبدالرحمن محمد")]
    [['abd'], ['rahman'], ['muhammad']]
    """
    return tuple(part for word in _WORD.findall(_unify(text)) for part in _arabic_parts(word))


@lru_cache(1 << 16)
def _arabic_parts(word: str) -> tuple[Part, ...]:
    table = _read_table()
    names = table.arabic.get(word)
    if names is not None:
        return _named_part(word, names, table)
    bare = _ARTICLE.sub("", word)
    if bare != word:
        return _arabic_parts(bare)
    for start in ("عبد",):
        rest = word.removeprefix(start)
        if rest != word and len(rest) >= _SHORTEST_REST:
            return (*_arabic_parts(start), *_arabic_parts(rest))
    for end in ("الله", "الدین"):
        rest = word.removesuffix(end)
        if rest != word and len(rest) >= _SHORTEST_REST - 1:
            return (*_arabic_parts(rest), *_arabic_parts(end))
    for cut in range(len(word) - 2, 2, -1):
        # Two names written as one: علیرضا.
        if word[:cut] in table.arabic and word[cut:] in table.arabic and len(word[cut:]) > 2:  # noqa: PLR2004 - two letters may be anything
            return (*_arabic_parts(word[:cut]), *_arabic_parts(word[cut:]))
    sounds = _sounds_of_arabic(word)
    return (Part(word, frozenset(), sounds, frozenset(map(_skeleton, sounds)), 1.0),)


def _named_part(word: str, names: frozenset[str], table: _Table) -> tuple[Part, ...]:
    weight = max(table.weights[name] for name in names)
    if not weight:
        return ()
    sounds = _sounds_of_arabic(word) if _WORD.match(word) else (_sound_of_latin(word),)
    return (Part(word, names, sounds, frozenset(map(_skeleton, sounds)), weight),)


def _sounds_of_arabic(word: str) -> tuple[str, ...]:
    first = "".join(_SOUND.get(letter, "") for letter in word)
    other = "".join(_OTHER.get(letter, _SOUND.get(letter, "")) for letter in word)
    if word[0] in "عاء" and not first.startswith(("a", "i", "u")):
        first, other = "a" + first, "a" + other
    forms = (_FINAL_H.sub("", first), _FINAL_H.sub("", other))
    return tuple(dict.fromkeys(_REPEATED.sub(r"\1", form) for form in forms if form)) or ("",)


@lru_cache(1 << 16)
def _sound_of_latin(word: str) -> str:
    for pattern, sound in _LATIN:
        word = pattern.sub(sound, word)
    return word


@lru_cache(1 << 16)
def _skeleton(sound: str) -> str:
    """Give the consonants in coarse classes; k and g, b and p, z and s, h and kh fall together, a first vowel counts as one."""
    head = "a" if sound[:1] in {"a", "i", "u"} else sound[:1]
    return _REPEATED.sub(r"\1", (head + _VOWELS.sub("", sound)[1:]).translate(_CLASSES)) if sound else ""


@lru_cache(1 << 16)
def read_latin_words(text: str) -> tuple[Part, ...]:
    """Read a name in Latin letters as it may stand for one in Arabic script.

    >>> [sorted(part.names) for part in read_latin_words("Abdul-Rahman MOHAMED")]
    [['abd'], ['rahman'], ['muhammad']]
    """
    return tuple(part for word in re.findall(r"[a-z]+", fold_text(text)) for part in _latin_parts(word))


@lru_cache(1 << 16)
def _latin_parts(word: str) -> tuple[Part, ...]:
    table = _read_table()
    names = table.latin.get(word)
    if names is not None and word not in {"abdullah", "abdallah", "abdollah"}:
        return _named_part(word, names, table)
    for pattern, part, before in ((_ABD, "abd", True), (_LLAH, "allah", False), (_DIN, "din", False)):
        match = pattern.match(word)
        if match:
            rest = match["rest"] if before else match["name"]
            parts = (*_latin_parts(part), *_latin_parts(rest))
            return parts if before else parts[::-1]
    for start in table.starts:
        rest = word.removeprefix(start)
        if rest != word and len(rest) > _SHORTEST_REST and rest in table.latin and table.weights[next(iter(table.latin[rest]))]:
            return (*_latin_parts(start), *_latin_parts(rest))
    bare = _LATIN_ARTICLE.sub("", word)
    sound = _sound_of_latin(word)
    sounds = (sound,) if bare == word else (sound, _sound_of_latin(bare))
    weight = 1.0 if len(word) > 2 else 0.3  # noqa: PLR2004 - one or two letters say little
    return (Part(word, frozenset(), sounds, frozenset(map(_skeleton, sounds)), weight),)


def spell_sound(sound: str) -> str:
    """Write a line of sound classes in plain Latin letters.

    >>> spell_sound("SiXi")
    'shikhi'
    """
    return sound.replace("S", "sh").replace("X", "kh").replace("C", "ch")
