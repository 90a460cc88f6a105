"""End the process at each numbered place of each write; the case must open, verify and hold what was committed."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.case.evidence import _open_regular
from toolkit.case.faults import arm
from toolkit.errors import CaseError

pytestmark = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")

Work = Callable[[Path], None]


def in_child(work: Callable[[], None]) -> int:
    """Run work in a forked child that does not come back; give its exit status."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException:  # noqa: BLE001 - the child must never return into the test
            os._exit(70)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def name_points(work: Callable[[], None], report: Path) -> list[str]:
    def count() -> None:
        names: list[str] = []
        arm(names.append)
        work()
        report.write_text("\n".join(names))

    assert in_child(count) == 0
    return report.read_text().splitlines()


def die_at(number: int) -> Callable[[str], None]:
    points: Iterator[int] = iter(range(number, -1, -1))

    def action(_name: str) -> None:
        if next(points) == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return action


def summarise(folder: Path) -> tuple[list[str], list[str], list[str], list[str]]:
    with Case.open(folder) as case:
        result = case.verify()
        assert result.ok, result.problems
        assert not case.damaged
        assert list((folder / "scratch").iterdir()) == []
        return (
            sorted(case.table("sources")["path"]),
            sorted(case.table("links")["link_id"]) + sorted(case.table("texts")["text_id"]),
            case.table("decisions", history=True)["verdict"].tolist(),
            [*case.table("notes")["text"], *case.table("statements")["text"]],
        )


def add(folder: Path) -> None:
    path = folder.with_name("second.txt")
    path.write_bytes(b"a second tip" * 1000)
    Case.open(folder).add_source(path)


def record(folder: Path) -> None:
    links = pd.DataFrame({"link_id": ["link_3"], "left_id": ["a"], "right_id": ["b"], "probability": [0.5], "method": ["linking.demo/2"]})
    texts = pd.DataFrame({"text_id": ["text_1"], "source_id": ["s"], "locator": ["line=1"], "text": ["夜"]})
    Case.open(folder).record({"links": links, "texts": texts}, method="linking.demo/2")


def decide(folder: Path) -> None:
    Case.open(folder).decide("link_1", "reject")


def note(folder: Path) -> None:
    Case.open(folder).add_note("look again", about="links:link_1")


def state(folder: Path) -> None:
    Case.open(folder, analyst="Li").add_fact("Two tankers.", stated_by="Patrol 7", reliability="B", credibility="2")


BEFORE = (["线报.txt"], ["link_1", "link_2"], ["accept"], [])
AFTER = {
    add: (["second.txt", "线报.txt"], ["link_1", "link_2"], ["accept"], []),
    record: (["线报.txt"], ["link_3", "text_1"], ["accept"], []),
    decide: (["线报.txt"], ["link_1", "link_2"], ["accept", "reject"], []),
    note: (["线报.txt"], ["link_1", "link_2"], ["accept"], ["look again"]),
    state: (["线报.txt"], ["link_1", "link_2"], ["accept"], ["Two tankers."]),
}
FEWEST_POINTS = {add: 15, record: 23, decide: 7, note: 7, state: 7}


@pytest.mark.parametrize("work", list(AFTER), ids=lambda work: work.__name__)
def test_a_kill_at_each_point_leaves_all_or_nothing(folder: Path, tmp_path: Path, work: Work) -> None:
    copies = tmp_path / "copies"
    points = name_points(lambda: work(shutil.copytree(folder, copies / "count")), tmp_path / "points")
    assert len(points) >= FEWEST_POINTS[work]
    committed = points.index("ledger commit done")
    outcomes = []
    for number, name in enumerate(points):
        copy = shutil.copytree(folder, copies / str(number))

        def die(copy: Path = copy, number: int = number) -> None:
            arm(die_at(number))
            work(copy)

        assert in_child(die) == -signal.SIGKILL, name
        state = summarise(copy)
        assert state == (AFTER[work] if number >= committed else BEFORE), name
        outcomes.append(state)
        work(copy)
        assert summarise(copy)[:2] == AFTER[work][:2], name
    assert BEFORE in outcomes
    assert AFTER[work] in outcomes


@pytest.mark.parametrize("work", list(AFTER), ids=lambda work: work.__name__)
def test_what_was_returned_outlasts_a_kill_without_close(folder: Path, work: Work) -> None:
    def die() -> None:
        work(folder)
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(die) == -signal.SIGKILL
    assert summarise(folder) == AFTER[work]


