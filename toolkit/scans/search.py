"""Which rows a question allows, and how its answer is written down."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.ids import make_ref

__all__ = ["SHOWN", "as_matches", "select_rows"]

Floats = NDArray[np.float32]

METHOD = "scans.search/1"
SHOWN = ["scan_id", "width_px", "height_px"]
"""Columns of the metadata that a match needs: to take all of them of a million scans costs forty times the search."""


def select_rows(metadata: pd.DataFrame, where: str | None) -> NDArray[np.bool_]:
    """Tell which rows an expression allows.

    Raises:
        ArgumentError: the expression cannot be read, reaches outside the table, or is no condition.
    """
    if where is None:
        return np.ones(len(metadata), bool)
    if "@" in where or "__" in where:
        message = f"where={where!r} reaches outside the table; use column names and values only"
        raise ArgumentError(message)
    try:
        allowed = metadata.eval(where, engine="python")
    except Exception as error:  # pandas raises of every kind, by what the text is
        message = f"where={where!r} cannot be read ({type(error).__name__}: {error}); columns are {list(metadata.columns)}"
        raise ArgumentError(message) from error
    if not isinstance(allowed, pd.Series) or not pd.api.types.is_bool_dtype(allowed):
        message = f"where={where!r} is no condition; compare columns, such as 'port == \"Ningbo\"'"
        raise ArgumentError(message)
    return np.asarray(allowed.fillna(value=False), bool).copy()


def as_matches(  # noqa: PLR0913, PLR0917 - what a match is made of
    query_id: str,
    query_is_scan: bool,  # noqa: FBT001 - said by name
    found: pd.DataFrame,
    similarities: Floats,
    encoder: str,
    boxes: NDArray[np.generic] | None = None,
) -> pd.DataFrame:
    """Write matches down, with what speaks for them and what they are not; the box of a match is the whole scan by default."""
    sides = found[["width_px", "height_px"]].fillna(0).to_numpy(np.int64)
    framed = np.hstack([np.zeros_like(sides), sides]) if boxes is None else boxes
    rows = []
    for rank, (scan_id, similarity, box) in enumerate(
        zip(found["scan_id"], similarities.tolist(), framed.astype(np.int64).tolist(), strict=True), start=1
    ):
        refs = [make_ref("scans", scan_id), *([make_ref("scans", query_id)] if query_is_scan else [])]
        reason = tables.make_reason("scan_resembles", weight=similarity, refs=refs, similarity=similarity, rank=rank, encoder=encoder)
        rows.append(
            {
                "query_id": query_id,
                "scan_id": scan_id,
                "rank": rank,
                "similarity": similarity,
                "box": ",".join(map(str, box)) if box[2] and box[3] else None,
                "method": METHOD,
                "reasons": [reason],
                "against": [tables.make_reason("scan_no_identification")],
                "refs": refs,
            }
        )
    return tables.make_table(rows, "matches")
