import numpy as np
import pytest

from data_samples.simulation import simulate_scan
from toolkit.scans.encoder import embed_image
from toolkit.scans.encoders import OwnEncoder
from toolkit.scans.tiles import embed_tiles, place_tiles


@pytest.mark.parametrize(("shape", "parts"), [((224, 224), 1), ((100, 140), 1), ((48, 96), 1 + 3), ((400, 400), 1 + 9), ((96, 30), 1 + 5)])
def test_parts_cover_a_scan_and_overlap_by_half(shape: tuple[int, int], parts: int) -> None:
    image = np.random.default_rng(0).integers(0, 255, shape).astype(np.uint8)
    vectors, boxes = embed_tiles(image, embed_image(image), OwnEncoder())
    assert vectors.shape == (parts, 512)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert boxes[0].tolist() == [0, 0, shape[1], shape[0]]
    covered = np.zeros(shape, int)
    for x, y, width, height in boxes[1:]:
        covered[y : y + height, x : x + width] += 1
    assert parts == 1 or covered.min() >= 1
    assert (boxes[:, :2] + boxes[:, 2:]).max(axis=0).tolist() == [shape[1], shape[0]]


def test_very_long_scans_have_a_bounded_number_of_parts() -> None:
    assert place_tiles(1_000, 30_000) == (2, 16)


def test_a_part_resembles_its_own_cut_more_than_others() -> None:
    image = simulate_scan("machinery", seed=11, shape=(96, 288))
    vectors, boxes = embed_tiles(image, embed_image(image), OwnEncoder())
    x, y, width, height = boxes[4]
    cut = embed_image(np.ascontiguousarray(image[y : y + height, x : x + width]))
    assert int((vectors @ cut).argmax()) == 4
