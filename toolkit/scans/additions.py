"""What an addition to a library reads and computes, a batch at a time."""

from collections.abc import Mapping
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import ArgumentError, EvidenceError, SourceError
from toolkit.ids import hash_file
from toolkit.scans.encoders import Encoder, embed_checked
from toolkit.scans.hashes import HASH_BITS, hash_images
from toolkit.scans.images import Image, load_scan
from toolkit.scans.physics import PHYSICS_DIM, describe_materials
from toolkit.scans.tiles import embed_tiles

__all__ = ["block_widths", "check_vectors", "encode_rows", "kept_as", "open_row"]

Refused: TypeAlias = tuple[str, str, str, str]
"""A quarantine row: source, locator, reason, raw."""

BOX = 4
"""Numbers of a box: x, y, width, height."""


def block_widths(dim: int) -> dict[str, int]:
    """Give the numbers in a row of each block, for an encoder of ``dim`` numbers: those of a row a scan, then those of a row a part."""
    return {"cnn": dim, "physics": PHYSICS_DIM, "hash": HASH_BITS // 8, "parts": 1, "tiles": dim, "boxes": BOX}


def kept_as(block: str) -> type[np.generic]:
    """Give the kind of number in which a block is kept."""
    kinds: dict[str, type[np.generic]] = {"hash": np.uint8, "parts": np.uint16, "boxes": np.uint16}
    return kinds.get(block, np.float16)


def open_row(row: "pd.Series[Any]") -> Image:
    """Open the image of a row of a ``scans`` table.

    Raises:
        EvidenceError: a file differs from the hash in the row.
        SourceError: it cannot be read as a scan.
    """
    for path, sha256 in ((row["path"], row["sha256"]), (row["low_path"], row["low_sha256"])):
        if pd.notna(path) and pd.notna(sha256) and sha256 and Path(path).is_file() and hash_file(Path(path)) != sha256:
            message = f"{path!r} of scan {row['scan_id']!r} differs from its recorded hash; restore the file"
            raise EvidenceError(message)
    return load_scan(row["path"], row["low_path"] if pd.notna(row["low_path"]) and row["low_path"] else None)


def encode_rows(rows: pd.DataFrame, encoder: Encoder, workers: Executor) -> tuple[dict[str, NDArray[Any]], list[int], list[Refused]]:
    """Open and encode a batch, one image a worker at a time, so that no more images than workers are in memory.

    Returns:
        Every block as it is kept on disk, the places of the rows that could be read, and quarantine rows of the others.

    Raises:
        EvidenceError: a file differs from the hash in its row.
    """
    made = list(workers.map(lambda row: _encode_row(row, encoder), [row for _, row in rows.iterrows()]))
    kept = [place for place, one in enumerate(made) if isinstance(one, dict)]
    parts = [one for one in made if isinstance(one, dict)]
    blocks = {name: np.concatenate([one[name] for one in parts]).astype(kept_as(name)) for name in parts[0]} if parts else {}
    return blocks, kept, [one for one in made if not isinstance(one, dict)]


def _encode_row(row: "pd.Series[Any]", encoder: Encoder) -> dict[str, NDArray[Any]] | Refused:
    try:
        image = open_row(row)
    except SourceError as error:
        return str(row["source_id"]), str(row["locator"]), "scan_unreadable", str(error)[:2000]
    whole = embed_checked(encoder, image)
    tiles, boxes = embed_tiles(image, whole, encoder)
    physics = describe_materials([image]) if image.ndim == 3 else np.zeros((1, PHYSICS_DIM), np.float32)  # noqa: PLR2004 - two energies
    parts = np.array([[len(tiles)]])
    return {"cnn": whole[None], "physics": physics, "hash": hash_images([image]), "parts": parts, "tiles": tiles, "boxes": boxes}


def check_vectors(vectors: Mapping[str, NDArray[Any] | str | Path], rows: pd.DataFrame, dim: int) -> dict[str, NDArray[Any]]:
    """Take vectors that were computed elsewhere; a block that is left out is rows of zeros, and the whole scan its only part.

    Args:
        vectors: arrays, or paths of NPY files, by block: ``cnn``, ``physics``, ``hash``.
        rows: the ``scans`` table that they belong to.
        dim: numbers in a row of ``cnn``.

    Raises:
        ArgumentError: a block is unknown, a file is no NPY file, or rows differ in number, width or length from what the
            library keeps.
    """
    widths = {name: width for name, width in block_widths(dim).items() if name in {"cnn", "physics", "hash"}}
    opened = {name: _open_npy(block) if isinstance(block, (str, Path)) else np.asarray(block) for name, block in vectors.items()}
    blocks: dict[str, NDArray[Any]] = {}
    for name, width in widths.items():
        given = opened.get(name, np.zeros((len(rows), width), np.uint8))
        if set(vectors) - set(widths) or given.shape != (len(rows), width):
            message = f"vectors={ {n: v.shape for n, v in opened.items()} }; allowed are blocks {widths} of {len(rows)} rows"
            raise ArgumentError(message)
        length = np.linalg.norm(given.astype(np.float32), axis=1)
        if name != "hash" and not ((np.abs(length - 1) < 1e-2) | (length == 0)).all():  # noqa: PLR2004 - what fp16 loses
            message = f"vectors[{name!r}] holds rows whose length is not 1; divide each by its norm"
            raise ArgumentError(message)
        blocks[name] = given.astype(kept_as(name))
    boxes = np.zeros((len(rows), BOX), kept_as("boxes"))
    boxes[:, 2:] = rows[["width_px", "height_px"]].fillna(0).to_numpy(np.int64)
    return {**blocks, "parts": np.ones((len(rows), 1), kept_as("parts")), "tiles": blocks["cnn"], "boxes": boxes}


def _open_npy(path: str | Path) -> NDArray[Any]:
    try:
        return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except (OSError, ValueError) as error:
        message = f"{str(path)!r} is no NPY file of numbers ({error}); write it with numpy.save"
        raise ArgumentError(message) from error
