"""The faces of a text: the forms under which somebody may look for it.

A phone number is written with blanks, hyphens or nothing; a ship's name in Han script, in pinyin, or as Hong Kong spells
it. So a text is indexed under several forms, each made by one function here, and a question is put in the same forms.
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from toolkit.names import fold_text, prepare_name, script_of, simplify_han, skeleton_of
from toolkit.names.han import read_han
from toolkit.names.scripts import HAN
from toolkit.names.syllables import SYSTEMS, list_readings, read_syllables

__all__ = [
    "Faces",
    "drop_separators",
    "faces_of",
    "find_reading_starts",
    "fold",
    "holds",
    "pair_characters",
    "read_letters",
    "sound_words",
    "translate",
]

_SEPARATORS = re.compile(r"[\W_]+")
_HAN_RUNS = re.compile(f"({HAN.pattern}+)")
_PAIRS = re.compile(f"(?=({HAN.pattern}[^\\W_]|[^\\W_]{HAN.pattern}))")
_OF_OTHER_SCRIPTS = frozenset({"reading", "translation"})
_MADE = _OF_OTHER_SCRIPTS | {"sound"}
_SHORT = 2
_LONGEST_NAME = 120


class Faces(NamedTuple):
    """Forms of one text; those that would repeat another are empty."""

    written: str
    """Lower case, plain width, Simplified characters."""
    unseparated: str
    """The same without blanks, hyphens and other marks."""
    reading: str
    """Other scripts read in Latin letters, without blanks; several systems parted by blanks."""
    translation: str
    """Names in Han script, place and trade words in English, the rest read."""
    sound: str
    """Names outside Han script: the consonants of each word, a blank on either side."""


def faces_of(text: str, *, name: bool) -> Faces:
    """Give the forms under which a text is to be found.

    Args:
        text: as it was written.
        name: whether it is a name; only names are translated and compared by their sound.

    >>> faces_of("海悅 66", name=True)
    Faces(written='海悦 66', unseparated='海悦66', reading='haiyue66 haiyueh66', translation='', sound='')
    >>> faces_of("138-0013 8000", name=False).unseparated
    '13800138000'
    """
    written = fold(text)
    bare = drop_separators(written)
    unseparated = "" if bare == written else bare
    is_name = name and len(text) <= _LONGEST_NAME
    if written.isascii():
        return Faces(written, unseparated, "", "", sound_words(written) if is_name else "")
    plain = read_letters(written)
    readings = [plain, *(_read_otherwise(written) if is_name else ())]
    translated = translate(written) if is_name else ""
    return Faces(
        written,
        unseparated,
        " ".join(dict.fromkeys(reading for reading in readings if reading)),
        translated if translated != plain else "",
        sound_words(written) if is_name else "",
    )


def holds(text: str, forms: frozenset[str], needle: str, *, name: bool) -> bool:
    """Tell whether a text holds a needle under one of some of its forms; the quickest to make are looked at first.

    >>> holds("海悅 66", frozenset({"reading"}), "haiyue", name=True), holds("海悅 66", frozenset({"written"}), "66海", name=True)
    (True, False)
    """
    written = fold(text)
    if "written" in forms and needle in written:
        return True
    if "unseparated" in forms and needle in drop_separators(written):
        return True
    others = forms & _MADE
    if not others or (written.isascii() and others <= _OF_OTHER_SCRIPTS):
        return False
    if "reading" in others and needle in read_letters(written):
        return True
    faces = faces_of(text, name=name)
    return any(needle in getattr(faces, form) for form in others)


def fold(text: str) -> str:
    """Bring a text to lower case, plain width and Simplified characters, blanks made single.

    >>> fold("  ＭＶ  海悅 ")
    'mv 海悦'
    """
    plain = text if text.isascii() else simplify_han(unicodedata.normalize("NFKC", text))
    return " ".join(plain.replace("\x00", " ").split()).lower()


def drop_separators(folded: str) -> str:
    """Leave only letters and digits.

    >>> drop_separators("tclu 123456-7")
    'tclu1234567'
    """
    return folded if folded.isalnum() else _SEPARATORS.sub("", folded)


def find_reading_starts(folded: str) -> frozenset[int]:
    """Give the places in :func:`read_letters` of a text at which one of its characters or words begins.

    >>> sorted(find_reading_starts("海悦轮 66"))
    [0, 3, 6, 9]
    """
    starts, at = set(), 0
    for word in _read_words(folded):
        starts.add(at)
        at += len(word)
    return frozenset(starts)


def read_letters(folded: str) -> str:
    """Read a text in Latin letters and digits, without blanks; Han characters in Mandarin, without tones.

    >>> read_letters("海悦轮 66"), read_letters("газпром нефть")
    ('haiyuelun66', 'gazpromneft')
    """
    return "".join(_read_words(folded))


def _read_words(folded: str) -> list[str]:
    words: list[str] = []
    for at, run in enumerate(_HAN_RUNS.split(folded)):
        words += read_syllables(run) if at % 2 else _spell_words(run)
    return words


def _spell_words(run: str) -> tuple[str, ...]:
    if run and not run.isascii() and script_of(run) == "arabic":
        return prepare_name(run, "person").words
    return tuple(fold_text(run).split())


def _read_otherwise(folded: str) -> list[str]:
    """Readings of Han characters by the systems other than pinyin, as far as each has one for every character."""
    han = "".join(HAN.findall(folded))
    if not han:
        return []
    readings: dict[tuple[int, int], str] = {}
    for reading, places in list_readings(han).items():
        for place in places:
            readings.setdefault((place % len(SYSTEMS), place // len(SYSTEMS)), reading)
    digits = "".join(re.findall(r"\d+", folded))
    found = []
    for system in range(1, len(SYSTEMS)):
        syllables = [readings.get((system, at)) or (readings.get((0, at), "") if system == 1 else "") for at in range(len(han))]
        if all(syllables):
            found.append("".join(syllables) + digits)
    return found


@lru_cache(1 << 16)
def translate(folded: str) -> str:
    """Read a name in Han script with its place and trade words in English, without blanks; empty without Han characters.

    >>> translate("宁波绿源贸易")
    'ningboluyuantrading'
    """
    if not HAN.search(folded):
        return ""
    words: list[str] = []
    for at, run in enumerate(_HAN_RUNS.split(folded)):
        words += read_han(run) if at % 2 else fold_text(run).split()
    return "".join(words)


def sound_words(folded: str) -> str:
    """Give the consonants of each word that transliterations keep, a blank on either side of each; empty for Han script.

    >>> sound_words("mohammed al sayed") == sound_words("muhamad al sayyid")
    True
    """
    words = () if not folded or HAN.search(folded) else _spell_words(folded)
    return f" {' '.join(map(skeleton_of, words))} " if words else ""


def pair_characters(folded: str) -> str:
    """Give what is too short for groups of three: pairs with a Han character in them, last characters, and short wholes.

    >>> pair_characters("海悦轮66")
    '海悦 悦轮 轮6'
    >>> pair_characters("cn"), pair_characters("油")
    ('cn', '油')
    """
    if len(folded) <= _SHORT:
        return drop_separators(folded)
    if folded.isascii():
        return ""
    last = (run[-1] for run in _SEPARATORS.split(folded) if run)
    return " ".join(dict.fromkeys([*_PAIRS.findall(folded), *(character for character in last if HAN.match(character))]))
