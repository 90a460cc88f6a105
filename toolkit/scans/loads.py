"""How much a scan shows to be loaded, held against what was declared: empty or not, and how heavy.

Mass is the logarithm of attenuation summed over the load: megavolt beams weaken by nearly the same share a gram in all goods.
The unit is the scanner's own, so kilograms come from the library itself: what other containers weigh by declaration for each
unit of mass that their scans show. A false weight among many moves the middle little; a custom of lying moves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.errors import EvidenceError, SourceError
from toolkit.ids import make_id, make_ref
from toolkit.scans.additions import open_row
from toolkit.scans.declared import read_declared
from toolkit.scans.images import Image
from toolkit.scans.library import ScanLibrary
from toolkit.scans.views import attenuation

__all__ = ["Load", "find_empties", "find_misweighed", "measure_load", "measure_loads"]

METHOD = "scans.loads/1"
MIN_PEERS = 12
"""Fewer other containers with a weight than this, and no weight is estimated."""
WITHIN = 0.90
"""Share of the other containers' weights that the interval holds."""
EMPTY = 0.01
"""Share of the space above the floor under which a scan shows no load."""
LOADED = 0.03
"""Share from which it shows one; between the two nothing is said."""

_LOAD = 0.25
"""Attenuation above that of the container's two walls (about .12 at 6 MV and more) and their posts' blur."""
_MARGIN = 64
"""One in so many columns at either end of a picture lies outside the container: what is dark there is the truck's frame."""

_THIN, _THIN_PX = 40, 2
"""What is thinner than two of so many parts of the picture's height, or of so few pixels, is a rail, a post or the floor."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Load:
    """What one scan shows above the floor of the container."""

    share: float
    """Of the space, 0..1, where more lies in the way than the container's walls, rails and posts left out."""
    mass: float
    """Mean attenuation of the load over the space, in the scanner's own unit."""


Loads = Sequence[Load | None]


