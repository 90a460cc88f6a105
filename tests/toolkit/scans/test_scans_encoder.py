import hashlib
import pickle
from pathlib import Path

import numpy as np
import pytest

from data_samples.simulation import simulate_scan
from toolkit.errors import ArgumentError, LibraryError, SourceError
from toolkit.scans.encoder import _weigh_middle, cached_network, embed_scans
from toolkit.scans.network import build_network
from toolkit.scans.weights import read_weights, weights_content


def test_vectors_are_of_length_one_and_do_not_depend_on_company() -> None:
    images = [simulate_scan(kind, seed=1, shape=(48, 96)) for kind in ("timber", "tyres")]
    both = embed_scans(images)
    assert both.shape == (2, 512)
    assert both.dtype == np.float32
    assert np.allclose(np.linalg.norm(both, axis=1), 1, atol=1e-5)
    assert np.array_equal(both[1:], embed_scans(images[1:]))


def test_unlike_images_are_told_apart() -> None:
    # A network with scrambled weights still gives vectors, all of them alike: cosines above 0.99.
    stripes = np.tile(np.repeat(np.array([0, 255], np.uint8), 8), (64, 8))
    disc = (np.hypot(*(np.mgrid[0:64, 0:128] - np.array([32, 64])[:, None, None])) < 20).astype(np.uint8) * 200
    one, other = embed_scans([stripes, disc])
    assert one @ other < 0.5


def test_a_brighter_copy_stays_near() -> None:
    image = simulate_scan("machinery", seed=4, shape=(48, 96))
    one, other = embed_scans([image, (image * 0.8).astype(np.uint16)])
    assert one @ other > 0.97


def test_wide_scans_are_not_squeezed_to_a_square() -> None:
    assert embed_scans([np.random.default_rng(0).random((40, 900))]).shape == (1, 512)


def test_the_middle_of_a_picture_counts_more_than_its_rim() -> None:
    disc = (np.hypot(*(np.mgrid[0:224, 0:224] - 112)) > 60).astype(np.uint8) * 200
    rim, middle = disc.copy(), disc.copy()
    rim[:50, :50] = 60
    middle[87:137, 87:137] = 130
    plain, at_rim, in_middle = embed_scans([disc, rim, middle])
    assert plain @ at_rim > plain @ in_middle


def test_a_long_picture_is_level_along_its_length() -> None:
    weight = _weigh_middle(7, 28)
    assert weight.sum() == pytest.approx(1, abs=1e-5)
    assert weight[3, 12] == pytest.approx(weight[3, 8])
    assert weight[3, 0] < weight[3, 8] / 10


def test_no_images_give_no_rows() -> None:
    assert embed_scans([]).shape == (0, 512)


@pytest.mark.parametrize(
    "image", [np.zeros((4, 4), np.uint8), np.zeros((20, 20, 3), np.uint8), np.full((20, 20), np.nan), np.zeros((20, 20), int)]
)
def test_what_is_no_image_is_refused(image: np.ndarray) -> None:
    with pytest.raises(ArgumentError, match="image"):
        embed_scans([image])


def test_a_path_that_is_no_scan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        embed_scans([tmp_path / "missing.png"])


def test_a_damaged_network_is_built_anew(tmp_path: Path) -> None:
    model = cached_network(tmp_path)
    (kept,) = tmp_path.glob("*.onnx")
    assert kept.read_bytes() == model
    kept.write_bytes(b"damaged" + model[7:])
    assert cached_network(tmp_path) == model
    assert hashlib.sha256(kept.read_bytes()).digest() == hashlib.sha256(model).digest()


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert cached_network(blocked) == build_network(read_weights(weights_content()))


def test_kernels_are_read_in_the_order_of_their_strides() -> None:
    # The stem's kernel lies transposed in the file: its first 32 numbers are one position of all 32 channels.
    content = weights_content()
    weights = read_weights(content)
    stem = weights["_conv_stem.weight"]
    assert stem.shape == (32, 3, 3, 3)
    assert np.ascontiguousarray(stem[:, 0, 0, 0]).tobytes() in content
    assert np.ascontiguousarray(stem).tobytes() not in content


class _Intruder:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return eval, ("1 + 1",)


def test_weights_that_name_a_function_are_refused() -> None:
    header = b"".join(pickle.dumps(part, protocol=2) for part in (0x1950A86A20F9469CFC6C, 1001, {}))
    with pytest.raises(LibraryError, match="eval"):
        read_weights(header + pickle.dumps(_Intruder(), protocol=2))


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", weights_content()[:1_000_000]])
def test_damaged_weights_are_refused(content: bytes) -> None:
    with pytest.raises(LibraryError):
        read_weights(content)
