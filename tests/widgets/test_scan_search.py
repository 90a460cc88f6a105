from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from conftest import PLACE, make_table

from toolkit import tables
from toolkit.errors import ArgumentError
from widgets import CaseBoard, ScanSearch

Asked = list[tuple[object, ...]]


@pytest.fixture
def scans() -> pd.DataFrame:
    scan = {**PLACE, "path": "x.png", "sha256": "0" * 64, "width_px": 6, "height_px": 4}
    rows = [("s1", "MSKU0000002", "A", "L1"), ("s2", "MSKU0000003", "B", "L1"), ("s3", "MSKU0000004", "A", "L2")]
    return make_table("scans", *({**scan, "scan_id": i, "container_id": c, "port": p, "lot_id": lot} for i, c, p, lot in rows))


def load(scan_id: str) -> npt.NDArray[np.uint16]:
    return np.arange(24, dtype=np.uint16).reshape(4, 6) * int(scan_id[1:])


@pytest.fixture
def asked() -> Asked:
    return []


@pytest.fixture
def view(scans: pd.DataFrame, asked: Asked) -> ScanSearch:
    def search(scan_id: str, *, k: int, region: tuple[int, ...] | None, where: str | None) -> pd.DataFrame:
        asked.append((scan_id, k, region, where))
        against = [tables.make_reason("scan_no_identification")]
        return make_table(
            "matches",
            {
                "query_id": scan_id, "scan_id": "s2", "rank": 1, "similarity": 0.9, "box": "0,0,6,4", "method": "t/1", "against": against
            },
        )  # fmt: skip

    goods = make_table(
        "goods", {**PLACE, "goods_id": "g", "declaration_id": "d", "container_id": "MSKU0000003", "description": "<i>pellets</i>"}
    )
    return ScanSearch(scans, search=search, load_image=load, goods=goods, on_decide=lambda *told, note="": asked.append((*told, note)), k=3)


def test_the_image_travels_at_its_full_depth(view: ScanSearch) -> None:
    view.open_scan("s3")
    assert np.frombuffer(view._image, dtype="<u2").reshape(4, 6)[3, 5] == 69
    assert view._size == [6, 4]


def test_a_region_and_filters_are_asked_for(view: ScanSearch, asked: Asked) -> None:
    view.filters = {"port": "A", "lot_id": ""}
    view.ask([1, 1, 3, 2])
    assert asked == [("s1", 3, (1, 1, 3, 2), "port == 'A'")]
    (near,) = view._neighbours
    assert near["text"] == "MSKU0000003 · <i>pellets</i> · B"
    assert near["size"] == [6, 4]
    assert [step["sign"] for step in near["steps"]] == [-1]
    assert view._gallery["id"] == ["s1", "s3"]


def test_a_region_outside_the_image_is_refused(view: ScanSearch) -> None:
    with pytest.raises(ArgumentError, match=r"region=\[4, 0, 3, 2\] does not lie in the image of 6x4 pixels"):
        view.ask([4, 0, 3, 2])


def test_a_resemblance_is_judged_by_query_and_scan(view: ScanSearch, asked: Asked) -> None:
    view.ask()
    view.decide("s2", "reject")
    assert asked[-1] == ("s1|s2", "reject", "")
    assert list(view.shown()["verdict"]) == ["reject"]
    view.undo()
    assert asked[-1][:2] == ("s1|s2", "unsure")


def test_thumbnails_are_sent_for_what_is_in_sight(view: ScanSearch, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[Any, Any]] = []
    monkeypatch.setattr(view, "send", lambda message, buffers: sent.append((message, buffers)))
    view._hear(None, {"act": "load_thumbs", "ids": ["s1", "s9"]}, None)
    ((message, buffers),) = sent
    assert message == {"thumbs": ["s1"]}
    assert buffers[0].startswith(b"\x89PNG")
    assert view._answers == 0


def test_a_scan_that_cannot_be_read_is_said_and_the_others_go_on(scans: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(scan_id: str) -> npt.NDArray[np.uint16]:
        if scan_id == "s2":
            message = "s2.png is cut off"
            raise OSError(message)
        return load(scan_id)

    view = ScanSearch(scans, search=lambda *_, **__: make_table("matches"), load_image=read)
    sent: list[list[bytes]] = []
    monkeypatch.setattr(view, "send", lambda _, buffers: sent.append(buffers))
    view.load_thumbs(["s2", "s3"])
    assert view.trouble == "s2: OSError: s2.png is cut off"
    assert [len(picture) > 0 for picture in sent[0]] == [False, True]


def test_a_contact_sheet_shows_what_the_filters_let_through(view: ScanSearch) -> None:
    view.filters = {"lot_id": "L1"}
    view.make_sheet()
    assert view._sheet.startswith(b"\x89PNG")
    assert view.draw_contact_sheet().alt == "Contact sheet: 2 of 2 scans."


def test_ten_thousand_scans_are_listed_and_none_is_read_before_it_is_seen(scans: pd.DataFrame) -> None:
    many = pd.concat([scans.head(1)] * 10_001, ignore_index=True).assign(scan_id=[f"s{n}" for n in range(1, 10_002)])
    read: list[str] = []

    def look(scan_id: str) -> npt.NDArray[np.uint16]:
        read.append(scan_id)
        return load("s1")

    view = ScanSearch(many, search=lambda *_, **__: make_table("matches"), load_image=look)
    assert read == ["s1"]
    assert view.count_text == "Showing 10000 of 10001 scans."


def test_other_depths_are_brought_to_sixteen_bits(scans: pd.DataFrame) -> None:
    none = make_table("matches")
    view = ScanSearch(scans, search=lambda *_, **__: none, load_image=lambda _: np.linspace(0, 1, 24).reshape(4, 6, 1).repeat(2, axis=2))
    assert np.frombuffer(view._image, dtype="<u2")[-1] == 65535
    assert view.still().to_png().startswith(b"\x89PNG")


def test_a_board_takes_scans_along(scans: pd.DataFrame) -> None:
    board = CaseBoard({"scans": scans}, search_scans=lambda *_, **__: make_table("matches"), load_image=load)
    board.selection = ["MSKU0000004"]
    view = board.views["scans"]
    assert isinstance(view, ScanSearch)
    assert view.query == "s3"


def test_wrong_settings_are_refused(scans: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="k=0"):
        ScanSearch(scans, search=lambda *_: make_table("matches"), load_image=load, k=0)
    view = ScanSearch(scans.head(0), search=lambda *_: make_table("matches"), load_image=load)
    assert view.still().shown == 0
    with pytest.raises(ArgumentError, match="scan_id='s1' is not among the 0 scans"):
        view.open_scan("s1")
