import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from data_samples.simulation import simulate_scan
from toolkit.ids import hash_file
from toolkit.scans import ScanLibrary, find_reused, hash_images
from toolkit.scans.copies import compare_pictures, mirror_bits, view_details
from toolkit.tables import conform

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from scan_copies import COPIES

KINDS = ("machinery", "timber", "food_sacks")


def _write(folder: Path, images: list[np.ndarray]) -> pd.DataFrame:
    rows = []
    for number, image in enumerate(images):
        path = folder / f"{number}.png"
        Image.fromarray(image if image.ndim == 2 else image[..., 0]).save(path)
        row = {"scan_id": f"s{number}", "source_id": "s", "locator": f"line={number + 2}", "path": str(path)}
        rows.append(row | {"sha256": hash_file(path), "container_id": f"BOX{number}"})
    return conform(pd.DataFrame(rows), "scans")


def test_a_copy_is_found_however_it_was_altered_and_nothing_else(tmp_path: Path) -> None:
    images = [simulate_scan(kind, seed=seed) for seed in range(4) for kind in KINDS]
    copies = [copy(images[number], np.random.default_rng(number)) for number, copy in enumerate(COPIES.values())]
    library = ScanLibrary.create(tmp_path / "library")
    assert library.add(_write(tmp_path, images + copies)).empty
    found = find_reused(library)
    pairs = [(f"scans:s{n}", f"scans:s{len(images) + n}") for n in range(len(copies))]
    assert sorted(tuple(sorted(refs)) for refs in found["refs"]) == sorted(tuple(sorted(pair)) for pair in pairs)
    assert set(found["outcome"]) == {"above"}
    assert {tuple(reason["code"] for reason in reasons) for reasons in found["reasons"]} == {
        ("scan_same_details", "scan_same_grain", "scan_filed_under")
    }


@pytest.mark.parametrize("upright", [False, True])
def test_the_hash_of_a_mirror_image_follows_from_the_hash(upright: bool) -> None:  # noqa: FBT001 - a parameter of the test
    image = simulate_scan("machinery", seed=3)
    turned = image[::-1] if upright else image[:, ::-1]
    differing = np.unpackbits(mirror_bits(hash_images([image]), upright=upright) ^ hash_images([np.ascontiguousarray(turned)]))
    assert differing.sum() <= 10


def test_two_loads_of_one_kind_are_two_pictures() -> None:
    one, other = (view_details(simulate_scan("timber", seed=seed, packing="cartons")) for seed in (1, 2))
    assert compare_pictures(one, other).details < 0.6
    assert compare_pictures(one, one) == pytest.approx((1, 1), abs=1e-5)


def test_layers_and_frames_alone_make_two_pictures_no_one() -> None:
    layers = np.where(np.arange(96) % 8 < 2, 60, 160)[:, None] * np.ones((1, 240))
    one, other = (layers + np.random.default_rng(seed).normal(0, 12, layers.shape) for seed in (1, 2))
    views = [view_details(np.clip(picture, 0, 255).astype(np.uint8)) for picture in (one, other)]
    found = compare_pictures(*views)
    assert found.details > 0.6
    assert abs(found.grain) < 0.2


def test_pictures_of_other_proportions_are_not_compared() -> None:
    flat = view_details(np.random.default_rng(0).integers(0, 255, (30, 200)).astype(np.uint8))
    tall = view_details(np.random.default_rng(0).integers(0, 255, (200, 30)).astype(np.uint8))
    assert compare_pictures(flat, tall) == (0, 0)


def test_one_file_for_many_containers_is_found_though_nothing_in_it_tells_it_from_others(tmp_path: Path) -> None:
    lines = np.repeat(np.where(np.arange(96) % 8 < 2, 20_000, 50_000).astype(np.uint16)[:, None], 240, axis=1)
    library = ScanLibrary.create(tmp_path / "library")
    assert library.add(_write(tmp_path, [lines] * 12)).empty
    found = find_reused(library)
    assert {"scans:s0", *(f"scans:s{n}" for n in range(1, 12))} == {ref for refs in found["refs"] for ref in refs}
    assert {reasons[0]["code"] for reasons in found["reasons"]} == {"scan_same_file"}
