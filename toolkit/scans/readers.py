"""Formats of scanner makers, read by packages that register themselves.

A package adds a format with an entry point in the group ``tidewaiter.readers`` whose name is the file's suffix without its
dot, in small letters, and which names a function: a path in, an array (height, width) or (height, width, 2) of ``uint8`` or
``uint16`` out, transmission, high energy first::

    [project.entry-points."tidewaiter.readers"]
    uff = "my_package:read_uff"
"""

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArgumentError, SourceError

__all__ = ["GROUP", "Reader", "find_reader", "read_foreign"]

GROUP = "tidewaiter.readers"

Reader = Callable[[Path], NDArray[Any]]


def find_reader(suffix: str) -> Reader | None:
    """Give the registered reader of a suffix such as ``".uff"``, or None.

    Raises:
        ArgumentError: two packages register one suffix.
    """
    found = list(entry_points(group=GROUP, name=suffix.lower().removeprefix(".")))
    if len(found) > 1:
        message = f"suffix={suffix!r} is read by {sorted(str(entry.value) for entry in found)}; uninstall all but one"
        raise ArgumentError(message)
    reader: Reader | None = found[0].load() if found else None
    return reader


def read_foreign(path: Path, read: Reader) -> NDArray[Any]:
    """Read a file with a registered reader, and hold it to what it promised.

    Raises:
        SourceError: the reader failed, or gave something that is no scan.
    """
    try:
        image = np.asarray(read(path))
    except Exception as error:  # another's code on another's bytes: it costs this file only
        message = f"{path.name!r} could not be read by its registered reader ({type(error).__name__}: {error})"
        raise SourceError(message) from error
    if image.dtype not in (np.uint8, np.uint16) or not (image.ndim == 2 or (image.ndim == 3 and image.shape[2] == 2)):  # noqa: PLR2004 - planes
        message = (
            f"the reader of {path.name!r} gave {image.dtype} {image.shape}; expected uint8 or uint16, (height, width) or (height, width, 2)"
        )
        raise SourceError(message)
    return image
