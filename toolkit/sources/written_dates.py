"""Dates as people write them, brought to figures: Chinese numerals, eras, halves of a day, zones by their names."""

import re

__all__ = ["write_plainly"]

_TWELVE = 12
_DIGITS = {figure: digit for digit, figure in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_FIGURES = re.compile(r"([〇零○一二三四五六七八九十]{1,4})([年月日时点分秒])")
_HALF_DAY = re.compile(r"\s*(上午|下午|[ap]\.?m\.?)\s*", re.IGNORECASE)
_HOUR = re.compile(r"(?<!\d)(\d{1,2})(?=[:时点])")
_REPUBLIC = re.compile(r"民[国國]\s*(\d{2,3})\s*年")
_REPUBLIC_BEFORE = 1911
_BEIJING = re.compile(r"\(?(?:北京时间|北京時間|beijing time)\)?", re.IGNORECASE)
_BRACKETED = re.compile(r"\(((?:UTC|GMT)[+\-:\d]*)\)$", re.IGNORECASE)


def write_plainly(text: str) -> str:
    """Write figures in digits, years of the Republic of China in years of our era, halves of a day as hours, named zones as offsets.

    >>> write_plainly("民國114年5月3日下午3时"), write_plainly("2025-05-03 15:20 北京时间")
    ('2025年5月3日 15时', '2025-05-03 15:20+08:00')
    """
    if text.isascii() and text[-1:].isdigit():
        return text
    plain = _REPUBLIC.sub(lambda match: f"{int(match[1]) + _REPUBLIC_BEFORE}年", _write_figures(text))
    if len(halves := _HALF_DAY.findall(plain)) == 1:
        later = halves[0][0].lower() in ("下", "p")
        plain = _HOUR.sub(lambda match: _hour_of(int(match[1]), later=later), _HALF_DAY.sub(" ", plain).strip(), count=1)
    plain = _BRACKETED.sub(r"\1", plain)
    bare = _BEIJING.sub("", plain).strip()
    return bare if bare == plain else f"{bare}+08:00"


def _hour_of(hour: int, *, later: bool) -> str:
    """Give the hour of a day of 24; an hour that its half of the day does not have reads as none (99)."""
    if hour > _TWELVE:
        return str(hour) if later else "99"
    return str(hour % _TWELVE + (_TWELVE if later else 0))


def _write_figures(text: str) -> str:
    """Write Chinese figures of a date in digits: 二〇二四年十二月三十一日."""
    if not _FIGURES.search(text):
        return text
    return _FIGURES.sub(lambda match: _in_digits(match[1]) + match[2], text)


def _in_digits(figures: str) -> str:
    if "十" not in figures:
        return "".join(str(_DIGITS[c]) for c in figures)
    tens, _, ones = figures.partition("十")
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)) if len(tens) < 2 and len(ones) < 2 else figures  # noqa: PLR2004
