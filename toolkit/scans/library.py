"""A library of scans: vectors, metadata and an index that belong together."""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import tables
from toolkit.errors import ArgumentError, EvidenceError, LibraryError, SourceError
from toolkit.ids import hash_file, make_id
from toolkit.scans import search as searching
from toolkit.scans.encoder import DIM, ENCODER, embed_scans, open_image
from toolkit.scans.hashes import HASH, hash_images
from toolkit.scans.images import Image, crop_region, load_scan
from toolkit.scans.physics import PHYSICS, PHYSICS_DIM, describe_materials
from toolkit.scans.questions import QUESTIONS, whiten
from toolkit.scans.storage import read_files, read_manifest, write_files

__all__ = ["BLOCKS", "ScanLibrary"]

BLOCKS = ("cnn", "physics")
"""Blocks of vectors that can be searched: shapes (any scan), material (dual energy)."""

ENCODERS = {"cnn": ENCODER, "physics": PHYSICS, "hash": HASH}
_EMPTY: dict[str, NDArray[Any]] = {
    "cnn": np.zeros((0, DIM), np.float32),
    "physics": np.zeros((0, PHYSICS_DIM), np.float32),
    "hash": np.zeros((0, 16), np.uint8),
}


class ScanLibrary:
    """Scans that can be searched by resemblance.

    Made by :meth:`create` or :meth:`open`. Blocks of vectors are kept apart: what looks alike and what is of like material
    are two questions. One process may write at a time.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     library = ScanLibrary.create(Path(folder) / "library")
    ...     len(ScanLibrary.open(library.path))
    0
    """

    def __init__(self, path: Path, metadata: pd.DataFrame, blocks: dict[str, NDArray[Any]], generation: int) -> None:
        """Take the parts; use :meth:`create` or :meth:`open` instead."""
        self.path = path
        self._metadata = metadata
        self._blocks = blocks
        self._generation = generation
        self._index: Any = None

    @classmethod
    def create(cls, path: str | Path) -> "ScanLibrary":
        """Make an empty library in a new or empty folder.

        Raises:
            LibraryError: if the folder holds anything already.
        """
        folder = Path(path)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            message = f"path={str(folder)!r} is not an empty folder; name a new one, or use ScanLibrary.open"
            raise LibraryError(message)
        folder.mkdir(parents=True, exist_ok=True)
        library = cls(folder, tables.empty("scans"), dict(_EMPTY), 0)
        library._save()
        return library

    @classmethod
    def open(cls, path: str | Path) -> "ScanLibrary":
        """Open a library, every file of it checked against its hash.

        Raises:
            LibraryError: there is no library, a file is missing or altered, or the vectors are of another encoder.
        """
        folder = Path(path)
        manifest = read_manifest(folder)
        if manifest.encoders != ENCODERS:
            message = (
                f"the vectors in {str(folder)!r} are of {manifest.encoders}; this version makes {ENCODERS}: add the scans to a new library"
            )
            raise LibraryError(message)
        contents = read_files(folder, manifest)
        metadata = tables.from_parquet_bytes(contents["metadata.parquet"], "scans")
        blocks = {name: np.load(io.BytesIO(contents[f"{name}.npy"]), allow_pickle=False) for name in ENCODERS}
        if any(len(block) != len(metadata) for block in blocks.values()):
            message = f"the parts of the library in {str(folder)!r} differ in length; restore it from a copy"
            raise LibraryError(message)
        library = cls(folder, metadata, blocks, manifest.generation)
        library._index = searching.load_index(contents["cnn.faiss"])
        return library

    def __len__(self) -> int:
        """Count the scans."""
        return len(self._metadata)

    def __repr__(self) -> str:
        """Say where it lies and how much it holds."""
        return f"ScanLibrary({str(self.path)!r}, {len(self):,} scans)"

    @property
    def metadata(self) -> pd.DataFrame:
        """A ``scans`` table, one row a scan, in the order in which they were added."""
        return self._metadata.copy()

    def vectors(self, block: str = "cnn") -> NDArray[Any]:
        """Give the vectors of a block, one row a scan in the order of ``metadata``; read-only.

        Args:
            block: ``"cnn"``, ``"physics"`` (rows of zeros where a scan has one energy) or ``"hash"`` (128 bits packed).
        """
        if block not in self._blocks:
            message = f"block={block!r}; allowed: {tuple(self._blocks)}"
            raise ArgumentError(message)
        view = self._blocks[block].view()
        view.flags.writeable = False
        return view

    def add(self, scans: pd.DataFrame, *, progress: bool = False) -> pd.DataFrame:
        """Add scans and save.

        Args:
            scans: a ``scans`` table whose paths can be opened.
            progress: show a progress bar.

        Returns:
            A ``quarantine`` table of the scans that could not be read, each with its reason; all others are in.

        Raises:
            TableError: ``scans`` is not a scans table, or repeats a ``scan_id``.
            LibraryError: a ``scan_id`` is in the library already; nothing is added.
            EvidenceError: a file differs from the hash in its row; nothing is added.
        """
        rows = tables.conform(scans, "scans")
        known = rows["scan_id"].isin(self._metadata["scan_id"])
        if known.any():
            message = (
                f"scan_id={rows.loc[known, 'scan_id'].iloc[0]!r} is in the library already ({int(known.sum())} rows are); leave these out"
            )
            raise LibraryError(message)
        images, kept, refused = _load_all(rows)
        if images:
            blocks = _encode_all(images, progress=progress)
            self._metadata = (
                pd.concat([self._metadata, rows.loc[kept]], ignore_index=True) if len(self) else rows.loc[kept].reset_index(drop=True)
            )
            self._blocks = {name: np.concatenate([self._blocks[name], blocks[name]]) for name in self._blocks}
            self._index = None
            self._generation += 1
            self._save()
        return tables.conform(pd.DataFrame(refused, columns=["source_id", "locator", "reason", "raw"]), "quarantine")

    def search(  # noqa: PLR0913 - one question, its choices by keyword
        self,
        image_or_scan_id: str | Path | NDArray[Any],
        k: int = 20,
        *,
        region: tuple[int, int, int, int] | None = None,
        where: str | None = None,
        block: str = "cnn",
        question: str = "kind",
    ) -> pd.DataFrame:
        """Find the scans that most resemble one.

        Args:
            image_or_scan_id: a ``scan_id`` of the library (itself is left out of the answer), a path, or an array.
            k: how many to give; fewer come back only if fewer scans match ``where``.
            region: x, y, width, height in pixels: the part of the query that counts.
            where: a pandas expression over the metadata, such as ``'port == "Ningbo" and declared_kg > 1000'``.
            block: ``"cnn"`` for shapes, ``"physics"`` for material (dual energy only).
            question: ``"kind"`` for another object of the kind, ``"same"`` for this object again.

        Returns:
            A ``matches`` table, nearest first; exact, equal distances in the order in which scans were added. A match resembles the
            query and is no identification.

        Raises:
            LibraryError: the library is empty.
            ArgumentError: ``k``, ``where``, ``block`` or ``question`` is not allowed, or the query is neither a scan nor a file.
            SourceError: the image cannot be read.
        """
        if not len(self):
            message = f"the library in {str(self.path)!r} is empty; add scans before searching"
            raise LibraryError(message)
        if block not in BLOCKS or question not in QUESTIONS or not isinstance(k, int) or k < 1:
            message = f"block={block!r}, question={question!r}, k={k!r}; allowed: {BLOCKS}, {QUESTIONS}, and whole numbers from 1"
            raise ArgumentError(message)
        query_id, own, vector = self._query(image_or_scan_id, region, block)
        allowed = searching.select_rows(self._metadata, where)
        allowed &= self._blocks[block].any(axis=1)
        if own is not None:
            allowed[own] = False
        if question == "same":
            vectors = self._blocks[block]
            rows, similarities = searching.find_nearest(whiten(vectors, vectors), whiten(vectors, vector[None])[0], allowed, k)
            return searching.as_matches(query_id, own is not None, self._metadata.iloc[rows], similarities, f"{ENCODERS[block]}, whitened")
        if block == "cnn" and self._index is None:
            self._index = searching.build_index(self._blocks["cnn"])
        rows, similarities = searching.find_nearest(self._blocks[block], vector, allowed, k, self._index if block == "cnn" else None)
        return searching.as_matches(query_id, own is not None, self._metadata.iloc[rows], similarities, ENCODERS[block])

    def _query(
        self, query: str | Path | NDArray[Any], region: tuple[int, int, int, int] | None, block: str
    ) -> tuple[str, int | None, NDArray[np.float32]]:
        own = self._row_of(query) if isinstance(query, str) else None
        if own is not None and region is None:
            if not self._blocks[block][own].any():
                message = f"scan {query!r} has one energy alone; block={block!r} needs two"
                raise ArgumentError(message)
            return str(query), own, self._blocks[block][own]
        if own is not None:
            image = _open_row(self._metadata.iloc[own])
            query_id = make_id("query", query, region)
        else:
            if isinstance(query, str) and not Path(query).is_file():
                message = f"{query!r} is neither a scan_id of this library nor a file"
                raise ArgumentError(message)
            image = open_image(query)
            query_id = make_id("query", hashlib.sha256(image.tobytes()).hexdigest(), image.shape, region)
        if region is not None:
            image = crop_region(image, region)
        vector = embed_scans([image]) if block == "cnn" else describe_materials([image])
        return query_id, own, vector[0]

    def _row_of(self, scan_id: str) -> int | None:
        found = np.flatnonzero((self._metadata["scan_id"] == scan_id).to_numpy())
        return int(found[0]) if len(found) else None

    def _save(self) -> None:
        contents = {f"{name}.npy": _npy(block) for name, block in self._blocks.items()}
        contents["metadata.parquet"] = tables.to_parquet_bytes(self._metadata, "scans")
        self._index = self._index or searching.build_index(self._blocks["cnn"])
        contents["cnn.faiss"] = searching.dump_index(self._index)
        write_files(self.path, contents, encoders=ENCODERS, generation=self._generation)


