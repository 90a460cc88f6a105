"""The rows that the awkward files carry: declarations with numbers of the kinds that spreadsheets damage."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

__all__ = ["HEADERS", "Line", "draw_lines"]

HEADERS = ("报关单号", "申报日期", "商品编号", "商品名称", "净重(千克)", "总价", "币制", "收货人身份证号")
_GOODS = (
    ("0901210000", "咖啡"),
    ("3901100000", "聚乙烯颗粒"),
    ("0303140000", "冻鳟鱼"),
    ("3915909000", "塑料碎片"),
    ("0802620000", "去壳夏威夷果"),
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of goods."""

    number: str
    day: date
    hs: str
    goods: str
    net_kg: Decimal
    value: Decimal
    person: str

    def cells(self) -> list[str]:
        """Write it as text, a cell for each of :data:`HEADERS`."""
        return [self.number, self.day.isoformat(), self.hs, self.goods, str(self.net_kg), str(self.value), "USD", self.person]


def draw_lines(rng: random.Random, count: int) -> list[Line]:
    """Draw lines; numbers have 18 digits, codes of goods 10, persons a region that exists nowhere (99) and a valid check."""
    lines = []
    for _ in range(count):
        hs, goods = rng.choice(_GOODS)
        number = f"02252025{rng.randrange(10**10):010d}"
        day = date(2025, 1, 13) + timedelta(days=rng.randrange(18) + 31 * rng.randrange(2))
        net_kg, value = (Decimal(rng.randrange(1000, most)) / 100 for most in (9_999_900, 999_900))
        lines.append(Line(number, day, hs, goods, net_kg, value, _person(rng)))
    return lines


def _person(rng: random.Random) -> str:
    born = f"{rng.randrange(1950, 2005)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    body = f"9901{rng.randrange(1, 99):02d}{born}{rng.randrange(1, 1000):03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _WEIGHTS, strict=True)) % 11]
