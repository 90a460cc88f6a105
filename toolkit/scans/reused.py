"""One image filed for two containers: saved again, brightened, mirrored, cut or coloured, it stays one image.

Pairs that may be one are proposed by the bits of their hashes, mirrored or not, and by whitened shapes; then both pictures
are opened and laid over each other. Two loads of the same goods may agree in their frames and layers, and two copies agree in
their grain too.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.errors import SourceError
from toolkit.ids import make_id, make_ref
from toolkit.scans.additions import open_row
from toolkit.scans.copies import Agreement, compare_pictures, mirror_bits, view_details
from toolkit.scans.hashes import HASH_BITS
from toolkit.scans.library import ScanLibrary
from toolkit.scans.questions import fit_whitening
from toolkit.scans.rows import Rows

__all__ = ["MAX_BITS", "MIN_CORRELATION", "MIN_GRAIN", "MIN_SIMILARITY", "find_reused"]

METHOD = "scans.reused/4"
MAX_BITS = 6
"""Most bits of 128 that two copies may differ in where the pictures themselves are no longer at hand."""
MIN_SIMILARITY = 0.995
"""Least cosine similarity of shapes in that case: packings that are alike in outline agree in bits and fall short of this."""
MIN_CORRELATION = 0.84
"""Least correlation of the fine structure. Among 20,000 scans with 500 copies (seeds from 9,000,000) no copy fell under .88; one pair
of different loads in equal layers reached .86, and all others stayed under .81."""
MIN_GRAIN = 0.5
"""Least correlation of the grain: no copy of those fell under .71, and that pair of different loads had .25."""
PROPOSED_BITS = 5
"""Nearest scans by bits, mirrored or not, that are looked at."""
PROPOSED_SHAPES = 10
"""Nearest scans by whitened shapes that are looked at: among 20,000 scans, one copy in fourteen that was cut was not among the
nearest five by the leading 64 directions, and all of a hundred were among these ten (seeds from 9,000,000)."""
NEAR_BITS = 24
"""Bits beyond which no pair is looked at for its bits: of 750 copies that were not cut, none differed in more than 21."""
NEAR_SHAPES = 0.4
"""Cosine of whitened shapes below which no pair is looked at for its shapes: of copies that were cut, one in twenty had .49, and
the least of a hundred .42."""
RIDGE = 0.4
"""Of whitening in every direction: what varies little tells one load from its like, and less surely than what varies more."""
FEW_SCANS = 1_000
"""Up to so many scans the nearest are looked at however far they are: whitening knows little then, and time is short."""
_KEPT_VIEWS = 1024
_AT_ONCE = 20_000_000
"""Similarities of whitened shapes that are held at once."""


def find_reused(library: ScanLibrary) -> pd.DataFrame:
    """Find scans that are one image, altered or not, and filed under different containers.

    Args:
        library: scans; their files are opened where a pair is looked at closely. Where a file is gone, only copies that are
            nearly the same bit by bit are found.

    Returns:
        A ``checks`` table of kind ``scan_reused``, one row a pair: ``observed`` is the correlation of the fine structure
        (or how many bits of the perceptual hash differ, where a file is gone), ``unit`` says which. Pairs filed under one
        container, and scans without a container, are left out.

    Raises:
        EvidenceError: a file was altered after it was added.
    """
    scans = library.metadata
    if len(scans) < 2:  # noqa: PLR2004 - a pair needs two
        return tables.empty("checks")
    bits, shapes, boxes = library.vectors("hash"), library.vectors("cnn"), scans["container_id"]
    boxed = boxes.notna().to_numpy()
    numbers, files = pd.factorize(boxes)[0], pd.factorize(scans["sha256"])[0]

    @lru_cache(maxsize=_KEPT_VIEWS)
    def view(row: int) -> tuple[NDArray[np.float32], float] | None:
        try:
            return view_details(open_row(scans.iloc[row]))
        except SourceError:
            return None

    rows = []
    for one, other in _propose_pairs(bits, shapes, files):
        if not (boxed[one] and boxed[other]) or numbers[one] == numbers[other]:
            continue
        differing = int(np.unpackbits(bits[one] ^ bits[other]).sum())
        left, right = view(one), view(other)
        agreed = None if left is None or right is None else compare_pictures(left, right)
        similarity = float(shapes[one] @ shapes[other])
        if files[one] == files[other]:
            found = True
        elif agreed is not None:
            found = agreed.details >= MIN_CORRELATION and agreed.grain >= MIN_GRAIN
        else:
            found = differing <= MAX_BITS and similarity >= MIN_SIMILARITY
        if found:
            rows.append(_as_check(scans.iloc[one], scans.iloc[other], differing, agreed or similarity))
    return tables.make_table(rows, "checks")


def _propose_pairs(bits: NDArray[np.uint8], shapes: NDArray[np.float32], files: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    """Give pairs of rows, the first below the second, each once and in order; of one file many times, each with the first."""
    import faiss

    few, more = (min(count + 1, len(bits)) for count in (PROPOSED_BITS, PROPOSED_SHAPES))
    near_bits, near_shapes = (HASH_BITS, -1.0) if len(bits) <= FEW_SCANS else (NEAR_BITS, NEAR_SHAPES)
    index = faiss.IndexBinaryFlat(HASH_BITS)
    index.add(np.ascontiguousarray(bits))
    asked = [np.ascontiguousarray(turned) for turned in (bits, mirror_bits(bits, upright=False), mirror_bits(bits, upright=True))]
    found = []
    for turned in asked:
        differing, near = index.search(turned, few)
        found.append(np.where(differing <= near_bits, near, -1))
    white = fit_whitening(Rows([shapes]), components=shapes.shape[1], ridge=RIDGE).transform(shapes)
    by_shape = np.empty((len(bits), more), np.int64)
    chunk = max(1, _AT_ONCE // len(bits))
    for start in range(0, len(bits), chunk):
        alike = white[start : start + chunk] @ white.T
        best = np.argpartition(-alike, more - 1, axis=1)[:, :more]
        by_shape[start : start + chunk] = np.where(np.take_along_axis(alike, best, axis=1) >= near_shapes, best, -1)
    every = np.concatenate([*found, by_shape], axis=1)
    own = np.repeat(np.arange(len(bits)), every.shape[1])
    first = np.unique(files, return_index=True)[1][files]
    pairs = np.concatenate([np.stack([own, every.ravel()], axis=1), np.stack([np.arange(len(bits)), first], axis=1)])
    pairs = np.sort(pairs, axis=1)
    pairs = np.unique(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs[:, 0] >= 0)], axis=0)
    yield from ((int(one), int(other)) for one, other in pairs)


def _as_check(first: "pd.Series[Any]", second: "pd.Series[Any]", differing: int, alike: float | Agreement) -> dict[str, object]:
    pair = sorted([str(first["scan_id"]), str(second["scan_id"])])
    refs = [make_ref("scans", scan_id) for scan_id in pair]
    if isinstance(alike, Agreement):
        same = [
            tables.make_reason("scan_same_details", refs=refs, correlation=alike.details, bits=differing, of=HASH_BITS),
            tables.make_reason("scan_same_grain", refs=refs, correlation=alike.grain),
        ]
        measured = {
            "outcome": "above",
            "observed": alike.details,
            "expected_low": -1.0,
            "expected_high": MIN_CORRELATION,
            "unit": "correlation",
        }
    else:
        same = [tables.make_reason("scan_same_bits", refs=refs, bits=differing, of=HASH_BITS, similarity=alike)]
        measured = {"outcome": "below", "observed": differing, "expected_low": MAX_BITS + 1, "expected_high": HASH_BITS, "unit": "bits"}
    return {
        "check_id": make_id("check", "scan_reused", *pair),
        "kind": "scan_reused",
        "subject_id": pair[0],
        **measured,
        "n": 2,
        "method": METHOD,
        "reasons": [
            *([tables.make_reason("scan_same_file", refs=refs)] if first["sha256"] == second["sha256"] else same),
            tables.make_reason("scan_filed_under", refs=refs, containers=sorted([str(first["container_id"]), str(second["container_id"])])),
        ],
        "against": [tables.make_reason("scan_copied_by_mistake")],
        "refs": refs,
    }
