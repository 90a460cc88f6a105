"""Tracks on disk: Parquet sorted by track, time and seq, written once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit import tables
from toolkit.errors import ArgumentError
from toolkit.geo import make_cells
from toolkit.routes.blocks import MARK, TracksSource, codes_of, numbers_of
from toolkit.routes.cleaning import refuse_zoneless
from toolkit.routes.fixes import Fixes, order_rows
from toolkit.routes.identities import MAX_SPEED_KN, NOISE_M, split_identities
from toolkit.routes.statics import STATICS

__all__ = ["write_tracks"]

_ROWS_AT_ONCE = 12_000_000
_ROWS_A_GROUP = 500_000
_NO_TIME = np.iinfo(np.int64).max

Ints = npt.NDArray[np.int64]


def write_tracks(positions: TracksSource, path: str | Path, *, split: bool = False, rows_at_once: int = _ROWS_AT_ONCE) -> Path:
    """Write positions once as Parquet sorted by track, time and seq, so that every detector reads them from front to back.

    All rows are kept, those that cannot be used among them. ``cell`` is added, the integer key of a tenth of a degree
    squared (:func:`toolkit.geo.make_cells`), for joins in SQL; ``seq`` is added where it is missing. The result does not hang on
    the order of the rows. More than ``rows_at_once`` rows are dealt out to parts of whole tracks, in files beside the target that
    are removed again, and sorted part by part.

    Args:
        positions: a ``positions`` table, best cleaned and split, or the path of a Parquet file of one.
        path: the file to write.
        split: whether to take identities apart, as :func:`split_identities` does, in a file too large for it.
        rows_at_once: how many rows to hold in memory.

    Returns:
        The path.

    Raises:
        TableError: if a frame is no ``positions`` table, or its times name no zone.
        ArgumentError: if a file cannot be read as one, or its times name no zone.

    >>> import tempfile
    >>> positions = pd.DataFrame({"source_id": "s", "line": [2, 3], "asset_id": "mmsi:1", "lon": 121.9, "lat": [30.0, 30.5]})
    >>> positions["time"] = pd.to_datetime(["2025-05-12T09:00Z", "2025-05-12T00:00Z"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pd.read_parquet(write_tracks(positions, f"{folder}/tracks.parquet"))["line"].tolist()
    [3, 2]
    """
    target = Path(path)
    source = _open_source(positions)
    codes, names = source.tracks()
    count = np.bincount(codes, minlength=len(names))
    writer: pq.ParquetWriter | None = None
    try:
        for part, numbers in _deal_out(source, codes, _parts(count, rows_at_once), target):
            for table in _sorted_groups(part, numbers, names):
                if writer is None:
                    text = [f.name for f in table.schema if pa.types.is_dictionary(f.type)]
                    few = [n for n in ("speed_kn", "length_m", "draught_m", "seq", "cell") if n in table.column_names]
                    schema = table.schema.with_metadata(MARK)
                    writer = pq.ParquetWriter(target, schema, compression="lz4", use_dictionary=[*text, *few])
                written = split_group(table) if split else table
                writer.write_table(written.cast(writer.schema), row_group_size=max(len(table), 1))
    finally:
        if writer is not None:
            writer.close()
    if writer is None:
        empty = tables.empty("positions")
        pq.write_table(pa.Table.from_pandas(empty, preserve_index=False).replace_schema_metadata(MARK), target)
    return target


def _parts(count: Ints, limit: int) -> list[tuple[int, int]]:
    """Cut the tracks into runs of at most so many rows, a longer track alone."""
    parts, low, held = [], 0, 0
    for number, rows in enumerate(count.tolist()):
        if held and held + rows > limit:
            parts.append((low, number))
            low, held = number, 0
        held += rows
    return [*parts, (low, len(count))] if len(count) else []


def _deal_out(
    source: "_Source", codes: npt.NDArray[np.int32], parts: list[tuple[int, int]], target: Path
) -> Iterator[tuple["_Source", npt.NDArray[np.int32]]]:
    """Give the parts one after another, each with the tracks of its rows; more than one are written apart first, in one reading."""
    if len(parts) < 2:  # noqa: PLR2004 - one part is not dealt out
        yield from ((source, codes) for _ in parts)
        return
    with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent, ignore_cleanup_errors=True) as folder:
        paths = [Path(folder) / f"{number}.parquet" for number in range(len(parts))]
        which = np.searchsorted([high for _, high in parts], np.arange(parts[-1][1]), side="right").astype(np.int16)
        writers: dict[int, pq.ParquetWriter] = {}
        at = 0
        try:
            for group in range(source.groups):
                table = pa.table({name: source.read(name, group) for name in source.names})
                own = which[codes[at : at + len(table)]]
                at += len(table)
                for number in np.unique(own).tolist():
                    if number not in writers:
                        writers[number] = pq.ParquetWriter(paths[number], table.schema, compression="lz4", write_statistics=False)
                    writers[number].write_table(table.filter(pa.array(own == number)).cast(writers[number].schema))
        finally:
            for writer in writers.values():
                writer.close()
        for (low, high), path in zip(parts, paths, strict=True):
            yield _open_file(path), codes[(codes >= low) & (codes < high)]


@dataclass(frozen=True)
class _Source:
    """Columns of positions, read one at a time and in groups of rows, so that no column is ever held twice."""

    names: list[str]
    groups: int
    read: Callable[[str, int], pa.ChunkedArray]

    def column(self, name: str) -> pa.Array:
        parts = [self.read(name, group) for group in range(self.groups)]
        found = pa.chunked_array([chunk for part in parts for chunk in part.chunks], type=parts[0].type)
        found = found.unify_dictionaries() if pa.types.is_dictionary(found.type) else found
        whole = found.combine_chunks()
        return cast("pa.Array", whole.chunk(0) if isinstance(whole, pa.ChunkedArray) else whole)

    def tracks(self) -> tuple[npt.NDArray[np.int32], list[str]]:
        """Number the tracks in the order of their names."""
        name = (
            "track_id"
            if "track_id" in self.names and not any(self.read("track_id", g).null_count for g in range(self.groups))
            else "asset_id"
        )
        number: dict[str, int] = {}
        parts = []
        for group in range(self.groups):
            codes, texts = codes_of(self.read(name, group))
            used = np.flatnonzero(np.bincount(codes, minlength=len(texts)))
            own = np.zeros(len(texts), dtype=np.int32)
            own[used] = [number.setdefault(texts[code], len(number)) for code in used.tolist()]
            parts.append(own[codes])
        rank = np.empty(len(number), dtype=np.int32)
        ranked = sorted(number)
        rank[[number[text] for text in ranked]] = np.arange(len(ranked))
        return rank[np.concatenate(parts)] if parts else np.zeros(0, dtype=np.int32), ranked


def _open_source(positions: TracksSource) -> _Source:
    if isinstance(positions, pd.DataFrame):
        tables.check(positions, "positions", columns=("time",))
        refuse_zoneless(positions)
        held = pa.Table.from_pandas(positions, preserve_index=False)
        return _Source(held.column_names, 1, lambda name, _: held.column(name))
    return _open_file(Path(positions))


def _open_file(positions: Path) -> _Source:
    try:
        file = pq.ParquetFile(positions)
    except (OSError, pa.ArrowException) as error:
        message = f"positions={str(positions)!r}: not a Parquet file ({error})"
        raise ArgumentError(message) from error
    missing = [name for name in ("source_id", "line", "asset_id", "lon", "lat", "time") if name not in file.schema_arrow.names]
    if missing:
        message = f"positions={str(positions)!r} lacks column {missing[0]!r} (found: {file.schema_arrow.names})"
        raise ArgumentError(message)
    kind = file.schema_arrow.field("time").type
    if pa.types.is_timestamp(kind) and kind.tz is None:
        message = f"positions={str(positions)!r}: its column 'time' names no zone; write it with times in UTC, datetime64[us, UTC]"
        raise ArgumentError(message)
    return _Source(
        file.schema_arrow.names,
        file.num_row_groups,
        lambda name, group: file.read_row_group(group, columns=[name], use_threads=False).column(0),
    )


def _sorted_groups(source: _Source, numbers: npt.NDArray[np.int32], names: list[str]) -> Iterator[pa.Table]:
    """Sort some whole tracks, and give them in groups of whole tracks."""
    track = numbers.astype(np.int64)
    time = source.column("time").cast(pa.timestamp("us", "UTC"))
    stamps = pc.fill_null(time.cast(pa.int64()), _NO_TIME).to_numpy(zero_copy_only=False)
    kept, known = stamps.copy(), stamps != _NO_TIME
    # rows without a time go last, one unit behind the others, so that the key of track and time stays small
    kept[~known] = (stamps[known].max(initial=0)) + 1
    line = source.column("line").cast(pa.int64()).to_numpy(zero_copy_only=False)
    origin = _ranks(source.column("source_id"))
    own_seq = "seq" in source.names
    seq = pc.fill_null(source.column("seq").cast(pa.int64()), 0).to_numpy(zero_copy_only=False) if own_seq else np.zeros_like(line)
    order = order_rows(track, kept, seq, origin, line)
    track, kept = track[order], kept[order]
    seq = seq[order] if own_seq else _count_ties(track, kept)
    del line, origin, stamps
    columns: dict[str, pa.Array] = {
        "track_id": pa.DictionaryArray.from_arrays(pa.array(track.astype(np.int32)), names),
        "time": time.take(pa.array(order)),
        "seq": pa.array(seq.astype(np.int32)),
    }
    del time
    for name in [n for n in source.names if n not in columns]:
        column = source.column(name).take(pa.array(order))
        columns[name] = column.dictionary_encode() if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) else column
    columns["cell"] = pa.array(make_cells(*(columns[n].to_numpy(zero_copy_only=False) for n in ("lon", "lat"))))
    whole = pa.table(columns)
    starts = np.flatnonzero(np.diff(track, prepend=-1))
    cuts, at = [0], 0
    for start in starts.tolist():
        if start - at >= _ROWS_A_GROUP:
            cuts.append(start)
            at = start
    for low, high in zip(cuts, [*cuts[1:], len(track)], strict=True):
        yield whole.slice(low, high - low)


def split_group(table: pa.Table) -> pa.Table:
    """Take apart the tracks of a group that may be several hulls; only these are looked at closely."""
    codes, names = codes_of(table.column("track_id"))
    doubtful = np.unique(codes[_doubtful(table, codes)])
    if not len(doubtful):
        return table
    rows = np.flatnonzero(np.isin(codes, doubtful))
    found = split_identities(table.take(pa.array(rows)).drop_columns(["track_id"]).to_pandas())["track_id"]
    texts = np.array(names, dtype=object)[codes]
    texts[rows] = found.astype("object").to_numpy()
    seq = table.column("seq").to_numpy()
    time = pc.fill_null(table.column("time").cast(pa.int64()), _NO_TIME).to_numpy()
    ordered = sorted(set(texts.tolist()))
    code = pd.Series(texts).map({name: n for n, name in enumerate(ordered)}).to_numpy(np.int64)
    order = np.lexsort((seq, time, code))
    column = pa.DictionaryArray.from_arrays(pa.array(code[order].astype(np.int32)), ordered)
    return table.take(pa.array(order)).set_column(table.column_names.index("track_id"), "track_id", column)


def _doubtful(table: pa.Table, codes: Ints) -> npt.NDArray[np.bool_]:
    """Give rows of tracks that say two things of themselves, or make a step that no ship can make."""
    lon, lat = numbers_of(table, "lon"), numbers_of(table, "lat")
    usable = np.flatnonzero((np.abs(lon) <= 180) & (np.abs(lat) <= 90) & table.column("time").is_valid().to_numpy())  # noqa: PLR2004 - the globe
    own, time = codes[usable], table.column("time").cast(pa.int64()).to_numpy()[usable].astype(np.int64)
    nothing = np.zeros(len(usable), dtype=np.int64)
    fixes = Fixes([], [], own, nothing, nothing, time, lon[usable], lat[usable], nothing.astype(np.float64), usable)
    doubtful = np.zeros(len(codes), dtype=np.bool_)
    doubtful[usable[fixes.fast_steps(MAX_SPEED_KN, NOISE_M)]] = True
    same = codes[1:] == codes[:-1]
    for name in (n for n in STATICS if n in table.column_names):
        column = table.column(name)
        said = numbers_of(table, name) if pa.types.is_floating(column.type) else codes_of(column)[0]
        doubtful[1:] |= same & (said[1:] != said[:-1]) & (said[1:] == said[1:]) & (said[:-1] == said[:-1])
    return doubtful


def _ranks(column: pa.Array) -> Ints:
    column = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    texts = [str(t) for t in column.dictionary.to_pylist()]
    rank = np.argsort(np.argsort(np.array(texts, dtype=object), kind="stable"), kind="stable").astype(np.int64)
    ranks: Ints = rank[column.indices.to_numpy(zero_copy_only=False)]
    return ranks


def _count_ties(track: Ints, time: Ints) -> Ints:
    same = (track[1:] == track[:-1]) & (time[1:] == time[:-1])
    at = np.arange(len(track))
    start = np.where(np.concatenate([[False], same]), 0, at) if len(track) else at
    return at - np.maximum.accumulate(start)
