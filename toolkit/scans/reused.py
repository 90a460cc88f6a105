"""One image filed for two containers: saved again, brightened, mirrored, cut or coloured, it stays one image.

Pairs that may be one are proposed by the bits of their hashes, mirrored or not, and by whitened shapes; then both pictures
are opened and laid over each other. Two loads of the same goods never agree in their fine structure, two copies do.
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
from toolkit.scans.copies import compare_pictures, mirror_bits, view_details
from toolkit.scans.hashes import HASH_BITS
from toolkit.scans.library import ScanLibrary
from toolkit.scans.questions import fit_whitening
from toolkit.scans.rows import Rows

__all__ = ["MAX_BITS", "MIN_CORRELATION", "MIN_SIMILARITY", "find_reused"]

METHOD = "scans.reused/3"
MAX_BITS = 6
"""Most bits of 128 that two copies may differ in where the pictures themselves are no longer at hand."""
MIN_SIMILARITY = 0.995
"""Least cosine similarity of shapes in that case: packings that are alike in outline agree in bits and fall short of this."""
MIN_CORRELATION = 0.82
"""Least correlation of the fine structure: a little under the least of 235 copies (.86), far above most of 9,730 pairs of different
loads (.63, one of .71), of ten kinds of goods that are stowed low and heavy (seeds from 7,500,000; see ``copies``). With .78,
``bench_scans_reused`` found one scan in a thousand of others in a pair that is none."""
PROPOSED = 5
"""Nearest scans by bits, mirrored or not, and by shapes, that are looked at."""
NEAR_BITS = 24
"""Bits beyond which no pair is looked at for its bits: of 750 copies that were not cut, none differed in more than 21."""
NEAR_SHAPES = 0.5
"""Cosine of whitened shapes below which no pair is looked at for its shapes: of copies that were cut, one in twenty had .56."""
FEW_SCANS = 1_000
"""Up to so many scans the nearest are looked at however far they are: whitening knows little then, and time is short."""
_KEPT_VIEWS = 1024
_CHUNK = 1024


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
    numbers = pd.factorize(boxes)[0]

    @lru_cache(maxsize=_KEPT_VIEWS)
    def view(row: int) -> tuple[NDArray[np.float32], float] | None:
        try:
            return view_details(open_row(scans.iloc[row]))
        except SourceError:
            return None

    rows = []
    for one, other in _propose_pairs(bits, shapes):
        if not (boxed[one] and boxed[other]) or numbers[one] == numbers[other]:
            continue
        differing = int(np.unpackbits(bits[one] ^ bits[other]).sum())
        left, right = view(one), view(other)
        if left is not None and right is not None:
            alike = compare_pictures(left, right)
            found = alike >= MIN_CORRELATION
        else:
            alike = float(shapes[one] @ shapes[other])
            found = differing <= MAX_BITS and alike >= MIN_SIMILARITY
        if found:
            rows.append(_as_check(scans.iloc[one], scans.iloc[other], differing, alike, seen=left is not None and right is not None))
    return tables.make_table(rows, "checks")


def _propose_pairs(bits: NDArray[np.uint8], shapes: NDArray[np.float32]) -> Iterator[tuple[int, int]]:
    """Give pairs of rows, the first below the second, each once and in order."""
    import faiss

    count = min(PROPOSED + 1, len(bits))
    near_bits, near_shapes = (HASH_BITS, -1.0) if len(bits) <= FEW_SCANS else (NEAR_BITS, NEAR_SHAPES)
    index = faiss.IndexBinaryFlat(HASH_BITS)
    index.add(np.ascontiguousarray(bits))
    asked = [np.ascontiguousarray(turned) for turned in (bits, mirror_bits(bits, upright=False), mirror_bits(bits, upright=True))]
    found = []
    for turned in asked:
        differing, near = index.search(turned, count)
        found.append(np.where(differing <= near_bits, near, -1))
    white = fit_whitening(Rows([shapes])).transform(shapes)
    by_shape = np.empty((len(bits), count), np.int64)
    for start in range(0, len(bits), _CHUNK):
        alike = white[start : start + _CHUNK] @ white.T
        best = np.argpartition(-alike, count - 1, axis=1)[:, :count]
        by_shape[start : start + _CHUNK] = np.where(np.take_along_axis(alike, best, axis=1) >= near_shapes, best, -1)
    every = np.concatenate([*found, by_shape], axis=1)
    own = np.repeat(np.arange(len(bits)), every.shape[1])
    pairs = np.sort(np.stack([own, every.ravel()], axis=1), axis=1)
    pairs = np.unique(pairs[(pairs[:, 0] != pairs[:, 1]) & (pairs[:, 0] >= 0)], axis=0)
    yield from ((int(one), int(other)) for one, other in pairs)


def _as_check(first: "pd.Series[Any]", second: "pd.Series[Any]", differing: int, alike: float, *, seen: bool) -> dict[str, object]:
    pair = sorted([str(first["scan_id"]), str(second["scan_id"])])
    refs = [make_ref("scans", scan_id) for scan_id in pair]
    same = (
        tables.make_reason("scan_same_details", refs=refs, correlation=alike, bits=differing, of=HASH_BITS)
        if seen
        else tables.make_reason("scan_same_bits", refs=refs, bits=differing, of=HASH_BITS, similarity=alike)
    )
    return {
        "check_id": make_id("check", "scan_reused", *pair),
        "kind": "scan_reused",
        "subject_id": pair[0],
        "outcome": "above" if seen else "below",
        "observed": alike if seen else float(differing),
        "expected_low": -1.0 if seen else float(MAX_BITS + 1),
        "expected_high": MIN_CORRELATION if seen else float(HASH_BITS),
        "unit": "correlation" if seen else "bits",
        "n": 2,
        "method": METHOD,
        "reasons": [
            tables.make_reason("scan_same_file", refs=refs) if first["sha256"] == second["sha256"] else same,
            tables.make_reason("scan_filed_under", refs=refs, containers=sorted([str(first["container_id"]), str(second["container_id"])])),
        ],
        "against": [tables.make_reason("scan_copied_by_mistake")],
        "refs": refs,
    }
