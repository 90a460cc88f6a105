"""Real files: every row kept or set aside, and cells compared with the raw file through another library."""

import csv
import random
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pandas as pd
import pytest
from PIL import Image

from toolkit.sources import read_cell, read_declarations, read_ports, read_positions, read_scans, read_table, read_watchlist, recognise
from toolkit.tables import Source, Tables

Reader = Callable[[Path], tuple[Tables, Source]]
SAMPLED = 100
FILES: list[tuple[str, Reader, str, int]] = [
    ("customs/declarations/df_syn_train_eng.csv", read_declarations, "declarations", 37_385),
    ("customs/declarations/df_syn_valid_eng.csv", read_declarations, "declarations", 8_134),
    ("customs/declarations/df_syn_test_eng.csv", read_declarations, "declarations", 8_481),
    ("linking/watchlists/sdn.csv", read_watchlist, "watchlist", 8_977),
    ("linking/watchlists/alt.csv", read_watchlist, "watchlist", 19_487),
    ("linking/watchlists/add.csv", read_watchlist, "watchlist", 22_642),
    ("linking/watchlists/UN_consolidated.xml", read_watchlist, "watchlist", 1_003),
    ("linking/eu_listed_names_dev.csv", read_watchlist, "watchlist", 4_209),
    ("linking/cn_listed_names_dev.csv", read_watchlist, "watchlist", 304),
    ("routes/noaa_ais_20220103.csv.gz", read_positions, "positions", 99_999),
    ("routes/world_port_index.csv", read_ports, "ports", 3_669),
    ("routes/gfw_anchorages.csv", read_ports, "ports", 60_410),
    ("routes/liverpool_bus_route14.csv", read_positions, "positions", 1_533),
]


@pytest.mark.parametrize(("name", "read", "layout", "rows"), FILES, ids=[name for name, *_ in FILES])
def test_at_least_98_of_100_rows_are_kept_and_none_is_passed_over(data: Path, name: str, read: Reader, layout: str, rows: int) -> None:
    assert recognise(data / name).name == layout
    tables, source = read(data / name)
    assert source.rows_read == rows
    assert source.rows_read == source.rows_kept + source.rows_quarantined
    assert source.rows_kept >= 0.98 * source.rows_read
    assert sum(len(tables[table]) for table in tables) > 0


def _records(path: Path) -> pd.DataFrame:
    """Read a CSV with the C parser of pandas, which shares nothing with ours; row N stands on line N + 1."""
    width = 1 + max(line.count(",") for line in pd.read_csv(path, sep="\x01", header=None, dtype=str, quoting=csv.QUOTE_NONE)[0])
    options = {"header": None, "names": range(width), "dtype": str, "keep_default_na": False, "skip_blank_lines": False}
    frame = pd.read_csv(path, encoding="utf-8-sig", **options)
    return frame.fillna("")


CSV_FILES = [name for name, *_ in FILES if not name.endswith(".xml")]


HEADERLESS = ("sdn.csv", "alt.csv", "add.csv")


@pytest.mark.parametrize("name", CSV_FILES)
def test_sampled_cells_are_those_of_the_file(data: Path, name: str) -> None:
    path = data / name
    raw = _records(path)
    rows = next(count for file, _, _, count in FILES if file == name)
    assert len(raw) - (path.name not in HEADERLESS) == rows
    chosen = random.Random(1)  # noqa: S311 - a sample, no secret
    for _ in range(SAMPLED):
        index, column = chosen.randrange(1, len(raw) - 1), chosen.randrange(int((raw.iloc[0] != "").sum()))
        assert read_cell(path, f"line={index + 1};column={column + 1}") == raw.iloc[index, column]


def test_entries_of_the_united_nations_are_counted_by_their_tags(data: Path) -> None:
    path = data / "linking/watchlists/UN_consolidated.xml"
    content = path.read_bytes()
    assert read_watchlist(path)[1].rows_read == content.count(b"<INDIVIDUAL>") + content.count(b"<ENTITY>")