def test_a_kill_at_each_point_of_creation_leaves_a_case_or_none(tmp_path: Path) -> None:
    points = name_points(lambda: Case.create(tmp_path / "count").close(), tmp_path / "points")
    assert len(points) >= 20
    whole = points.index("rename of case done")
    for number, name in enumerate(points):
        folder = tmp_path / f"case{number}"

        def die(folder: Path = folder, number: int = number) -> None:
            arm(die_at(number))
            Case.create(folder)

        assert in_child(die) == -signal.SIGKILL, name
        if number < whole:
            with pytest.raises(CaseError, match="is not a case"):
                Case.open(folder)
            Case.create(folder).close()
        assert summarise(folder) == ([], [], [], []), name
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_journal_left_by_a_kill_inside_the_database_is_rolled_back(folder: Path) -> None:
    def die() -> None:
        case = Case.open(folder)
        case._ledger._connection.execute("PRAGMA cache_size = 2")
        arm(lambda name: os.kill(os.getpid(), signal.SIGKILL) if name == "ledger commit begins" else None)
        case.record({}, method="x.y/1", parameters={"much": "x" * 3_000_000})

    assert in_child(die) == -signal.SIGKILL
    assert (folder / "ledger.sqlite-journal").stat().st_size > 0
    assert (folder / "ledger.sqlite").stat().st_size > 1_000_000
    with Case.open(folder, read_only=True) as case:
        assert case.verify().ok
    assert summarise(folder) == BEFORE


def test_a_full_disk_leaves_nothing_and_the_call_can_be_repeated(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("toolkit.case.durable.os.fsync", refuse)
        with pytest.raises(CaseError, match="No space left on device; free space"):
            add(folder)
    assert summarise(folder) == BEFORE
    add(folder)
    assert summarise(folder) == AFTER[add]


def test_a_full_ledger_leaves_nothing_and_the_call_can_be_repeated(folder: Path) -> None:
    with Case.open(folder) as case:
        connection = case._ledger._connection
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(CaseError, match="database or disk is full; nothing was added"):
            case.add_note("x" * 100_000)
        connection.execute("PRAGMA max_page_count = 1000000")
        assert case.verify().ok
        case.add_note("x" * 100_000)
    assert [len(text) for text in summarise(folder)[3]] == [100_000]


@pytest.mark.parametrize("place", ["toolkit.case.durable.Path.open", "toolkit.case.durable.Path.replace", "toolkit.case.durable.os.open"])
def test_a_permission_lost_leaves_nothing_and_the_call_can_be_repeated(folder: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    path = folder.with_name("second.txt")
    path.write_bytes(b"a second tip" * 1000)

    def refuse(*_arguments: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    with Case.open(folder) as case:
        source = _open_regular(path)
        with monkeypatch.context() as patch:
            patch.setattr("toolkit.case.evidence._open_regular", lambda _: source)
            patch.setattr(place, refuse)
            with pytest.raises(CaseError, match="Permission denied; free space or regain permission"):
                case.add_source(path)
        assert list((folder / "scratch").iterdir()) == []
    assert summarise(folder) == BEFORE
    add(folder)
    assert summarise(folder) == AFTER[add]


def test_a_kill_at_each_point_of_migration_is_made_good_by_the_next_open(folder: Path, tmp_path: Path) -> None:
    settings = folder / "case.toml"
    settings.write_text(settings.read_text("utf-8").replace("format = 2", "format = 1"), "utf-8")
    copies = tmp_path / "copies"
    points = name_points(lambda: Case.open(shutil.copytree(folder, copies / "count")).close(), tmp_path / "points")
    for number, name in enumerate(points):
        copy = shutil.copytree(folder, copies / str(number))

        def die(copy: Path = copy, number: int = number) -> None:
            arm(die_at(number))
            Case.open(copy)

        assert in_child(die) == -signal.SIGKILL, name
        assert summarise(copy) == BEFORE, name
        assert "format = 2" in (copy / "case.toml").read_text("utf-8"), name


@pytest.mark.stress
def test_five_hundred_kills_at_random_moments_lose_nothing_committed(folder: Path, tmp_path: Path) -> None:
    chance = random.Random(20)  # noqa: S311 - moments of a test
    promised = tmp_path / "promised"
    promised.touch()

    def work() -> None:
        with promised.open("a", buffering=1) as told, Case.open(folder) as case:
            while True:
                path = tmp_path / "next.bin"
                path.write_bytes(os.urandom(500))
                told.write(f"source {case.add_source(path).source_id}\n")
                told.write(f"decision {case.decide('link_1', 'unsure')}\n")
                told.write(f"note {case.add_note('seen', about='links:link_1')}\n")
                told.write(f"run {case.record({}, method='x.y/1', parameters={'at': time.time()})}\n")

    for _ in range(500):
        child = os.fork()
        if child == 0:
            try:
                work()
            finally:
                os._exit(70)
        time.sleep(chance.uniform(0.01, 0.3))
        os.kill(child, signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    with Case.open(folder) as case:
        assert case.verify().ok
        held = {f"source {key}" for key in case.table("sources")["source_id"]}
        held |= {f"decision {key}" for key in case.table("decisions", history=True)["decision_id"]}
        held |= {f"note {key}" for key in case.table("notes")["note_id"]}
        held |= {f"run {key}" for key in case.table("runs", history=True)["run_id"]}
    lines = promised.read_text().splitlines()
    assert set(lines) <= held
    assert len(lines) > 100  # enough rounds got to write before they were killed, on a busy machine too
