"""What is compared, at which levels, and what each level weighs where the data are too few to estimate it.

A weight is ``log2(m / u)`` bits (Fellegi and Sunter 1969): ``m`` is how often records of one party show the level, ``u``
how often records of different parties do. The figures are ours, chosen by reasoning and rounded, not fitted: a full
identifier collides about once in a million (one that a holder keeps for life once in ten million), a birthday once in
some 20,000 (365 days times some 55 years), a rare full name once in some 40,000 pairs of records that share a key.

Every level is a test that all engines answer alike: whether two lists of keys have so many in common. Names that share no
key are left open; :mod:`toolkit.linking.open_names` compares them and gives one of the last levels of ``name``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from toolkit.identifiers import IDENTIFIERS
from toolkit.linking.details import read_fields

__all__ = ["ALIKE", "COMPARISONS", "NAME", "PRIOR", "Comparison", "Level"]

PRIOR = 2.0**-13
"""Odds that two records that share a blocking key by chance are one party, before anything is compared."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison."""

    name: str
    column: str | None
    """Column of keys that both must share; ``None``: none of the tests above held."""
    m: float
    u: float
    code: str | None = None
    """Reason that the level gives, for or against; ``None`` if it gives none."""
    shared: int = 1
    """How many keys both must share."""
    also: str | None = None
    """A further column of which both must share a key."""
    independent: float = 0.0
    """How much of the evidence it is that two records of one name need beside the name: 1 is enough by itself."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is compared: its levels from best to worst, and the columns of which both records must fill the same one."""

    name: str
    filled: tuple[str, ...]
    levels: tuple[Level, ...]

    def revise(self, m: tuple[float, ...], u: tuple[float, ...]) -> "Comparison":
        """Give every level other probabilities."""
        levels = tuple(replace(level, m=a, u=b) for level, a, b in zip(self.levels, m, u, strict=True))
        return replace(self, levels=levels)


ALIKE: tuple[tuple[str, float], ...] = (
    ("alike", 0.93),
    ("close", 0.85),
    ("somewhat", 0.7),
    ("partly", 0.5),
    ("little", 0.3),
    ("unlike", 0.0),
)
"""Levels of names that share no key, each with the lowest score of :func:`toolkit.names.compare_names` that reaches it."""

_OPEN = {"alike": (0.06, 3e-5), "close": (0.06, 2.5e-4), "somewhat": (0.06, 4e-3), "partly": (0.04, 0.04)}
_OPEN |= {"little": (0.02, 0.1), "unlike": (0.03, 0.85)}

NAME = Comparison(
    "name",
    ("name",),
    (
        Level("rare", "name_rare", 0.5, 2.5e-5, "same_name"),
        Level("some", "name_some", 0.08, 3e-5, "same_name"),
        Level("common", "name_common", 0.06, 1e-4, "same_common_name"),
        Level("sound", "sound", 0.09, 4e-5, "same_sound"),
        *(Level(name, None, *_OPEN[name], "similar_names") for name, _ in ALIKE),
    ),
)
"""The one comparison whose last levels are not read off keys."""

_DIFFERENT = {"passport": 0.4, "mmsi": 0.3, "call_sign": 0.3}
_NEUTRAL = Level("other", None, 0.5, 0.5)
"""Nothing is said: a difference is a conflict, which is weighed on its own (toolkit.linking.contradictions)."""


def _numbers() -> Iterator[Comparison]:
    yield Comparison("lifelong", ("lifelong",), (Level("shared", "lifelong", 0.98, 1e-7, "shared_identifier", independent=1.0), _NEUTRAL))
    for scheme, different in _DIFFERENT.items():
        if scheme in IDENTIFIERS:
            same = Level("shared", scheme, 1 - different, 1e-6, "shared_identifier", independent=1.0)
            yield Comparison(scheme, (scheme,), (same, Level("other", None, different, 1 - 1e-6)))


COMPARISONS: tuple[Comparison, ...] = (
    NAME,
    *_numbers(),
    Comparison(
        "phone",
        ("phone",),
        (
            Level("rare", "phone_rare", 0.4, 2e-4, "shared_phone", independent=1.0),
            Level("some", "phone_some", 0.1, 1e-3, "shared_phone", independent=1.0),
            Level("hub", "phone_common", 0.1, 0.1, "common_phone"),
            Level("other", None, 0.4, 0.899),
        ),
    ),
    Comparison(
        "address",
        ("address_word", "address_number"),
        (
            Level("same", "address_some", 0.4, 1e-3, "shared_address", independent=1.0),
            Level("hub", "address_common", 0.1, 0.1, "common_address"),
            Level("piece_place", "address_piece_rare", 0.15, 1e-3, "shared_address_piece", also="address_word", independent=1.0),
            Level("piece", "address_piece_rare", 0.05, 1e-3, "shared_address_piece", independent=1.0),
            Level("number_place", "address_number", 0.08, 0.01, also="address_word"),
            Level("number", "address_number", 0.04, 0.03),
            Level("words", "address_word", 0.04, 0.04, "shared_place", shared=2),
            Level("word", "address_word", 0.04, 0.075),
            Level("other", None, 0.1, 0.7),
        ),
    ),
    Comparison(
        "birth",
        ("birth_year",),
        (
            Level("same", "birth", 0.8, 5e-5, "same_birth_date", independent=1.0),
            Level("new_year", "birth_new_year", 0.05, 1e-3, "same_new_year"),
            Level("digit", "birth_digits", 0.05, 2e-3, "near_birth_date"),
            Level("parts", "birth_parts", 0.03, 6e-3, "near_birth_date"),
            Level("year", "birth_year", 0.04, 0.02),
            Level("other", None, 0.03, 0.97),
        ),
    ),
    Comparison(
        "founded",
        ("founded",),
        (Level("same", "founded", 0.9, 5e-4, "same_incorporation", independent=1.0), Level("other", None, 0.1, 0.9)),
    ),
    Comparison(
        "context",
        ("context",),
        (
            Level("rare", "context_rare", 0.4, 2e-3, "shared_neighbour", independent=1.0),
            Level("some", "context_some", 0.2, 0.02, "shared_neighbour", independent=0.5),
            Level("other", None, 0.4, 0.978),
        ),
    ),
    *(
        Comparison(
            field.name,
            (f"detail_{field.name}",),
            (
                Level("rare", f"detail_{field.name}_rare", field.m / 2, field.u / 10, "same_detail", independent=field.independent),
                Level("same", f"detail_{field.name}", field.m / 2, field.u * 9 / 10, "same_detail", independent=field.independent),
                Level("other", None, 1 - field.m, 1 - field.u, "details_differ"),
            ),
        )
        for field in read_fields()
    ),
    Comparison("other", ("detail_other",), (Level("same", "detail_other", 0.5, 0.25, "same_detail"), _NEUTRAL)),
    Comparison(
        "country",
        ("country",),
        (Level("same", "country", 0.8, 0.3, "same_country"), Level("other", None, 0.2, 0.7, "countries_differ")),
    ),
)
"""Every comparison of the model, in the order in which a pair's reasons are told."""
