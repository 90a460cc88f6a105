"""Spills: fixes dealt out to parts, on disk, in one walk over the blocks, however many parts there are."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from toolkit.routes.blocks import Tracks
from toolkit.routes.fixes import Fixes, rank_texts

__all__ = ["Part", "deal_out"]

_INTS, _FLOATS = ("track", "source", "line", "time", "order"), ("lon", "lat", "speed")
_SCHEMA = pa.schema([*((name, pa.int64()) for name in _INTS), *((name, pa.float64()) for name in (*_FLOATS, "uncertain"))])

Ints = npt.NDArray[np.int64]


class Part(NamedTuple):
    """Tracks by their numbers among all, and from when to when they are needed: microseconds, both ends included, in that order."""

    track: Ints
    low: Ints
    high: Ints


def deal_out(blocks: Tracks, parts: Sequence[Part], first_of: Ints, names: Sequence[str]) -> Iterator[Fixes]:
    """Give the fixes that each part needs, its tracks numbered from 0 on; further columns are left behind.

    The files lie in the folder for temporary files, some 30 bytes a fix, and are removed again.

    Args:
        blocks: all fixes.
        parts: what each part needs.
        first_of: the number of the first track of each block.
        names: of all tracks.
    """
    with TemporaryDirectory(prefix="tidewaiter.", ignore_cleanup_errors=True) as folder:
        paths = [Path(folder) / f"{number}.arrow" for number in range(len(parts))]
        sources = _write(blocks, parts, first_of, paths)
        for part, path in zip(parts, paths, strict=True):
            yield _read(path, [names[number] for number in np.unique(part.track).tolist()], sources)
            path.unlink()


def _write(blocks: Tracks, parts: Sequence[Part], first_of: Ints, paths: Sequence[Path]) -> list[str]:
    """Write what each part needs to its file, and give the texts of the sources, by their numbers there."""
    code: dict[str, int] = {}
    options = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    with ExitStack() as stack:
        numbers = [np.unique(part.track, return_inverse=True)[1] for part in parts]
        writers = [
            stack.enter_context(pa.ipc.new_stream(stack.enter_context(pa.OSFile(str(path), "wb")), _SCHEMA, options=options))
            for path in paths
        ]
        for first, fixes in zip(first_of.tolist(), blocks, strict=True):
            source = np.array([code.setdefault(text, len(code)) for text in fixes.sources], dtype=np.int64)
            for part, number, writer in zip(parts, numbers, writers, strict=True):
                low, high = np.searchsorted(part.track, [first, first + len(fixes.tracks)]).tolist()
                rows, size = _find_rows(fixes, part.track[low:high] - first, part.low[low:high], part.high[low:high])
                if not len(rows):
                    continue
                taken = {name: getattr(fixes, name)[rows] for name in (*_INTS, *_FLOATS)}
                taken |= {"track": np.repeat(number[low:high], size), "source": source[fixes.source[rows]]}
                taken["uncertain"] = np.zeros(len(rows)) if fixes.uncertain is None else fixes.uncertain[rows]
                writer.write_batch(pa.record_batch(taken, schema=_SCHEMA))
    return list(code)


def _find_rows(fixes: Fixes, track: Ints, low: Ints, high: Ints) -> tuple[Ints, Ints]:
    """Give the fixes of some tracks within their hours, and how many there are of each of these."""
    rows = [np.zeros(0, dtype=np.int64)]
    for number, since, until in zip(track.tolist(), low.tolist(), high.tolist(), strict=True):
        first, end = fixes.first[number : number + 2].tolist()
        start, stop = np.searchsorted(fixes.time[first:end], [since, until + 1]).tolist()
        rows.append(np.arange(first + start, first + stop))
    return np.concatenate(rows), np.array([len(own) for own in rows[1:]], dtype=np.int64)


def _read(path: Path, names: list[str], sources: list[str]) -> Fixes:
    with pa.OSFile(str(path)) as file, pa.ipc.open_stream(file) as stream:
        table = stream.read_all()
    taken = {name: table.column(name).to_numpy() for name in table.column_names}
    source, texts = rank_texts(taken.pop("source"), sources)
    uncertain = taken.pop("uncertain")
    return Fixes(names, texts, source=source, uncertain=uncertain if uncertain.any() else None, **taken)
