"""Weights, volumes, lengths, speeds and amounts of money in one canonical unit, with exact decimals.

A unit is never guessed in silence: text that names no known unit gives ``None``, and the caller must say so.
Factors are the exact legal definitions (Bureau International des Poids et Mesures, *The International System of Units*,
9th edition; international yard and pound agreement of 1959; the Chinese market units 斤 and 担 as fixed in 1959).
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from toolkit.errors import ArgumentError

__all__ = ["Dimension", "Unit", "convert", "parse_unit", "unit_in_header"]

Dimension = Literal["mass", "volume", "length", "speed", "density", "money"]
_CANONICAL: dict[Dimension, str] = {
    "mass": "kg",
    "volume": "m3",
    "length": "m",
    "speed": "kn",
    "density": "t/m3",
    "money": "1",
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its dimension, the factor to the canonical unit of that dimension, and a currency if it names one."""

    name: str
    dimension: Dimension
    factor: Decimal
    currency: str | None = None

    @property
    def canonical(self) -> str:
        """Name of the canonical unit: kg, m3, m, kn, t/m3; ``1`` for money (one unit of the currency)."""
        return _CANONICAL[self.dimension]


def _unit(name: str, dimension: Dimension, factor: str, *spellings: str, currency: str | None = None) -> dict[str, Unit]:
    unit = Unit(name, dimension, Decimal(factor), currency)
    return {_fold(spelling): unit for spelling in (name, *spellings)}


def _fold(text: str) -> str:
    return re.sub(r"[\s._]+", "", unicodedata.normalize("NFKC", text)).casefold()


_UNITS: dict[str, Unit] = {
    **_unit("kg", "mass", "1", "kgs", "kilogram", "kilograms", "kilo", "千克", "公斤"),
    **_unit("g", "mass", "0.001", "gram", "grams", "克"),
    **_unit("mg", "mass", "0.000001", "milligram", "毫克"),
    **_unit("t", "mass", "1000", "ton", "tons", "mt", "tne", "tonne", "tonnes", "metric ton", "metric tons", "吨", "公吨"),
    **_unit("lb", "mass", "0.45359237", "lbs", "pound", "pounds", "磅"),
    **_unit("oz", "mass", "0.028349523125", "ounce", "ounces", "盎司"),
    **_unit("jin", "mass", "0.5", "斤", "市斤"),
    **_unit("m3", "volume", "1", "m³", "cbm", "cubic metre", "cubic metres", "cubic meter", "cubic meters", "立方米", "方"),
    **_unit("l", "volume", "0.001", "litre", "litres", "liter", "liters", "ltr", "升", "公升"),
    **_unit("kl", "volume", "1", "kilolitre", "kilolitres", "千升"),
    **_unit("bbl", "volume", "0.158987294928", "barrel", "barrels", "桶(原油)"),
    **_unit("m", "length", "1", "metre", "metres", "meter", "meters", "米"),
    **_unit("cm", "length", "0.01", "centimetre", "centimeter", "厘米"),
    **_unit("km", "length", "1000", "kilometre", "kilometres", "kilometer", "kilometers", "公里", "千米"),
    **_unit("ft", "length", "0.3048", "foot", "feet", "英尺"),
    **_unit("nmi", "length", "1852", "nautical mile", "nautical miles", "海里"),
    **_unit("kn", "speed", "1", "kt", "kts", "knot", "knots", "节"),
    **_unit("km/h", "speed", str(Decimal(1) / Decimal("1.852")), "kph", "kmh", "公里/小时", "千米/小时"),
    **_unit("m/s", "speed", str(Decimal("3.6") / Decimal("1.852")), "mps", "米/秒"),
    **_unit("t/m3", "density", "1", "t/m³", "g/cm3", "g/ml", "kg/l", "吨/立方米", "克/立方厘米", "千克/升"),
    **_unit("kg/m3", "density", "0.001", "kg/m³", "千克/立方米", "公斤/立方米"),
    **_unit("元", "money", "1", "人民币元", "cny", "rmb", currency="CNY"),
    **_unit("千元", "money", "1000", "人民币千元", currency="CNY"),
    **_unit("万元", "money", "10000", "人民币万元", currency="CNY"),
    **_unit("亿元", "money", "100000000", currency="CNY"),
    **_unit("usd", "money", "1", "美元", "us$", "$us", currency="USD"),
    **_unit("万美元", "money", "10000", currency="USD"),
    **_unit("千美元", "money", "1000", "kusd", currency="USD"),
    **_unit("hkd", "money", "1", "港元", "港币", currency="HKD"),
    **_unit("eur", "money", "1", "欧元", "€", currency="EUR"),
    **_unit("krw", "money", "1", "韩元", currency="KRW"),
    **_unit("jpy", "money", "1", "日元", currency="JPY"),
}
_BRACKETS = re.compile(r"[(\[【（]([^()\[\]【】（）]+)[)\]】）]\s*$")
_LAST_WORD = re.compile(r"[\s_/,:-]([A-Za-z0-9³/]+)\s*$")


