"""How single Han characters are read: Mandarin in pinyin and Wade-Giles, Cantonese as Hong Kong writes it, Japanese."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from toolkit.names.table_files import read_rows

__all__ = ["SYSTEMS", "consume_word", "list_readings", "read_syllables"]

SYSTEMS = ("pinyin", "wade_giles", "cantonese", "japanese")
_SYSTEM_COUNT = len(SYSTEMS)
_LONGEST_READING = 10
_LONGEST_WORD = 2  # characters that a Japanese reading of the table spans at most
# Wade-Giles as it stands in names, without apostrophes. Source: the table of any atlas before 1979.
_INITIALS = (("zh", "ch"), ("q", "ch"), ("x", "hs"), ("j", "ch"), ("z", "ts"), ("c", "ts"), ("b", "p"), ("d", "t"), ("g", "k"), ("r", "j"))
_FINALS = (("ong", "ung"), ("ian", "ien"), ("ie", "ieh"), ("ue", "ueh"), ("uo", "o"))
_WHOLE = {
    "si": "szu",
    "zi": "tzu",
    "ci": "tzu",
    "shi": "shih",
    "zhi": "chih",
    "chi": "chih",
    "ri": "jih",
    "e": "o",
    "er": "erh",
    "guo": "kuo",
}


def read_syllables(text: str) -> list[str]:
    """Read Han characters in Mandarin, one syllable each, without tones; characters without a reading are left out.

    Lü and nü are written lu and nu, as most names write them.

    >>> read_syllables("绿源")
    ['lu', 'yuan']
    """
    return [syllable for syllable in map(_read_character, text) if syllable]


@lru_cache(maxsize=50_000)
def _read_character(character: str) -> str:
    from pypinyin.constants import PINYIN_DICT

    first = PINYIN_DICT.get(ord(character), "").split(",")[0]
    plain = unicodedata.normalize("NFD", first)
    return "".join(letter for letter in plain if "a" <= letter <= "z")


def _write_wade_giles(pinyin: str) -> str:
    if pinyin in _WHOLE:
        return _WHOLE[pinyin]
    initial = next(((a, b) for a, b in _INITIALS if pinyin.startswith(a)), ("", ""))
    rest = pinyin.removeprefix(initial[0])
    for final, written in _FINALS:
        if rest.endswith(final):
            rest = rest.removesuffix(final) + written
            break
    if pinyin in {"yan", "you", "yong"}:
        return {"yan": "yen", "you": "yu", "yong": "yung"}[pinyin]
    return initial[1] + rest


@cache
def _tables() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    cantonese: dict[str, list[str]] = {}
    japanese: dict[str, list[str]] = {}
    for name, readings in (("readings_cantonese.tsv", cantonese), ("readings_japanese.tsv", japanese)):
        for key, values in read_rows(name):
            for value in values.split():
                written, reading = (value, key) if name == "readings_cantonese.tsv" else (key, value)
                if reading not in readings.setdefault(written, []):
                    readings[written].append(reading)
    return {k: tuple(v) for k, v in cantonese.items()}, {k: tuple(v) for k, v in japanese.items()}


@lru_cache(maxsize=50_000)
def _read_by(system: str, written: str) -> tuple[str, ...]:
    if system == "cantonese":
        return _tables()[0].get(written, ())
    if system == "japanese":
        return _tables()[1].get(written, ())
    if len(written) > 1:
        return ()
    pinyin = _read_character(written)
    if not pinyin:
        return ()
    if system == "pinyin":
        return (pinyin,)
    other = _write_wade_giles(pinyin)
    return (other,) if other != pinyin else ()


@lru_cache(maxsize=50_000)
def _readings_of(character: str) -> tuple[tuple[str, int], ...]:
    return tuple((reading, at) for at, system in enumerate(SYSTEMS) for reading in _read_by(system, character))


@cache
def _words_of_more() -> frozenset[str]:
    return frozenset(written for written in _tables()[1] if len(written) > 1)


def list_readings(text: str) -> dict[str, list[int]]:
    """Give each reading of a text's characters, with the places where it begins: place times four plus the number of the system.

    >>> list_readings("绿源")["yuan"]
    [4]
    """
    found: dict[str, list[int]] = {}
    more = _words_of_more()
    for start, character in enumerate(text):
        for reading, system in _readings_of(character):
            found.setdefault(reading, []).append(start * _SYSTEM_COUNT + system)
        if text[start : start + 2] in more:
            for reading in _read_by("japanese", text[start : start + 2]):
                found.setdefault(reading, []).append(start * _SYSTEM_COUNT + SYSTEMS.index("japanese"))
    return found


def consume_word(word: str, text: str, readings: Mapping[str, Sequence[int]]) -> tuple[str, int, int] | None:
    """Find the characters of a text whose readings, one after the other, spell a Latin word from end to end.

    Readings of two systems are never mixed, but for a syllable that both share.

    Args:
        word: lower-case Latin letters.
        text: Han characters.
        readings: those of the text (:func:`list_readings`).

    Returns:
        System, start and end of the first such run of characters, or nothing.

    >>> consume_word("luyuan", "宁波绿源", list_readings("宁波绿源"))
    ('pinyin', 2, 4)
    >>> consume_word("fujikura", "藤仓航装", list_readings("藤仓航装"))
    ('japanese', 0, 2)
    """
    found: list[tuple[int, int, int]] = []
    for length in range(1, min(len(word), _LONGEST_READING) + 1):
        if word[:length] not in readings:
            continue
        for place in readings[word[:length]]:
            start, system = divmod(place, _SYSTEM_COUNT)
            end = _consume(word, text, start, SYSTEMS[system])
            if end:
                found.append((system, start, end))
    if not found:
        return None
    system_at, start, end = min(found)
    return SYSTEMS[system_at], start, end


def _consume(word: str, text: str, start: int, system: str) -> int:
    longest = _LONGEST_WORD if system == "japanese" else 1
    for length in range(longest, 0, -1):
        end = start + length
        if end > len(text):
            continue
        for reading in _read_by(system, text[start:end]):
            if word == reading:
                return end
            if word.startswith(reading) and end < len(text):
                found = _consume(word[len(reading) :], text, end, system)
                if found:
                    return found
    return 0
