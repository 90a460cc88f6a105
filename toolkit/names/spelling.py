"""Spelling of single words: folding to plain Latin letters, and the consonants that survive a transliteration."""

import re
import unicodedata
from functools import lru_cache

__all__ = ["fold_text", "skeleton_of"]

_APOSTROPHES = str.maketrans("", "", "'’‘ʼ`´ʹʻ")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_DOTTED = re.compile(r"(?<![a-z])[a-z](?:\.[a-z])+(?![a-z])\.?")
# One pass over the word, the longest spelling of a sound first. Sounds are capitals, silent letters nothing.
_SPELLINGS = {
    "S": ("shch", "sch", "sh", "sz", "ts", "tz", "cz", "z", "s"),
    "C": ("tch", "tsch", "ch", "dzh", "dj", "zh"),
    "F": ("ph", "f"),
    "T": ("th", "t"),
    "KS": ("x",),
    "K": ("ck", "q", "k", "c"),
    "V": ("w", "v"),
    "H": ("kh", "gh", "h"),
    "G": ("g",),
    "J": ("j",),
}
_SOUND_OF = {spelling: sound for sound, spellings in _SPELLINGS.items() for spelling in spellings}
_SPELLED = re.compile("|".join(sorted(_SOUND_OF, key=lambda spelling: (-len(spelling), spelling))))
_SOFT = re.compile(r"([cgj])(?=[aeiouy])")
_SILENT = re.compile(r"(?<!^)[aeiouyJH]")
_REPEATED = re.compile(r"(.)\1+")
_SOFT_SOUNDS = {
    "ci": "s",
    "ce": "s",
    "cy": "s",
    "gi": "ch",
    "ge": "ch",
    "gy": "ch",
    "ja": "ch",
    "je": "ch",
    "ji": "ch",
    "jo": "ch",
    "ju": "ch",
}


def fold_text(text: str) -> str:
    """Bring a text in any alphabet to lower-case words of plain Latin letters and digits, parted by single spaces.

    Han characters are read by their own table first (:mod:`toolkit.names.han`); here they are read one by one.

    >>> fold_text("Société Générale d’Énergie S.A.")
    'societe generale denergie sa'
    >>> fold_text("Газпром нефть")
    'gazprom neft'
    """
    if text.isascii():
        folded = text.lower()
    else:
        from anyascii import anyascii

        folded = anyascii(unicodedata.normalize("NFKC", text).translate(_APOSTROPHES)).lower()
    folded = folded.translate(_APOSTROPHES)
    if "." in folded:
        folded = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", folded)
    return _NOT_WORD.sub(" ", folded).strip()


@lru_cache(maxsize=200_000)
def skeleton_of(word: str) -> str:
    """Reduce a word to its first letter and the consonants after it, sounds that transliterations confuse made equal.

    >>> skeleton_of("mohammed") == skeleton_of("muhamad")
    True
    >>> skeleton_of("tchaikovsky") == skeleton_of("chaykovskiy")
    True
    """
    if word.isdigit():
        return word
    softened = _SOFT.sub(lambda m: _SOFT_SOUNDS.get(word[m.start() : m.start() + 2], m[0]), word)
    sound = _SPELLED.sub(lambda m: _SOUND_OF[m[0]], softened)
    sound = _SILENT.sub("", sound).lower()
    if sound[:1] in "aeiouy":
        sound = "a" + sound[1:]
    return _REPEATED.sub(r"\1", sound)
