"""A fleet at scale: invented hulls, most of them sisters whose names differ in a digit.

Thread A has a handful of ships; to measure linking one needs thousands. A series is what one yard built for one owner: same
length, tonnage and type, years of build a year apart at most, numbers that follow one another in names, call signs and
MMSI. Some names are borne twice, by hulls of two owners that have nothing to do with each other, as 海悦66 is in the story.
"""

from dataclasses import dataclass, replace
from random import Random

from stdnum.cn import uscc

from data_samples.thread_a.fleet_words import CITIES, COMMON, ENGLISH, RARE, TRADES
from data_samples.thread_a.identity import make_call_sign

__all__ = ["Fleet", "FleetHull", "Owner", "draw_fleet"]

HULLS_A_SCALE = 150
SISTERS = 0.2
"""Share of hulls that belong to a series."""
_SIZES = {2: 0.45, 3: 0.22, 4: 0.13, 5: 0.08, 6: 0.05, 7: 0.04, 8: 0.03}
_FOREIGN, _NAMESAKE, _LETTERED, _SIGNED_TOGETHER = 0.22, 0.03, 0.15, 0.6
_TYPES = (("油船", "Oil tanker", (52, 140)), ("散货船", "Bulk carrier", (68, 190)), ("多用途船", "General cargo", (60, 130)),
          ("渔船", "Fishing vessel", (18, 48)), ("拖船", "Tug", (22, 42)), ("集装箱船", "Container ship", (90, 180)))  # fmt: skip
_FLAGS = (("巴拿马", "Panama", "HO", 352), ("伯利兹", "Belize", "V3", 312), ("塞拉利昂", "Sierra Leone", "9L", 667))
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True, slots=True)
class Owner:
    """An invented firm; a foreign one has no Chinese name and no credit code."""

    name: str
    latin: str
    credit_code: str


@dataclass(frozen=True, slots=True)
class FleetHull:
    """One hull as her builder and her owner know her."""

    hull_id: str
    series: str
    """Sisters share it."""
    han: str
    """Name in Han, without the number; empty for a foreign ship."""
    latin: tuple[str, ...]
    """Words of the Latin name, without the number."""
    mark: str
    """Number or letter that tells her from her sisters; empty for a ship without any."""
    owner: Owner
    imo: str
    mmsi: str
    call_sign: str
    old_call_sign: str
    """Call sign under an earlier flag, which some lists still carry."""
    flag: tuple[str, str]
    kind: tuple[str, str]
    length_m: float
    tonnage: int
    built: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """All hulls of a seed."""

    hulls: tuple[FleetHull, ...]

    def sisters(self, hull: FleetHull) -> list[FleetHull]:
        """Give the other hulls of her series."""
        return [other for other in self.hulls if other.series == hull.series and other is not hull]


def draw_fleet(seed: int, *, scale: float = 1.0, sisters: float = SISTERS) -> Fleet:
    """Draw the hulls of a seed.

    Args:
        seed: same seed and scale, same hulls.
        scale: times 150 hulls; 20 gives 3,000.
        sisters: share of hulls that belong to a series of 2 to 8.

    Raises:
        ValueError: if ``scale`` is not above 0, or beyond what the numbers allow (60), or ``sisters`` is no share.
    """
    if not 0 < scale <= 60:
        message = f"scale={scale}: give a number above 0, at most 60"
        raise ValueError(message)
    if not 0 <= sisters <= 1:
        message = f"sisters={sisters}: give a share of hulls, 0 to 1"
        raise ValueError(message)
    random = Random(f"{seed} fleet")
    size = sum(count * share for count, share in _SIZES.items())
    share = sisters / (size - sisters * size + sisters)
    many = round(HULLS_A_SCALE * scale)
    hulls: list[FleetHull] = []
    while len(hulls) < many:
        hulls.extend(_draw_series(random, len(hulls), f"s{len(hulls):05d}", share))
    hulls = hulls[:many]
    for at in random.sample(range(many), round(many * _NAMESAKE)):
        other = random.choice(hulls)
        if other.series != hulls[at].series and bool(other.han) == bool(hulls[at].han):
            hulls[at] = replace(hulls[at], han=other.han, latin=other.latin, mark=other.mark, series=f"{hulls[at].series}x")
    return Fleet(tuple(hulls))


def _draw_series(random: Random, first: int, series: str, share: float) -> list[FleetHull]:
    count = random.choices(list(_SIZES), list(_SIZES.values()))[0] if random.random() < share else 1
    is_foreign = random.random() < _FOREIGN
    kind = random.choice(_TYPES)
    length = round(random.uniform(*kind[2]), 1)
    tonnage, built = round(length**2.3 / 20), random.randint(1995, 2022)
    if is_foreign:
        han, latin, owner = "", tuple(random.sample(ENGLISH, 2)), _draw_foreign_owner(random)
        flag, english, prefix, country = random.choice(_FLAGS)
    else:
        characters = random.choice([(RARE, COMMON), (COMMON, RARE), (RARE, RARE)])
        pair = [random.choice(some) for some in characters]
        han, latin, owner = "".join(p[0] for p in pair), tuple(p[1].upper() for p in pair), _draw_owner(random)
        flag, english, prefix, country = "中国", "China", "BV", 413
    hulls = []
    together = random.random() < _SIGNED_TOGETHER  # else licensed one by one
    for at, mark in enumerate(_draw_marks(random, count, is_foreign=is_foreign)):
        number = first + at
        sign = make_call_sign(prefix, number if together else number * 7_919 % 60_000 + 20_000)
        hulls.append(
            FleetHull(
                f"h{number:05d}", series, han, latin, mark, owner, _make_imo(number), f"{country}99{number % 10_000:04d}", sign,
                make_call_sign("3E", random.randint(20_000, 99_999)), (flag, english), kind[:2], length, tonnage, built + at // 4,
            )
        )  # fmt: skip
    return hulls


def _draw_marks(random: Random, count: int, *, is_foreign: bool) -> list[str]:
    if count == 1 and random.random() < 0.2:
        return [""]
    if is_foreign and random.random() < _LETTERED:
        return [chr(ord("A") + at) for at in range(count)]
    start = random.choice([1, 2, 6, 8, 66, 88, 101, 168, 501, 715, 805]) + random.randint(0, 9)
    step = random.choice([1, 1, 2])
    return [str(start + step * at) for at in range(count)]


def _make_imo(number: int) -> str:
    """Give a number that begins with 4, as none given out does, its check digit in place."""
    body = f"{400_000 + number * 7_919 % 100_000:06d}"
    return body + str(sum(int(digit) * weight for digit, weight in zip(body, range(7, 1, -1), strict=True)) % 10)


def _draw_owner(random: Random) -> Owner:
    city, city_latin = random.choice(CITIES)
    pair = [random.choice(RARE), random.choice(COMMON)]
    trade, trade_latin = random.choice(TRADES)
    brand = "".join(p[1] for p in pair).title()
    return Owner(
        f"{city}{''.join(p[0] for p in pair)}{trade}有限公司", f"{city_latin} {brand} {trade_latin} Co., Ltd.", _draw_credit_code(random)
    )


def _draw_foreign_owner(random: Random) -> Owner:
    words = " ".join(random.sample(ENGLISH, 2))
    return Owner("", f"{words} {random.choice(('MARITIME', 'SHIPPING', 'HOLDINGS'))} {random.choice(('S.A.', 'INC.', 'LTD.'))}", "")


def _draw_credit_code(random: Random) -> str:
    code = "91359900MA" + "".join(random.choice(_CREDIT_ALPHABET) for _ in range(7))
    return code + uscc.calc_check_digit(code)
