"""Persons who share a name and nothing else, among persons who stand in the files twice.

Thread B has five people called 陈立群; to measure what a name is worth one needs thousands. Bearers of one name differ as
bearers do: nothing else is said of them, or they live in one town, or have other identity numbers, or other birth dates,
of one year at times. Some live in one dormitory or give the telephone of one agency, which makes nobody the same person.

Who stands in the files twice always shows it by more than the name: by the identity number, or by birth date with
telephone or address. A few show the birth date or the telephone alone, and numbers, dates and names are mistyped at times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import pandas as pd

from data_samples.thread_b.identities import draw_cn_id
from data_samples.thread_b.words import GIVEN, SURNAMES, TOWNS, draw_street
from toolkit.identifiers import normalise_identifier
from toolkit.tables import conform

__all__ = ["FAMILY_NAMES", "make_homonyms"]

FAMILY_NAMES = (
    *SURNAMES,
    ("王", "WANG"), ("李", "LI"), ("张", "ZHANG"), ("刘", "LIU"), ("杨", "YANG"), ("赵", "ZHAO"), ("周", "ZHOU"), ("徐", "XU"),
    ("孙", "SUN"), ("马", "MA"), ("朱", "ZHU"), ("胡", "HU"), ("郭", "GUO"), ("何", "HE"), ("高", "GAO"), ("罗", "LUO"), ("梁", "LIANG"),
    ("宋", "SONG"), ("唐", "TANG"), ("邓", "DENG"),
)  # fmt: skip
_SYLLABLES = (
    ("伟", "wei"), ("芳", "fang"), ("敏", "min"), ("静", "jing"), ("强", "qiang"), ("磊", "lei"), ("军", "jun"), ("洋", "yang"),
    ("勇", "yong"), ("艳", "yan"), ("杰", "jie"), ("娟", "juan"), ("涛", "tao"), ("明", "ming"), ("超", "chao"), ("秀", "xiu"),
    ("霞", "xia"), ("平", "ping"), ("刚", "gang"), ("桂", "gui"), ("英", "ying"), ("华", "hua"), ("玉", "yu"), ("兰", "lan"),
    ("志", "zhi"), ("建", "jian"), ("国", "guo"), ("海", "hai"), ("波", "bo"), ("斌", "bin"), ("辉", "hui"), ("鹏", "peng"),
    ("飞", "fei"), ("龙", "long"), ("鑫", "xin"), ("凯", "kai"), ("瑞", "rui"), ("浩", "hao"), ("雪", "xue"), ("梅", "mei"),
)  # fmt: skip
_BEARERS = {2: 0.72, 3: 0.16, 4: 0.08, 6: 0.04}
_DIFFERENCES = {"bare": 0.18, "town": 0.18, "number": 0.20, "birth": 0.14, "year": 0.06, "dormitory": 0.14, "agency": 0.10}
_EVIDENCE = {"number": 0.46, "birth phone": 0.25, "birth address": 0.22, "birth": 0.04, "phone": 0.03}
_RECORDS = {1: 0.57, 2: 0.35, 3: 0.08}
_SINGLE_NAMES = 0.3
"""Persons without a homonym, as a share of pairs."""
_SOURCES = ("register", "manifest", "notes")


@dataclass(frozen=True, slots=True)
class _Person:
    person_id: str
    han: str
    latin: tuple[str, tuple[str, ...]]
    birth: date
    cn_id: str
    town: str
    address: str
    phone: str
    shown: frozenset[str]
    """What every record of this person says besides the name."""


def make_homonyms(seed: int, *, pairs: int = 10_000) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Make records of persons with exactly so many pairs of different persons of one Chinese name.

    Args:
        seed: same seed and pairs, same records.
        pairs: pairs of different persons whose names are equal; more are equal in Latin letters alone.

    Returns:
        A ``records`` table, and the truth: ``record_id``, ``person_id``, ``name_group`` (bearers of one Chinese name share
        it), ``difference`` (how the bearers of the name differ; ``none`` for a name with one bearer).

    Raises:
        ValueError: if ``pairs`` is below 1, or above 40,000.
    """
    if not 1 <= pairs <= 40_000:
        message = f"pairs={pairs}: give 1 to 40000"
        raise ValueError(message)
    random = Random(f"{seed} homonyms")
    rows, truth = [], []
    for person, difference in _draw_persons(random, pairs):
        for row in _write_person(random, person):
            rows.append(row)
            truth.append({"person_id": person.person_id, "name_group": person.han, "difference": difference})
    order = random.sample(range(len(rows)), len(rows))
    ids = [f"person_{at:06d}" for at in range(len(rows))]
    records = pd.DataFrame([rows[at] for at in order]).assign(record_id=ids, kind="Person", role="listed", country="CN")
    records["locator"] = [f"line={at + 2}" for at in range(len(rows))]
    return conform(records, "records"), pd.DataFrame([truth[at] for at in order]).assign(record_id=ids)


