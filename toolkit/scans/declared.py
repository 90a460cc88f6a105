"""What was declared for each scan: headings, and the ties that make two scans witnesses of one story."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.ids import make_ref

__all__ = ["Declared", "read_declared"]

_HEADING_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Declared:
    """One entry a scan, in the order of the library's metadata."""

    headings: list[frozenset[str]]
    """Headings of four digits declared for the container; empty where nothing is declared."""
    refs: list[list[str]]
    """The facts that say so."""
    subjects: list[str]
    """Container number, or ``scan_id`` where there is none."""
    ties: tuple[NDArray[np.int64], ...]
    """Codes of container, lot and declarant, -1 where unknown."""


def read_declared(scans: pd.DataFrame, goods: pd.DataFrame) -> Declared:
    """Bring scans and declarations together.

    A scan takes the headings of all goods lines of its container (or of its ``goods_id``), and those of its own
    ``declared_hs`` where no goods line is known.

    Args:
        scans: a ``scans`` table.
        goods: a ``goods`` table; may be empty.
    """
    by_container: dict[str, list[int]] = {}
    by_goods: dict[str, list[int]] = {}
    for number, (goods_id, container) in enumerate(zip(goods["goods_id"], goods["container_id"], strict=True)):
        by_goods.setdefault(goods_id, []).append(number)
        if _known(container):
            by_container.setdefault(container, []).append(number)
    hs, ids, brokers, lots = (goods[column].tolist() for column in ("hs", "goods_id", "declarant_id", "lot_id"))
    headings, refs, subjects, tie_rows = [], [], [], []
    for scan_id, container, goods_id, lot, declared in zip(
        scans["scan_id"], scans["container_id"], scans["goods_id"], scans["lot_id"], scans["declared_hs"], strict=True
    ):
        lines = by_container.get(container, []) if _known(container) else []
        lines = lines or (by_goods.get(goods_id, []) if _known(goods_id) else [])
        from_goods = {_heading(hs[line]) for line in lines} - {""}
        headings.append(frozenset(from_goods or ({_heading(declared)} - {""})))
        refs.append(
            [make_ref("goods", ids[line], column="hs") for line in lines if _heading(hs[line])]
            or ([make_ref("scans", scan_id, column="declared_hs")] if _heading(declared) else [])
        )
        subjects.append(container if _known(container) else scan_id)
        known_lots = [lot] if _known(lot) else [lots[line] for line in lines if _known(lots[line])]
        known_brokers = [brokers[line] for line in lines if _known(brokers[line])]
        tie_rows.append((subjects[-1], known_lots[0] if known_lots else None, known_brokers[0] if known_brokers else None))
    ties = tuple(pd.factorize(pd.Series([row[part] for row in tie_rows], dtype="object"))[0].astype(np.int64) for part in range(3))
    return Declared(headings, refs, subjects, ties)


def _heading(code: object) -> str:
    text = str(code) if _known(code) else ""
    return text[:_HEADING_DIGITS] if len(text) >= _HEADING_DIGITS and text[:_HEADING_DIGITS].isdecimal() else ""


def _known(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""
