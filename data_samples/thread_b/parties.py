"""The cast: who exists, who runs what, and what they share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, product
from random import Random

from data_samples.thread_b.identities import draw_cn_id, draw_hk_phone, draw_phone, draw_uscc
from data_samples.thread_b.words import BRANDS, GIVEN, HK_BRANDS, SURNAMES, TOWNS, TRADES, draw_street

__all__ = ["Cast", "Company", "HongKongCompany", "Person", "cast_parties"]

_SECRETARY = "Unit 2108, 21/F, Slackwater House, 9 Lantern Road, Hong Kong"
"""The address of a company secretary: many firms that have nothing to do with each other are registered there."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person, told from homonyms by number and birth alone."""

    name: str
    latin: str
    birth: date
    cn_id: str


@dataclass(frozen=True, slots=True)
class Company:
    """A company of the mainland register."""

    name: str
    latin: str
    uscc: str
    head: Person
    address: str
    phone: str
    founded: date
    dissolved: date | None = None


@dataclass(frozen=True, slots=True)
class HongKongCompany:
    """A company of the Hong Kong register."""

    name: str
    chinese: str
    number: str
    director: Person
    address: str
    phone: str
    founded: date


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody in thread B."""

    old: Company
    """绿源再生, struck off."""
    heir: Company
    """Who imports the questioned boxes: the same people under a new name, unless the seed is lawful."""
    exporter: HongKongCompany
    """Green Source 715: ships the questioned boxes."""
    sister: HongKongCompany
    """Green Source 716: another firm altogether."""
    green: tuple[HongKongCompany, ...]
    """Further firms called Green Source."""
    mainland: tuple[Company, ...]
    hong_kong: tuple[HongKongCompany, ...]
    brokers: tuple[str, ...]
    """Declarants; the first acts for the questioned importer."""


def draw_person(random: Random, name: tuple[tuple[str, str], tuple[str, str]] | None = None) -> Person:
    """Draw a person, or another bearer of a given name."""
    (han_family, family), (han_given, given) = name or (random.choice(SURNAMES), random.choice(GIVEN))
    birth = date(1962, 1, 1) + timedelta(days=random.randrange(365 * 36))
    return Person(han_family + han_given, f"{family} {given}", birth, draw_cn_id(random, birth))


def cast_parties(seed: int, *, scale: float, lawful: bool) -> Cast:
    """Draw the cast of a seed.

    The lawful cast has the same names; nothing but the name is shared between 绿源再生, its supposed heir and the exporter.
    """
    random = Random(f"{seed} parties")
    names = _company_names(random)
    chief = (("陈", "CHEN"), ("立群", "Liqun"))
    person = draw_person(random, chief)
    town, town_latin = TOWNS[0]
    old = Company(
        f"{town}绿源再生资源有限公司", f"{town_latin} Lvyuan Renewable Resources Co., Ltd.", draw_uscc(random), person,
        draw_street(random, town), draw_phone(random), date(2016, 3, 9) + timedelta(days=random.randrange(300)),
        None if lawful else date(2024, 10, 8) + timedelta(days=random.randrange(40)),
    )  # fmt: skip
    others = [draw_person(random) for _ in range(2)]
    homonyms = [draw_person(random, chief) for _ in range(4)]
    begun = date(2024, 11, 25) + timedelta(days=random.randrange(20))
    heir = Company(
        f"{town}恒翠屿新材料有限公司", f"{town_latin} Hengcuiyu New Materials Co., Ltd.", draw_uscc(random),
        others[0] if lawful else person, draw_street(random, town) if lawful else old.address,
        draw_phone(random) if lawful else old.phone, begun,
    )  # fmt: skip
    number, *numbers = random.sample(range(9910000, 9989000, 2), 1 + 3 * len(HK_BRANDS))
    spare = iter(map(str, numbers))
    exporter = HongKongCompany(
        "GREEN SOURCE RECYCLING 715 LIMITED", "綠源再生715有限公司", str(number), others[1] if lawful else person,
        "Flat 4B, 12/F, Ebbtide Centre, 77 Fathom Street, Hong Kong",
        draw_hk_phone(random) if lawful else _abroad(old.phone), begun + timedelta(days=9),
    )  # fmt: skip
    sister = HongKongCompany(
        "GREEN SOURCE RECYCLING 716 LIMITED", "綠源再生716有限公司", str(number + 1), homonyms[0], _SECRETARY,
        draw_hk_phone(random), exporter.founded,
    )  # fmt: skip
    green = tuple(
        HongKongCompany(f"GREEN SOURCE {brand.upper()} LIMITED", f"綠源{han}有限公司", next(spare),
                        draw_person(random), _SECRETARY, draw_hk_phone(random), _long_ago(random))
        for brand, han in HK_BRANDS[:3]
    )  # fmt: skip
    mainland = [_draw_company(random, next(names)) for _ in range(round(60 * scale))]
    namesake = (f"{TOWNS[1][0]}绿源再生资源有限公司", f"{TOWNS[1][1]} Lvyuan Renewable Resources Co., Ltd.")
    mainland.append(_draw_company(random, namesake, homonyms[1]))
    mainland += [_draw_company(random, next(names), homonym) for homonym in homonyms[2:]]
    hong_kong = [
        HongKongCompany(f"{brand.upper()} {trade.upper()} LIMITED", f"{han}有限公司", next(spare), draw_person(random),
                        _SECRETARY if place % 3 == 0 else f"Room {random.randint(101, 2909)}, {brand} Building, Hong Kong",
                        draw_hk_phone(random), _long_ago(random))
        for place, (brand, han, trade) in enumerate(
            (brand, han, trade) for trade in ("Polymers", "Commodities", "Shipping Agency") for brand, han in HK_BRANDS[3:]
        )
    ]  # fmt: skip
    brokers = tuple(f"{TOWNS[i % 5][0]}{BRANDS[i][0]}报关有限公司" for i in range(9))
    return Cast(old, heir, exporter, sister, green, tuple(mainland), tuple(hong_kong), brokers)


def _company_names(random: Random) -> Iterator[tuple[str, str]]:
    choices = list(product(TOWNS, BRANDS, TRADES))
    random.shuffle(choices)
    for again in count():
        mark, latin_mark = (f"{again}号", f" No. {again}") if again else ("", "")
        for (town, town_latin), (brand, brand_latin), (trade, trade_latin) in choices:
            yield f"{town}{brand}{mark}{trade}有限公司", f"{town_latin} {brand_latin}{latin_mark} {trade_latin} Co., Ltd."


def _draw_company(random: Random, name: tuple[str, str], head: Person | None = None) -> Company:
    founded = _long_ago(random)
    gone = founded + timedelta(days=random.randint(400, 2000)) if random.random() < 0.12 else None
    return Company(
        *name, draw_uscc(random), head or draw_person(random), draw_street(random, name[0][:2]), draw_phone(random), founded,
        gone if gone and gone < date(2025, 1, 1) else None,
    )  # fmt: skip


def _long_ago(random: Random) -> date:
    return date(2005, 1, 1) + timedelta(days=random.randrange(365 * 17))


def _abroad(phone: str) -> str:
    """Write a number of the mainland as somebody abroad would: the same number, another spelling."""
    area, local = phone.lstrip("0").split("-")
    return f"+86 {area} {local[:4]} {local[4:]}"