def measure_load(image: Image) -> Load:
    """Measure how much of a container is loaded.

    The floor is the first row of the lower half that is dark at both ends of the picture, as a truck's frame is; the picture's
    end where there is none.

    Args:
        image: transmission, single or dual energy, of a whole container.

    >>> measure_load(np.full((60, 120), 60_000, np.uint16))
    Load(share=0.0, mass=0.0)
    """
    high = attenuation(image)[0].astype(np.float64)
    middle, margin = len(high) // 2, max(1, high.shape[1] // _MARGIN)
    ends = np.minimum(high[middle:, :margin].mean(axis=1), high[middle:, -margin:].mean(axis=1))
    frame = np.flatnonzero(ends > _LOAD)
    space = high[: middle + int(frame[0])] if len(frame) else high
    load = space > _LOAD
    radius = max(_THIN_PX, len(high) // _THIN)
    side = 2 * radius + 1
    thick = np.lib.stride_tricks.sliding_window_view(np.pad(load, radius), (side, side)).all(axis=(2, 3))
    return Load(float(thick.mean()), float(np.where(load, space, 0.0).mean()))


def measure_loads(library: ScanLibrary) -> list[Load | None]:
    """Measure every scan of a library, in its order; None where the image can no longer be opened as it was added.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as home:
    ...     measure_loads(ScanLibrary.create(f"{home}/library"))
    []
    """
    loads: list[Load | None] = []
    for _, row in library.metadata.iterrows():
        try:
            loads.append(measure_load(open_row(row)))
        except (SourceError, EvidenceError):  # it was readable when it was added; the check says that it no longer is
            loads.append(None)
    return loads


def find_empties(library: ScanLibrary, *, loads: Loads | None = None) -> pd.DataFrame:
    """Find containers declared empty that show a load, and containers declared loaded that show none.

    Args:
        library: scans of whole containers; a ``declared_kg`` of 0 declares an empty one, more than 0 a loaded one.
        loads: what :func:`measure_loads` gave for this library; measured if it is left out.

    Returns:
        A ``checks`` table of kind ``scan_empty``, one row a scan: ``observed`` is the loaded share of the space above the
        floor. ``above`` means declared empty and shows a load, ``below`` the reverse; ``not_assessable`` comes with its reason.
    """
    scans = library.metadata
    rows = [
        _check_empty(scan_id, kg, load)
        for scan_id, kg, load in zip(
            scans["scan_id"], scans["declared_kg"], measure_loads(library) if loads is None else loads, strict=True
        )
    ]
    return tables.make_table(rows, "checks")


def find_misweighed(library: ScanLibrary, goods: pd.DataFrame | None = None, *, loads: Loads | None = None) -> pd.DataFrame:
    """Hold declared weights against those that the scans show.

    Args:
        library: scans of whole containers with ``declared_kg``, by scanners of one kind.
        goods: a ``goods`` table that says which lots and declarants are one story; these do not vouch for each other.
        loads: what :func:`measure_loads` gave for this library; measured if it is left out.

    Returns:
        A ``checks`` table of kind ``scan_weight``, one row a scan with a weight above 0: ``observed`` is the declared one in kg,
        ``expected_low`` and ``expected_high`` the interval that holds nine tenths of the ``n`` other containers, brought to
        the mass that this scan shows: those declared under the same heading, or all where these are fewer than twelve.
    """
    scans = library.metadata
    declared = read_declared(scans, tables.empty("goods") if goods is None else tables.conform(goods, "goods"))
    loads, headings = measure_loads(library) if loads is None else loads, declared.headings
    under = _list_rows(headings)
    kg = scans["declared_kg"].to_numpy(np.float64, na_value=np.nan)
    mass = np.array([load.mass if load and load.share >= LOADED else np.nan for load in loads])
    per_mass = np.where(kg > 0, kg, np.nan) / mass
    rows = []
    for row in np.flatnonzero(kg > 0).tolist():
        apart = np.isfinite(per_mass)
        for ties in declared.ties:
            apart &= (ties != ties[row]) | (ties < 0)
        alike = np.zeros(len(scans), bool)
        for heading in headings[row]:
            alike[under[heading]] = True
        alike &= apart
        peers = alike if np.count_nonzero(alike) >= MIN_PEERS else apart
        rows.append(_check_weight(scans["scan_id"][row], float(kg[row]), float(mass[row]), per_mass[peers], heading=peers is alike))
    return tables.make_table(rows, "checks")


def _list_rows(headings: Sequence[frozenset[str]]) -> dict[str, list[int]]:
    """Give the rows declared under each heading."""
    under: dict[str, list[int]] = {}
    for row, declared in enumerate(headings):
        for heading in declared:
            under.setdefault(heading, []).append(row)
    return under


def _check_empty(scan_id: str, kg: object, load: Load | None) -> dict[str, object]:
    ref = make_ref("scans", scan_id, column="declared_kg")
    check = _check("scan_empty", scan_id) | {"refs": [make_ref("scans", scan_id), ref], "unit": "share"}
    if load is None:
        return check | {"reasons": [tables.make_reason("scan_image_gone", refs=[make_ref("scans", scan_id)])]}
    if not isinstance(kg, (int, float)) or not np.isfinite(kg):
        return check | {"reasons": [tables.make_reason("scan_no_weight", refs=[make_ref("scans", scan_id)])]}
    low, high = (0.0, LOADED) if kg == 0 else (EMPTY, 1.0)
    outcome = "above" if load.share >= LOADED and kg == 0 else "below" if load.share < EMPTY and kg > 0 else "within"
    code = {"above": "scan_loaded_though_empty", "below": "scan_empty_though_loaded", "within": "scan_load_as_declared"}[outcome]
    why = tables.make_reason(code, refs=[ref], share_percent=100 * load.share, kg=float(kg))
    against = [tables.make_reason("scan_thin_load"), tables.make_reason("scan_cannot_show")] if outcome != "within" else []
    found = {"outcome": outcome, "observed": load.share, "expected_low": low, "expected_high": high}
    return check | found | {"reasons": [why], "against": against}


def _check_weight(scan_id: str, kg: float, mass: float, peers: Floats, *, heading: bool) -> dict[str, object]:
    ref = make_ref("scans", scan_id, column="declared_kg")
    check = _check("scan_weight", scan_id) | {"refs": [make_ref("scans", scan_id), ref], "unit": "kg", "observed": kg, "n": len(peers)}
    if not np.isfinite(mass):
        return check | {"reasons": [tables.make_reason("scan_no_load_seen", refs=[make_ref("scans", scan_id)])]}
    if len(peers) < MIN_PEERS:
        return check | {"reasons": [tables.make_reason("scan_few_weights", refs=[ref], n=len(peers), needed=MIN_PEERS)]}
    low, middle, high = (mass * np.quantile(peers, [(1 - WITHIN) / 2, 0.5, (1 + WITHIN) / 2])).tolist()
    said: dict[str, Any] = {"kg": kg, "estimate": middle, "low": low, "high": high, "n": len(peers)}
    why = tables.make_reason("scan_weight_by_heading" if heading else "scan_weight_by_all", refs=[ref], **said)
    outcome = "above" if kg > high else "below" if kg < low else "within"
    against = [tables.make_reason("scan_weight_rough"), tables.make_reason("scan_cannot_show")]
    return check | {"outcome": outcome, "expected_low": low, "expected_high": high, "reasons": [why], "against": against}


def _check(kind: str, scan_id: str) -> dict[str, object]:
    blank: dict[str, object] = {"subject_id": scan_id, "kind": kind, "check_id": make_id("check", kind, scan_id)}
    return blank | {"outcome": "not_assessable", "method": METHOD, "reasons": [], "against": []}
