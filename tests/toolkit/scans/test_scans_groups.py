from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import ArgumentError
from toolkit.scans import ScanLibrary, group_scans
from toolkit.scans.encoders import GivenVectors
from toolkit.tables import conform


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> ScanLibrary:
    made = ScanLibrary.create(Path(tmp_path_factory.mktemp("groups")) / "library", encoder=GivenVectors("given/1", 16))
    random = np.random.default_rng(3)
    looks = np.eye(16)[[0] * 6 + [1] * 5 + [2]] + random.normal(0, 0.02, (12, 16))
    rows = [
        {"scan_id": f"s{n}", "source_id": "s", "locator": f"line={n}", "path": "", "sha256": "", "port": "AB"[n % 2]} for n in range(12)
    ]
    made.add(conform(pd.DataFrame(rows), "scans"), vectors={"cnn": looks / np.linalg.norm(looks, axis=1, keepdims=True)})
    return made


def test_loads_that_look_alike_are_one_group_and_others_stand_alone(library: ScanLibrary) -> None:
    groups = group_scans(library)
    assert groups["group_size"].tolist() == [6] * 6 + [5] * 5 + [1]
    assert groups["group_id"].nunique() == 2
    assert groups["group_id"].isna().tolist() == [False] * 11 + [True]
    assert groups["similarity"].iloc[:11].min() > 0.95
    assert groups["similarity"].iloc[11] < 0.5


def test_a_condition_leaves_out_the_rest(library: ScanLibrary) -> None:
    groups = group_scans(library, where='port == "A"', least_near=2)
    assert groups["scan_id"].tolist() == [f"s{n}" for n in range(0, 12, 2)]
    assert groups["group_size"].tolist() == [3, 3, 3, 3, 3, 3]
    assert group_scans(library, where='port == "C"').empty


@pytest.mark.parametrize("bars", [{"least_similarity": 0}, {"least_similarity": 1.5}, {"least_near": 0}])
def test_wrong_bars_are_refused(library: ScanLibrary, bars: dict[str, float]) -> None:
    with pytest.raises(ArgumentError, match="least_"):
        group_scans(library, **bars)