def parse_unit(text: str | None, dimension: Dimension | None = None) -> Unit | None:
    """Read the name of a unit, English or Chinese, in any width or case.

    Args:
        text: such as ``"千克"``, ``"MT"``, ``"km/h"``, ``"万元"``.
        dimension: refuse units of another dimension.

    Returns:
        The unit, or ``None`` if the text names none that is known (never a guess).

    >>> parse_unit("吨").factor
    Decimal('1000')
    >>> parse_unit("箱") is None
    True
    """
    if not text:
        return None
    unit = _UNITS.get(_fold(text))
    return unit if unit is not None and dimension in (None, unit.dimension) else None


def unit_in_header(header: str, dimension: Dimension | None = None) -> tuple[str, Unit | None, str | None]:
    """Split a column header into what it names and the unit it states.

    Args:
        header: such as ``"毛重(千克)"``, ``"Net weight KG"``, ``"declared_kg"``, ``"总价（万元）"``.
        dimension: look only for units of this dimension.

    Returns:
        ``(name, unit, written)``: the header without the unit; the unit or ``None``; the text that stands where a unit
        stands, even if it is none that is known (``None`` where the header states nothing).

    >>> unit_in_header("毛重(千克)")[1].name
    'kg'
    >>> unit_in_header("毛重(担)")
    ('毛重', None, '担')
    >>> unit_in_header("毛重")
    ('毛重', None, None)
    """
    text = unicodedata.normalize("NFKC", header).strip()
    bracket = _BRACKETS.search(text)
    if bracket:
        return text[: bracket.start()].strip(), parse_unit(bracket[1], dimension), bracket[1].strip()
    word = _LAST_WORD.search(text)
    if word:
        unit = parse_unit(word[1], dimension)
        if unit is not None:
            return text[: word.start()].strip(), unit, word[1]
    return text, None, None


def convert(value: Decimal, unit: str | Unit, to: str | Unit) -> Decimal:
    """Convert an amount between units of one dimension, exactly.

    Args:
        value: the amount.
        unit: its unit.
        to: the unit wanted.

    Raises:
        ArgumentError: a unit is unknown, or the two are of different dimensions.

    >>> convert(Decimal("25.2"), "吨", "kg")
    Decimal('25200.0')
    """
    given, wanted = _known(unit), _known(to)
    if given.dimension != wanted.dimension:
        message = f"cannot convert {given.name} ({given.dimension}) to {wanted.name} ({wanted.dimension})"
        raise ArgumentError(message)
    amount = value * given.factor
    return amount if wanted.factor == 1 else amount / wanted.factor


def _known(unit: str | Unit) -> Unit:
    found = unit if isinstance(unit, Unit) else parse_unit(unit)
    if found is None:
        message = f"unit={unit!r} is not known; known units: {', '.join(sorted({u.name for u in _UNITS.values()}))}"
        raise ArgumentError(message)
    return found
