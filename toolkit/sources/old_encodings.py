"""Which of the older encodings a text is in: the one in which it reads as common writing.

Nearly any bytes decode in GB18030 and in Windows-1251, so decoding alone tells nothing. What tells is how many of the
characters are those that people use: the frequent halves of GB 2312 and Big5 (their level 1), kana, Hangul of KS X 1001,
Cyrillic and accented Latin in words of one case.
"""

import itertools
import unicodedata

__all__ = ["guess_encoding"]

_SAMPLE = 8_192
_MARGIN = 0.05  # GB18030 goes first where another reads no better than this
_LEAST = 0.5
_FLIP_COST = 3
_ASCII = "\x7f"


def guess_encoding(content: bytes) -> str | None:
    r"""Guess the encoding of a text that is not UTF-8.

    Returns:
        gb18030, big5hkscs, cp932, cp949, cp1251 or cp1252; ``None`` if it reads as writing in none.

    >>> guess_encoding("報關單號,貨物名稱,總價\n".encode("big5")), guess_encoding("毛重(千克)".encode("gb18030"))
    ('big5hkscs', 'gb18030')
    """
    sample = content[:_SAMPLE]
    if len(content) > _SAMPLE:
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    scored = [(score, -order, encoding) for order, encoding in enumerate(_SCORES) if (score := _score(sample, encoding)) is not None]
    if not scored:
        return None
    best, _, encoding = max(scored)
    chinese = next((score for score, _, found in scored if found == "gb18030"), 0.0)
    if chinese >= _LEAST and chinese + _MARGIN >= best:
        return "gb18030"
    return encoding if best >= _LEAST else None


def _score(sample: bytes, encoding: str) -> float | None:
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError as error:
        if len(sample) - error.start > 4:  # noqa: PLR2004 - a character cut at the end of the sample
            return None
        text = sample[: error.start].decode(encoding)
    foreign = [c for c in text if ord(c) > 127]  # noqa: PLR2004 - ASCII ends here
    if not foreign:
        return None
    return _SCORES[encoding](text, foreign)


def _lead(character: str, encoding: str) -> int:
    try:
        coded = character.encode(encoding)
    except UnicodeEncodeError:
        return 0
    return coded[0] if len(coded) > 1 else 0


def _share(characters: list[str], encoding: str, first: int, last: int) -> float:
    marks = sum(_is_mark(c) for c in characters)
    good = sum(first <= _lead(c, encoding) <= last for c in characters)
    return (good + marks / 2) / len(characters)


def _is_mark(character: str) -> bool:
    return "\u3000" <= character <= "\u303f" or "\uff01" <= character <= "\uff5e"


def _gb(_: str, characters: list[str]) -> float:
    return _share(characters, "gb2312", 0xB0, 0xD7)


def _big5(_: str, characters: list[str]) -> float:
    return _share(characters, "big5", 0xA4, 0xC6)


def _japanese(_: str, characters: list[str]) -> float:
    kana = sum("\u3041" <= c <= "\u30ff" for c in characters)
    return (kana + sum(0x88 <= _lead(c, "cp932") <= 0x97 for c in characters) * 0.9) / len(characters) if kana else 0.0  # noqa: PLR2004


def _korean(_: str, characters: list[str]) -> float:
    return sum("\uac00" <= c <= "\ud7a3" for c in characters) / len(characters)


def _cyrillic(text: str, characters: list[str]) -> float:
    return sum("\u0400" <= c <= "\u045f" for c in characters) / len(characters) - _flips(text)


def _latin(text: str, characters: list[str]) -> float:
    letters = sum(c.isalpha() and unicodedata.name(c, "").startswith("LATIN") for c in characters)
    crowded = sum(a > _ASCII and b > _ASCII for a, b in itertools.pairwise(text)) / len(characters)
    return letters / len(characters) - crowded - _flips(text)


def _flips(text: str) -> float:
    """Tell how often a small letter is followed by a capital inside a word: seldom in writing, often in bytes misread."""
    pairs = [(a, b) for a, b in itertools.pairwise(text) if a.isalpha() and b.isalpha() and ord(a) > 127 and ord(b) > 127]  # noqa: PLR2004
    if not pairs:
        return 0.0
    return _FLIP_COST * sum(a.islower() and b.isupper() for a, b in pairs) / len(pairs)


_SCORES = {"gb18030": _gb, "big5hkscs": _big5, "cp932": _japanese, "cp949": _korean, "cp1251": _cyrillic, "cp1252": _latin}
