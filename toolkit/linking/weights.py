"""How much each agreement and difference weighs when the data are too few to estimate it.

A weight is ``log2(m / u)`` bits (Fellegi and Sunter 1969): ``m`` is how often records of one party show the level, ``u``
how often records of different parties do. The figures are ours, chosen by reasoning and rounded, not fitted: a full
identifier collides about once in a million (one that a holder keeps for life once in ten million), a birthday once in
some 20,000 (365 days times some 55 years), a rare full name once in some 40,000 pairs of records that share a key.
"""

from dataclasses import dataclass

from toolkit.identifiers import IDENTIFIERS

__all__ = ["COMPARISONS", "PRIOR", "Comparison", "Level"]

PRIOR = 2.0**-13
"""Odds that two records that share a blocking key by chance are one party, before anything is compared."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison: the column that intersects, the reason it gives, and its probabilities."""

    column: str | None
    """List column that must intersect; ``None`` for 'neither of the levels above'."""
    code: str | None
    """Reason that it gives; ``None`` if it gives none."""
    m: float
    u: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared, and its levels from best to worst; the last one is 'nothing agrees'."""

    name: str
    filled: tuple[str, ...]
    """Columns of which both records must fill at least one, else nothing is said."""
    levels: tuple[Level, ...]
    independent: bool = True
    """Whether agreement is evidence beside the name."""


_M_DIFFERENT = {"passport": 0.4, "mmsi": 0.3, "call_sign": 0.3}
_NEUTRAL = Level(None, None, 0.5, 0.5)
"""Nothing is said: the difference is a conflict, which is weighed on its own (toolkit.linking.evidence)."""


def _identifier(scheme: str) -> Comparison:
    if IDENTIFIERS[scheme].lifelong:
        return Comparison(scheme, (scheme,), (Level(scheme, "shared_identifier", 0.98, 1e-7), _NEUTRAL))
    different = _M_DIFFERENT[scheme]
    return Comparison(
        scheme,
        (scheme,),
        (Level(scheme, "shared_identifier", 1 - different, 1e-6), Level(None, None, different, 1 - 1e-6)),
    )


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "name",
        ("names_rare", "names_common"),
        (
            Level("names_rare", "same_name", 0.6, 2.5e-5),
            Level("names_common", "same_common_name", 0.1, 1e-4),
            Level("sounds", "same_sound", 0.15, 5e-5),
            # Neutral: where no key agrees, the names themselves are compared afterwards (toolkit.linking.evidence).
            Level(None, None, 0.15, 0.15),
        ),
        independent=False,
    ),
    *(_identifier(scheme) for scheme in IDENTIFIERS if scheme not in {"phone", "container"}),
    Comparison("phone", ("phone",), (Level("phone", "shared_phone", 0.5, 1e-3), Level(None, None, 0.5, 0.999))),
    Comparison("address", ("address",), (Level("address", "shared_address", 0.5, 2e-3), Level(None, None, 0.5, 0.998))),
    Comparison(
        "birth",
        ("birth_year",),
        (Level("birth", "same_birth_date", 0.85, 5e-5), Level("birth_year", None, 0.1, 0.02), _NEUTRAL),
    ),
    Comparison("incorporated", ("incorporated",), (Level("incorporated", "same_incorporation", 0.9, 5e-4), _NEUTRAL)),
    Comparison(
        "country",
        ("country",),
        (Level("country", "same_country", 0.8, 0.3), Level(None, "countries_differ", 0.2, 0.7)),
        independent=False,
    ),
)
"""Every comparison of the model."""
