import os
import subprocess
import sys
from pathlib import Path

import pytest

from data_samples.answer_key import make_row, read_key, write_key
from data_samples.generate import generate_case
from data_samples.naive import TOO_EASY, thread_a, thread_b

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module", params=[0, 1])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate_case(tmp_path_factory.mktemp(f"seed_{request.param}"), seed=request.param)


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_hasty_scripts_do_not_answer_the_questions(case: Path) -> None:
    scores = thread_a.score_questions(case) | thread_b.score_questions(case)
    assert {"A1", "A2", "A3", "A4", "A5"} <= set(scores)
    assert {question: score for question, score in scores.items() if not 0 <= score < TOO_EASY} == {}


def test_the_whole_case_stays_under_15_megabytes(case: Path) -> None:
    assert sum(len(content) for content in _contents(case).values()) < 15_000_000
    positions = ("evidence/ais/ais_coastal.csv", "evidence/ais/receiver_log.nmea")
    assert sum((case / name).stat().st_size for name in positions) < 9_000_000


def test_the_command_writes_the_same_bytes_as_the_function(tmp_path: Path) -> None:
    options = ["--seed", "2", "--scale", "0.2", "--out", str(tmp_path / "command"), "--lawful"]
    environment = {**os.environ, "PYTHONHASHSEED": "123"}  # an order borrowed from a set would show
    subprocess.run(
        [sys.executable, str(ROOT / "data_samples" / "generate.py"), *options],
        check=True,
        env=environment,
        cwd=tmp_path,
    )
    generate_case(tmp_path / "function", seed=2, scale=0.2, lawful=True)
    assert _contents(tmp_path / "command") == _contents(tmp_path / "function")


def test_answers_come_back_as_written(tmp_path: Path) -> None:
    row = make_row(
        "A",
        "A9",
        "谁?",
        files=["a.csv"],
        naive_answer="x",
        why_wrong="y",
        right_answer="z",
        expected={"n": 1},
        evidence=[{"file": "a.csv", "locator": "line=2"}],
        innocent=["weather"],
    )
    write_key([row], tmp_path / "truth" / "answers.csv")
    assert read_key(tmp_path / "truth" / "answers.csv") == [row]


@pytest.mark.parametrize(("seed", "scale"), [(-1, 1.0), (0, 0.0)])
def test_a_wrong_seed_or_scale_is_refused(seed: int, scale: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="seed"):
        generate_case(tmp_path, seed=seed, scale=scale)