def _npy(block: NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, block, allow_pickle=False)
    return buffer.getvalue()


def _open_row(row: "pd.Series[Any]") -> Image:
    for path, sha256 in ((row["path"], row["sha256"]), (row["low_path"], row["low_sha256"])):
        if pd.notna(path) and pd.notna(sha256) and sha256 and Path(path).is_file() and hash_file(Path(path)) != sha256:
            message = f"{path!r} of scan {row['scan_id']!r} differs from its recorded hash; restore the file"
            raise EvidenceError(message)
    return load_scan(row["path"], row["low_path"] if pd.notna(row["low_path"]) and row["low_path"] else None)


def _load_all(rows: pd.DataFrame) -> tuple[list[Image], list[int], list[tuple[str, str, str, str]]]:
    images: list[Image] = []
    kept: list[int] = []
    refused = []
    for number, (_, row) in enumerate(rows.iterrows()):
        try:
            images.append(_open_row(row))
            kept.append(number)
        except SourceError as error:
            refused.append((row["source_id"], row["locator"], "scan_unreadable", str(error)[:2000]))
    return images, kept, refused


def _encode_all(images: Sequence[Image], *, progress: bool) -> dict[str, NDArray[Any]]:
    dual = [number for number, image in enumerate(images) if image.ndim == 3]  # noqa: PLR2004 - two energies
    physics = np.zeros((len(images), PHYSICS_DIM), np.float32)
    physics[dual] = describe_materials([images[number] for number in dual])
    return {"cnn": embed_scans(images, progress=progress), "physics": physics, "hash": hash_images(images)}
