"""An index over many vectors: rows sorted into lists by their nearest centre, and kept there in few bits.

What the lists propose is ranked again by the vectors themselves (``planner``), so the bits decide who is looked at and never
the order of an answer. Under a filter, lists are taken until as many allowed rows as usual were seen, however the filter and
the vectors go together: that is what keeps the answer whole where a plain index returns a third of it.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.rows import Rows

__all__ = ["EXACT_ROWS", "Lists", "build_lists", "dump_lists", "load_lists"]

EXACT_ROWS = 50_000
"""Up to so many rows plain sums cost about as much as an index, and are exact."""
RABITQ_ROWS = 500_000
"""From here on rows are kept in one bit a dimension (RaBitQ: Gao and Long, SIGMOD 2024), below in eight."""
SEEN_SHARE = 0.055
"""Share of all allowed rows that a search looks at; recall@10 was .99 on a million vectors with the spectrum of real ones."""
_FILTERED = 3.0
"""Under a filter this many times as many of the allowed rows are looked at: those nearest may lie in lists that hold few."""
_OVERSHOOT = 2
"""Lists that are sorted for each that is expected to be read; they differ in size."""
_TRAIN_PER_LIST = 39
_ROUNDS = 8
_QUERY_BITS = 4
_SEED = 5

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lists:
    """A built index."""

    index: Any
    """FAISS IVF index of inner products; its ids are row numbers."""
    place: NDArray[np.uint16]
    """List of each row."""
    sizes: NDArray[np.int64]
    """Rows in each list."""
    centres: Floats
    """(lists, dim)."""
    kind: str
    """``ivf_sq8`` or ``ivf_rabitq``."""

    def __len__(self) -> int:
        """Count the rows that it knows."""
        return len(self.place)

    def propose(self, query: Floats, allowed: NDArray[np.bool_], count: int, share: float = SEEN_SHARE) -> tuple[NDArray[np.int64], int]:
        """Propose rows that may be near.

        Args:
            query: of length 1.
            allowed: (n,), which rows may be given.
            count: how many to propose at most.
            share: of all allowed rows that are looked at.

        Returns:
            Row numbers in rising order, and how many lists were read.
        """
        import faiss

        door: Any = faiss  # its stubs show the C++ signatures, its Python ones are others
        everything = bool(allowed.all())
        near = self.centres @ query
        order = _sort_first(near, self.index.nlist if not everything else round(_OVERSHOOT * share * self.index.nlist) + 1)
        share = min(1.0, share if everything else _FILTERED * share)
        held = self.sizes if everything else np.bincount(self.place[allowed[: len(self.place)]], minlength=self.index.nlist)
        seen = np.cumsum(held[order])
        lists = min(int(np.searchsorted(seen, max(share * held.sum(), count))) + 1, len(order))
        selector = None if everything else door.IDSelectorBitmap(np.packbits(allowed[: len(self.place)], bitorder="little"))
        if self.kind == "ivf_rabitq":
            parameters = door.IVFRaBitQSearchParameters(nprobe=lists, qb=_QUERY_BITS, sel=selector)
        else:
            parameters = door.SearchParametersIVF(nprobe=lists, sel=selector)
        scores, rows = np.empty((1, count), np.float32), np.empty((1, count), np.int64)
        chosen, centres = order[:lists].astype(np.int64), near[order[:lists]]
        pointers = [door.swig_ptr(array) for array in (query, chosen, centres, scores, rows)]
        self.index.search_preassigned_c(1, pointers[0], count, *pointers[1:], False, parameters)  # noqa: FBT003 - as faiss takes it
        return np.sort(rows[0][rows[0] >= 0]), lists


def _sort_first(near: Floats, count: int) -> NDArray[np.int64]:
    """Give the nearest ``count`` lists in their order: sorting all of them would cost as much as reading some."""
    some = np.argpartition(-near, count - 1)[:count] if count < len(near) else np.arange(len(near))
    return np.asarray(some[np.argsort(-near[some], kind="stable")], np.int64)


def build_lists(vectors: Rows) -> Lists:
    """Sort all rows into lists; about 65 CPU seconds for a million rows of 256 numbers.

    Args:
        vectors: rows of length 1.
    """
    import faiss

    count = len(vectors)
    lists = 2 ** round(np.log2(4 * np.sqrt(count)))
    sample = np.sort(np.random.default_rng(_SEED).choice(count, min(count, _TRAIN_PER_LIST * lists), replace=False))
    door: Any = faiss
    means = door.Kmeans(
        vectors.width, lists, niter=_ROUNDS, seed=_SEED, spherical=True, max_points_per_centroid=_TRAIN_PER_LIST, min_points_per_centroid=1
    )
    rows = vectors.take(sample)
    means.train(rows)
    quantizer = door.IndexFlatIP(vectors.width)
    quantizer.add(means.centroids)
    kind = "ivf_rabitq" if count >= RABITQ_ROWS else "ivf_sq8"
    if kind == "ivf_rabitq":
        index = door.IndexIVFRaBitQ(quantizer, vectors.width, lists, door.METRIC_INNER_PRODUCT)
    else:
        index = door.IndexIVFScalarQuantizer(quantizer, vectors.width, lists, door.ScalarQuantizer.QT_8bit, door.METRIC_INNER_PRODUCT)
    index.train(rows)
    del rows, means
    place = np.empty(count, np.uint16)
    for start, part in vectors.chunks():
        nearest = quantizer.search(part, 1)[1].ravel()
        place[start : start + len(part)] = nearest
        ids = np.arange(start, start + len(part))
        index.add_core(len(part), door.swig_ptr(part), door.swig_ptr(ids), door.swig_ptr(nearest))
    return Lists(index, place, np.bincount(place, minlength=lists), quantizer.reconstruct_n(0, lists), kind)


def dump_lists(lists: Lists) -> bytes:
    """Serialise an index."""
    import faiss

    return bytes(faiss.serialize_index(lists.index).tobytes())


def load_lists(content: bytes) -> Lists:
    """Read an index whose bytes were checked by their hash before."""
    import faiss

    door: Any = faiss
    index = door.deserialize_index(np.frombuffer(content, np.uint8))
    place = np.empty(index.ntotal, np.uint16)
    for number in range(index.nlist):
        size = index.invlists.list_size(number)
        place[door.rev_swig_ptr(index.invlists.get_ids(number), size)] = number
    kind = "ivf_rabitq" if isinstance(index, door.IndexIVFRaBitQ) else "ivf_sq8"
    centres = door.downcast_index(index.quantizer).reconstruct_n(0, index.nlist)
    return Lists(index, place, np.bincount(place, minlength=index.nlist), centres, kind)
