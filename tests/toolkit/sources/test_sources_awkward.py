"""The 41 awkward files: the inventory is right, no id is changed, no subtotal counted, no time invented, every loss named."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from data_samples.awkward import write_awkward
from data_samples.awkward.new_sheets import PASSWORD
from toolkit.errors import SourceError
from toolkit.sources import look, read_cell, read_declarations, read_table, read_texts, unlock
from toolkit.tables import Source, Tables

Readings = dict[str, tuple[Tables, Source]]
COMPARED = (
    *("kind", "layout", "rows", "totals", "set_aside", "first", "last", "zones", "ambiguous_dates", "encoding", "damaged_ids"),
    *("hidden", "struck", "images", "password"),
)


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("awkward")
    write_awkward(home)
    return home


@pytest.fixture(scope="module")
def truths(awkward: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((awkward / "truth.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def inventory(awkward: Path) -> pd.DataFrame:
    with unlock(PASSWORD):
        return look(awkward / "files", progress=False).set_index("path")


@pytest.fixture(scope="module")
def readings(truths: list[dict[str, Any]], awkward: Path) -> Readings:
    with unlock(PASSWORD):
        return {truth["path"]: read_declarations(awkward / "files" / truth["path"]) for truth in readable(truths)}


def readable(truths: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [truth for truth in truths if truth["ids"]]


def present(value: object) -> object:
    return None if value is None or value != value else value  # noqa: PLR0124 - NaN differs from itself


def test_there_are_41(truths: list[dict[str, Any]]) -> None:
    assert len(truths) == len({truth["path"] for truth in truths}) == 41


def test_the_inventory_is_exactly_right(truths: list[dict[str, Any]], inventory: pd.DataFrame) -> None:
    wrong = []
    for truth in truths:
        row = {name: present(value) for name, value in inventory.loc[truth["path"]].items()}
        compared = () if truth["same_as"] or truth["same_rows_as"] else (*COMPARED, "languages")
        wanted = {name: truth[name] for name in compared} | {"problem": truth["problem"], "members": truth["members"]}
        row["members"] = sum(path.startswith(f"{truth['path']}!") for path in inventory.index)
        row["languages"] = ", ".join(sorted(row["languages"].split(", ")))
        row["problem"] = truth["problem"] if truth["problem"] and truth["problem"] in row["problem"] else row["problem"]
        wrong += [(truth["path"], name, row[name], value) for name, value in wanted.items() if row[name] != value]
    assert not wrong, "\n".join(map(str, wrong))


def test_copies_are_named_by_bytes_and_by_rows(truths: list[dict[str, Any]], inventory: pd.DataFrame) -> None:
    for truth in truths:
        for name in ("same_as", "same_rows_as"):
            if truth[name]:
                assert inventory.loc[truth["path"], name] == truth[name]
    assert inventory.loc["36_邮件.eml!明细.xlsx", "same_as"] == "01_标题与合计.xlsx"


def test_members_have_their_chinese_names_and_say_why_they_cannot_be_read(inventory: pd.DataFrame) -> None:
    inside = inventory[inventory.index.str.startswith("38_归档.zip!")]
    assert "38_归档.zip!归档/内层.zip!更深/进口.csv" in inside.index
    assert "37_转发.eml!附件.zip!明细/一月.csv" in inventory.index
    failed = inside["problem"][inside["problem"] != ""]
    assert sorted(failed.index.str.rpartition("/").get_level_values(2)) == ["截断.xlsx", "无名.csv", "空.csv"]


def test_without_a_password_it_is_asked_for_and_never_stored(awkward: Path) -> None:
    asked: list[str] = []
    shut = look(awkward / "files" / "10_加密.xlsx", progress=False).iloc[0]
    assert shut["password"]
    assert "under a password" in shut["problem"]
    with unlock(lambda name: asked.append(name) or PASSWORD):  # type: ignore[func-returns-value]
        _, source = read_table(awkward / "files" / "10_加密.xlsx")
    assert len(asked) == 1
    assert PASSWORD not in repr(source)
    with unlock("wrong"), pytest.raises(SourceError, match="none that was given fits"):
        read_table(awkward / "files" / "11_加密.xls")


def test_no_id_is_altered_and_what_a_spreadsheet_damaged_is_flagged(truths: list[dict[str, Any]], readings: Readings) -> None:
    wrong = []
    for truth in readable(truths):
        tables, _ = readings[truth["path"]]
        goods = tables["goods"]
        declared, codes, *_ = truth["ids"].values()
        columns = {"declaration_id": declared, "hs": codes}
        for name, expected in columns.items():
            found = list(zip(goods[name].tolist(), goods["extra"].tolist(), strict=True))
            for (value, extra), wanted in zip(found, expected, strict=True):
                flagged = "damaged:" in str(extra.get("marks", "")) or "lost_zero" in str(extra.get("marks", ""))
                if wanted.startswith("damaged:"):
                    if not flagged or (wanted != "damaged:" and value != wanted.removeprefix("damaged:")):
                        wrong.append((truth["path"], name, value, wanted))
                elif value != wanted:
                    wrong.append((truth["path"], name, value, wanted))
    assert not wrong, "\n".join(map(str, wrong))


def test_every_column_of_ids_is_read_as_it_was_typed(truths: list[dict[str, Any]], awkward: Path) -> None:
    wrong = []
    for truth in readable(truths):
        if "海关编号" in truth["ids"] or len(truth["ids"]) < 3:
            continue
        with unlock(PASSWORD):
            frame, _ = read_table(awkward / "files" / truth["path"])
        for header, expected in truth["ids"].items():
            assert header in frame.columns, (truth["path"], header, list(frame.columns))
            for value, marks, wanted in zip(frame[header], frame.get("marks", [""] * len(frame)), expected, strict=False):
                if wanted.startswith("damaged:"):
                    if wanted == "damaged:" and f"damaged:{header}" not in str(marks):
                        wrong.append((truth["path"], header, value, marks))
                elif value != wanted:
                    wrong.append((truth["path"], header, value, wanted))
    assert not wrong, "\n".join(map(str, wrong))


def test_no_subtotal_is_counted_and_each_is_compared_with_its_rows(truths: list[dict[str, Any]], readings: Readings) -> None:
    wrong = []
    for truth in readable(truths):
        tables, source = readings[truth["path"]]
        checks = tables["checks"]
        outcomes = checks.loc[checks["kind"] == "control_total", "outcome"].tolist()
        found = (len(tables["goods"]), outcomes.count("within"), len(outcomes) - outcomes.count("within"))
        if found != (truth["rows"], truth["totals_agree"], truth["totals_differ"]):
            wrong.append((truth["path"], found))
        assert source.quarantine is not None
        assert source.rows_read == source.rows_kept + len(source.quarantine)
    assert not wrong, "\n".join(map(str, wrong))


def test_no_time_is_invented_and_no_weight_is_changed(truths: list[dict[str, Any]], readings: Readings) -> None:
    wrong = []
    for truth in readable(truths):
        tables, _ = readings[truth["path"]]
        goods = tables["goods"]
        moments = [present(moment) for moment in goods["declared_at"].tolist()]
        if moments != truth["moments"]:
            wrong.append((truth["path"], moments, truth["moments"]))
        weights = zip(goods["net_kg"], truth["net_kg"] or goods["net_kg"], strict=True)
        if not all(stated is found or abs(found - Decimal(stated)) < Decimal("0.000001") for found, stated in weights):
            wrong.append((truth["path"], goods["net_kg"].tolist(), truth["net_kg"]))
    assert not wrong, "\n".join(map(str, wrong))


def test_each_row_can_be_opened_where_it_stands(readings: Readings) -> None:
    for tables, source in readings.values():
        with unlock(PASSWORD):
            for row in tables["goods"].to_dict("records"):
                assert read_cell(source, row["locator"])
                for place in row["extra"].get("places", {}).values():
                    assert read_cell(source, place)


def test_texts_of_mails_are_read_with_the_instant_that_the_heading_states(awkward: Path) -> None:
    tables, source = read_texts(awkward / "files" / "36_邮件.eml")
    first = tables["texts"].iloc[0]
    assert (first["written_at"].isoformat(), first["time_basis"]) == ("2025-05-12T15:40:00+00:00", "stated")
    assert read_cell(source, first["locator"]) == first["text"]
    tables, _ = read_texts(awkward / "files" / "37_转发.eml")
    assert tables["texts"]["written_at"].isna().all()


def test_the_same_seed_gives_the_same_truth(awkward: Path, tmp_path: Path) -> None:
    write_awkward(tmp_path)
    assert (tmp_path / "truth.json").read_bytes() == (awkward / "truth.json").read_bytes()
