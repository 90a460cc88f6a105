"""Three registers of one fleet: the flag's, a port agent's list, an insurer's list; each with errors of its own.

Errors that nobody could see through are left out: no record lacks its number and bears a wrong call sign at once, and in a
series where call signs are mistaken for a sister's all names bear their numbers.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from data_samples.thread_a.fleet import SISTERS, Fleet, FleetHull, draw_fleet
from data_samples.thread_b.files import write_csv
from toolkit.ids import make_locator

__all__ = ["AGENT", "FLAG", "INSURER", "TRUTH", "FleetRow", "make_fleet", "write_fleet"]

FLAG = "registry/fleet_船舶登记.csv"
AGENT = "registry/fleet_agent.csv"
INSURER = "registry/fleet_insurer.csv"
TRUTH = "fleet.csv"
_HEADERS = {
    FLAG: ("船名", "船名(英文)", "IMO编号", "MMSI", "呼号", "船旗", "船长(米)", "总吨", "船舶类型", "建造年份", "船舶所有人",
           "所有人统一社会信用代码", "所有权起", "所有权止"),
    AGENT: ("Vessel Name", "IMO", "MMSI", "Call Sign", "Flag", "LOA (m)", "GT", "Vessel Type", "Built", "Owner"),
    INSURER: ("Vessel", "IMO Number", "MMSI", "Call Sign", "Flag State", "Length", "Gross Tonnage", "Type", "Year Built",
              "Registered Owner"),
}  # fmt: skip
_NEAR = dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "SNVFRGHJOKLJNMIPWADTYICZSX", strict=True))
_SHORT = {"Shipping": "Shpg", "Transport": "Trans", "Company": "Co", "Management": "Mgmt", "Logistics": "Logs", "Marine": "Mar"}


@dataclass(frozen=True, slots=True)
class FleetRow:
    """One row of a register and the hull that it is about."""

    file: str
    locator: str
    hull_id: str
    series: str
    name_group: str
    """Hulls of one name share it, sisters or not."""


def make_fleet(seed: int, *, scale: float = 1.0, sisters: float = SISTERS) -> tuple[dict[str, list[list[str]]], list[FleetRow]]:
    """Make the rows of all registers, and the truth of each row.

    Args:
        seed: same seed and scale, same rows.
        scale: 1 gives some 350 rows, 20 some 7,000.
        sisters: share of hulls that belong to a series.

    Returns:
        ``{file: rows, the header first}`` and one :class:`FleetRow` a row.
    """
    fleet, random = draw_fleet(seed, scale=scale, sisters=sisters), Random(f"{seed} fleet papers")
    rows = {file: [list(header)] for file, header in _HEADERS.items()}
    truth = []
    sisters = _list_sisters(fleet, random)
    writers: tuple[tuple[str, float, Writer], ...] = (
        (FLAG, 0.88, _write_flag),
        (AGENT, 0.72, _write_agent),
        (INSURER, 0.68, _write_insurer),
    )
    for file, share, write in writers:
        for hull in random.sample(fleet.hulls, len(fleet.hulls)):
            if random.random() >= share:
                continue
            for row in write(random, hull, sisters[hull.hull_id]):
                rows[file].append(row)
                locator = make_locator(line=len(rows[file]))
                truth.append(FleetRow(file, locator, hull.hull_id, hull.series, " ".join((*hull.latin, hull.mark))))
    return rows, truth


def write_fleet(out: Path, *, seed: int, scale: float = 1.0, sisters: float = SISTERS) -> list[FleetRow]:
    """Write the registers under ``out/evidence`` and the truth to ``out/truth/fleet.csv``."""
    rows, truth = make_fleet(seed, scale=scale, sisters=sisters)
    for file, content in rows.items():
        write_csv(out / "evidence" / file, content, encoding="gb18030" if file == FLAG else "utf-8")
    header = ("file", "locator", "hull_id", "series", "name_group")
    listed = [(row.file, row.locator, row.hull_id, row.series, row.name_group) for row in truth]
    write_csv(out / "truth" / TRUTH, [header, *listed], encoding="utf-8")
    return truth


@dataclass(frozen=True, slots=True)
class Sisters:
    """Call signs of the other hulls of a series, and which of two errors its records may have."""

    signs: tuple[str, ...]
    mistaken: bool
    """Whether call signs are mistaken for a sister's; else some names lack their numbers."""


