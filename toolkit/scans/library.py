"""A library of scans: vectors, metadata and an index that belong together."""

import io
import logging
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.errors import ArgumentError, LibraryError
from toolkit.scans import search as searching
from toolkit.scans.additions import check_vectors, encode_rows, kept_as
from toolkit.scans.blends import check_weights, find_blended
from toolkit.scans.contents import A_ROW_A_SCAN, REMOVED, Contents, read_contents
from toolkit.scans.encoders import Encoder, OwnEncoder, choose_encoder
from toolkit.scans.hashes import HASH
from toolkit.scans.lists import EXACT_ROWS, Lists, build_lists, dump_lists, load_lists
from toolkit.scans.physics import PHYSICS
from toolkit.scans.planner import find_nearest
from toolkit.scans.queries import read_query
from toolkit.scans.questions import QUESTIONS, find_same
from toolkit.scans.regions import find_parts
from toolkit.scans.rows import Rows
from toolkit.scans.storage import Manifest, check_file, lock_library, read_manifest, write_generation

__all__ = ["BLOCKS", "ScanLibrary"]

BLOCKS = ("cnn", "physics")
"""Blocks of vectors that can be searched: shapes (any scan), material (dual energy)."""

INDEXED = (*BLOCKS, "tiles")
ENCODERS = {"physics": PHYSICS, "hash": HASH}
BATCH = 512
"""Scans that are read, encoded and committed at once."""
_TAIL_SHARE = 0.2
"""The index is made anew when more than this share of the scans came after it; until then those are summed plainly."""

_log = logging.getLogger("tidewaiter")


