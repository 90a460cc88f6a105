"""Tracks as detectors read them: some whole tracks at a time, from a frame or from a file of tracks."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.errors import ArgumentError
from toolkit.routes.cleaning import USABLE
from toolkit.routes.fixes import Fixes, rank_texts, read_fixes, read_uncertain

__all__ = ["MARK", "Tracks", "TracksSource", "codes_of", "numbers_of", "read_blocks"]

TracksSource = pd.DataFrame | str | Path
"""A ``positions`` table, or the path of a file that :func:`toolkit.routes.write_tracks` wrote."""

MARK = {b"tidewaiter.tracks": b"1"}
"""Metadata of a file whose order is known."""
_NEEDED = ("track_id", "source_id", "line", "time", "lon", "lat", "speed_kn", "quality", "uncertainty_m")

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Tracks:
    """Blocks of whole tracks in the order of their names; each walk over them reads them anew."""

    count: int
    read: Callable[[int], Fixes]

    def __iter__(self) -> Iterator[Fixes]:
        """Read one block after another."""
        return (self.read(number) for number in range(self.count))


def read_blocks(source: TracksSource) -> Tracks:
    """Open positions for detectors: a frame is one block, a file of :func:`write_tracks` has many.

    Raises:
        TableError: if a frame is no ``positions`` table.
        ArgumentError: if a path is no file that :func:`write_tracks` wrote.
    """
    if isinstance(source, pd.DataFrame):
        fixes = read_fixes(source)
        return Tracks(1 if len(fixes) else 0, lambda _: fixes)
    try:
        file = pq.ParquetFile(source)
    except (OSError, pa.ArrowException) as error:
        message = f"tracks={str(source)!r}: not a Parquet file ({error})"
        raise ArgumentError(message) from error
    if not MARK.items() <= dict(file.schema_arrow.metadata or {}).items():
        message = f"tracks={str(source)!r} was not written by routes.write_tracks; write it with that first, so that its order is known"
        raise ArgumentError(message)
    return Tracks(file.num_row_groups if file.metadata.num_rows else 0, lambda number: _read_group(file, number))


def _read_group(file: pq.ParquetFile, number: int) -> Fixes:
    present = [name for name in _NEEDED if _has_values(file, number, name)]
    table = file.read_row_group(number, columns=present, use_threads=False)
    time, lon, lat = table.column("time"), numbers_of(table, "lon"), numbers_of(table, "lat")
    usable = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)  # noqa: PLR2004 - the globe
    if time.null_count:
        usable &= pc.is_valid(time).to_numpy()
    if "quality" in present:
        codes, texts = codes_of(table.column("quality"))
        usable &= np.array([*(text in USABLE for text in texts), True])[codes]
    rows = None if usable.all() else np.flatnonzero(usable)
    track, tracks = _runs(*codes_of(table.column("track_id")), rows)
    codes, texts = codes_of(table.column("source_id"))
    source, sources = rank_texts(_at(codes, rows), texts)
    start = sum(file.metadata.row_group(n).num_rows for n in range(number))

    def columns(names: Sequence[str]) -> pd.DataFrame:
        chosen = [name for name in names if name in file.schema_arrow.names]
        read: pd.DataFrame = file.read_row_group(number, columns=chosen, use_threads=False).to_pandas()
        return read if rows is None else read.iloc[rows].reset_index(drop=True)

    stamps = time.cast(pa.int64()).to_numpy() if not time.null_count else pc.fill_null(time.cast(pa.int64()), 0).to_numpy()
    return Fixes(
        tracks,
        sources,
        track,
        source,
        _at(table.column("line").to_numpy().astype(np.int64), rows),
        _at(stamps, rows),
        _at(lon, rows),
        _at(lat, rows),
        _at(numbers_of(table, "speed_kn"), rows) if "speed_kn" in present else np.full(len(track), np.nan),
        start + (np.arange(len(track)) if rows is None else rows),
        columns,
        read_uncertain(_at(numbers_of(table, "uncertainty_m"), rows)) if "uncertainty_m" in present else None,
    )


def _has_values(file: pq.ParquetFile, number: int, name: str) -> bool:
    """Tell whether a group has a column, and anything in it: most files state no uncertainty."""
    if name not in file.schema_arrow.names:
        return False
    if name != "uncertainty_m":
        return True
    group = file.metadata.row_group(number)
    known = group.column(file.schema_arrow.get_field_index(name)).statistics
    return known is None or known.null_count is None or known.null_count < group.num_rows


def numbers_of(table: pa.Table, name: str) -> npt.NDArray[np.float64]:
    """Give a column of figures; NaN is missing."""
    return np.asarray(table.column(name).to_numpy(), dtype=np.float64)


def _at(values: Any, rows: Ints | None) -> Any:  # noqa: ANN401 - an array of any type
    return values if rows is None else values[rows]


def codes_of(column: pa.ChunkedArray) -> tuple[Ints, list[str]]:
    """Give codes and texts of a column of texts; −1 is missing."""
    whole = (
        column.unify_dictionaries().combine_chunks() if pa.types.is_dictionary(column.type) else column.combine_chunks().dictionary_encode()
    )
    whole = whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole
    indices = whole.indices if not whole.null_count else pc.fill_null(whole.indices, -1)
    return indices.to_numpy(zero_copy_only=False).astype(np.int64), [str(text) for text in whole.dictionary.to_pylist()]


def _runs(codes: Ints, texts: list[str], rows: Ints | None) -> tuple[Ints, list[str]]:
    """Number runs of one code from 0 on, and name them; whole tracks lie together."""
    codes = _at(codes, rows)
    new = np.concatenate([[True], codes[1:] != codes[:-1]]) if len(codes) else np.zeros(0, dtype=np.bool_)
    return np.cumsum(new) - 1, [texts[code] for code in codes[new].tolist()]
