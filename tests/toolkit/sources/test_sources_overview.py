"""The inventory as a person reads it says in words what ``look`` says in codes."""

from pathlib import Path

import pytest

from toolkit.sources import look, show_inventory

LEDGER = "报关单号,商品编号,申报日期\n1,390110,2025-03-04\n2,391590,2025-04-05\n合计,,\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text(LEDGER, "utf-8")
    (tmp_path / "b.xls").write_text(LEDGER, "utf-8")
    (tmp_path / "c.doc").write_bytes(b"")
    return tmp_path


def test_a_line_a_file_in_both_languages(folder: Path) -> None:
    inventory = look(folder, progress=False)
    assert show_inventory(inventory).iloc[1].tolist() == [
        *("b.xls", "declarations (text)", 2, "2025-03-04 – 2025-04-05", "dates only", "Chinese"),
        "1 rows of totals; same bytes as 'a.csv'",
    ]
    shown = show_inventory(inventory, language="zh")
    assert shown.columns.tolist() == ["文件", "内容", "行数", "日期", "时区", "语言", "注意事项"]
    assert shown["注意事项"].tolist()[1] == "合计行 1 行; 与 'a.csv' 字节相同"
    assert shown["注意事项"].tolist()[2].startswith("无法读取")


def test_scans_of_a_folder_are_one_line(sample: Path) -> None:
    shown = show_inventory(look(sample / "evidence" / "scans", progress=False))
    assert shown["what it is"].tolist()[0].endswith("scan images")
    assert shown["file"].tolist() == ["./", "scan_index.csv"]


def test_an_empty_folder_gives_an_empty_table_with_its_heads(tmp_path: Path) -> None:
    shown = show_inventory(look(tmp_path, progress=False))
    assert len(shown) == 0
    assert shown.columns[0] == "file"
