"""What is asked: a scan of the library, an image, a region of one, or a vector, each as a vector of one block."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArgumentError
from toolkit.ids import make_id
from toolkit.scans.additions import open_row
from toolkit.scans.contents import Contents
from toolkit.scans.encoder import open_image
from toolkit.scans.encoders import Encoder, embed_checked
from toolkit.scans.images import crop_region
from toolkit.scans.physics import describe_materials

__all__ = ["Query", "read_query"]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for."""

    query_id: str
    own: int | None
    """Row of the library that it is, ``None`` if it is none."""
    vector: NDArray[np.float32]
    """Of length 1."""


def read_query(
    asked: str | Path | NDArray[Any], region: tuple[int, int, int, int] | None, block: str, contents: Contents, encoder: Encoder
) -> Query:
    """Bring a question to a vector; see ``ScanLibrary.search`` for what may be asked.

    Raises:
        ArgumentError: it is no scan of the library and no file, a vector of another kind, or of no vector in this block.
        SourceError: the image cannot be read.
    """
    own = contents.row_of(asked) if isinstance(asked, str) else None
    if own is not None and region is None:
        vector = contents.blocks[block].take(np.array([own]))[0]
        if not vector.any():
            message = f"scan {asked!r} has one energy alone; block={block!r} needs two"
            raise ArgumentError(message)
        return Query(str(asked), own, vector)
    if isinstance(asked, np.ndarray) and asked.ndim == 1:
        vector = _check_vector(asked, region, contents.blocks[block].width)
        return Query(make_id("query", hashlib.sha256(asked.tobytes()).hexdigest()), None, vector)
    if own is not None:
        image, query_id = open_row(contents.rows.iloc[own]), make_id("query", asked, region)
    elif isinstance(asked, str) and not Path(asked).is_file():
        message = f"{asked!r} is neither a scan_id of this library nor a file"
        raise ArgumentError(message)
    else:
        image = open_image(asked)
        query_id = make_id("query", hashlib.sha256(image.tobytes()).hexdigest(), image.shape, region)
    if region is not None:
        image = crop_region(image, region)
    return Query(query_id, own, embed_checked(encoder, image) if block == "cnn" else describe_materials([image])[0])


def _check_vector(asked: NDArray[Any], region: tuple[int, int, int, int] | None, width: int) -> NDArray[np.float32]:
    vector = asked.astype(np.float32)
    length = float(np.linalg.norm(vector))
    if vector.shape != (width,) or region is not None or not np.isfinite(length) or not length:
        message = f"a vector of {vector.shape} (length {length}) with region={region}; expected {width} finite numbers, and no region"
        raise ArgumentError(message)
    return vector / np.float32(length)
