"""Words in Cyrillic and their Latin spellings: one sound for what passports, lists and newspapers write in many ways.

Щедрин is Shchedrin, Schedrin, Chtchedrine; Шведов of Minsk is Shvedau; Сергей, Сергій and Сяргей are one given name. Both
sides of a comparison go through the same rules, so a rule need not be reversible: it only has to be the same for all the
transliterations (ICAO 9303, BGN/PCGN, GOST 7.79, the scholarly, French and German habits, the Belarusian and Ukrainian rules).
"""

import re
from functools import cache, lru_cache

from toolkit.names.table_files import read_rows

__all__ = ["families_of", "father_of", "fix_lookalikes", "romanise_cyrillic", "skeleton_of_sound", "sound_of"]

_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўђјљњћџѓќѕәғқңөұүһѣ"
_SPELLED = (
    "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya yo i yi ye g u "
    "dj j lj nj ch dzh gj kj dz a g k n o u u h e"  # Serbian, Macedonian, Kazakh; the old yat of Bulgarian
)
_LETTERS = dict(zip(_ALPHABET, _SPELLED.split(), strict=True))
_ROMAN = {ord(letter): latin.replace("_", "") for letter, latin in _LETTERS.items()}
# Latin letters that stand in Cyrillic words on real lists, typed on the wrong keyboard or read by a machine.
_LOOKALIKES = str.maketrans("ABCEHKMOPTXYaceiopxyëtmÏïĸ", "АВСЕНКМОРТХУасеіорхуётмЇїк")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_MIXED = re.compile(r"\w*[\u0400-\u04ff]\w*")
_SHORT_LOOKALIKE = re.compile(r"(?<!\w)[ABCEHKMOPTXaceopx]{1,3}(?!\w)")

# One pass a rule; capital letters are sounds already settled: C ч, S ш щ, Z ж, J дж.
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"tech", "tekh"),
        (r"ce$", "s"),
        (r"tion", "tsia"),
        (r"qu", "kv"),
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


@cache
def _families() -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Give sound → families of a given name, and sound without its last vowels → the same, for patronymics."""
    families: dict[str, set[str]] = {}
    stems: dict[str, set[str]] = {}
    for canonical, forms in read_rows("cyrillic_given_names.tsv"):
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
    ('mikal', frozenset({'nikolai'}))
    >>> father_of(sound_of("orlov")) is None
    True
    """
    match = _PATRONYMIC.match(sound)
    if match is None:
        return None
    stem = match["stem"].rstrip("aeiou")
    return stem, _families()[1].get(stem, frozenset())
