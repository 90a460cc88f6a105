import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import ArgumentError, EvidenceError, LibraryError, TableError
from toolkit.scans import ScanLibrary, load_scan

Write = Callable[..., pd.DataFrame]


def test_a_library_is_the_same_when_opened_again(library: ScanLibrary) -> None:
    again = ScanLibrary.open(library.path)
    pd.testing.assert_frame_equal(again.metadata, library.metadata, check_dtype=False, check_categorical=False)
    for block in ("cnn", "physics", "hash"):
        assert np.array_equal(again.vectors(block), library.vectors(block))
    pd.testing.assert_frame_equal(again.search("scan_003", 5), library.search("scan_003", 5))


def test_a_scan_is_not_its_own_neighbour(library: ScanLibrary) -> None:
    found = library.search("scan_003", 23)
    assert len(found) == 23
    assert "scan_003" not in set(found["scan_id"])
    assert found["rank"].tolist() == list(range(1, 24))
    assert found["similarity"].is_monotonic_decreasing


def test_an_image_finds_its_own_scan_first(library: ScanLibrary) -> None:
    row = library.metadata.iloc[7]
    found = library.search(load_scan(row["path"], row["low_path"]), 1)
    assert found["scan_id"].tolist() == ["scan_007"]
    assert found["similarity"].iloc[0] == pytest.approx(1, abs=1e-3)  # kept as fp16
    assert found["reasons"].iloc[0][0]["code"] == "scan_resembles"
    assert found["refs"].iloc[0] == ["scans:scan_007"]


def test_the_same_object_again_is_asked_in_whitened_vectors(library: ScanLibrary) -> None:
    row = library.metadata.iloc[7]
    found = library.search(load_scan(row["path"], row["low_path"]), 5, question="same")
    assert found["scan_id"].iloc[0] == "scan_007"
    assert found["reasons"].iloc[0][0]["values"]["encoder"].endswith("whitened")
    assert found["similarity"].iloc[1] < library.search("scan_007", 1)["similarity"].iloc[0]


def test_goods_of_like_material_come_first(library: ScanLibrary) -> None:
    found = library.search("scan_001", 5, block="physics")  # machinery
    shown = library.metadata.set_index("scan_id").loc[found["scan_id"], "declared_hs"].tolist()
    assert shown.count("8479") >= 4


def test_a_filter_never_shortens_the_answer(library: ScanLibrary) -> None:
    found = library.search("scan_003", 7, where='port == "Ningbo" and declared_hs.str.startswith("84")')
    assert len(found) == 4  # of 24 scans, 12 are of Ningbo and 4 of these machinery
    assert len(library.search("scan_003", 7, where='port == "Ningbo"')) == 7


def test_a_drawn_region_finds_the_part_that_resembles_it(library: ScanLibrary) -> None:
    row = library.metadata.iloc[7]
    image = load_scan(row["path"], row["low_path"])
    found = library.search(image, 24, region=(48, 0, 48, 48))
    assert found["scan_id"].is_unique
    assert len(found) == 24
    assert found["scan_id"].iloc[0] == "scan_007"
    assert found["box"].iloc[0] == "48,0,48,48"  # of three parts the last
    assert set(found["box"]) >= {"0,0,48,48", "48,0,48,48"}
    assert len(library.search(image, 5, region=(48, 0, 48, 48), where='port == "Ningbo"')) == 5


def test_a_vector_is_searched_as_an_image_is(library: ScanLibrary) -> None:
    found = library.search(3 * library.vectors()[7], 1)
    assert found["scan_id"].tolist() == ["scan_007"]
    with pytest.raises(ArgumentError, match="finite numbers"):
        library.search(np.ones(3))


def test_a_region_is_searched_apart(library: ScanLibrary) -> None:
    whole, part = library.search("scan_003", 3), library.search("scan_003", 3, region=(10, 5, 40, 25))
    assert part["query_id"].iloc[0] != whole["query_id"].iloc[0]
    assert "scan_003" not in set(part["scan_id"])


def test_blocks_are_weighed_as_the_caller_says(library: ScanLibrary) -> None:
    query = library.metadata["scan_id"][0]
    alone = {block: library.search(query, k=50, block=block).set_index("scan_id")["similarity"] for block in ("cnn", "physics")}
    both = library.search(query, k=50, weights={"cnn": 1, "physics": 3}, explain=True)
    wanted = (alone["cnn"] + 3 * alone["physics"]) / 4
    assert both["similarity"].to_numpy() == pytest.approx(wanted[both["scan_id"]].to_numpy(), abs=1e-6)
    assert both["similarity"].is_monotonic_decreasing
    assert len(both) == len(library) - 1


