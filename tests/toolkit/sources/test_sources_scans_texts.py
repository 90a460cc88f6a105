import struct
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import tifffile
from PIL import Image

from toolkit.errors import ArgumentError, RefError, SourceError
from toolkit.sources import read_cell, read_scans, read_texts, recognise
from toolkit.sources.texts import find_time
from toolkit.tables import Source

PIXELS = np.arange(96, dtype=np.uint16).reshape(8, 12) * 600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "scans").mkdir()
    Image.fromarray(PIXELS).save(tmp_path / "scans" / "a_high.png")
    Image.fromarray(PIXELS // 2).save(tmp_path / "scans" / "a_low.png")
    Image.fromarray(PIXELS[:4]).save(tmp_path / "scans" / "small.png")
    whole = (tmp_path / "scans" / "a_high.png").read_bytes()
    (tmp_path / "scans" / "cut.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "secret.png").write_bytes(whole)
    return tmp_path


INDEX = "scan_id,file_high,file_low,scanned_at,container,declared_hs,declared_kg,lot,port\n"


def test_an_index_gives_dual_energy_scans(folder: Path) -> None:
    path = folder / "scans" / "scan_index.csv"
    path.write_text(INDEX + "S1,a_high.png,a_low.png,2025-04-11T22:57:00Z,MSKU1234565,3901100090,23100,L1,P\n", encoding="utf-8")
    tables, source = read_scans(path)
    row = tables["scans"].iloc[0]
    assert (row["energy"], row["bit_depth"], row["width_px"], row["height_px"]) == ("dual", 16, 12, 8)
    assert (row["scanned_at"], row["declared_kg"], row["declared_hs"]) == ("2025-04-11T22:57:00Z", 23100.0, "3901100090")
    assert row["sha256"] == Source.from_path(folder / "scans" / "a_high.png").sha256
    assert source.rows_kept == 1


def test_images_that_cannot_be_taken_cost_their_rows_only(folder: Path) -> None:
    (folder / "scans" / "link.png").symlink_to(folder / "secret.png")
    names = [
        "../secret.png,",
        "../../etc/passwd,",
        "/etc/passwd,",
        "C:\\x.png,",
        "link.png,",
        "gone.png,",
        "cut.png,",
        "a_high.png,small.png",
        ",",
    ]
    path = folder / "scans" / "index.csv"
    path.write_text(INDEX + "".join(f"S{i},{name},,,,,,\n" for i, name in enumerate(names)) + "S,a_high.png,,,,,,,\n", encoding="utf-8")
    tables, source = read_scans(path)
    assert source.quarantine is not None
    assert source.quarantine["reason"].value_counts().to_dict() == {
        "source_scan_path_escapes": 5,
        "source_scan_missing": 1,
        "source_scan_unreadable": 1,
        "source_scan_sizes_differ": 1,
        "source_scan_no_file": 1,
    }
    assert (source.rows_read, source.rows_kept, len(tables["scans"])) == (10, 1, 1)


def test_images_of_a_case_are_found_by_name_among_sources(folder: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    (store / "0a").write_bytes((folder / "scans" / "a_high.png").read_bytes())
    (store / "0b").write_text(INDEX + "S1,a_high.png,,,,,,,\nS1b,secret.png,,,,,,,\n", encoding="utf-8")
    images = {"scans/a_high.png": Source.from_path(store / "0a", name="scans/a_high.png")}
    tables, source = read_scans(Source.from_path(store / "0b", name="scans/scan_index.csv"), images=images)
    assert tables["scans"]["path"].tolist() == [str(store / "0a")]
    assert source.rows_quarantined == 1


@pytest.mark.parametrize(
    ("name", "array", "depth", "energy"),
    [
        ("x.png", PIXELS, 16, "single"),
        ("x.png", (PIXELS >> 8).astype(np.uint8), 8, "single"),
        ("x.jpg", (PIXELS >> 8).astype(np.uint8), 8, "single"),
        ("x.tif", PIXELS, 16, "single"),
    ],
)
def test_one_image_alone(tmp_path: Path, name: str, array: np.ndarray, depth: int, energy: str) -> None:
    path = tmp_path / name
    Image.fromarray(array).save(path)
    row = read_scans(path)[0]["scans"].iloc[0]
    assert (row["bit_depth"], row["energy"], row["locator"]) == (depth, energy, "image=1")
    assert recognise(path).name == "scan_image"
    assert "12 x 8 pixels" in read_cell(path, "box=1,1,2,2")


def test_two_pages_or_two_samples_are_two_energies(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "pages.tif", np.stack([PIXELS, PIXELS // 2]), photometric="minisblack")
    tifffile.imwrite(tmp_path / "pair.tif", np.stack([PIXELS, PIXELS // 2], axis=-1), photometric="minisblack", planarconfig="contig")
    for name in ("pages.tif", "pair.tif"):
        row = read_scans(tmp_path / name)[0]["scans"].iloc[0]
        assert (row["energy"], row["bit_depth"], row["width_px"]) == ("dual", 16, 12)


def test_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    path = tmp_path / "x.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b""))
    with pytest.raises(SourceError, match=r"at most 200,000,000|damaged image"):
        read_scans(path)


def test_a_truncated_image_is_refused(folder: Path) -> None:
    with pytest.raises(SourceError, match="damaged image"):
        read_scans(folder / "scans" / "cut.png")


def note(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "note.txt"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_the_zone_of_a_time_is_stated_or_named_or_unknown(tmp_path: Path) -> None:
    path = note(
        tmp_path,
        "2025年5月12日23时40分见两船。\n\n2025-05-12 15:40 UTC, two ships.\r\n\r\n北京时间2025-05-12 23:40见。\n\nSeen on 12 May 2025.\n",
    )
    frame = read_texts(path)[0]["texts"]
    same = pd.Timestamp("2025-05-12T15:40:00Z")
    assert frame["time_basis"].tolist() == ["unknown", "stated", "stated", "unknown"]
    assert [time if pd.notna(time) else None for time in frame["written_at"]] == [None, same, same, None]
    assert frame["time_precision"].tolist() == ["minute", "minute", "minute", "day"]
    named = read_texts(path, zone="Asia/Shanghai")[0]["texts"]
    assert named["written_at"][0] == same
    assert (named["time_basis"][0], named["zone"][0], named["time_original"][0]) == ("analyst", "Asia/Shanghai", "2025年5月12日23时40分")
    assert pd.isna(named["written_at"][3])


def test_a_time_of_day_takes_the_date_of_a_heading_and_no_other(tmp_path: Path) -> None:
    frame = read_texts(note(tmp_path, "日期：2025年5月12日\n\n23:40，见两船。\n\n晚11时40分\n"), zone="+08:00")[0]["texts"]
    assert frame["written_at"][2] == pd.Timestamp("2025-05-12T15:40:00Z")
    assert frame["written_at"][1] == pd.Timestamp("2025-05-12T15:40:00Z")
    assert frame["date_locator"][1] == "line=1;chars=0-13"
    frame = read_texts(note(tmp_path, "2025年5月12日出航。\n\n23:40，见两船。\n"), zone="+08:00")[0]["texts"]
    assert pd.isna(frame["written_at"][1])
    assert frame["time_original"][1] == "23:40"


def test_paragraphs_and_the_way_back_to_them(tmp_path: Path) -> None:
    path = note(tmp_path, "one\ntwo\n\n\n<b>three</b>")
    frame = read_texts(path)[0]["texts"]
    assert frame["locator"].tolist() == ["line=1;chars=0-7", "line=5;chars=0-12"]
    assert [read_cell(path, locator) for locator in frame["locator"]] == frame["text"].tolist() == ["one\ntwo", "<b>three</b>"]


def test_wrong_arguments_are_named(tmp_path: Path) -> None:
    path = note(tmp_path, "a. b.\n")
    with pytest.raises(ArgumentError, match="is no zone"):
        read_texts(path, zone="Middle/Earth")
    with pytest.raises(RefError, match="nothing at"):
        read_cell(path, "line=99;chars=0-3")
    with pytest.raises(SourceError, match="is empty"):
        read_texts(note(tmp_path, "\n \n"))


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2025年5月12日晚11:40见船", "2025-05-12T23:40:00"),
        ("2025年5月12日凌晨3时见船", "2025-05-12T03:00:00"),
        ("12 May 2025 at 11:40 pm", "2025-05-12T23:40:00"),
        ("at 23:40 hours on 12 May 2025", "2025-05-12T23:40:00"),
        ("12:05 a.m. on 3 June 2025", "2025-06-03T00:05:00"),
    ],
)
def test_halves_of_the_day_are_read(text: str, time: str) -> None:
    found = find_time(text)
    assert found is not None
    assert found.moment is not None
    assert found.moment.text == time
