import io

import numpy as np
from PIL import Image

from data_samples.simulation import simulate_scan
from toolkit.scans import hash_images


def _differing(one: np.ndarray, other: np.ndarray) -> int:
    left, right = hash_images([one, other])
    return int(np.unpackbits(left ^ right).sum())


def test_an_image_saved_again_keeps_nearly_all_its_bits() -> None:
    image = (simulate_scan("machinery", seed=2)[..., 0] >> 8).astype(np.uint8)
    saved = io.BytesIO()
    Image.fromarray(image).save(saved, "JPEG", quality=85)
    assert _differing(image, np.asarray(Image.open(saved))) <= 6


def test_a_darker_image_keeps_nearly_all_its_bits() -> None:
    image = (simulate_scan("machinery", seed=2)[..., 0] >> 8).astype(np.uint8)
    assert _differing(image, (image * 0.8).astype(np.uint8)) <= 6


def test_another_load_differs_in_many_bits() -> None:
    assert _differing(simulate_scan("machinery", seed=2)[..., 0], simulate_scan("machinery", seed=9)[..., 0]) > 20


def test_no_images_give_no_rows() -> None:
    assert hash_images([]).shape == (0, 16)
