"""What every test may ask for, and the rule that on CI a skipped test is a failure."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

collect_ignore_glob = ["*conftest.py"]
"""No doctests are looked for in these: several files of one name cannot be imported side by side."""


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def sample(root: Path) -> Path:
    """The sample case; `make test` writes it before the tests start."""
    folder = root / "data_samples" / "slack_water"
    assert (folder / "evidence").is_dir(), "run `make sample` first"
    return folder


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start the longest files first, so that two workers end together."""
    longest = (
        "tests/house/test_wheelhouse",
        "tests/browser/test_notebooks",
        "tests/toolkit/investigation",
        "tests/browser",
        "tests/data_samples",
        "tests/house/test_wheel",
    )
    items.sort(key=lambda item: next((place for place, name in enumerate(longest) if item.nodeid.startswith(name)), len(longest)))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run on CI if any test was skipped."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line("on CI a skipped test is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
