"""What tracks say of themselves: name, IMO number, call sign, length, type."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.identifiers import normalise_identifier
from toolkit.routes.fixes import rank_texts

__all__ = ["STATICS", "Particulars", "read_particulars", "summarise_particulars"]

STATICS = ("imo", "call_sign", "name", "length_m", "vessel_type")
"""Columns of ``positions`` that they are read from."""
_SAME_LENGTH = 0.1
_SAME_LENGTH_M = 5.0
_MAX_LENGTH_M = 500.0
_UNKNOWN = frozenset({"", "nan", "none", "<na>", "0"})


@dataclass(frozen=True, slots=True)
class Particulars:
    """Static data of a hull; an empty text or NaN is unknown."""

    imo: str = ""
    call_sign: str = ""
    name: str = ""
    length_m: float = float("nan")
    vessel_type: str = ""

    def lengths_differ(self, other: "Particulars") -> bool:
        """Tell whether both lengths are known and differ by more than a tenth and more than 5 m."""
        apart = abs(self.length_m - other.length_m)
        return bool(apart > max(_SAME_LENGTH_M, _SAME_LENGTH * max(self.length_m, other.length_m)))

    def contradicts(self, other: "Particulars") -> bool:
        """Tell whether they cannot be one hull: another IMO number, or another length with another name or call sign."""
        if self.imo and other.imo:
            return self.imo != other.imo
        renamed = any(a and b and a != b for a, b in ((self.name, other.name), (self.call_sign, other.call_sign)))
        return self.lengths_differ(other) and renamed

    def shares(self, other: "Particulars") -> list[str]:
        """Name the fields that show one hull: the IMO number, or call sign and name together."""
        if self.imo and self.imo == other.imo:
            return ["imo"]
        both = [f for f in ("call_sign", "name") if getattr(self, f) and getattr(self, f) == getattr(other, f)]
        return both if len(both) > 1 and not self.contradicts(other) else []

    def shown(self) -> dict[str, str | float]:
        """Give the known fields."""
        fields: dict[str, str | float] = {f: getattr(self, f) for f in ("imo", "call_sign", "name") if getattr(self, f)}
        return fields if np.isnan(self.length_m) else {**fields, "length_m": self.length_m}


def read_particulars(frame: pd.DataFrame) -> tuple[list[Particulars], npt.NDArray[np.int64]]:
    """Give the distinct particulars in a ``positions`` table, and for each row which it has.

    IMO numbers with a wrong check digit, call signs and names of one sign repeated, and lengths beyond 500 m are left out:
    crews type them by hand.
    """
    texts = {name: _texts(frame, name) for name in ("imo", "call_sign", "name", "vessel_type")}
    length = frame["length_m"].to_numpy(np.float64) if "length_m" in frame.columns else np.full(len(frame), np.nan)
    length = np.where((length > 0) & (length <= _MAX_LENGTH_M), length, -1.0)
    # a ship says the same for months: only where something changes is anything compared
    new = np.zeros(len(frame), dtype=np.bool_)
    new[:1] = True
    for values in (length, *(codes for codes, _ in texts.values())):
        new[1:] |= values[1:] != values[:-1]
    at = np.flatnonzero(new)
    metres, length_code = np.unique(length[at], return_inverse=True)
    code = np.zeros(len(at), dtype=np.int64)
    for key in (*(codes[at] for codes, _ in texts.values()), length_code):  # renumbered each time: the product of counts may overflow
        _, code = np.unique(code * (int(key.max(initial=0)) + 1) + key, return_inverse=True)
    first = np.zeros(int(code.max(initial=-1)) + 1, dtype=np.int64)
    first[code[::-1]] = np.arange(len(code))[::-1]
    distinct = zip(
        *(values[codes[at[first]]].tolist() for codes, values in texts.values()), metres[length_code[first]].tolist(), strict=True
    )
    code = np.repeat(code, np.diff(np.append(at, len(frame))))
    found = [
        Particulars(
            _imo(imo),
            call_sign if len(set(call_sign)) > 1 else "",
            name if len(set(name)) > 1 else "",
            length_m if length_m > 0 else float("nan"),
            kind,
        )
        for imo, call_sign, name, kind, length_m in distinct
    ]
    return found, code.astype(np.int64)


def _imo(text: str) -> str:
    """Give a valid IMO number; 0000000 passes the check and means that none was entered."""
    number = normalise_identifier("imo", text) if text else None
    return number if number and not number.startswith("0") else ""


def _texts(frame: pd.DataFrame, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """Give a column as codes into its cleaned texts, which are in order; unknown is the empty text."""
    if name not in frame.columns:
        return np.zeros(len(frame), dtype=np.int64), np.array([""], dtype=object)
    series = frame[name]
    if isinstance(series.dtype, pd.CategoricalDtype):
        own, values = rank_texts(series.cat.codes.to_numpy().astype(np.int64), [str(text) for text in series.cat.categories])
    else:
        factors, found = pd.factorize(series.astype("object"))
        own, values = factors.astype(np.int64), list(found)
    cleaned = ["" if str(value).strip().lower() in _UNKNOWN else str(value).strip().upper() for value in values]
    ordered = sorted({"", *cleaned})
    rank = {text: number for number, text in enumerate(ordered)}
    # a missing value has the code −1
    return np.array([*(rank[text] for text in cleaned), rank[""]], dtype=np.int64)[own], np.array(ordered, dtype=object)


def summarise_particulars(frame: pd.DataFrame, key: npt.NDArray[np.int64], n: int) -> list[Particulars]:
    """Give, for each of ``n`` groups, every field's commonest known value."""
    found, code = read_particulars(frame)
    if not found:
        return [Particulars() for _ in range(n)]
    both = key * np.int64(len(found)) + code
    # runs of the same are counted, not rows
    first = np.flatnonzero(np.diff(both, prepend=-1))
    both, run = np.unique(both[first], return_inverse=True)
    count = np.bincount(run, weights=np.diff(np.append(first, len(key))))
    pairs = pd.DataFrame({"key": both // len(found), "code": both % len(found), "count": count}).sort_values(
        ["key", "count", "code"], ascending=[True, False, True]
    )
    grouped: dict[int, list[Particulars]] = {}
    for group, which in zip(pairs["key"].tolist(), pairs["code"].tolist(), strict=True):
        grouped.setdefault(group, []).append(found[which])
    return [_merge(grouped.get(group, [])) for group in range(n)]


def _merge(ranked: list[Particulars]) -> Particulars:
    def known(name: str) -> str:
        return next((value for value in (getattr(p, name) for p in ranked) if value), "")

    length = next((p.length_m for p in ranked if not np.isnan(p.length_m)), float("nan"))
    return Particulars(known("imo"), known("call_sign"), known("name"), length, known("vessel_type"))
