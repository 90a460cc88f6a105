"""Foreign names written in Han by sound: 洛克希德 for Lockheed.

Mandarin has syllables, not clusters: a consonant without a vowel gains one (克 k, 德 d, 特 t, 斯 s, 姆 m, 夫 f), l and r fall
together, a final r is lost or becomes 尔, voiced and voiceless fall together, m before b or p becomes n. So both sides are
brought to a line of sound classes, by the rules below, and the lines are compared, not tested for equality. Vowels count a
little: they tell 塞拉 from 斯里. The rules follow the transcription tables of Xinhua's guide to foreign names.
"""

import re
from functools import lru_cache

from rapidfuzz.distance import Indel, Levenshtein

from toolkit.names.syllables import read_syllables

__all__ = ["best_sound_span", "sounds_of_latin", "sounds_of_syllables"]

_CONSONANTS = 0.7
"""Share of the consonants in the similarity; the vowels have the rest."""
_SHORTEST_WORD = 3
_LEAST = 0.5
# Latin spellings → classes; capitals are classes, small letters vowels. The longest spelling first.
_LATIN = {
    "schw": "SV", "tsch": "C", "shch": "S", "sch": "S", "tch": "C", "sh": "S", "sz": "S", "ch": "C", "zh": "C", "dj": "C", "dg": "C",
    "ck": "K", "kh": "H", "gh": "K", "ph": "V", "th": "S", "ts": "S", "tz": "S", "cz": "C", "cc": "K", "qu": "Kw", "kn": "N", "wr": "L",
    "ng": "N", "nk": "NK", "mb": "NP", "mp": "NP", "dt": "T", "pf": "V", "ps": "S", "ce": "Se", "ci": "Si", "cy": "Si", "ge": "Ce", "gi": "Ci",
    "gy": "Ci", "wh": "V", "ll": "L", "rr": "L", "x": "KS", "b": "P", "p": "P", "d": "T", "t": "T", "g": "K", "k": "K", "q": "K", "c": "K",
    "f": "V", "v": "V", "w": "V", "h": "H", "j": "C", "l": "L", "r": "L", "m": "M", "n": "N", "s": "S", "z": "S", "ee": "i", "oo": "u",
    "ea": "i", "ou": "u", "ay": "ei", "ai": "ei", "ey": "i", "ie": "i", "y": "i",
}  # fmt: skip
_LATIN_PIECES = re.compile("|".join(sorted(_LATIN, key=lambda piece: (-len(piece), piece))))
_CODA_R = re.compile(r"(?<=[aeiou])r(?![aeiouyr])")
_SILENT_H = re.compile(r"(?<=[aeiou])h(?![aeiouy])")
_FINAL_E = re.compile(r"(?<=[a-z]{2}[b-df-hj-np-tv-z])e$")
_TWICE = re.compile(r"([A-Z])\1+")
_VOWELS = re.compile("[a-z]")
_ONSETS = (
    ("zh", "C"), ("ch", "C"), ("sh", "S"), ("b", "P"), ("p", "P"), ("m", "M"), ("f", "V"), ("d", "T"), ("t", "T"), ("n", "N"), ("l", "L"),
    ("g", "K"), ("k", "K"), ("h", "H"), ("j", "C"), ("q", "C"), ("x", "S"), ("r", "L"), ("z", "S"), ("c", "S"), ("s", "S"), ("y", ""), ("w", "V"),
)  # fmt: skip
_HARD = {"j": "K", "q": "K", "x": "H"}  # 吉 gi, 基 ki, 希 hi: before i these stand for velars as well
# Syllables that mostly stand for a bare consonant: their vowel is not heard.
_BARE = {
    "de": "T",
    "te": "T",
    "ke": "K",
    "ge": "K",
    "si": "S",
    "shi": "S",
    "zi": "S",
    "ci": "S",
    "er": "L",
    "mu": "M",
    "fu": "V",
    "bu": "P",
    "pu": "P",
    "le": "L",
    "zhi": "C",
    "chi": "C",
}
_WHOLE = {
    "wu": "u",
    "yi": "i",
    "yu": "i",
    "e": "e",
    "ou": "u",
    "you": "iu",
    "ya": "ia",
    "ye": "ie",
    "wo": "Vo",
    "a": "a",
    "ai": "ai",
    "ao": "ao",
    "o": "o",
}


