import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.case.ledger import Entry
from toolkit.errors import CaseError

Make = Callable[..., pd.DataFrame]


def alter_ledger(folder: Path, statement: str, *values: str) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        connection.executescript("DROP TRIGGER entries_are_kept; DROP TRIGGER entries_are_final;")
        connection.execute(statement, values)
        connection.commit()


def find_problems(folder: Path, **options: str) -> tuple[str, ...]:
    with Case.open(folder, read_only=True) as case:
        return case.verify(**options).problems


def test_a_whole_case_verifies_and_counts_what_it_checked(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        result = case.verify()
    assert result.ok
    assert dict(result.counts) == {"ledger entries": 4, "evidence files": 1, "table parts": 1, "decisions": 1}
    assert len(result.head) == 64


def test_a_flipped_byte_in_evidence_is_named(folder: Path) -> None:
    (copy,) = (folder / "evidence").iterdir()
    copy.chmod(0o644)
    copy.write_bytes(copy.read_bytes()[:-1] + b"?")
    (problem,) = find_problems(folder)
    assert problem.startswith("Evidence 线报.txt (source_")
    assert copy.name in problem


def test_a_flipped_byte_in_a_part_is_named(folder: Path) -> None:
    (part,) = (folder / "parts").iterdir()
    part.chmod(0o644)
    content = bytearray(part.read_bytes())
    content[len(content) // 2] ^= 4
    part.write_bytes(content)
    (problem,) = find_problems(folder)
    assert problem.startswith("Table links of run run_")
    assert part.name in problem


def test_a_part_of_a_superseded_run_is_checked_too(folder: Path, make_links: Make) -> None:
    (part,) = (folder / "parts").iterdir()
    with Case.open(folder) as case:
        case.record({"links": make_links("link_1")}, method="linking.demo/1")
    part.unlink()
    (problem,) = find_problems(folder)
    assert "cannot be read" in problem


def test_an_edited_entry_is_named(folder: Path) -> None:
    alter_ledger(folder, "UPDATE entries SET body = replace(body, 'accept', 'reject') WHERE kind = 'decision'")
    assert find_problems(folder) == ("Ledger entry 4 does not fit the chain: it, or the entry before it, was altered, removed or put in.",)


def test_an_edited_entry_with_its_own_hash_computed_anew_is_noticed_by_the_next(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        entry = list(case._ledger.entries())[1]
    forged = Entry(entry.seq, entry.kind, entry.at, "Nobody", entry.body, entry.previous, "")
    alter_ledger(folder, "UPDATE entries SET analyst = 'Nobody', hash = ? WHERE seq = 2", forged.digest)
    (problem,) = find_problems(folder)
    assert problem.startswith("Ledger entry 3 ")


def test_a_deleted_entry_is_named(folder: Path) -> None:
    alter_ledger(folder, "DELETE FROM entries WHERE seq = 2")
    assert find_problems(folder)[0].startswith("Ledger entry 3 does not fit the chain")


def test_a_deleted_last_entry_is_named(folder: Path) -> None:
    alter_ledger(folder, "DELETE FROM entries WHERE seq = 4")
    assert find_problems(folder) == ("Ledger entries after number 3 are missing: numbers up to 4 were given.",)


def test_a_wholly_rewritten_chain_is_only_found_by_a_deposited_head(folder: Path) -> None:
    with Case.open(folder, read_only=True) as case:
        deposited = case.head
        last = list(case._ledger.entries())[-1]
    body = last.body.replace("accept", "reject")
    forged = Entry(last.seq, last.kind, last.at, last.analyst, body, last.previous, "")
    alter_ledger(folder, "UPDATE entries SET body = ?, hash = ? WHERE seq = 4", body, forged.digest)
    assert find_problems(folder) == ()
    (problem,) = find_problems(folder, expected_head=deposited)
    assert problem.startswith(f"The deposited chain head {deposited} is not in this ledger")


def test_a_case_that_only_grew_still_contains_a_deposited_head(folder: Path) -> None:
    with Case.open(folder) as case:
        deposited = case.head
        case.decide("link_1", "unsure")
        assert case.head != deposited
        assert case.verify(expected_head=deposited).ok


def test_an_altered_ledger_can_be_read_and_not_written(folder: Path) -> None:
    alter_ledger(folder, "UPDATE entries SET analyst = 'Nobody' WHERE seq = 3")
    with Case.open(folder) as case:
        assert len(case.table("links")) == 2
        with pytest.raises(CaseError, match="was altered at entry 3"):
            case.decide("link_1", "accept")


@pytest.mark.parametrize("body", ["not json", "[]", '{"run_id": 1}', "null"])
def test_an_entry_that_makes_no_sense_is_named_and_keeps_nothing_shut(folder: Path, body: str) -> None:
    alter_ledger(folder, "UPDATE entries SET body = ? WHERE seq = 3", body)
    assert find_problems(folder)[0].startswith("Ledger entry 3 does not fit the chain")


def test_the_ledger_refuses_plain_edits(folder: Path) -> None:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        for statement in ("DELETE FROM entries", "UPDATE entries SET analyst = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="ledger entries are never"):
                connection.execute(statement)


def test_a_ledger_that_is_no_database_is_refused(folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(b"not a database at all" * 100)
    with pytest.raises(CaseError, match="cannot be read as a ledger"):
        Case.open(folder)


def test_settings_of_another_case_are_named(folder: Path, tmp_path: Path) -> None:
    Case.create(tmp_path / "second").close()
    (folder / "case.toml").write_bytes((tmp_path / "second" / "case.toml").read_bytes())
    assert find_problems(folder)[0].startswith("case.toml belongs to another case")


def test_files_that_no_entry_names_are_told_and_no_problem(folder: Path) -> None:
    (folder / "evidence" / ("0" * 64)).write_bytes(b"left behind")
    with Case.open(folder, read_only=True) as case:
        result = case.verify()
    assert result.ok
    assert result.orphans == ("evidence/" + "0" * 64,)


def test_the_result_speaks_chinese_and_html(folder: Path) -> None:
    (copy,) = (folder / "evidence").iterdir()
    copy.unlink()
    with Case.open(folder, read_only=True) as case:
        result = case.verify()
    assert result.sentences("zh")[0].startswith("证据 线报.txt")
    assert "does NOT agree with its ledger: 1 problems" in str(result)
    assert result._repr_html_().startswith("<p><strong>The case does NOT agree")
