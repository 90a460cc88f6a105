"""What a library holds at one moment: metadata and blocks of vectors, row by row, and which rows count."""

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.errors import LibraryError
from toolkit.scans.additions import block_widths, kept_as
from toolkit.scans.questions import Whitening, fit_whitening
from toolkit.scans.rows import Rows
from toolkit.scans.storage import Manifest, check_file

__all__ = ["A_ROW_A_SCAN", "REMOVED", "Contents", "read_contents"]

A_ROW_A_SCAN = {"cnn", "physics", "hash", "parts"}
"""Blocks with a row for each scan; the others have one for each part of a scan."""
REMOVED = "removed.npy"


class Contents:
    """Scans row by row in the order in which they were added."""

    def __init__(self, metadata: pd.DataFrame, blocks: Mapping[str, Rows], removed: NDArray[np.int64]) -> None:
        """Take the parts; ``removed`` are the rows that were taken out since."""
        self.rows = metadata
        self.blocks = dict(blocks)
        self.live = np.ones(len(metadata), bool)
        self.live[removed] = False
        self._whitenings: dict[str, Whitening] = {}

    @cached_property
    def owner(self) -> NDArray[np.int64]:
        """Row of the scan that each part belongs to."""
        every = np.arange(len(self.rows))
        return np.repeat(every, self.blocks["parts"].take(every)[:, 0].astype(np.int64))

    @cached_property
    def has_material(self) -> NDArray[np.bool_]:
        """Which rows have a vector of their material."""
        return np.concatenate([part.any(axis=1) for _, part in self.blocks["physics"].chunks()] or [np.zeros(0, bool)])

    def row_of(self, scan_id: str) -> int | None:
        """Give the row of a scan, ``None`` if there is none."""
        found = np.flatnonzero((self.rows["scan_id"] == scan_id).to_numpy() & self.live)
        return int(found[0]) if len(found) else None

    def whitening_of(self, block: str) -> Whitening:
        """Give the whitening of a block, which is fitted once."""
        if block not in self._whitenings:
            self._whitenings[block] = fit_whitening(self.blocks[block])
        return self._whitenings[block]


def read_contents(folder: Path, manifest: Manifest) -> Contents:
    """Read what a manifest names, every file checked against its hash; vectors stay on disk until they are asked for.

    Raises:
        LibraryError: a file is missing or altered, or the parts do not fit together.
    """
    metadata, blocks = [tables.empty("scans")], {name: [_no_rows(name, manifest.dim)] for name in block_widths(manifest.dim)}
    for part in manifest.parts:
        metadata.append(tables.from_parquet_bytes(check_file(folder, part["metadata.parquet"]).read_bytes(), "scans"))
        for name, arrays in blocks.items():
            arrays.append(np.load(check_file(folder, part[f"{name}.npy"]), mmap_mode="r", allow_pickle=False))
        if any(len(blocks[name][-1]) != len(metadata[-1]) for name in A_ROW_A_SCAN):
            message = f"the parts of the library in {str(folder)!r} differ in length; restore it from a copy"
            raise LibraryError(message)
    entry = manifest.others.get(REMOVED)
    removed = np.load(check_file(folder, entry)) if entry else np.zeros(0, np.int64)
    held = slice(1, None) if manifest.parts else slice(None)
    frame = pd.concat(metadata[held], ignore_index=True)
    return Contents(frame, {name: Rows(arrays[held]) for name, arrays in blocks.items()}, removed)


def _no_rows(block: str, dim: int) -> NDArray[Any]:
    return np.zeros((0, block_widths(dim)[block]), kept_as(block))
