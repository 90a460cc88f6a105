"""The sample case, read once; steps are run again only when what they read has changed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.investigation import Investigation, investigate, pipeline
from toolkit.investigation.steps import STEPS, Step
from toolkit.tables import Tables


@pytest.fixture(scope="session")
def investigated(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Case, Investigation]]:
    folder = tmp_path_factory.mktemp("slack_water") / "case"
    with Case.create(folder, title="Slack Water", analyst="test") as case:
        yield case, investigate(sample / "evidence", case, zone="Asia/Shanghai", progress=False)


def remembering(step: Step, memory: dict[tuple[object, ...], dict[str, pd.DataFrame]], alive: list[Tables]) -> Step:
    def run(tables: Tables, library: Path) -> dict[str, pd.DataFrame]:
        key = (step.name, *((name, id(tables[name])) for name in sorted(tables) if len(tables[name])))
        if key not in memory:
            alive.append(tables)  # an id is only as good as the object lives
            memory[key] = dict(step.run(tables, library / str(len(memory))))
        return memory[key]

    return replace(step, run=run)


@pytest.fixture
def remembered_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    memory: dict[tuple[object, ...], dict[str, pd.DataFrame]] = {}
    alive: list[Tables] = []
    monkeypatch.setattr(pipeline, "STEPS", tuple(remembering(step, memory, alive) for step in STEPS))