@lru_cache(maxsize=50_000)
def sounds_of_latin(word: str) -> tuple[tuple[str, str], ...]:
    """Give the ways in which a Latin word may be heard in Mandarin: (consonants, vowels).

    >>> sounds_of_latin("hensoldt")
    (('HNSLT', 'eo'),)
    """
    spelled = _SILENT_H.sub("", word)
    forms = {spelled, _FINAL_E.sub("", spelled)}
    forms |= {_CODA_R.sub("", form) for form in forms}
    forms |= {form.replace("ch", "k") for form in forms if "ch" in form}
    forms |= {form.replace("th", "t") for form in forms if "th" in form}
    forms |= {form.replace("g", "k") for form in forms if "ge" in form or "gi" in form}
    forms |= {form.replace("c", "z", 1) for form in forms if form.endswith(("c", "ca", "co"))} if word.endswith("ccio") else set()
    heard = set()
    for form in forms:
        classes = _TWICE.sub(r"\1", _LATIN_PIECES.sub(lambda m: _LATIN[m[0]], form))
        heard.add((_VOWELS.sub("", classes), "".join(_VOWELS.findall(classes))))
    return tuple(sorted(heard))


@lru_cache(maxsize=5_000)
def _sound_of(syllable: str) -> tuple[str, str, str]:
    """Give a syllable's consonants, the other consonants it may stand for, and its vowels."""
    if syllable in _BARE:
        return _BARE[syllable], _BARE[syllable], ""
    if syllable in _WHOLE:
        consonants = "".join(letter for letter in _WHOLE[syllable] if letter.isupper())
        return consonants, consonants, "".join(letter for letter in _WHOLE[syllable] if letter.islower())
    onset, sound = next(((a, b) for a, b in _ONSETS if syllable.startswith(a)), ("", ""))
    rest = syllable[len(onset) :]
    coda = ""
    if rest.endswith(("ng", "n")):
        rest, coda = rest.rstrip("ng"), "N"
    if len(rest) > 1 and rest in {"uo", "iu", "ui"}:
        rest = {"uo": "o", "iu": "iu", "ui": "ui"}[rest]
    return sound + coda, _HARD.get(onset, sound) + coda, rest


@lru_cache(maxsize=50_000)
def sounds_of_syllables(syllables: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Give the ways in which Mandarin syllables may stand for a foreign word: (consonants, vowels).

    >>> sounds_of_syllables(("heng", "suo", "er", "te"))
    (('HNSLT', 'eo'),)
    """
    parts = [_sound_of(syllable) for syllable in syllables]
    vowels = "".join(part[2] for part in parts)
    soft = "".join(part[0] for part in parts).replace("NN", "N")
    hard = "".join(part[1] for part in parts).replace("NN", "N")
    return tuple({(soft, vowels): None, (hard, vowels): None})


@lru_cache(maxsize=200_000)
def best_sound_span(word: str, run: str) -> tuple[float, int, int]:
    """Find the part of a run of Han characters that best renders a Latin word by sound.

    Returns:
        Similarity 0..1 (0 where nothing comes near), start and end within the run.

    >>> best_sound_span("lockheed", "洛克希德马丁")[1:]
    (0, 4)
    """
    syllables = read_syllables(run)
    if len(word) < _SHORTEST_WORD or len(syllables) != len(run):
        return 0.0, 0, 0
    forms = sounds_of_latin(word)
    longest = max(len(consonants) for consonants, _ in forms)
    best = (0.0, 0, 0)
    for start in range(len(syllables)):
        for end in range(start + 1, min(len(syllables), start + longest + 2) + 1):
            similarity = 0.0
            for consonants, vowels in sounds_of_syllables(tuple(syllables[start:end])):
                for heard, heard_vowels in forms:
                    alike = Levenshtein.normalized_similarity(consonants, heard, score_cutoff=_LEAST)
                    if alike:
                        similarity = max(
                            similarity, _CONSONANTS * alike + (1 - _CONSONANTS) * Indel.normalized_similarity(vowels, heard_vowels)
                        )
            # A syllable that starts like the word starts is worth more than one in its middle; the shorter of two equals is meant.
            if similarity > best[0] + 1e-9:
                best = (similarity, start, end)
    return best
