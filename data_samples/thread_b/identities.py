"""Numbers whose check digits hold and which nobody can have.

* A unified social credit code names the place of registration by six digits (GB 32100, GB/T 2260). Ours begin with 99,
  which no province bears.
* An 18-digit identity number opens with six such digits (GB 11643); ours begin with 99 too.
* No subscriber's telephone number begins with 0 after the area code; ours do.
* Hong Kong company numbers have not reached 99xxxxx; ours are all there.
* A container number (ISO 6346) opens with its owner's prefix; ours are ZZSU, ZZWU and ZZYU, chosen to look unassigned.
"""

from datetime import date
from random import Random

from stdnum import iso6346
from stdnum.cn import ric, uscc

__all__ = ["draw_cn_id", "draw_container", "draw_hk_phone", "draw_phone", "draw_uscc"]

_REGIONS = ("990102", "990204", "990311", "990405")
_PREFIXES = ("ZZSU", "ZZWU", "ZZYU")
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def draw_uscc(random: Random) -> str:
    """Draw a unified social credit code; the organisation code inside (GB 11714) carries its own check character."""
    body = "MA" + "".join(random.choice(_ORGANISATION_ALPHABET) for _ in range(6))
    values = (int(c, 36) for c in body)  # GB 11714 counts letters on from ten, 36 in all
    rest = 11 - sum(v * w for v, w in zip(values, _ORGANISATION_WEIGHTS, strict=True)) % 11
    number = f"91{random.choice(_REGIONS)}{body}{'X' if rest == 10 else rest % 11}"
    return number + uscc.calc_check_digit(number)


def draw_cn_id(random: Random, birth: date) -> str:
    """Draw the 18-digit identity number of a person born on a day."""
    number = f"{random.choice(_REGIONS)}{birth:%Y%m%d}{random.randint(1, 999):03d}"
    return number + ric.calc_check_digit(number + "0")


def draw_container(random: Random, rank: int) -> str:
    """Draw a container number; numbers of different rank (0, 1, 2) are never the same."""
    number = f"{random.choice(_PREFIXES)}{3 * random.randint(33334, 333332) + rank}"
    return number + iso6346.calc_check_digit(number)


def draw_phone(random: Random) -> str:
    """Draw a number of the mainland as its registry writes it."""
    return f"0{random.choice((755, 592, 595))}-0{random.randint(1000000, 9999999)}"


def draw_hk_phone(random: Random) -> str:
    """Draw a number of Hong Kong."""
    return f"+852 0{random.randint(100, 999)} {random.randint(1000, 9999)}"