def _draw_persons(random: Random, pairs: int) -> Iterator[tuple[_Person, str]]:
    dormitories = [f"{draw_street(random, random.choice(TOWNS)[0]).split('号')[0]}号职工宿舍" for _ in range(max(1, pairs // 300))]
    agencies = [_draw_phone(random) for _ in range(max(1, pairs // 400))]
    seen: set[str] = set()
    left, number = pairs, 0
    while left > 0:
        bearers = random.choices(list(_BEARERS), list(_BEARERS.values()))[0]
        if bearers * (bearers - 1) // 2 > left:
            bearers = 2
        left -= bearers * (bearers - 1) // 2
        difference = random.choices(list(_DIFFERENCES), list(_DIFFERENCES.values()))[0]
        name, birth, town = _draw_name(random, seen), _draw_birth(random), random.choice(TOWNS)[0]
        dormitory, agency = random.choice(dormitories), random.choice(agencies)
        days = random.sample(range(1, 365), bearers)
        for day in days:  # no two bearers of one name are born on one day: nothing could tell some of them apart
            year = birth.year if difference == "year" else random.randint(1950, 2001)
            born = date(year, 1, 1) + timedelta(days=day)
            place = town if difference == "town" else random.choice(TOWNS)[0]
            address = dormitory if difference == "dormitory" else draw_street(random, place)
            phone = agency if difference == "agency" else _draw_phone(random)
            shown = _draw_shown(random, difference)
            yield _Person(f"p{number:06d}", *name, born, draw_cn_id(random, born), place, address, phone, shown), difference
            number += 1
    for _ in range(round(pairs * _SINGLE_NAMES)):
        born, place = _draw_birth(random), random.choice(TOWNS)[0]
        address = random.choice(dormitories) if random.random() < 0.1 else draw_street(random, place)
        phone = random.choice(agencies) if random.random() < 0.1 else _draw_phone(random)
        shown = frozenset(random.sample(("number", "birth", "phone", "address"), random.randint(0, 3)))
        yield _Person(f"p{number:06d}", *_draw_name(random, seen), born, draw_cn_id(random, born), place, address, phone, shown), "none"
        number += 1


def _draw_shown(random: Random, difference: str) -> frozenset[str]:
    """Say what the records of a bearer show, besides the name, of what tells bearers apart or seems to join them."""
    fields = {"bare": (), "town": ("town",), "number": ("number",), "birth": ("birth",), "year": ("birth",),
              "dormitory": ("address",), "agency": ("phone",)}[difference]  # fmt: skip
    more = random.choice(((), ("number",), ("birth",))) if difference in {"dormitory", "agency"} else ()
    return frozenset((*fields, *more))


def _draw_name(random: Random, seen: set[str]) -> tuple[str, tuple[str, tuple[str, ...]]]:
    while True:
        family, latin = random.choice(FAMILY_NAMES)
        if random.random() < 0.1:
            given, words = random.choice(GIVEN)
            parts: tuple[str, ...] = (words,)
        else:
            chosen = [random.choice(_SYLLABLES) for _ in range(1 if random.random() < 0.03 else 2)]
            given, parts = "".join(c[0] for c in chosen), tuple(c[1] for c in chosen)
        if family + given not in seen:
            seen.add(family + given)
            return family + given, (latin, parts)


def _draw_birth(random: Random) -> date:
    return date(1950, 1, 1) + timedelta(days=random.randrange(365 * 52))


def _draw_phone(random: Random) -> str:
    """Draw a number that no subscriber has: 0 follows the area code."""
    return f"+86{random.choice((755, 592, 595))}0{random.randint(1_000_000, 9_999_999)}"


def _write_person(random: Random, person: _Person) -> Iterator[dict[str, object]]:
    count = random.choices(list(_RECORDS), list(_RECORDS.values()))[0]
    evidence = random.choices(list(_EVIDENCE), list(_EVIDENCE.values()))[0] if count > 1 else ""
    for at in range(count):
        fields = set(person.shown) | set(evidence.split())
        if count > 1 and at and random.random() < 0.2:
            fields |= {random.choice(("number", "birth", "phone", "address"))}
        is_latin = random.random() < (0.6 if at else 0.3)
        yield {
            "source_id": _SOURCES[at % 3],
            "name": _write_latin(random, person.latin) if is_latin else person.han,
            "address": _write_address(random, person, fields),
            "identifiers": _write_identifiers(random, person, fields),
            "dates": {"birth": _write_birth(random, person.birth)} if "birth" in fields else {},
        }


def _write_latin(random: Random, latin: tuple[str, tuple[str, ...]]) -> str:
    family, parts = latin
    given = random.choices(["".join(parts), " ".join(parts), "-".join(parts)], [0.7, 0.15, 0.15])[0].title()
    if random.random() < 0.05:
        at = random.randrange(1, len(given))
        given = given[:at] + random.choice("aeinghu") + given[at + 1 :]
    family = family if random.random() < 0.5 else family.title()
    return f"{family} {given}" if random.random() < 0.7 else f"{given} {family}"


def _write_address(random: Random, person: _Person, fields: set[str]) -> str | None:
    if "address" not in fields:
        return f"{person.town}市" if "town" in fields else None
    draw = random.random()
    if draw < 0.1:
        return person.address.replace("市", "市 ").replace("号", "号 ")
    return person.address.removesuffix("室") if draw < 0.2 else person.address


def _write_identifiers(random: Random, person: _Person, fields: set[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    if "number" in fields:
        number = person.cn_id
        if random.random() < 0.02:
            at = random.randrange(6, 17)
            number = number[:at] + str((int(number[at]) + random.randint(1, 9)) % 10) + number[at + 1 :]
        found["cn_id" if normalise_identifier("cn_id", number) else "invalid_cn_id"] = [number]
    if "phone" in fields:
        found["phone"] = [person.phone]
    return found


def _write_birth(random: Random, birth: date) -> str:
    """Write a birth date; day and month stand swapped at times, or the year alone."""
    draw = random.random()
    if draw < 0.015 and birth.day <= 12:
        return f"{birth.year}-{birth.day:02d}-{birth.month:02d}"
    return f"{birth.year}" if draw > 0.98 else birth.isoformat()