class ScanLibrary:
    """Scans that can be searched by resemblance.

    Made by :meth:`create` or :meth:`open`. Blocks of vectors are kept apart: what looks alike and what is of like material
    are two questions. One process may write at a time, any number may read; a reader sees the library as it was opened.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     library = ScanLibrary.create(Path(folder) / "library")
    ...     len(ScanLibrary.open(library.path))
    0
    """

    def __init__(self, path: Path, contents: Contents, manifest: Manifest, encoder: Encoder | None = None) -> None:
        """Take the parts; use :meth:`create` or :meth:`open` instead."""
        self.path = path
        self.encoder = encoder or OwnEncoder()
        self._manifest = manifest
        self._hold(contents)

    @classmethod
    def create(cls, path: str | Path, *, encoder: Encoder | None = None) -> "ScanLibrary":
        """Make an empty library in a new or empty folder.

        Args:
            path: of the folder.
            encoder: what turns images into vectors; the toolkit's own by default. :mod:`toolkit.scans.encoders` has others:
                an ONNX file, or vectors computed elsewhere.

        Raises:
            LibraryError: if the folder holds anything already.
        """
        folder = Path(path)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = f"path={str(folder)!r} is not an empty folder; name a new one, or use ScanLibrary.open"
            raise LibraryError(message)
        folder.mkdir(parents=True, exist_ok=True)
        chosen = encoder or OwnEncoder()
        write_generation(folder, Manifest(-1, {"cnn": chosen.name, **ENCODERS}, dim=chosen.dim), keep=0, part=None, others={})
        return cls.open(folder, encoder=chosen)

    @classmethod
    def open(cls, path: str | Path, *, encoder: Encoder | None = None) -> "ScanLibrary":
        """Open a library, every file of it checked against its hash. Vectors stay on disk until they are asked for.

        Args:
            path: of the folder.
            encoder: the one that it was made with; not needed for the toolkit's own and for one that a package registers.
                Without it a library of another's vectors is searched by scan and by vector only.

        Raises:
            LibraryError: there is no library, a file is missing or altered, or the vectors are of another encoder.
        """
        folder = Path(path)
        manifest = read_manifest(folder)
        if {name: manifest.encoders.get(name) for name in ENCODERS} != ENCODERS:
            message = (
                f"the vectors in {str(folder)!r} are of {manifest.encoders}; this version makes {ENCODERS}: add the scans to a new library"
            )
            raise LibraryError(message)
        return cls(folder, read_contents(folder, manifest), manifest, choose_encoder(encoder, manifest.encoders["cnn"], manifest.dim))

    def _hold(self, contents: Contents) -> None:
        self._held = contents
        self._lists: dict[str, Lists] = {}
        for block in INDEXED:
            self._load_lists(block)

    def _load_lists(self, block: str) -> None:
        entry = self._manifest.others.get(f"{block}.faiss")
        try:
            if entry:
                self._lists[block] = load_lists(check_file(self.path, entry))
        except LibraryError as error:  # the index is a cache: it is made anew from the vectors, which were checked
            _log.warning("the index of %s is made anew: %s", block, error)

    def __len__(self) -> int:
        """Count the scans."""
        return int(np.count_nonzero(self._held.live))

    def __repr__(self) -> str:
        """Say where it lies and how much it holds."""
        return f"ScanLibrary({str(self.path)!r}, {len(self):,} scans)"

    @property
    def metadata(self) -> pd.DataFrame:
        """A ``scans`` table, one row a scan, in the order in which they were added."""
        return self._held.rows[self._held.live].reset_index(drop=True)

    def vectors(self, block: str = "cnn") -> NDArray[Any]:
        """Give the vectors of a block, one row a scan in the order of ``metadata``; read-only.

        Args:
            block: ``"cnn"``, ``"physics"`` (rows of zeros where a scan has one energy) or ``"hash"`` (128 bits packed).
        """
        if block not in {*BLOCKS, "hash"}:
            message = f"block={block!r}; allowed: {(*BLOCKS, 'hash')}"
            raise ArgumentError(message)
        taken = self._held.blocks[block].take(np.flatnonzero(self._held.live))
        taken.flags.writeable = False
        return taken

    def add(
        self,
        scans: pd.DataFrame,
        *,
        vectors: Mapping[str, NDArray[Any] | str | Path] | None = None,
        skip_known: bool = False,
        progress: bool = False,
    ) -> pd.DataFrame:
        """Add scans, some hundred at a time; each batch is safe on disk before the next is read.

        Args:
            scans: a ``scans`` table whose paths can be opened.
            vectors: blocks computed elsewhere by the library's own encoders, arrays or paths of NPY files, a row a scan;
                nothing is opened then, and the whole scan is its only part.
            skip_known: leave out scans that are in the library already: how to go on after an interruption.
            progress: show a progress bar.

        Returns:
            A ``quarantine`` table of the scans that could not be read, each with its reason; all others are in.

        Raises:
            TableError: ``scans`` is not a scans table, or repeats a ``scan_id``.
            LibraryError: a ``scan_id`` is in the library already; nothing is added. Or another process is writing.
            EvidenceError: a file differs from the hash in its row; nothing of its batch is added.
            ArgumentError: ``vectors`` are not of the library's shape.
        """
        from tqdm.auto import tqdm

        rows = tables.conform(scans, "scans")
        known = rows["scan_id"].isin(self._held.rows["scan_id"][self._held.live]).to_numpy()
        if known.any() and not skip_known:
            message = (
                f"scan_id={rows.loc[known, 'scan_id'].iloc[0]!r} is in the library already ({int(known.sum())} rows are); leave these out"
            )
            raise LibraryError(message)
        given = None
        if vectors is not None:
            given = {name: block[~known] for name, block in check_vectors(vectors, rows, self.encoder.dim).items()}
        rows = rows[~known].reset_index(drop=True)
        refused: list[tuple[str, str, str, str]] = []
        if given is not None and len(rows):
            self._commit(rows, given)
        elif given is None:
            with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:
                for start in tqdm(range(0, len(rows), BATCH), desc="adding scans", disable=not progress):
                    batch = rows.iloc[start : start + BATCH]
                    blocks, kept, bad = encode_rows(batch, self.encoder, workers)
                    refused += bad
                    if kept:
                        self._commit(batch.iloc[kept].reset_index(drop=True), blocks)
        return tables.conform(pd.DataFrame(refused, columns=["source_id", "locator", "reason", "raw"]), "quarantine")

    def remove(self, scan_ids: Sequence[str]) -> None:
        """Take scans out; their rows stay on disk until :meth:`compact`.

        Raises:
            LibraryError: a ``scan_id`` is not in the library, or another process is writing.
        """
        gone = self._held.rows["scan_id"].isin(list(scan_ids)).to_numpy() & self._held.live
        missing = set(scan_ids) - set(self._held.rows["scan_id"][gone])
        if missing:
            message = f"scan_id={min(missing)!r} is not in the library ({len(missing)} are not); leave these out"
            raise LibraryError(message)
        removed = np.flatnonzero(~self._held.live | gone).astype(np.int64)
        self._write(keep=len(self._manifest.parts), part=None, others={REMOVED: _npy(removed)})

    def compact(self) -> None:
        """Write all scans into one part without those taken out, and the index anew.

        Raises:
            LibraryError: another process is writing.
        """
        live = np.flatnonzero(self._held.live)
        tiles = np.flatnonzero(self._held.live[self._held.owner])
        blocks = {
            name: rows.take(live if name in A_ROW_A_SCAN else tiles).astype(kept_as(name)) for name, rows in self._held.blocks.items()
        }
        others: dict[str, bytes | None] = {REMOVED: None, **{f"{block}.faiss": None for block in INDEXED}}
        others |= {f"{block}.faiss": dump_lists(build_lists(Rows([blocks[block]]))) for block in INDEXED if len(blocks[block]) > EXACT_ROWS}
        self._write(keep=0, part=_part_of(self.metadata, blocks) if len(live) else None, others=others)

    def search(  # noqa: PLR0913 - one question, its choices by keyword
        self,
        image_or_scan_id: str | Path | NDArray[Any],
        k: int = 20,
        *,
        region: tuple[int, int, int, int] | None = None,
        where: str | None = None,
        weights: Mapping[str, float] | None = None,
        block: str = "cnn",
        question: str = "kind",
        explain: bool = False,
    ) -> pd.DataFrame:
        """Find the scans that most resemble one.

        Args:
            image_or_scan_id: a ``scan_id`` of the library (itself is left out of the answer), a path, an array (height, width) or
                (height, width, 2), or a vector (dim,) of the library's encoder.
            k: how many to give; fewer come back only if fewer scans match ``where``.
            region: x, y, width, height in pixels: the part of the query that counts. With ``block="cnn"`` it is held against
                the parts of each scan, and ``box`` says which of them resembles it most.
            where: a pandas expression over the metadata, such as ``'port == "Ningbo" and declared_kg > 1000'``.
            weights: how much each block counts, such as ``{"cnn": 1, "physics": 2}``: ``similarity`` is then the weighted mean of
                the cosines of whole scans. By default ``block`` alone answers.
            block: ``"cnn"`` for shapes, ``"physics"`` for material (dual energy only).
            question: ``"kind"`` for another object of the kind, ``"same"`` for this object again.
            explain: add to each match how the answer was found (exact or by an index, of how many scans).

        Returns:
            A ``matches`` table, nearest first, equal distances in the order in which scans were added; exact up to 50,000
            scans. A match resembles the query and is no identification.

        Raises:
            LibraryError: the library is empty.
            ArgumentError: ``k``, ``where``, ``weights``, ``block`` or ``question`` is not allowed, or the query is no scan and no file.
            SourceError: the image cannot be read.
        """
        if not len(self):
            message = f"the library in {str(self.path)!r} is empty; add scans before searching"
            raise LibraryError(message)
        if block not in BLOCKS or question not in QUESTIONS or not isinstance(k, int) or k < 1:
            message = f"block={block!r}, question={question!r}, k={k!r}; allowed: {BLOCKS}, {QUESTIONS}, and whole numbers from 1"
            raise ArgumentError(message)
        if weights is not None:
            check_weights(weights, BLOCKS if question == "kind" else ())
        names = [block] if weights is None else list(weights)
        held = self._held
        asked = {name: read_query(image_or_scan_id, region, name, held, self.encoder) for name in names}
        query = asked[names[0]]
        allowed = searching.select_rows(held.rows, where) & held.live
        if "physics" in names:
            allowed &= held.has_material
        if query.own is not None:
            allowed[query.own] = False
        boxes = None
        if weights is not None:
            vectors, blocks = {name: one.vector for name, one in asked.items()}, {name: held.blocks[name] for name in names}
            rows, similarities, plan = find_blended(blocks, vectors, weights, allowed, k, {name: self._index(name) for name in names})
        elif region is not None and block == "cnn" and question == "kind":
            parts, similarities, plan = find_parts(held.blocks["tiles"], held.owner, query.vector, allowed, k, self._index("tiles"))
            rows, boxes = held.owner[parts], held.blocks["boxes"].take(parts)
        elif question == "kind":
            rows, similarities, plan = find_nearest(held.blocks[block], query.vector, allowed, k, self._index(block))
        else:
            rows, similarities, plan = find_same(held.blocks[block], query.vector, allowed, k, self._index(block), held.whitening_of(block))
        said = [f"{weights[name]:g} × {self._manifest.encoders[name]}" for name in names] if weights else [self._manifest.encoders[block]]
        encoder = " + ".join(said) + ("" if question == "kind" else ", whitened")
        found = searching.as_matches(
            query.query_id, query.own is not None, held.rows[searching.SHOWN].iloc[rows], similarities, encoder, boxes
        )
        if explain:
            found["reasons"] = [[*reasons, tables.make_reason("scan_plan", **asdict(plan))] for reasons in found["reasons"]]
        return found

    def _index(self, block: str) -> Lists | None:
        if block not in self._lists and len(self._held.blocks[block]) > EXACT_ROWS:
            self._lists[block] = build_lists(self._held.blocks[block])
        return self._lists.get(block)

    def _commit(self, rows: pd.DataFrame, blocks: dict[str, NDArray[Any]]) -> None:
        """Write a part; parts that are not much longer than it become one with it, so that there are never many."""
        sizes = [len(array) for array in self._held.blocks["hash"].parts][: len(self._manifest.parts)]
        keep, total = len(sizes), len(rows)
        while keep and sizes[keep - 1] <= 2 * total:
            keep -= 1
            total += sizes[keep]
        start = sum(sizes[:keep])
        merged = {name: np.concatenate([*self._held.blocks[name].parts[keep : len(sizes)], block]) for name, block in blocks.items()}
        frame = pd.concat([self._held.rows.iloc[start:], rows], ignore_index=True) if start < len(self._held.rows) else rows
        others: dict[str, bytes | None] = {}
        for block in INDEXED:
            whole = Rows([*self._held.blocks[block].parts[:keep], merged[block]])
            indexed = len(self._lists[block]) if block in self._lists else 0
            if len(whole) > EXACT_ROWS and len(whole) - indexed > _TAIL_SHARE * len(whole):
                others[f"{block}.faiss"] = dump_lists(build_lists(whole))
        self._write(keep=keep, part=_part_of(frame, merged), others=others)

    def _write(self, *, keep: int, part: Mapping[str, bytes] | None, others: Mapping[str, bytes | None]) -> None:
        with lock_library(self.path):
            if read_manifest(self.path).generation != self._manifest.generation:
                message = f"the library in {str(self.path)!r} was changed after it was opened here; open it again and repeat"
                raise LibraryError(message)
            self._manifest = write_generation(self.path, self._manifest, keep=keep, part=part, others=others)
        self._hold(read_contents(self.path, self._manifest))


def _part_of(rows: pd.DataFrame, blocks: Mapping[str, NDArray[Any]]) -> dict[str, bytes]:
    return {"metadata.parquet": tables.to_parquet_bytes(rows, "scans")} | {f"{name}.npy": _npy(block) for name, block in blocks.items()}


def _npy(block: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, block, allow_pickle=False)
    return buffer.getvalue()
