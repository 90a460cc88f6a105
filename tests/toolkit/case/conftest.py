from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case


@pytest.fixture
def make_links() -> Callable[..., pd.DataFrame]:
    def make(*ids: str) -> pd.DataFrame:
        rows = [
            {"link_id": key, "left_id": f"l_{key}", "right_id": f"r_{key}", "probability": 0.9, "method": "linking.demo/1"} for key in ids
        ]
        return pd.DataFrame(rows)

    return make


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "线报.txt"
    path.write_text("夜间有船靠泊。\n", encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, note: Path, make_links: Callable[..., pd.DataFrame]) -> Path:
    path = tmp_path / "case"
    with Case.create(path, title="Slack Water", analyst="Li") as case:
        case.add_source(note)
        case.record({"links": make_links("link_1", "link_2")}, method="linking.demo/1")
        case.decide("link_1", "accept", "same phone, same owner")
    return path
