"""An index over many vectors: rows sorted into lists by their nearest centre, and kept there in four bits a direction.

Real embeddings vary much along few directions, so only those are kept that hold nearly all of the variance, turned at random
so that each holds as much as the next, and each in four bits (a product quantiser with one direction a part: Jégou et al.,
TPAMI 2011; read by registers as in André et al., VLDB 2015). What the lists propose is ranked again by the vectors themselves
(``planner``), so the bits decide who is looked at and never the order of an answer. Under a filter, lists are taken until as
many allowed rows as usual were seen, however the filter and the vectors go together: that is what keeps the answer whole
where a plain index returns a third of it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import LibraryError
from toolkit.scans.rows import Rows

__all__ = ["EXACT_ROWS", "KIND", "Lists", "build_lists", "dump_lists", "load_lists"]

EXACT_ROWS = 50_000
"""Up to so many rows plain sums cost about as much as an index, and are exact."""
KIND = "ivf_pq4"
"""Name of the index in a plan."""
_SEEN = 3.6
"""A search looks at so many lists for each fourth root of the rows, of as many lists as the square root of the rows.

Of a million rows that is 11 %, of fifty thousand 24 %: recall@10 is .99 on vectors with the spectrum of real ones from 50,000
to a million, where one share for all sizes that holds for a million gave .96 of a hundred thousand.
"""
_FILTERED = 3.0
"""Under a filter this many times as many of the allowed rows are looked at: those nearest may lie in lists that hold few."""
_OVERSHOOT = 2
"""Lists that are sorted for each that is expected to be read; they differ in size."""
_HELD_SHARE = 0.95
"""Share of the variance that the kept directions hold."""
_STEP = 8
_TRAIN_PER_LIST = 39
_ROUNDS = 8
_BITS = 4
_LEVELS = (0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0690, 2.7326)
"""Sixteen levels, in standard deviations, that lose least of a normal variable (Max, IRE Trans. Inf. Theory 6, 1960): what is
left of a vector beside its centre, turned at random, is nearly normal in each direction, so nothing needs to be trained."""
_ONE_BY_ONE = 11
"""FAISS' way to scan for one query: lists in turn, their results in a reservoir; half the cost of what it would choose."""
_SEED = 5

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lists:
    """A built index."""

    whole: Any
    """FAISS index: the turn of the directions, then ``index``."""
    index: Any
    """FAISS IVF index of inner products; its ids are row numbers."""
    turn: Floats
    """(dim, directions): brings a vector to the directions that are kept."""
    centres: Floats
    """(lists, directions)."""
    squares: Floats
    """Half of each centre's squared length."""
    place: NDArray[np.uint16]
    """List of each row."""
    sizes: NDArray[np.int64]
    """Rows in each list."""

    def __len__(self) -> int:
        """Count the rows that it knows."""
        return len(self.place)

    @property
    def usual_share(self) -> float:
        """Share of all rows that a search looks at, 0..1."""
        return float(min(1.0, _SEEN / max(len(self), 1) ** 0.25))

    def propose(self, query: Floats, allowed: NDArray[np.bool_] | None, count: int, share: float) -> tuple[NDArray[np.int64], int]:
        """Propose rows that may be near.

        Args:
            query: of length 1.
            allowed: which rows may be given, the first of them those of the index; None for all.
            count: how many to propose at most.
            share: of all allowed rows that are looked at.

        Returns:
            Row numbers in rising order, and how many lists were read.
        """
        import faiss

        door: Any = faiss  # its stubs show the C++ signatures, its Python ones are others
        query = query @ self.turn
        along = self.centres @ query
        order = _sort_first(self.squares - along, len(along) if allowed is not None else round(_OVERSHOOT * share * len(along)) + 1)
        held, selector = self.sizes, None
        if allowed is not None:
            known = allowed[: len(self.place)]
            share = min(1.0, _FILTERED * share)
            held = np.bincount(self.place[known], minlength=len(along))
            selector = door.IDSelectorBitmap(np.packbits(known, bitorder="little"))
        seen = np.cumsum(held[order])
        lists = min(int(np.searchsorted(seen, max(share * held.sum(), count))) + 1, len(order))
        parameters = door.SearchParametersIVF(nprobe=lists, sel=selector)
        scores, rows = np.empty((1, count), np.float32), np.empty((1, count), np.int64)
        chosen, centres = order[:lists], along[order[:lists]]
        pointers = [door.swig_ptr(array) for array in (query, chosen, centres, scores, rows)]
        self.index.search_preassigned_c(1, pointers[0], count, *pointers[1:], False, parameters)  # noqa: FBT003 - as faiss takes it
        return np.sort(rows[0][rows[0] >= 0]), lists


