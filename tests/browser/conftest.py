"""One JupyterLab and one Chromium for all tests of this folder, and the sample case where the notebooks look for it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from laboratory import PICTURES, Lab, open_lab

from data_samples.generate import generate_case


@pytest.fixture(scope="session")
def lab_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lab")


@pytest.fixture(scope="session")
def slack_water(lab_folder: Path) -> Path:
    """The sample case, small, where the notebooks look for it."""
    return generate_case(lab_folder / "slack_water", scale=0.05)


@pytest.fixture(scope="session")
def lab(lab_folder: Path) -> Iterator[Lab]:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with open_lab(lab_folder) as running:
        yield running
