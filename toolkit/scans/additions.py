"""What an addition to a library reads and computes, a batch at a time."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.errors import ArgumentError, EvidenceError, SourceError
from toolkit.ids import hash_file
from toolkit.scans.encoder import DIM, embed_scans
from toolkit.scans.hashes import HASH_BITS, hash_images
from toolkit.scans.images import Image, load_scan
from toolkit.scans.physics import PHYSICS_DIM, describe_materials

__all__ = ["WIDTHS", "check_vectors", "encode_images", "load_images", "open_row"]

WIDTHS = {"cnn": DIM, "physics": PHYSICS_DIM, "hash": HASH_BITS // 8}
"""Numbers in a row of each block."""


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


def load_images(rows: pd.DataFrame) -> tuple[list[Image], list[int], list[tuple[str, str, str, str]]]:
    """Open the images of a batch: those that could be read, their places, and quarantine rows of the others."""
    images: list[Image] = []
    kept: list[int] = []
    refused = []
    for number, (_, row) in enumerate(rows.iterrows()):
        try:
            images.append(open_row(row))
            kept.append(number)
        except SourceError as error:
            refused.append((row["source_id"], row["locator"], "scan_unreadable", str(error)[:2000]))
    return images, kept, refused


def encode_images(images: Sequence[Image]) -> dict[str, NDArray[Any]]:
    """Compute every block of a batch, as it is kept on disk."""
    dual = [number for number, image in enumerate(images) if image.ndim == 3]  # noqa: PLR2004 - two energies
    physics = np.zeros((len(images), PHYSICS_DIM), np.float16)
    physics[dual] = describe_materials([images[number] for number in dual])
    return {"cnn": embed_scans(images).astype(np.float16), "physics": physics, "hash": hash_images(images)}


def check_vectors(vectors: Mapping[str, NDArray[Any]], count: int) -> dict[str, NDArray[Any]]:
    """Take vectors that were computed elsewhere; a block that is left out is rows of zeros.

    Raises:
        ArgumentError: a block is unknown, or its rows differ in number, width or length from what the library keeps.
    """
    blocks: dict[str, NDArray[Any]] = {}
    for name, width in WIDTHS.items():
        given = np.asarray(vectors.get(name, np.zeros((count, width), np.uint8)))
        if set(vectors) - set(WIDTHS) or given.shape != (count, width):
            message = f"vectors={ {n: np.shape(v) for n, v in vectors.items()} }; allowed are blocks {WIDTHS} of {count} rows"
            raise ArgumentError(message)
        length = np.linalg.norm(given.astype(np.float32), axis=1)
        if name != "hash" and not ((np.abs(length - 1) < 1e-2) | (length == 0)).all():  # noqa: PLR2004 - what fp16 loses
            message = f"vectors[{name!r}] holds rows whose length is not 1; divide each by its norm"
            raise ArgumentError(message)
        blocks[name] = given.astype(np.uint8 if name == "hash" else np.float16)
    return blocks
