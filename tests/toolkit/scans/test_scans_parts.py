"""Parts that do not belong to their load; the trees that come with the toolkit, and some fitted here."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from fit_scan_parts import fit

from data_samples.simulation import simulate_load
from toolkit.errors import LibraryError
from toolkit.ids import hash_file
from toolkit.scans import ScanLibrary, find_odd_parts
from toolkit.scans.parts import BAR, score_parts, shipped_trees
from toolkit.scans.trees import Trees
from toolkit.scans.windows import WINDOW_FEATURES, describe_windows
from toolkit.tables import conform
from toolkit.wording import LANGUAGES, say

PLAIN = {"mixed_with": "food_sacks", "packing": "cartons"}


def _write(folder: Path, name: str, image: np.ndarray) -> dict[str, str]:
    row = {"scan_id": name, "source_id": "s", "locator": "line=2", "container_id": f"BOX{name}"}
    for channel, energy in enumerate(("", "low_")[: image.shape[2]]):
        path = folder / f"{name}_{channel}.png"
        Image.fromarray(image[..., channel]).save(path)
        row |= {f"{energy}path": str(path), f"{energy}sha256": hash_file(path)}
    return row


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ScanLibrary:
    folder = tmp_path_factory.mktemp("parts")
    plain = simulate_load("food_sacks", seed=8, **PLAIN).image
    hidden = simulate_load("food_sacks", seed=8, insert="weapon_parts", **PLAIN).image
    images = {"plain": plain, "hidden": hidden, "single": plain[..., :1], "empty": simulate_load("empty", seed=1).image}
    made = ScanLibrary.create(folder / "library")
    made.add(conform(pd.DataFrame([_write(folder, name, image) for name, image in images.items()]), "scans"), vectors={})
    return made


def test_a_hidden_part_stands_out_and_its_place_is_named() -> None:
    load = simulate_load("food_sacks", seed=8, insert="weapon_parts", **PLAIN)
    found = score_parts(load.image)
    assert found is not None
    assert load.insert_box is not None
    score, (x, y, width, height) = found
    left, top, wide, tall = load.insert_box
    assert score > BAR
    assert abs(x + width / 2 - left - wide / 2) < wide
    assert abs(y + height / 2 - top - tall / 2) < tall


def test_each_scan_is_judged_or_says_why_not(library: ScanLibrary) -> None:
    checks = find_odd_parts(library).set_index("subject_id")
    assert checks["outcome"].to_dict() == {"plain": "within", "hidden": "above", "single": "not_assessable", "empty": "not_assessable"}
    assert checks.loc["hidden", "observed"] > checks.loc["plain", "observed"] + 2
    codes = {name: [reason["code"] for reason in reasons] for name, reasons in checks["reasons"].items()}
    assert (codes["single"], codes["empty"]) == (["scan_needs_two_energies"], ["scan_no_load_seen"])
    assert [reason["code"] for reason in checks.loc["hidden", "against"]] == ["scan_part_lawful", "scan_parts_as_odd", "scan_cannot_show"]


def test_every_reason_is_said_in_every_language(library: ScanLibrary) -> None:
    checks = find_odd_parts(library, where="scan_id != 'plain'")
    assert len(checks) == len(library) - 1
    for reasons in [*checks["reasons"], *checks["against"]]:
        assert all(say(reason, language=language) for reason in reasons for language in LANGUAGES)


def test_parts_lie_in_the_picture_and_are_described_in_full() -> None:
    windows = describe_windows(simulate_load("textiles", seed=4).image)
    assert windows.features.shape == (len(windows.boxes), WINDOW_FEATURES)
    assert np.isfinite(windows.features).all()
    assert (windows.boxes[:, :2] >= 0).all()
    assert (windows.boxes[:, :2] + windows.boxes[:, 2:] <= [256, 96]).all()


def test_a_small_set_refits_trees_that_find_what_is_hidden() -> None:
    trees = fit(40, seed=5, rounds=10)
    scores = []
    for insert in (None, "ivory", "weapon_parts"):
        loads = [simulate_load("food_sacks", seed=seed, insert=insert, insert_share=0.03, **PLAIN) for seed in range(40, 44)]
        scores.append(np.median([trees.score(describe_windows(load.image).features).max() for load in loads]))
    assert min(scores[1:]) > scores[0]


def test_trees_outlive_writing_and_reading_and_take_less_than_a_megabyte() -> None:
    trees, content = shipped_trees(), shipped_trees().to_bytes()
    features = describe_windows(simulate_load("paper", seed=3).image).features[:50]
    assert len(content) < 1_000_000
    assert np.array_equal(Trees.from_bytes(content).score(features), trees.score(features))


def test_damaged_trees_are_refused() -> None:
    with pytest.raises(LibraryError, match="reinstall"):
        Trees.from_bytes(b"no archive")
