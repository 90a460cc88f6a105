"""Encoders of others: a model of one's own as an ONNX file, one that a package registers, or vectors computed elsewhere.

A package adds an encoder with an entry point in the group ``tidewaiter.encoders`` that names a function without arguments
which gives an :class:`Encoder`; the entry point's name is the encoder's::

    [project.entry-points."tidewaiter.encoders"]
    "dino-cargo/1" = "my_package:make_encoder"

A library keeps the name of its encoder and takes vectors of no other.
"""

import hashlib
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ArgumentError, LibraryError
from toolkit.scans.encoder import DIM, ENCODER, embed_image
from toolkit.scans.images import Image
from toolkit.scans.views import grey_view, resize

__all__ = ["GROUP", "Encoder", "GivenVectors", "OnnxEncoder", "choose_encoder", "embed_checked"]

GROUP = "tidewaiter.encoders"
_OWN_FAMILY = ENCODER.partition(".")[0]
_MEAN, _SPREAD = 0.449, 0.226
"""Mean and standard deviation of grey levels 0..1 in ImageNet, the usual scale of a published network."""

Floats = NDArray[np.float32]


@runtime_checkable
class Encoder(Protocol):
    """What turns an image into a vector."""

    @property
    def name(self) -> str:
        """Name and version; a library built with another is refused."""
        ...

    @property
    def dim(self) -> int:
        """Numbers in a vector."""
        ...

    def embed(self, image: Image) -> Floats:
        """Turn an image, as :func:`toolkit.scans.load_scan` gives it, into (dim,) numbers; the length does not matter."""
        ...


@dataclass(frozen=True, slots=True)
class OwnEncoder:
    """The toolkit's own network."""

    name: str = ENCODER
    dim: int = DIM

    def embed(self, image: Image) -> Floats:
        """See :class:`Encoder`."""
        return embed_image(image)


@dataclass(frozen=True, slots=True)
class GivenVectors:
    """Vectors that were computed elsewhere: a library of them is searched by scan or by vector, and by no image.

    >>> GivenVectors("dino-cargo/1", 384).dim
    384
    """

    name: str
    dim: int

    def embed(self, image: Image) -> Floats:
        """Refuse.

        Raises:
            ArgumentError: always.
        """
        message = f"image of shape {image.shape} cannot be encoded: vectors of {self.name!r} are computed elsewhere; give vectors instead"
        raise ArgumentError(message)


@dataclass(frozen=True)
class OnnxEncoder:
    """An image network in an ONNX file, run by onnxruntime on one thread.

    Its first input takes (n, channels, height, width) of ``float32``; grey levels are scaled as ImageNet's are and repeated
    for each channel. A side that the file leaves open is 224. Its first output is averaged over all axes but the second.

    Args:
        path: the file; its hash is part of the encoder's name.

    Raises:
        LibraryError: the file is no ONNX model, or takes no images.
    """

    path: Path
    name: str = field(init=False)
    dim: int = field(init=False)
    _session: Any = field(init=False, repr=False, compare=False)
    _shape: tuple[int, int, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Open the model and look at its shapes."""
        import onnxruntime

        try:
            content = Path(self.path).read_bytes()
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = options.inter_op_num_threads = 1
            options.log_severity_level = 4
            session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
            _, channels, height, width = session.get_inputs()[0].shape
            shape = tuple(side if isinstance(side, int) else default for side, default in ((channels, 3), (height, 224), (width, 224)))
            object.__setattr__(self, "_session", session)
            object.__setattr__(self, "_shape", shape)
            object.__setattr__(self, "name", f"{Path(self.path).stem}.{hashlib.sha256(content).hexdigest()[:16]}")
            object.__setattr__(self, "dim", len(self.embed(np.zeros((64, 64), np.uint8))))
        except Exception as error:  # onnxruntime raises of its own kinds, by what the bytes are
            message = (
                f"path={str(self.path)!r} is no ONNX model of images ({type(error).__name__}: {error}); give one with an input (n, c, h, w)"
            )
            raise LibraryError(message) from error

    def embed(self, image: Image) -> Floats:
        """See :class:`Encoder`."""
        channels, height, width = self._shape
        grey = (resize(grey_view(image), height, width) / 255 - _MEAN) / _SPREAD
        first = self._session.get_inputs()[0].name
        output = np.asarray(self._session.run(None, {first: np.repeat(grey[None, None], channels, axis=1).astype(np.float32)})[0])
        return np.asarray(output.reshape(1, output.shape[1], -1).mean(axis=2)[0], np.float32)


def choose_encoder(given: Encoder | None, name: str, dim: int) -> Encoder:
    """Give the encoder of a library.

    Args:
        given: what the caller named.
        name: of the encoder that the library was made with.
        dim: numbers in its vectors.

    Raises:
        LibraryError: the library was made with another, or with another version of the toolkit's own.
    """
    if given is not None:
        if (given.name, given.dim) != (name, dim):
            message = f"the vectors are of {name!r} ({dim} numbers) and not of {given.name!r} ({given.dim}); add the scans to a new library"
            raise LibraryError(message)
        return given
    if name == ENCODER:
        return OwnEncoder()
    if name.startswith(_OWN_FAMILY):
        message = f"the vectors are of {name!r}; this version makes {ENCODER!r}: add the scans to a new library"
        raise LibraryError(message)
    registered = [entry for entry in entry_points(group=GROUP) if entry.name == name]
    return choose_encoder(registered[0].load()(), name, dim) if registered else GivenVectors(name, dim)


def embed_checked(encoder: Encoder, image: Image) -> Floats:
    """Turn an image into a vector of length 1, and hold the encoder to what it promised.

    Raises:
        ArgumentError: it gave another number of numbers, or some that are not finite.
    """
    vector = np.asarray(encoder.embed(image), np.float32)
    length = float(np.linalg.norm(vector))
    if vector.shape != (encoder.dim,) or not np.isfinite(length) or not length:
        message = f"encoder {encoder.name!r} gave {vector.shape} of length {length}; expected {encoder.dim} finite numbers, not all zero"
        raise ArgumentError(message)
    return vector / np.float32(length)
