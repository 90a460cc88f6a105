"""What is added from a folder: every file once, under its own name, and nothing passed over in silence."""

import io
import os
import zipfile
from email.message import EmailMessage
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


def packed(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def test_what_is_inside_a_message_and_an_archive_is_read_and_knows_what_contained_it(tmp_path: Path) -> None:
    goods = "报关单号,商品编号\nA1,0101\n".encode("gb18030")
    inner = packed({"a/清单.csv": goods, "again.csv": goods, ".hidden": b"x"})
    message = EmailMessage()
    message["From"], message["To"], message["Date"] = "a@example.com", "b@example.com", "Mon, 12 May 2025 10:00:00 +0800"
    message.set_content("see below\n")
    message.add_attachment(inner, maintype="application", subtype="zip", filename="five.zip")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "mail.eml").write_bytes(message.as_bytes())
    with Case.create(tmp_path / "case") as case:
        intake = read(tmp_path / "in", case)
        held = case.table("sources").set_index("path")
        goods_read = case.table("goods")
        head = case.head
        read(tmp_path / "in", case)
        assert case.head == head
    assert intake["layout"].to_dict() == {
        "mail.eml": "texts",
        "mail.eml!five.zip": "archive",
        "mail.eml!five.zip!.hidden": "passed over",
        "mail.eml!five.zip!a/清单.csv": "declarations",
        "mail.eml!five.zip!again.csv": "passed over",
    }
    names = dict(zip(held["source_id"], held.index, strict=True))
    assert [names.get(parent) for parent in held["parent_id"]] == [None, "mail.eml", "mail.eml!five.zip"]
    assert goods_read["declaration_id"].tolist() == ["A1"]


def test_a_member_that_points_out_of_its_archive_is_read_where_it_can_do_no_harm(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "way.zip").write_bytes(packed({"../../out.csv": "报关单号,商品编号\nA1,0101\n".encode()}))
    with Case.create(tmp_path / "case") as case:
        assert read(tmp_path / "in", case).loc["way.zip!../../out.csv", "layout"] == "declarations"
    assert not list(tmp_path.rglob("out.csv"))


def test_a_member_that_cannot_be_had_is_set_aside_and_a_deep_archive_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    locked = bytearray(packed({"secret.csv": b"HS,No\n1,2\n"}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1
    (tmp_path / "in" / "locked.zip").write_bytes(locked)
    deep = packed({"x.csv": b"HS,No\n1,2\n"})
    for _ in range(7):
        deep = packed({"in.zip": deep})
    (tmp_path / "in" / "deep.zip").write_bytes(deep)
    with Case.create(tmp_path / "case") as case:
        intake = read(tmp_path / "in", case)
        aside = case.table("quarantine")
    assert intake.loc["locked.zip", ["layout", "rows_read", "rows_quarantined"]].tolist() == ["archive", 1, 1]
    assert "password" in intake.loc["locked.zip!secret.csv", "why"]
    assert intake["why"].str.contains("lies deeper").sum() == 1
    assert len(aside) == 2


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
