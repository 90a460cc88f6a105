import gzip
from pathlib import Path

import pandas as pd
import pytest
from pyais import encode_dict

from toolkit.errors import SourceError
from toolkit.sources import read_cell, read_ports, read_positions

HEADER = "MMSI,BaseDateTime,LAT,LON,SOG,COG,Heading,VesselName,IMO,CallSign,VesselType,Status,Length,Width,Draft,Cargo,TransceiverClass\n"
ROW = "338148873,2022-01-03T00:00:00,33.6,-117.9,0.0,280.0,511,CAZADOR,IMO9074729,WD1,37,0,28,11,3.3,52,A\n"


def write(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_the_marinecadastre_layout_is_utc_by_its_publisher(tmp_path: Path, packed: bool) -> None:  # noqa: FBT001 - both forms
    content = (HEADER + ROW).encode()
    tables, source = read_positions(write(tmp_path / "x", gzip.compress(content) if packed else content))
    row = tables["positions"].iloc[0]
    assert row["time"] == pd.Timestamp("2022-01-03T00:00:00Z")
    assert (row["asset_id"], row["imo"], row["time_basis"], row["line"], row["length_m"]) == (
        "mmsi:338148873",
        "9074729",
        "layout",
        2,
        28.0,
    )
    assert tables["records"]["identifiers"].tolist() == [{"mmsi": ["338148873"], "imo": ["9074729"], "call_sign": ["WD1"]}]
    assert read_cell(source, "line=2;column=8") == "CAZADOR"


def test_values_that_mean_not_available_are_nan(tmp_path: Path) -> None:
    rows = ROW.replace(",0.0,280.0,", ",102.3,360.0,") + ROW.replace("33.6,-117.9", "91,181") + ROW.replace("33.6,", "95.0,")
    tables, source = read_positions(write(tmp_path / "x.csv", HEADER + rows))
    assert tables["positions"][["speed_kn", "course_deg"]].isna().all().all()
    assert source.quarantine is not None
    assert source.quarantine["reason"].tolist() == ["source_no_position", "source_position_outside"]
    assert (source.rows_read, source.rows_kept) == (3, 1)


def test_a_clock_that_was_never_set_gives_no_time(tmp_path: Path) -> None:
    stamp = ROW.split(",")[1]
    rows = [ROW.replace(stamp, time) for time in (stamp, "1500-01-01T00:00:00", "9999-12-31T23:59:59")]
    positions = read_positions(write(tmp_path / "x.csv", HEADER + "".join(rows)))[0]["positions"]
    assert positions["time"].isna().tolist() == [False, True, True]
    assert positions["time_basis"].tolist() == ["layout", "unknown", "unknown"]
    assert positions["time_original"].tolist()[1:] == ["1500-01-01T00:00:00", "9999-12-31T23:59:59"]


BUS = "vehicle_id,timestamp,latitude,longitude\n7,2026-07-26 15:57:02,53.4,-2.9\n7,2026-10-25 01:30:00,53.4,-2.9\n"


def test_a_time_without_a_zone_stays_unknown_until_an_analyst_names_it(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", BUS)
    unknown = read_positions(path)[0]["positions"]
    assert unknown["time"].isna().all()
    assert unknown["time_basis"].tolist() == ["unknown", "unknown"]
    assert unknown["time_original"].tolist()[0] == "2026-07-26 15:57:02"
    named = read_positions(path, zone="Europe/London")[0]["positions"]
    assert named["time"][0] == pd.Timestamp("2026-07-26T14:57:02Z")
    assert named["time_basis"].tolist() == ["analyst", "unknown"]  # the second stands in the hour that clocks repeat


def tagged(sentence: str, block: str) -> str:
    total = 0
    for letter in block:
        total ^= ord(letter)
    return f"\\{block}*{total:02X}\\{sentence}"


def position(mmsi: int, **values: object) -> str:
    report = {"type": 1, "mmsi": mmsi, "lat": 26.5, "lon": 121.5, "speed": 9.5, "course": 10.0, **values}
    return str(encode_dict(report, radio_channel="A", talker_id="AI", sentence_type="VDM")[0])


def static(mmsi: int) -> list[str]:
    report = {
        "type": 5,
        "mmsi": mmsi,
        "imo": 9074729,
        "callsign": "BV1",
        "shipname": "HAI YUE 66",
        "to_bow": 60,
        "to_stern": 20,
        "draught": 5.1,
    }
    return [str(part) for part in encode_dict(report, radio_channel="B", talker_id="AI", sentence_type="VDM")]


def test_tag_blocks_give_times_and_nothing_else_does(tmp_path: Path) -> None:
    lines = [tagged(position(413000001), "s:ST1,c:1747060800"), position(413000001)]
    frame = read_positions(write(tmp_path / "x", "\r\n".join(lines)))[0]["positions"]
    assert frame["time"][0] == pd.Timestamp("2025-05-12T14:40:00Z")
    assert pd.isna(frame["time"][1])
    assert frame["time_basis"].tolist() == ["stated", "unknown"]
    assert frame["receiver_id"].isna().tolist() == [False, True]
    assert frame[["asset_kind", "sensor"]].to_numpy().tolist() == [["vessel", "ais"]] * 2


def test_static_data_fill_later_positions_and_never_earlier_ones(tmp_path: Path) -> None:
    lines = [position(413000001), *static(413000001), position(413000001), position(413000002)]
    tables, source = read_positions(write(tmp_path / "x", "\n".join(lines)))
    frame = tables["positions"]
    assert frame["line"].tolist() == [1, 4, 5]
    assert frame["name"].tolist()[1] == "HAI YUE 66"
    assert frame["name"].isna().tolist() == [True, False, True]
    assert (frame["imo"].tolist()[1], frame["length_m"][1], frame["draught_m"][1]) == ("9074729", 80.0, 5.1)
    assert source.rows_kept == 5
    assert tables["records"]["identifiers"].tolist() == [{"mmsi": ["413000001"], "imo": ["9074729"], "call_sign": ["BV1"]}]


def test_broken_sentences_are_set_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    first, second = static(413000001)
    good = position(413000001)
    lines = [
        good,
        good[:-2] + "00",
        first,
        "!AIVDM,1,1,,B,,0*25",
        "noise \x00\xff",
        second,
        tagged(good, "c:1747060800").replace("c:1747", "c:1748"),
        first,
        position(413000001, lat=91, lon=181),
        good,
    ]
    tables, source = read_positions(write(tmp_path / "x", "\n".join(lines).encode("latin-1")))
    assert source.quarantine is not None
    assert source.quarantine.set_index("locator")["reason"].to_dict() == {
        "line=2": "source_nmea_check_sum",
        "line=4": "source_nmea_empty",
        "line=5": "source_nmea_no_sentence",
        "line=7": "source_nmea_tag_block",
        "line=8": "source_nmea_part_missing",
        "line=9": "source_no_position",
    }
    assert (source.rows_read, source.rows_kept, len(tables["positions"])) == (10, 4, 2)
    assert read_cell(source, "line=10") == good


def test_a_text_without_sentences_is_no_receiver_log(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        read_positions(write(tmp_path / "x", "only words here\n"))


def test_ports_lie_on_the_earth(tmp_path: Path) -> None:
    tables, source = read_ports(
        write(tmp_path / "x.csv", "iso3,label,latitude,longitude\nCHN,NINGBO,29.9,121.6\nUSA,NOWHERE,99,0\nUSA,,1,1\n")
    )
    assert tables["ports"][["name", "country", "lon"]].to_numpy().tolist() == [["NINGBO", "CN", 121.6]]
    assert (source.rows_read, source.rows_kept) == (3, 1)
