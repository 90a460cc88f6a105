"""Names in Han script: Traditional to Simplified, known words glossed, the rest read in Mandarin."""

from functools import cache
from typing import Any

from toolkit.names.scripts import HAN
from toolkit.names.syllables import read_syllables
from toolkit.names.words import read_words

__all__ = ["read_han", "simplify_han", "split_run", "strip_han_form"]

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


def split_run(text: str) -> list[tuple[int, int, tuple[str, ...]]]:
    """Part a run of Simplified characters into known words and unknown stretches, so that the fewest stay unknown.

    Returns:
        Start, end and canonical words of each part; an unknown stretch has none.

    >>> split_run("宁波绿源贸易")
    [(0, 2, ('ningbo',)), (2, 4, ()), (4, 6, ('trading',))]
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
    return parts


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
        return [(syllable, False) for syllable in read_syllables(text)]
    words: list[tuple[str, bool]] = []
    for start, end, known in split_run(text):
        if known:
            words.extend((word, True) for word in known)
        else:
            words.append(("".join(read_syllables(text[start:end])), False))
    return [word for word in words if word[0]]
