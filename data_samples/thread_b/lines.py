"""Lines of goods: the questioned ones, their price peers, and ordinary trade around them."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from data_samples.thread_b.boxes import GOODS, LDPE, Box, Grade, draw_day
from data_samples.thread_b.identities import draw_container
from data_samples.thread_b.parties import Cast, Company

__all__ = ["Line", "draw_correction", "draw_ordinary", "draw_price_peers", "line_of_box"]

_ABROAD = (
    "KUALA SELASIH POLYMER SDN BHD", "SUNGAI RAKIT RESINS SDN BHD", "HAI VONG NHUA CO LTD", "THALE SAI PLASTICS CO LTD",
    "MINATO-SHIRAHAMA JUSHI KK", "HAEPADO CHEMTRADE CO LTD",
)  # fmt: skip
_PEER_OFFSETS = (0.002, 0.007, 0.012, 0.019, 0.027, 0.035, 0.046)
"""Distances in USD/kg of seven prices below and seven above the middle of the price peers."""
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a declaration; weights in kilograms, value in the currency named."""

    role: str
    number: str
    declared_at: date
    goods: Grade
    net_kg: float
    gross_kg: float
    value: float
    currency: str
    origin: str
    departure: str
    importer: Company
    exporter: str
    broker: str
    container: str
    bill: str
    lot: str
    certificate: str
    remark: str = ""
    item: int = 1
    readable: bool = True


def line_of_box(random: Random, box: Box, cast: Cast, *, price: float | None = None) -> Line:
    """Declare a scanned box: a questioned one by the heir from Green Source 715, another by somebody else."""
    asked = box.role != "gallery"
    importer = cast.heir if asked else _draw_importer(random, cast)
    exporter = cast.exporter.name if asked else _draw_exporter(random, cast, box.origin)
    broker = cast.brokers[0] if asked else random.choice(cast.brokers[1:])
    line = _make_line(
        random, box.role, day=box.declared_at, goods=box.goods, net_kg=box.net_kg, origin=box.origin, importer=importer,
        exporter=exporter, broker=broker, price=price,
    )  # fmt: skip
    departure = "中国香港" if asked else line.departure
    return replace(line, container=box.container, lot=box.lot, departure=departure)


def draw_ordinary(random: Random, cast: Cast, month: int) -> Line:
    """Draw a line of lawful trade of a month."""
    goods = random.choice(GOODS[random.choice(("virgin_pellets", "virgin_pellets", "regranulate_pellets", "paper", "timber", "textiles"))])
    origin = random.choice(("马来西亚", "越南", "泰国", "印度尼西亚", "日本", "韩国"))
    day = draw_day(random, month)
    importer, exporter = _draw_importer(random, cast), _draw_exporter(random, cast, origin)
    load = random.randrange(*goods.load_kg, 50)
    line = _make_line(
        random, "ordinary", day=day, goods=goods, net_kg=load, origin=origin, importer=importer, exporter=exporter,
        broker=random.choice(cast.brokers[1:]), price=None,
    )  # fmt: skip
    if random.random() < 0.08:
        return replace(line, value=round(line.value * 7.2, 2), currency="人民币")
    return line


def draw_price_peers(random: Random, cast: Cast, middle: float) -> list[Line]:
    """Draw what the questioned price must be held against, and what it must not be held against.

    Fourteen lines of the same grade, origin and month by other importers, their median exactly ``middle``; two more whose
    weight is out by a thousand; and the same grade of another origin, of another month, and virgin resin.
    """
    prices = sorted(middle + sign * offset for offset in _PEER_OFFSETS for sign in (-1, 1))
    lines = [_peer(random, "price peer", cast, month=5, origin="马来西亚", goods=LDPE, price=price) for price in prices]
    tonnes = _peer(random, "tonnes as kg", cast, month=5, origin="马来西亚", goods=LDPE, price=middle)
    lines.append(replace(tonnes, net_kg=tonnes.net_kg / _THOUSAND, gross_kg=tonnes.gross_kg / _THOUSAND))
    grams = _peer(random, "kg as tonnes", cast, month=5, origin="马来西亚", goods=LDPE, price=middle)
    lines.append(replace(grams, net_kg=grams.net_kg * _THOUSAND, gross_kg=grams.gross_kg * _THOUSAND))
    virgin = GOODS["virgin_pellets"][0]
    for _ in range(6):
        lines.append(
            _peer(random, "other origin", cast, month=5, origin="越南", goods=LDPE, price=middle - 0.07 + random.uniform(-0.02, 0.02))
        )
        lines.append(
            _peer(random, "other month", cast, month=3, origin="马来西亚", goods=LDPE, price=middle + 0.09 + random.uniform(-0.02, 0.02))
        )
    lines += [_peer(random, "virgin", cast, month=5, origin="马来西亚", goods=virgin, price=random.uniform(0.96, 1.08)) for _ in range(10)]
    return lines


def draw_correction(random: Random, cast: Cast) -> list[Line]:
    """Draw a declaration that was withdrawn and made anew with the same certificate, as the law allows."""
    goods = GOODS["regranulate_pellets"][0]
    first = _peer(random, "withdrawn", cast, month=4, origin="泰国", goods=goods, price=goods.usd_kg)
    again = replace(
        first,
        role="correction",
        number=_draw_number(random, first.declared_at),
        declared_at=first.declared_at + timedelta(days=2),
        remark=f"更正重报,原报关单{first.number}已撤销",
    )
    return [replace(first, remark="已撤销"), again]


def _peer(random: Random, role: str, cast: Cast, *, month: int, origin: str, goods: Grade, price: float) -> Line:  # noqa: PLR0913
    importer, exporter = _draw_importer(random, cast), _draw_exporter(random, cast, origin)
    load = random.randrange(*goods.load_kg, 50)
    day = draw_day(random, month)
    return _make_line(
        random, role, day=day, goods=goods, net_kg=load, origin=origin, importer=importer, exporter=exporter,
        broker=random.choice(cast.brokers[1:]), price=price,
    )  # fmt: skip


def _make_line(  # noqa: PLR0913 - a declaration has as many facts
    random: Random,
    role: str,
    *,
    day: date,
    goods: Grade,
    net_kg: int,
    origin: str,
    importer: Company,
    exporter: str,
    broker: str,
    price: float | None,
) -> Line:
    price = goods.usd_kg * random.uniform(0.93, 1.07) if price is None else price
    return Line(
        role, _draw_number(random, day), day, goods, net_kg, round(net_kg * random.uniform(1.012, 1.03)),
        round(net_kg * price, 2), "美元", origin, origin, importer, exporter, broker, draw_container(random, 2),
        f"SWBL{random.randint(1000000, 9999999)}", f"L{random.randint(10000, 99999)}", f"PSI{random.randint(100000000, 999999999)}",
    )  # fmt: skip


def _draw_number(random: Random, day: date) -> str:
    return f"9902{day:%Y}1{random.randint(0, 999999999):09d}"


def _draw_importer(random: Random, cast: Cast) -> Company:
    return random.choice([company for company in cast.mainland if company.dissolved is None])


def _draw_exporter(random: Random, cast: Cast, origin: str) -> str:
    if origin == "中国香港" or random.random() < 0.35:
        return random.choice((*cast.green, *cast.hong_kong)).name
    return random.choice(_ABROAD)