@pytest.mark.parametrize("weights", [{}, {"cnn": 0}, {"hash": 1}, {"cnn": float("nan")}])
def test_weights_that_say_nothing_are_refused(library: ScanLibrary, weights: dict[str, float]) -> None:
    with pytest.raises(ArgumentError, match="weights="):
        library.search(library.metadata["scan_id"][0], weights=weights)


@pytest.mark.parametrize("where", ["port ==", "nothing > 1", "declared_kg + 1", "@pd", "port.__class__"])
def test_a_filter_that_is_no_condition_is_refused(library: ScanLibrary, where: str) -> None:
    with pytest.raises(ArgumentError, match="where="):
        library.search("scan_003", where=where)


@pytest.mark.parametrize("arguments", [{"k": 0}, {"k": 2.5}, {"block": "words"}, {"question": "who"}])
def test_other_wrong_arguments_are_refused(library: ScanLibrary, arguments: dict[str, object]) -> None:
    with pytest.raises(ArgumentError):
        library.search("scan_003", **arguments)


def test_an_unknown_query_is_refused(library: ScanLibrary) -> None:
    with pytest.raises(ArgumentError, match="neither a scan_id"):
        library.search("scan_999")


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    made = ScanLibrary.create(tmp_path / "library")
    with pytest.raises(LibraryError, match="is empty"):
        made.search("scan_000")
    assert len(ScanLibrary.open(tmp_path / "library")) == 0


def test_every_flipped_byte_is_found(library: ScanLibrary, tmp_path: Path) -> None:
    files = sorted(path.name for path in library.path.iterdir() if path.name != ".writing")
    assert len(files) == 8
    for name in files:
        copy = tmp_path / name
        shutil.copytree(library.path, copy)
        content = bytearray((copy / name).read_bytes())
        content[len(content) // 2] ^= 1
        (copy / name).write_bytes(content)
        with pytest.raises(LibraryError):
            ScanLibrary.open(copy)


def test_a_missing_file_is_found(library: ScanLibrary, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(library.path, copy)
    next(copy.glob("*cnn.npy")).unlink()
    with pytest.raises(LibraryError, match="missing"):
        ScanLibrary.open(copy)


def test_vectors_of_another_encoder_are_refused(library: ScanLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("toolkit.scans.library", fromlist=["ENCODERS"]).ENCODERS, "physics", "another/1")
    with pytest.raises(LibraryError, match="new library"):
        ScanLibrary.open(library.path)


def test_only_an_empty_folder_becomes_a_library(library: ScanLibrary) -> None:
    with pytest.raises(LibraryError, match=r"ScanLibrary\.open"):
        ScanLibrary.create(library.path)


def test_duplicates_are_refused_and_nothing_is_added(write_scans: Write, tmp_path: Path) -> None:
    scans = write_scans(tmp_path, 2)
    made = ScanLibrary.create(tmp_path / "library")
    made.add(scans.head(1))
    with pytest.raises(LibraryError, match="already"):
        made.add(scans)
    with pytest.raises(TableError, match="repeats"):
        made.add(pd.concat([scans.tail(1), scans.tail(1)]))
    assert len(ScanLibrary.open(made.path)) == 1


def test_an_unreadable_scan_is_set_aside_and_the_rest_goes_on(write_scans: Write, tmp_path: Path) -> None:
    scans = write_scans(tmp_path, 3)
    Path(scans.loc[1, "path"]).write_bytes(b"")
    scans.loc[1, "sha256"] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # of no bytes
    made = ScanLibrary.create(tmp_path / "library")
    aside = made.add(scans)
    assert aside[["locator", "reason"]].to_numpy().tolist() == [["line=3", "scan_unreadable"]]
    assert made.metadata["scan_id"].tolist() == ["scan_000", "scan_002"]


def test_an_altered_file_is_refused(write_scans: Write, tmp_path: Path) -> None:
    scans = write_scans(tmp_path, 2)
    Path(scans.loc[1, "low_path"]).write_bytes(Path(scans.loc[0, "low_path"]).read_bytes())
    with pytest.raises(EvidenceError, match="scan_001"):
        ScanLibrary.create(tmp_path / "library").add(scans)


def test_additions_leave_one_generation_on_disk(write_scans: Write, tmp_path: Path) -> None:
    made = ScanLibrary.create(tmp_path / "library")
    made.add(write_scans(tmp_path, 1))
    made.add(write_scans(tmp_path, 2, start=1))
    manifest = json.loads((made.path / "manifest.json").read_text())
    assert manifest["generation"] == 2
    assert {path.name for path in made.path.iterdir()} == {
        "manifest.json",
        ".writing",
        *(file["name"] for file in manifest["parts"][0].values()),
    }
    assert ScanLibrary.open(made.path).metadata["scan_id"].tolist() == ["scan_000", "scan_001", "scan_002"]
