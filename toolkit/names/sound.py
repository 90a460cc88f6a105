"""Foreign names written in Han by sound: 洛克希德 for Lockheed.

Mandarin has syllables, not clusters: a consonant without a vowel gains one (克 k, 德 d, 特 t, 斯 s, 姆 m, 夫 f), l and r fall
together, a final r is lost or becomes 尔, voiced and voiceless fall together, m before b or p becomes n. So both sides are
brought to a line of sound classes, by the rules below, and the lines are compared, not tested for equality. Vowels count a
little: they tell 塞拉 from 斯里. The rules follow the transcription tables of Xinhua's guide to foreign names.
"""

import re
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase

from rapidfuzz import process
from rapidfuzz.distance import Indel, LCSseq, Levenshtein

from toolkit.names.syllables import read_syllables

__all__ = ["best_sound_span", "sounds_of_latin", "sounds_of_syllables", "spelled_alike"]

_CONSONANTS = 0.7
"""Share of the consonants in the similarity; the vowels have the rest."""
_SHORTEST_WORD = 3
_LEAST = 0.6
_LONGEST_SPAN = 7
_MOST_SPANS = 6
# Latin spellings → classes; capitals are classes, small letters vowels. The longest spelling first.
_LATIN = {
    "schw": "SV", "tsch": "C", "shch": "S", "sch": "S", "tch": "C", "sh": "S", "sz": "S", "ch": "C", "zh": "C", "dj": "C", "dg": "C",
    "ck": "K", "kh": "H", "gh": "K", "ph": "V", "th": "S", "ts": "S", "tz": "S", "cz": "C", "cc": "K", "qu": "Kw", "kn": "N", "wr": "L",
    "ng": "N", "nk": "NK", "mb": "NP", "mp": "NP", "dt": "T", "pf": "V", "ps": "S", "ce": "Se", "ci": "Si", "cy": "Si", "ge": "Ce",
    "gi": "Ci", "gy": "Ci", "wh": "V", "ll": "L", "rr": "L",
    "x": "KS", "b": "P", "p": "P", "d": "T", "t": "T", "g": "K", "k": "K", "q": "K", "c": "K",
    "f": "V", "v": "V", "w": "V", "h": "H", "j": "C", "l": "L", "r": "L", "m": "M", "n": "N", "s": "S", "z": "S", "ee": "i", "oo": "u",
    "ea": "i", "ou": "u", "ay": "ei", "ai": "ei", "ey": "i", "ie": "i", "y": "i",
}  # fmt: skip
_LATIN_PIECES = re.compile("|".join(sorted(_LATIN, key=lambda piece: (-len(piece), piece))))
_CODA_R = re.compile(r"(?<=[aeiou])r(?![aeiouyr])")
_SILENT_H = re.compile(r"(?<=[aeiou])h(?![aeiouy])")
_FINAL_E = re.compile(r"(?<=[a-z]{2}[b-df-hj-np-tv-z])e$")
_TWICE = re.compile(r"([A-Z])\1+")
_NO_VOWELS = str.maketrans("", "", ascii_lowercase)
_NO_CONSONANTS = str.maketrans("", "", ascii_uppercase)
_HEARD_OTHERWISE = (("ch", "k"), ("th", "t"), ("ge", "ke"), ("gi", "ki"))
_ONSETS = (
    ("zh", "C"), ("ch", "C"), ("sh", "S"), ("b", "P"), ("p", "P"), ("m", "M"), ("f", "V"), ("d", "T"), ("t", "T"), ("n", "N"), ("l", "L"),
    ("g", "K"), ("k", "K"), ("h", "H"), ("j", "C"), ("q", "C"), ("x", "S"), ("r", "L"), ("z", "S"), ("c", "S"), ("s", "S"), ("y", ""),
    ("w", "V"),
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


@lru_cache(maxsize=100_000)
def sounds_of_latin(word: str) -> tuple[tuple[str, str], ...]:
    """Give the ways in which a Latin word may be heard in Mandarin: (consonants, vowels).

    >>> sounds_of_latin("hensoldt")
    (('HNSLT', 'eo'),)
    """
    spelled = _SILENT_H.sub("", word) if "h" in word else word
    forms = [spelled]
    if spelled[-1:] == "e":
        forms.append(_FINAL_E.sub("", spelled))
    if "r" in spelled:
        forms.extend([_CODA_R.sub("", form) for form in forms])
    for spelling, other in _HEARD_OTHERWISE:
        if spelling in spelled:
            forms.extend([form.replace(spelling, other) for form in forms])
    heard: dict[tuple[str, str], None] = {}
    for form in dict.fromkeys(forms):
        classes = _LATIN_PIECES.sub(_class_of, form)
        consonants = classes.translate(_NO_VOWELS)
        if len(consonants) > 1 and _TWICE.search(classes):
            classes = _TWICE.sub(r"\1", classes)
            consonants = classes.translate(_NO_VOWELS)
        heard[consonants, classes.translate(_NO_CONSONANTS)] = None
    return tuple(heard)


def _class_of(match: re.Match[str]) -> str:
    return _LATIN[match[0]]


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


@lru_cache(maxsize=20_000)
def _join_syllables(run: str) -> str:
    return "".join(read_syllables(run))


def spelled_alike(word: str, run: str, least: float) -> float:
    """Compare a Latin word with a run's Mandarin reading as a whole, letter by letter; 0 below the least."""
    return float(Indel.normalized_similarity(word, _join_syllables(run), score_cutoff=least))


@lru_cache(maxsize=20_000)
def _list_spans(run: str) -> tuple[tuple[str, ...], list[str], list[tuple[int, int, str]]]:
    """Give the consonants of a run and of every part of it, and beside those its start, end and vowels."""
    syllables = read_syllables(run)
    consonants_of: list[str] = []
    spans: list[tuple[int, int, str]] = []
    if len(syllables) == len(run):
        for start in range(len(syllables)):
            for end in range(start + 1, min(len(syllables), start + _LONGEST_SPAN) + 1):
                for consonants, vowels in sounds_of_syllables(tuple(syllables[start:end])):
                    consonants_of.append(consonants)
                    spans.append((start, end, vowels))
    whole = tuple({consonants: None for consonants, _ in sounds_of_syllables(tuple(syllables))})
    return whole, consonants_of, spans


def best_sound_span(word: str, run: str) -> tuple[float, int, int]:
    """Find the part of a run of Han characters that best renders a Latin word by sound.

    Returns:
        Similarity 0..1 (0 where nothing comes near), start and end within the run.

    >>> best_sound_span("lockheed", "洛克希德马丁")[1:]
    (0, 4)
    """
    if len(word) < _SHORTEST_WORD:
        return 0.0, 0, 0
    whole, consonants_of, spans = _list_spans(run)
    best = (0.0, 0, 0)
    for heard, heard_vowels in sounds_of_latin(word):
        # Nothing in a run comes near a word of whose consonants it has not even half in their order.
        fewest = _LEAST * len(heard)
        if all(LCSseq.similarity(heard, each) < fewest for each in whole):
            continue
        # The best consonants first: the vowels, whatever they are, can add no more than their share.
        cutoff = max(_LEAST, (best[0] - 1 + _CONSONANTS) / _CONSONANTS)
        for _, alike, at in process.extract(
            heard, consonants_of, scorer=Levenshtein.normalized_similarity, processor=None, score_cutoff=cutoff, limit=_MOST_SPANS
        ):
            start, end, vowels = spans[at]
            similarity = _CONSONANTS * alike + (1 - _CONSONANTS) * Indel.normalized_similarity(vowels, heard_vowels)
            if (similarity, -start, start - end) > (best[0], -best[1], best[1] - best[2]):
                best = (similarity, start, end)
    return best
