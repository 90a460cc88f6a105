"""What is added from a folder: every file once, under its own name, and nothing passed over in silence."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from toolkit.case import Case
from toolkit.investigation.intake import read_folder


def picture(path: Path, grey: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.full((8, 8), grey, np.uint8)).save(path)
    return path


def read(folder: Path, case: Case) -> pd.DataFrame:
    return read_folder(folder, case, progress=False).set_index("path")


def test_a_picture_that_lies_there_twice_is_read_once(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "a.png", 7)
    picture(tmp_path / "in" / "b.png", 7)
    with Case.create(tmp_path / "case") as case:
        intake = read(tmp_path / "in", case)
        assert len(case.table("scans")) == 1
    assert intake.loc["a.png", "rows_kept"] == 1
    assert intake.loc["b.png", ["layout", "rows_read", "why"]].tolist() == ["passed over", 0, "same content as 'a.png'"]


def test_an_index_names_the_pictures_beside_it(tmp_path: Path) -> None:
    for folder, grey in (("", 1), ("east", 2), ("west", 3)):
        picture(tmp_path / "in" / folder / "x.png", grey)
        index = f"scan_id,file_high,container,declared_hs\n1,x.png,ZZSU{grey:07d},390110\n"
        (tmp_path / "in" / folder / "index.csv").write_text(index, "utf-8")
    with Case.create(tmp_path / "case") as case:
        read(tmp_path / "in", case)
        scans = case.table("scans").set_index("container_id")["sha256"]
        held = case.table("sources").set_index("path")["sha256"]
    assert scans.to_dict() == {"ZZSU0000001": held["x.png"], "ZZSU0000002": held["east/x.png"], "ZZSU0000003": held["west/x.png"]}


def test_a_short_name_that_two_pictures_bear_names_neither(tmp_path: Path) -> None:
    picture(tmp_path / "in" / "east" / "x.png", 2)
    picture(tmp_path / "in" / "west" / "x.png", 3)
    (tmp_path / "in" / "index.csv").write_text("scan_id,file_high,container,declared_hs\n1,x.png,ZZSU0000001,390110\n", "utf-8")
    with Case.create(tmp_path / "case") as case:
        intake = read(tmp_path / "in", case)
        assert case.table("quarantine")["reason"].tolist() == ["source_scan_missing"]
    assert intake.loc["index.csv", "rows_quarantined"] == 1


def test_a_file_that_cannot_be_recognised_is_set_aside_in_the_case(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.csv").write_bytes(b"")
    (tmp_path / "in" / "half.png").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    with Case.create(tmp_path / "case") as case:
        intake = read(tmp_path / "in", case)
        assert case.table("quarantine")["reason"].tolist() == ["file_unreadable", "file_unreadable"]
        assert case.table("sources")["rows_quarantined"].tolist() == [1, 1]
    assert intake["rows_quarantined"].tolist() == [1, 1]


def test_pipes_odd_names_and_the_case_itself_are_named(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "elsewhere").symlink_to("/")
    (tmp_path / os.fsdecode(b"\xfelink")).symlink_to("/")
    with Case.create(tmp_path / "case") as case:
        first, second = read(tmp_path, case), read(tmp_path, case)
        assert len(case.table("sources")) == 0
    assert first["layout"].to_dict() == {
        "\\xfelink": "unreadable",
        "case": "passed over",
        "elsewhere": "unreadable",
        "pipe": "unreadable",
    }
    assert first.equals(second)
