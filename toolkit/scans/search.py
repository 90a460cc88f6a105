"""Nearest vectors: FAISS over everything, exact sums where a filter leaves little."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.ids import make_ref

__all__ = ["as_matches", "build_index", "dump_index", "find_nearest", "load_index", "select_rows"]

Floats = NDArray[np.float32]

METHOD = "scans.search/1"
_FEW_ROWS = 20_000
_FEW_SHARE = 0.10
"""With no more rows or share than these allowed, sums over the rows alone cost less than a filtered index."""


def build_index(vectors: Floats) -> Any:  # noqa: ANN401 - faiss is loaded where it is used
    """Build an exact FAISS index of inner products over rows of length 1."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.ascontiguousarray(vectors, np.float32))
    return index


def dump_index(index: Any) -> bytes:  # noqa: ANN401 - faiss is loaded where it is used
    """Serialise an index."""
    import faiss

    return bytes(faiss.serialize_index(index).tobytes())


def load_index(content: bytes) -> Any:  # noqa: ANN401 - faiss is loaded where it is used
    """Read an index whose bytes were checked by their hash before."""
    import faiss

    return faiss.deserialize_index(np.frombuffer(content, np.uint8))


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


def find_nearest(
    vectors: Floats,
    query: Floats,
    allowed: NDArray[np.bool_],
    k: int,
    index: Any = None,  # noqa: ANN401 - faiss is loaded where it is used
) -> tuple[NDArray[np.int64], Floats]:
    """Find the k nearest allowed rows, exactly.

    Args:
        vectors: (n, dim), rows of length 1.
        query: (dim,), of length 1.
        allowed: (n,), which rows may be given.
        k: how many; all allowed rows if there are fewer.
        index: FAISS index over ``vectors``; without it, or where few rows are allowed, plain sums are taken.

    Returns:
        Rows and their cosine similarities, nearest first, equal ones in order of row.
    """
    count = int(allowed.sum())
    k = min(k, count)
    if k == 0:
        return np.zeros(0, np.int64), np.zeros(0, np.float32)
    few = count < len(vectors) - 1 and (count <= _FEW_SHARE * len(vectors) or count <= _FEW_ROWS)
    if index is None or few:
        rows = np.flatnonzero(allowed)
        similarities = vectors[rows] @ query
        if k < count:
            best = np.argpartition(-similarities, k - 1)[:k]
            rows, similarities = rows[best], similarities[best]
    else:
        import faiss

        door: Any = faiss  # its stubs show the C++ signatures, its Python ones are others
        selector = door.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        found, ids = index.search(query[None].astype(np.float32), k, params=door.SearchParameters(sel=selector))
        rows, similarities = ids[0].astype(np.int64), found[0]
    order = np.lexsort((rows, -similarities))
    return rows[order], np.clip(similarities[order], -1, 1).astype(np.float32)


def as_matches(query_id: str, query_is_scan: bool, found: pd.DataFrame, similarities: Floats, encoder: str) -> pd.DataFrame:  # noqa: FBT001 - said by name
    """Write matches down, with what speaks for them and what they are not."""
    rows = []
    for rank, (scan_id, similarity, width, height) in enumerate(
        zip(found["scan_id"], similarities.tolist(), found["width_px"], found["height_px"], strict=True), start=1
    ):
        refs = [make_ref("scans", scan_id), *([make_ref("scans", query_id)] if query_is_scan else [])]
        reason = tables.make_reason("scan_resembles", weight=similarity, refs=refs, similarity=similarity, rank=rank, encoder=encoder)
        rows.append(
            {
                "query_id": query_id,
                "scan_id": scan_id,
                "rank": rank,
                "similarity": similarity,
                "box": f"0,0,{width},{height}" if pd.notna(width) and pd.notna(height) else None,
                "method": METHOD,
                "reasons": [reason],
                "against": [tables.make_reason("scan_no_identification")],
                "refs": refs,
            }
        )
    return tables.make_table(rows, "matches")
