from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from data_samples.simulation import simulate_load
from toolkit.ids import hash_file
from toolkit.scans import ScanLibrary, find_empties, find_misweighed
from toolkit.scans.loads import measure_load
from toolkit.tables import conform
from toolkit.wording import LANGUAGES, say

KINDS = ("paper", "textiles", "food_sacks", "empty")
FALSE = {2: 0.25, 5: 2.5}  # a weight declared at a quarter, one at more than double


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ScanLibrary:
    """Simulate forty containers: one in four empty, two with a false weight, one empty declared loaded, one the reverse."""
    folder = tmp_path_factory.mktemp("loads")
    rows = []
    for number in range(40):
        kind = KINDS[number % 4]
        load = simulate_load(kind, seed=number, shape=(48, 96), mixed_with=kind)
        paths = [folder / f"{number}_{energy}.png" for energy in ("high", "low")]
        for channel, path in enumerate(paths):
            Image.fromarray(load.image[..., channel]).save(path)
        kg = 9000.0 if number == 3 else 0.0 if number == 8 else round(load.load_kg * FALSE.get(number, 1.0))
        rows.append((f"s{number}", str(paths[0]), hash_file(paths[0]), str(paths[1]), hash_file(paths[1]), f"BOX{number}", kg))
    names = ["scan_id", "path", "sha256", "low_path", "low_sha256", "container_id", "declared_kg"]
    frame = pd.DataFrame(rows, columns=names).assign(source_id="s", locator="line=2")
    made = ScanLibrary.create(folder / "library")
    made.add(conform(frame, "scans"), vectors={})
    return made


def test_an_empty_container_shows_no_load_and_a_full_one_does() -> None:
    assert measure_load(simulate_load("empty", seed=1).image).share < 0.01
    assert measure_load(simulate_load("paper", seed=1).image).share > 0.2


def test_more_mass_is_measured_as_more() -> None:
    loads = [simulate_load("paper", seed=seed, shape=(48, 96), mixed_with="paper") for seed in range(12)]
    measured = [measure_load(load.image).mass for load in loads]
    assert np.corrcoef(measured, [load.load_kg for load in loads])[0, 1] > 0.9


def test_declared_empty_but_loaded_and_the_reverse(library: ScanLibrary) -> None:
    checks = find_empties(library).set_index("subject_id")
    assert checks.index[checks["outcome"] == "above"].tolist() == ["s8"]
    assert checks.index[checks["outcome"] == "below"].tolist() == ["s3"]
    assert checks.loc["s8", "reasons"][0]["code"] == "scan_loaded_though_empty"
    assert "scan_thin_load" in [reason["code"] for reason in checks.loc["s8", "against"]]


def test_a_false_weight_lies_outside_the_interval(library: ScanLibrary) -> None:
    checks = find_misweighed(library).set_index("subject_id")
    assert (checks.loc["s2", "outcome"], checks.loc["s5", "outcome"]) == ("below", "above")
    assert checks.loc["s3", "outcome"] == "not_assessable"  # nothing to weigh
    assert "s7" not in checks.index  # declared empty
    assert (checks.loc["s0", "n"], checks.loc["s0", "outcome"]) == (
        28,
        "within",
    )  # 30 are loaded: without itself and the one declared empty
    assert checks.loc["s0", "expected_low"] < checks.loc["s0", "observed"] < checks.loc["s0", "expected_high"]


def test_what_cannot_be_assessed_says_why_in_every_language(library: ScanLibrary) -> None:
    few = ScanLibrary.create(library.path.parent / "few")
    few.add(library.metadata.head(8).assign(declared_kg=[1.0] * 7 + [None]), vectors={})
    claims = pd.concat([find_empties(few), find_misweighed(few), find_empties(library), find_misweighed(library)])
    codes = {reason["code"] for reasons in claims["reasons"] for reason in reasons}
    assert {"scan_no_weight", "scan_few_weights", "scan_no_load_seen", "scan_weight_by_all"} <= codes
    said = [say(reason, language) for side in ("reasons", "against") for row in claims[side] for reason in row for language in LANGUAGES]
    assert all("{" not in sentence for sentence in said)


def test_a_file_changed_since_is_not_assessed(library: ScanLibrary, tmp_path: Path) -> None:
    rows = library.metadata.head(1)
    lost = ScanLibrary.create(tmp_path / "library")
    lost.add(rows.assign(path=str(tmp_path / "gone.png")), vectors={})
    assert find_empties(lost)["reasons"].iloc[0][0]["code"] == "scan_image_gone"
    assert find_misweighed(lost)["outcome"].tolist() == ["not_assessable"]