@pytest.mark.parametrize("name", [name for name, _, layout, _ in FILES if layout == "declarations"])
def test_sampled_goods_say_what_the_file_says(data: Path, name: str) -> None:
    goods = read_declarations(data / name)[0]["goods"].set_index("locator")
    raw = pd.read_csv(data / name, dtype=str, keep_default_na=False)
    for index in random.Random(2).sample(range(len(raw)), SAMPLED):  # noqa: S311 - a sample, no secret
        row, found = raw.iloc[index], goods.loc[f"line={index + 2}"]
        assert (found["declaration_id"], found["declared_at"], found["hs"]) == (row["Declaration ID"], row["Date"], row["HS6 Code"])
        assert found["net_kg"] == round(Decimal(row["Net Mass"]), 9)
        assert found["value"] == round(Decimal(row["Item Price"]), 9)
        assert found["extra"]["Tax Type"] == row["Tax Type"]


def test_sampled_positions_say_what_the_file_says(data: Path) -> None:
    path = data / "routes/noaa_ais_20220103.csv.gz"
    frame = read_positions(path)[0]["positions"].set_index("line")
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    for index in random.Random(3).sample(range(len(raw)), SAMPLED):  # noqa: S311 - a sample, no secret
        row, found = raw.iloc[index], frame.loc[index + 2]
        assert found["asset_id"] == f"mmsi:{row['MMSI']}"
        assert found["time"] == pd.Timestamp(row["BaseDateTime"] + "Z")
        assert (found["lat"], found["lon"]) == (float(row["LAT"]), float(row["LON"]))
        assert found["name"] == row["VesselName"].strip() or (row["VesselName"].strip() == "" and pd.isna(found["name"]))


def test_sampled_entries_of_the_united_nations_say_what_the_file_says(data: Path) -> None:
    path = data / "linking/watchlists/UN_consolidated.xml"
    root = ET.parse(path).getroot()  # noqa: S314 - a file of ours, read by another parser on purpose
    entries = root.findall("INDIVIDUALS/INDIVIDUAL")
    records = read_watchlist(path)[0]["records"].set_index("locator")
    for index in random.Random(4).sample(range(len(entries)), SAMPLED):  # noqa: S311 - a sample, no secret
        place = f"path=/CONSOLIDATED_LIST/INDIVIDUALS/INDIVIDUAL[{index + 1}]"
        assert read_cell(path, f"{place}/FIRST_NAME") == (entries[index].findtext("FIRST_NAME") or "").strip()
        assert records.loc[place, "identifiers"]["un_reference"] == [(entries[index].findtext("REFERENCE_NUMBER") or "").strip()]


def test_raw_sentences_are_lines_that_give_a_position_or_a_reason(data: Path) -> None:
    """A row is a line; of 898 some 16 % are broken, and of those that are whole at least 98 % are taken up."""
    path = data / "routes/nmea_sample.txt"
    tables, source = read_positions(path)
    assert source.quarantine is not None
    lines = [line for line in path.read_bytes().splitlines() if line.strip()]
    assert source.rows_read == len(lines) == source.rows_kept + source.rows_quarantined
    empty = sum(bool(re.search(rb",,0\*", line)) for line in lines)
    reasons = source.quarantine["reason"].value_counts().to_dict()
    assert reasons["source_nmea_empty"] == empty
    broken = empty + reasons["source_nmea_part_missing"]
    assert source.rows_kept >= 0.97 * (source.rows_read - broken)
    assert source.rows_kept + reasons["source_nmea_other_type"] >= 0.98 * (source.rows_read - broken)
    assert set(tables["positions"]["time_basis"]) == {"unknown"}
    assert tables["positions"]["time"].isna().all()


def test_every_crop_is_a_scan(data: Path) -> None:
    paths = sorted((data / "scans/xray_objects").rglob("*.*"))
    sampled = set(random.Random(5).sample(range(len(paths)), SAMPLED))  # noqa: S311 - a sample, no secret
    kept = 0
    for index, path in enumerate(paths):
        tables, source = read_scans(path)
        kept += source.rows_kept
        if index in sampled:
            with Image.open(path) as image:
                assert (tables["scans"]["width_px"][0], tables["scans"]["height_px"][0]) == image.size
    assert len(paths) == 1_600
    assert kept == len(paths)


def test_a_parquet_file_of_records_is_read_whole(data: Path) -> None:
    path = data / "linking/historical_figures_with_errors_50k.parquet"
    frame, source = read_table(path)
    raw = pd.read_parquet(path)
    assert source.rows_kept == len(raw) == len(frame)
    for index in random.Random(6).sample(range(len(raw)), SAMPLED):  # noqa: S311 - a sample, no secret
        assert frame["full_name"][index] == (raw["full_name"][index] or "")
