"""The inventory as a person reads it says in words what ``look`` says in codes."""

import re
import zipfile
from pathlib import Path

import pytest

from toolkit.errors import ArgumentError
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


def test_what_is_wrong_with_a_file_is_said_in_the_language(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04broken")
    (tmp_path / "c.pptx").write_bytes(b"\x00\x01\x02" * 99)
    (tmp_path / "d.json").write_text('[{"a": 1}, {"a"', "utf-8")
    (tmp_path / "e.link").symlink_to(tmp_path / "a.csv")
    with zipfile.ZipFile(tmp_path / "f.zip", "w") as archive:
        archive.writestr("inside.parquet", b"PAR1 and nothing else")
    english, chinese = (look(tmp_path, progress=False, language=language)["problem"].tolist() for language in ("en", "zh"))
    assert english[0] == "the file is empty"
    assert "is damaged" not in english[1]
    assert english[1].endswith("ask for the file again, no part of it was taken")
    assert chinese[0] == "文件为空"
    assert chinese[2] == "'c.pptx' 不是表格：它是非文本且类型未知的文件；请说明由何程序生成"
    assert chinese[4].startswith("指向 '")
    assert [bool(text) for text in chinese] == [bool(text) for text in english]
    for text in filter(None, chinese):
        assert re.search("[\u4e00-\u9fff]", text)
    assert show_inventory(look(tmp_path, progress=False, language="zh"), language="zh")["注意事项"].tolist()[0] == "无法读取：文件为空"


def test_a_language_that_nobody_wrote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="allowed: en, zh"):
        look(tmp_path, language="fr")
