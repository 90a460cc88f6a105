"""Tests in this folder read real files, which never enter the repository: `make real DATA=FOLDER`."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--data", default=None, help="folder of real data")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.real)


@pytest.fixture(scope="session")
def data(request: pytest.FixtureRequest) -> Path:
    """The folder of real data."""
    folder = request.config.getoption("--data")
    assert folder, "give the folder of real data: make real DATA=FOLDER"
    return Path(folder).resolve()
