"""Names in Han script: Traditional to Simplified, known words glossed, the rest read in Mandarin."""

import re
from functools import cache, lru_cache
from typing import Any

from toolkit.names.scripts import HAN
from toolkit.names.syllables import read_syllables
from toolkit.names.words import read_words

__all__ = ["read_han", "simplify_han", "split_run", "strip_han_form", "write_numbers"]

_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_NUMBERED = re.compile(r"第([〇零一二三四五六七八九十百\d]{1,5})|([〇零一二三四五六七八九]{3,4})(?=研究所|所|厂|工厂|基地|研究院|医院)")
_AT_THE_END = frozenset("厂院所社部局港")


@cache
def _converter() -> Any:  # noqa: ANN401 - the package is untyped
    from opencc import OpenCC

    return OpenCC("t2s")


def simplify_han(text: str) -> str:
    """Bring Traditional characters to Simplified ones.

    >>> simplify_han("貿易")
    '贸易'
    """
    return str(_converter().convert(text)) if HAN.search(text) else text


def write_numbers(text: str) -> str:
    """Write the numerals of numbered institutes and works as digits.

    >>> write_numbers("第七〇九研究所"), write_numbers("第十四研究所"), write_numbers("三一重工")
    ('709研究所', '14研究所', '三一重工')
    """
    return _NUMBERED.sub(lambda match: str(_read_numeral(match[1] or match[2])), text)


def _read_numeral(numeral: str) -> int:
    if numeral.isascii():
        return int(numeral)
    if not set(numeral) & {"十", "百"}:
        return int("".join(str(_DIGITS[digit]) for digit in numeral))
    total, pending = 0, 1
    for digit in numeral:
        if digit in "十百":
            total += pending * (10 if digit == "十" else 100)
            pending = 0
        else:
            pending = _DIGITS[digit]
    return total + (pending if numeral[-1] not in "十百" else 0)


def strip_han_form(text: str) -> str:
    """Leave the legal form out of a Han company name, in Simplified characters.

    >>> strip_han_form("绿源贸易有限公司")
    '绿源贸易'
    """
    for form in read_words().legal_han:
        stripped = text.removesuffix(form).removeprefix(form)
        if stripped and stripped != text:
            return stripped
    return text


@lru_cache(maxsize=20_000)
def split_run(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Part a run of Simplified characters into known words and unknown stretches, so that the fewest stay unknown.

    Returns:
        Start, end and canonical words of each part; an unknown stretch has none.

    >>> split_run("宁波绿源贸易")
    ((0, 2, ('ningbo',)), (2, 4, ()), (4, 6, ('trading',)))
    """
    table = read_words()
    size = len(text)
    # For each place: unknown characters, number of words, and the next place, from here to the end; the least wins.
    best: list[tuple[int, int, int]] = [(0, 0, size)] * (size + 1)
    for at in range(size - 1, -1, -1):
        choice = (best[at + 1][0] + 1, best[at + 1][1], at + 1)
        for end in range(at + 1, min(size, at + table.longest_han) + 1):
            word = text[at:end]
            # A single glossed character inside an unknown run is more likely part of a name (新 in 新洲).
            if word in table.han and (end - at > 1 or (end == size and at and word in _AT_THE_END)):
                choice = min(choice, (best[end][0], best[end][1] + 1, end))
        best[at] = choice
    parts: list[tuple[int, int, tuple[str, ...]]] = []
    at = 0
    while at < size:
        end = best[at][2]
        known = table.han.get(text[at:end], ()) if best[at][1] > best[end][1] else ()
        if not known and parts and not parts[-1][2]:
            parts[-1] = (parts[-1][0], end, ())
        else:
            parts.append((at, end, known))
        at = end
    return tuple(parts)


def read_han(text: str, *, glossed: bool = True) -> list[str]:
    """Split a run of Simplified characters into words in Latin letters.

    Place and trade words become their canonical word (longest match first); every other run of characters is read in
    Mandarin without tones, its syllables joined.

    Args:
        text: Han characters only.
        glossed: whether place and trade words are looked up; not in a person's name, where each character is one word.

    >>> read_han("宁波绿源贸易")
    ['ningbo', 'luyuan', 'trading']
    >>> read_han("王伟", glossed=False)
    ['wang', 'wei']
    """
    if not glossed:
        return read_syllables(text)
    words: list[str] = []
    for start, end, known in split_run(text):
        words.extend(known or ("".join(read_syllables(text[start:end])),))
    return [word for word in words if word]
