"""Files that every view needs in the browser: sent once a kernel, shared by all views."""

from importlib.resources import files
from typing import Any

import ipywidgets
import traitlets

from toolkit.errors import MissingPackageError

__all__ = ["Assets", "share_assets"]

_shared: list["Assets"] = []


class Assets(ipywidgets.Widget):  # type: ignore[misc]  # ipywidgets has no types
    """Han fonts and land outlines, as they lie in the package."""

    simplified = traitlets.Bytes(help="Noto Sans SC, WOFF2: simplified Han and Latin.").tag(sync=True)
    traditional = traitlets.Bytes(help="Noto Sans TC, WOFF2: traditional Han that the first lacks.").tag(sync=True)
    land = traitlets.Bytes(help="Land outlines 1 : 50 million, TopoJSON.").tag(sync=True)


def share_assets() -> Assets:
    """Give the one set of files of this kernel; made by the first view.

    Raises:
        MissingPackageError: if the views were not built.
    """
    if _shared and _shared[0].comm is not None:
        return _shared[0]
    fonts = {"simplified": "NotoSansSC-Regular.woff2", "traditional": "NotoSansTC-Regular.woff2"}
    content: dict[str, Any] = {name: _read("widgets", "static", file) for name, file in fonts.items()}
    _shared[:] = [Assets(land=_read("toolkit", "geo", "land-50m.json"), **content)]
    return _shared[0]


def _read(package: str, folder: str, name: str) -> bytes:
    file = files(package).joinpath(folder, name)
    if not file.is_file():
        message = f"{name} is not built; install tidewaiter again, or run 'python hatch_build.py' in the checkout"
        raise MissingPackageError(message)
    return file.read_bytes()
