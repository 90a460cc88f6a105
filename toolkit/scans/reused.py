"""One image filed for two containers."""

import numpy as np
import pandas as pd

from toolkit import tables
from toolkit.ids import make_id, make_ref
from toolkit.scans.hashes import HASH_BITS
from toolkit.scans.library import ScanLibrary

__all__ = ["MAX_BITS", "MIN_SIMILARITY", "find_reused"]

METHOD = "scans.reused/1"
MAX_BITS = 6
"""Most bits of 128 that two copies of an image may differ in."""
MIN_SIMILARITY = 0.995
"""Least cosine similarity of shapes: packings that are alike in outline agree in bits and fall short of this."""


def find_reused(library: ScanLibrary) -> pd.DataFrame:
    """Find scans that are one image, saved again or not, and filed under different containers.

    Args:
        library: scans.

    Returns:
        A ``checks`` table of kind ``scan_reused``, one row a pair: ``observed`` is how many bits of the perceptual hash
        differ, ``expected_low`` the fewest that are expected of two different loads. Pairs filed under one container, and
        scans without a container, are left out.
    """
    import faiss

    scans = library.metadata
    if len(scans) < 2:  # noqa: PLR2004 - a pair needs two
        return tables.empty("checks")
    bits = np.ascontiguousarray(library.vectors("hash"))
    index = faiss.IndexBinaryFlat(HASH_BITS)
    index.add(bits)
    limits, distances, found = index.range_search(bits, MAX_BITS + 1)
    left = np.repeat(np.arange(len(scans)), np.diff(limits.astype(np.int64)))
    shapes = library.vectors("cnn")
    rows = []
    for one, other, differing in sorted(zip(left.tolist(), found.tolist(), distances.tolist(), strict=True)):
        first, second = scans.iloc[one], scans.iloc[other]
        boxes = [first["container_id"], second["container_id"]]
        similarity = float(shapes[one] @ shapes[other])
        if one >= other or differing > MAX_BITS or similarity < MIN_SIMILARITY or any(pd.isna(boxes)) or boxes[0] == boxes[1]:
            continue
        pair = sorted([first["scan_id"], second["scan_id"]])
        refs = [make_ref("scans", scan_id) for scan_id in pair]
        same = tables.make_reason("scan_same_bits", refs=refs, bits=int(differing), of=HASH_BITS, similarity=similarity)
        rows.append(
            {
                "check_id": make_id("check", "scan_reused", *pair),
                "kind": "scan_reused",
                "subject_id": pair[0],
                "outcome": "below",
                "observed": float(differing),
                "expected_low": float(MAX_BITS + 1),
                "expected_high": float(HASH_BITS),
                "unit": "bits",
                "n": 2,
                "method": METHOD,
                "reasons": [
                    tables.make_reason("scan_same_file", refs=refs) if first["sha256"] == second["sha256"] else same,
                    tables.make_reason("scan_filed_under", refs=refs, containers=sorted(boxes)),
                ],
                "against": [tables.make_reason("scan_copied_by_mistake")],
                "refs": refs,
            }
        )
    return tables.make_table(rows, "checks")
