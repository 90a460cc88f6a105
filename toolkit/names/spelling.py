"""Spelling of single words: folding to plain Latin letters, and the consonants that survive a transliteration."""

import re
import unicodedata
from functools import cache

__all__ = ["fold_text", "skeleton_of"]

_APOSTROPHES = re.compile(r"['’‘ʼ`´ʹʻ]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_DOTTED = re.compile(r"(?<![a-z])[a-z](?:\.[a-z])+(?![a-z])\.?")
# Sounds are written in capitals so that a later rule does not take them for letters.
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch|sh|sz", "S"),
        (r"tch|tsch|ch|dzh|dj|zh|j(?=[aeiou])", "C"),
        (r"kh|gh", "H"),
        (r"ph", "F"),
        (r"th", "T"),
        (r"ts|tz|cz|z|c(?=[iey])", "S"),
        (r"x", "KS"),
        (r"ck|q|c", "K"),
        (r"g(?=[iey])", "C"),
        (r"w", "V"),
    )
)
_SILENT = re.compile(r"(?<!^)[aeiouyjhH]")
_REPEATED = re.compile(r"(.)\1+")


def fold_text(text: str) -> str:
    """Bring a text in any alphabet to lower-case words of plain Latin letters and digits, parted by single spaces.

    Han characters are read by their own table first (:mod:`toolkit.names.han`); here they are read one by one.

    >>> fold_text("Société Générale d’Énergie S.A.")
    'societe generale denergie sa'
    >>> fold_text("Газпром нефть")
    'gazprom neft'
    """
    from anyascii import anyascii

    folded = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", text))
    folded = _APOSTROPHES.sub("", anyascii(folded).lower())
    folded = _DOTTED.sub(lambda match: match[0].replace(".", "") + " ", folded)
    return _NOT_WORD.sub(" ", folded).strip()


@cache
def skeleton_of(word: str) -> str:
    """Reduce a word to its first letter and the consonants after it, sounds that transliterations confuse made equal.

    >>> skeleton_of("mohammed") == skeleton_of("muhamad")
    True
    >>> skeleton_of("tchaikovsky") == skeleton_of("chaykovskiy")
    True
    """
    if word.isdigit():
        return word
    sound = word
    for pattern, replacement in _SOUNDS:
        sound = pattern.sub(replacement, sound)
    sound = _SILENT.sub("", sound).lower()
    if sound[:1] in "aeiouy":
        sound = "a" + sound[1:]
    return _REPEATED.sub(r"\1", sound)
