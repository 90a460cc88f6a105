"""Names in Han script: Traditional to Simplified, known words glossed, the rest read in Mandarin."""

from functools import cache
from typing import Any

from toolkit.names.scripts import HAN
from toolkit.names.words import read_words

__all__ = ["read_han", "simplify_han"]


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


def read_han(text: str, *, glossed: bool = True) -> list[tuple[str, bool]]:
    """Split a run of Simplified characters into words in Latin letters.

    Place and trade words become their canonical word (longest match first); every other run of characters is read in
    Mandarin without tones, its syllables joined.

    Args:
        text: Han characters only.
        glossed: whether place and trade words are looked up; not in a person's name, where each character is one word.

    Returns:
        Words with whether they come from the table.

    >>> read_han("宁波绿源贸易")
    [('ningbo', True), ('luyuan', False), ('trading', True)]
    >>> read_han("王伟", glossed=False)
    [('wang', False), ('wei', False)]
    """
    if not glossed:
        return [(syllable, False) for syllable in _read_syllables(text)]
    words = read_words()
    parts: list[tuple[str, bool]] = []
    run = ""
    at = 0
    while at < len(text):
        length = next((n for n in range(min(words.longest_han, len(text) - at), 0, -1) if text[at : at + n] in words.han), 0)
        # A single glossed character inside an unknown run is more likely part of a name (新 in 新洲).
        if length == 0 or (length == 1 and at + 1 < len(text)):
            run += text[at]
            at += 1
            continue
        if run:
            parts.append(("".join(_read_syllables(run)), False))
            run = ""
        parts.extend((word, True) for word in words.han[text[at : at + length]].split())
        at += length
    if run:
        parts.append(("".join(_read_syllables(run)), False))
    return parts


def _read_syllables(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    syllables = lazy_pinyin(text, style=Style.NORMAL, errors="ignore")
    # The sound lü is written lv or lu; both sides use lu.
    return [syllable.replace("lv", "lu").replace("nv", "nu") for syllable in syllables]