@dataclass(frozen=True, slots=True)
class Care:
    """How often a register's call signs are missing, of an earlier flag, or have one character wrong."""

    missing: float
    outdated: float
    mistyped: float


Writer = Callable[[Random, FleetHull, Sisters], Iterator[list[str]]]


def _list_sisters(fleet: Fleet, random: Random) -> dict[str, Sisters]:
    by_series: dict[str, list[FleetHull]] = {}
    for hull in fleet.hulls:
        by_series.setdefault(hull.series, []).append(hull)
    mistaken = {series: random.random() < 0.5 for series in by_series}
    return {
        hull.hull_id: Sisters(tuple(other.call_sign for other in by_series[hull.series] if other is not hull), mistaken[hull.series])
        for hull in fleet.hulls
    }


def _write_flag(random: Random, hull: FleetHull, sisters: Sisters) -> Iterator[list[str]]:
    """Write careful rows: both names, the owner with the code, one row an ownership; a renamed ship stands twice."""
    han = f"{hull.han}{hull.mark}" if hull.han else ""
    latin = _latin(hull)
    sign = _write_sign(random, hull, sisters, Care(missing=0.04, outdated=0.02, mistyped=0.02))
    start = date(hull.built, 1, 1) + timedelta(days=random.randrange(360))
    numbers = [hull.imo, hull.mmsi, sign, hull.flag[0], f"{hull.length_m}", f"{hull.tonnage}", hull.kind[0], f"{hull.built}"]
    owner = [hull.owner.name or hull.owner.latin, hull.owner.credit_code]
    yield [han, latin, *numbers, *owner, start.isoformat(), ""]
    if random.random() < 0.02:
        renamed = start + timedelta(days=random.randint(900, 2_000))
        yield [han, f"{random.choice(('NEW', 'GRAND'))} {latin}", *numbers, *owner, renamed.isoformat(), ""]


def _write_agent(random: Random, hull: FleetHull, sisters: Sisters) -> Iterator[list[str]]:
    """Write what an agent heard over the radio: Latin, without ceremony."""
    sign = _write_sign(random, hull, sisters, Care(missing=0.25, outdated=0.03, mistyped=0.05))
    name = _write_name(random, hull, numberless=not sisters.mistaken and sign in {hull.call_sign, ""}, prefixed=0.25)
    owner = _misspell_owner(random, hull.owner.latin) if random.random() < 0.8 else ""
    length = f"{hull.length_m:.0f}" if random.random() < 0.7 else f"{5 * round(hull.length_m / 5)}"
    yield [
        name, hull.imo if random.random() < 0.6 else "", hull.mmsi if random.random() < 0.5 else "", sign,
        hull.flag[1] if random.random() < 0.9 else "", length if random.random() < 0.85 else "",
        f"{hull.tonnage}" if random.random() < 0.6 else "", hull.kind[1] if random.random() < 0.8 else "",
        f"{hull.built}" if random.random() < 0.5 else "", owner,
    ]  # fmt: skip


