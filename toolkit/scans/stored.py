"""Weights that were fitted, as plain numbers in a NumPy archive: no pickle, and a clear word where they are damaged."""

import io
import zipfile
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import LibraryError

__all__ = ["read_numbers", "write_numbers"]


def write_numbers(**arrays: NDArray[Any]) -> bytes:
    """Give arrays as a compressed NumPy archive."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def read_numbers(content: bytes, *names: str) -> list[NDArray[Any]]:
    """Read what :func:`write_numbers` gave.

    Raises:
        LibraryError: it is damaged, or a name is missing.

    >>> read_numbers(write_numbers(axes=np.eye(2)), "axes")[0].tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            return [stored[name] for name in names]
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        message = f"fitted weights cannot be read ({error}); reinstall tidewaiter or fit them anew"
        raise LibraryError(message) from error