def _sort_first(far: Floats, count: int) -> NDArray[np.int64]:
    """Give the nearest ``count`` lists in their order: sorting all of them would cost as much as reading some."""
    some = np.argpartition(far, count - 1)[:count] if count < len(far) else np.arange(len(far))
    return np.asarray(some[np.argsort(far[some], kind="stable")], np.int64)


def build_lists(vectors: Rows) -> Lists:
    """Sort all rows into lists; about 12 CPU seconds for a million rows of 256 numbers.

    Args:
        vectors: rows of length 1.
    """
    import faiss

    door: Any = faiss
    count = len(vectors)
    lists = 2 ** round(np.log2(np.sqrt(count)))
    sample = np.sort(np.random.default_rng(_SEED).choice(count, min(count, _TRAIN_PER_LIST * lists), replace=False))
    rows = vectors.take(sample)
    turn = _choose_directions(rows)
    rows = rows @ turn
    width = turn.shape[1]
    means = door.Kmeans(width, lists, niter=_ROUNDS, seed=_SEED, max_points_per_centroid=_TRAIN_PER_LIST, min_points_per_centroid=1)
    means.train(rows)
    quantizer = door.IndexFlatL2(width)
    quantizer.add(means.centroids)
    index = door.IndexIVFPQFastScan(quantizer, width, lists, width, _BITS, door.METRIC_INNER_PRODUCT)
    index.by_residual = True
    off = rows - means.centroids[quantizer.search(rows, 1)[1].ravel()]
    levels = off.std(axis=0)[:, None] * np.array([*(-level for level in reversed(_LEVELS)), *_LEVELS], np.float32)
    door.copy_array_to_vector(np.ascontiguousarray(levels, np.float32).ravel(), index.pq.centroids)
    index.is_trained = True
    del off, rows
    for _, part in vectors.chunks():
        index.add(part @ turn)
    first = door.LinearTransform(vectors.width, width, False)  # noqa: FBT003 - no bias
    door.copy_array_to_vector(np.ascontiguousarray(turn.T).ravel(), first.A)
    first.is_trained = True
    return _open(door.IndexPreTransform(first, index))


def _choose_directions(rows: Floats) -> Floats:
    """Give an orthonormal basis of the directions that hold nearly all variance, turned so that all hold alike."""
    variance, axes = np.linalg.eigh((rows.T @ rows).astype(np.float64))
    held = np.cumsum(variance[::-1]) / variance.sum()
    kept = min(len(axes), -(-(int(np.searchsorted(held, _HELD_SHARE)) + 1) // _STEP) * _STEP)
    chance = np.linalg.qr(np.random.default_rng(_SEED).normal(size=(kept, kept)))[0]
    return np.ascontiguousarray(axes[:, ::-1][:, :kept] @ chance, np.float32)


def dump_lists(lists: Lists) -> bytes:
    """Serialise an index, as FAISS writes it."""
    import faiss

    return bytes(faiss.serialize_index(lists.whole).tobytes())


def load_lists(path: Path) -> Lists:
    """Read an index from a file whose bytes were checked by their hash before.

    Raises:
        LibraryError: the file holds an index of another kind, such as an older version wrote.
    """
    import faiss

    return _open(faiss.read_index(str(path)))


def _open(whole: Any) -> Lists:  # noqa: ANN401 - faiss is loaded where it is used
    import faiss

    door: Any = faiss
    index = door.downcast_index(whole.index) if isinstance(whole, door.IndexPreTransform) else None
    if not isinstance(index, door.IndexIVFPQFastScan):
        message = f"the index is a {type(index or whole).__name__}, as another version wrote it"
        raise LibraryError(message)
    index.implem = _ONE_BY_ONE
    place = np.empty(index.ntotal, np.uint16)
    for number in range(index.nlist):
        size = index.invlists.list_size(number)
        if size:
            place[door.rev_swig_ptr(index.invlists.get_ids(number), size)] = number
    turn = door.vector_to_array(door.downcast_VectorTransform(whole.chain.at(0)).A).reshape(index.d, whole.d).T
    centres = door.downcast_index(index.quantizer).reconstruct_n(0, index.nlist)
    squares = (centres**2).sum(axis=1) / 2
    return Lists(whole, index, np.ascontiguousarray(turn), centres, squares, place, np.bincount(place, minlength=index.nlist))