def _write_insurer(random: Random, hull: FleetHull, sisters: Sisters) -> Iterator[list[str]]:
    """Write a policy: names in Han or Latin, tonnage always, year of build off by one at times, some ships under a new flag."""
    if random.random() < 0.015 and hull.han:
        renamed = f"{random.choice(('SEA', 'OCEAN', 'BRIGHT'))} {hull.latin[0]} {random.randint(1, 9)}"
        yield [renamed, hull.imo, "", f"HO{random.randint(50_000, 99_999)}", "Panama", f"{hull.length_m}", f"{hull.tonnage}", hull.kind[1],
               f"{hull.built}", hull.owner.latin]  # fmt: skip
        return
    sign = _write_sign(random, hull, sisters, Care(missing=0.2, outdated=0.04, mistyped=0.03))
    if hull.han and random.random() < 0.35:
        mark = hull.mark.translate(str.maketrans("0123456789", "０１２３４５６７８９")) if random.random() < 0.1 else hull.mark
        name = f"{hull.han}{mark}{random.choice(('', '', '号', '轮'))}"
        owner = hull.owner.name
    else:
        name = _write_name(random, hull, numberless=not sisters.mistaken and sign in {hull.call_sign, ""}, prefixed=0.0)
        owner = _misspell_owner(random, hull.owner.latin)
    built = hull.built + (random.choice((-1, 1)) if random.random() < 0.08 else 0)
    yield [
        name, hull.imo if random.random() < 0.5 else "", hull.mmsi if random.random() < 0.3 else "", sign, hull.flag[1],
        f"{hull.length_m:.1f}" if random.random() < 0.6 else f"{hull.length_m + random.uniform(-0.6, 0.6):.1f}", f"{hull.tonnage}",
        hull.kind[1], f"{built}", owner if random.random() < 0.9 else "",
    ]  # fmt: skip


def _latin(hull: FleetHull) -> str:
    return " ".join((*hull.latin, hull.mark)).replace("Ü", "V").strip()


def _write_name(random: Random, hull: FleetHull, *, numberless: bool, prefixed: float) -> str:
    """Write a Latin name: misspelt, joined, with NO. before the number, or without the number where that is allowed."""
    words = [word.replace("Ü", random.choice("UV")) for word in hull.latin]
    if random.random() < 0.08:
        at = random.randrange(len(words))
        words[at] = _misspell(random, words[at])
    mark = hull.mark
    if mark and numberless and random.random() < 0.05:
        mark = ""
    elif mark.isdigit() and random.random() < 0.05:
        mark = f"NO.{mark}"
    draw = random.random()
    between = "" if draw < 0.12 else " "
    before_mark = "" if draw < 0.06 and mark.isdigit() else " "
    name = f"{between.join(words)}{before_mark}{mark}".strip()
    return f"{random.choice(('M/V', 'MV', 'M.T.', 'MT'))} {name}" if random.random() < prefixed else name


def _write_sign(random: Random, hull: FleetHull, sisters: Sisters, care: Care) -> str:
    """Write a call sign: none, that of an earlier flag, or with one character wrong, which may make it a sister's."""
    draw = random.random()
    if draw < care.missing:
        return ""
    if draw < care.missing + care.outdated:
        return hull.old_call_sign
    if draw < care.missing + care.outdated + care.mistyped:
        near = [sign for sign in sisters.signs if sum(a != b for a, b in zip(sign, hull.call_sign, strict=True)) == 1]
        if near and sisters.mistaken and random.random() < 0.6:
            return random.choice(near)
        at, digit = random.randrange(2, len(hull.call_sign)), random.choice("0123456789")
        wrong = hull.call_sign[:at] + digit + hull.call_sign[at + 1 :]
        return "" if wrong in near else wrong
    return hull.call_sign


def _misspell(random: Random, word: str) -> str:
    at, draw = random.randrange(len(word)), random.random()
    if draw < 0.4:
        return word[:at] + _NEAR.get(word[at], "E") + word[at + 1 :]
    return word[:at] + word[at + 1 :] if draw < 0.7 and len(word) > 2 else word[:at] + word[at] + word[at:]


def _misspell_owner(random: Random, latin: str) -> str:
    draw = random.random()
    if draw < 0.25:
        return " ".join(_SHORT.get(word, word) for word in latin.split()).upper()
    if draw < 0.4:
        return latin.replace("Co., Ltd.", "Company Limited").upper()
    if draw < 0.5:
        words = latin.upper().split()
        words[min(1, len(words) - 1)] = _misspell(random, words[min(1, len(words) - 1)])
        return " ".join(words)
    return latin.upper() if draw < 0.8 else latin
