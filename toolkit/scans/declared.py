"""What was declared for each scan: codes, and the ties that make two scans witnesses of one story."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.ids import make_ref

__all__ = ["Declared", "read_declared"]

_HEADING_DIGITS = 4
_CODE_DIGITS = 6
"""As far as codes are the same in all countries (HS convention, article 3)."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One entry a scan, in the order of the library's metadata."""

    codes: list[frozenset[str]]
    """Codes of four to six digits declared for the container; empty where nothing is declared."""
    refs: list[list[str]]
    """The facts that say so."""
    subjects: list[str]
    """Container number, or ``scan_id`` where there is none."""
    ties: tuple[NDArray[np.int64], ...]
    """Numbers that stand for container, lot and declarant, -1 where unknown."""

    @property
    def headings(self) -> list[frozenset[str]]:
        """Headings of four digits."""
        return [self.at(row, _HEADING_DIGITS) for row in range(len(self.codes))]

    def at(self, row: int, digits: int) -> frozenset[str]:
        """Cut the codes of a scan to so many digits; shorter ones are left out."""
        return frozenset(code[:digits] for code in self.codes[row] if len(code) >= digits)


def read_declared(scans: pd.DataFrame, goods: pd.DataFrame) -> Declared:
    """Bring scans and declarations together.

    A scan takes the codes of all goods lines of its container (or of its ``goods_id``), and those of its own
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
    codes, refs, subjects, tie_rows = [], [], [], []
    for scan_id, container, goods_id, lot, declared in zip(
        scans["scan_id"], scans["container_id"], scans["goods_id"], scans["lot_id"], scans["declared_hs"], strict=True
    ):
        lines = by_container.get(container, []) if _known(container) else []
        lines = lines or (by_goods.get(goods_id, []) if _known(goods_id) else [])
        from_goods = {_code(hs[line]) for line in lines} - {""}
        codes.append(frozenset(from_goods or ({_code(declared)} - {""})))
        refs.append(
            [make_ref("goods", ids[line], column="hs") for line in lines if _code(hs[line])]
            or ([make_ref("scans", scan_id, column="declared_hs")] if _code(declared) else [])
        )
        subjects.append(container if _known(container) else scan_id)
        known_lots = [lot] if _known(lot) else [lots[line] for line in lines if _known(lots[line])]
        known_brokers = [brokers[line] for line in lines if _known(brokers[line])]
        tie_rows.append((subjects[-1], known_lots[0] if known_lots else None, known_brokers[0] if known_brokers else None))
    ties = tuple(pd.factorize(pd.Series([row[part] for row in tie_rows], dtype="object"))[0].astype(np.int64) for part in range(3))
    return Declared(codes, refs, subjects, ties)


def _code(declared: object) -> str:
    text = (str(declared) if _known(declared) else "")[:_CODE_DIGITS]
    return text if len(text) >= _HEADING_DIGITS and text.isdecimal() else ""


def _known(value: object) -> bool:
    return isinstance(value, str) and value.strip() != ""
