"""The fleet at scale: sisters alike, truth of every row, three registers that the toolkit reads, and no ship that is real."""

from pathlib import Path

import pandas as pd
import pytest
from stdnum import imo

from data_samples.thread_a.fleet import draw_fleet
from data_samples.thread_a.fleet_papers import AGENT, FLAG, INSURER, make_fleet, write_fleet
from toolkit.sources import read_registry


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("fleet")
    write_fleet(out, seed=3, scale=1)
    return out


def test_same_seed_gives_the_same_rows() -> None:
    assert make_fleet(3) == make_fleet(3)
    assert make_fleet(3)[0] != make_fleet(4)[0]


def test_sisters_share_all_but_number_and_sign() -> None:
    fleet = draw_fleet(3, scale=2, sisters=0.5)
    hull = next(h for h in fleet.hulls if len(fleet.sisters(h)) > 2)
    for sister in fleet.sisters(hull):
        assert (sister.han, sister.latin, sister.owner, sister.length_m) == (hull.han, hull.latin, hull.owner, hull.length_m)
        assert sister.mark != hull.mark
        assert sister.call_sign != hull.call_sign
    shared = sum(bool(fleet.sisters(h)) for h in fleet.hulls) / len(fleet.hulls)
    assert 0.35 < shared < 0.65


def test_numbers_hold_their_check_digit_and_are_nobodys() -> None:
    hulls = draw_fleet(3, scale=20).hulls
    assert len({h.imo for h in hulls}) == len(hulls) == 3_000
    assert all(imo.is_valid(h.imo) and h.imo.startswith("4") for h in hulls)
    assert all(h.mmsi[3:5] == "99" for h in hulls)


def test_every_register_is_read_without_loss_and_every_row_has_its_hull(folder: Path) -> None:
    truth = pd.read_csv(folder / "truth" / "fleet.csv", dtype="str")
    for file in (FLAG, AGENT, INSURER):
        tables, source = read_registry(folder / "evidence" / file)
        vessels = tables["records"][tables["records"]["kind"].astype("str") == "Vessel"]
        assert source.rows_quarantined == 0
        assert set(vessels["locator"]) <= set(truth.loc[truth["file"] == file, "locator"])
        assert len(tables["relations"]) > 50
    numbers = truth.groupby("hull_id")["file"].nunique()
    assert (numbers >= 2).mean() > 0.6


def test_no_name_lacks_its_number_in_a_series_whose_signs_are_mistaken() -> None:
    fleet = draw_fleet(3, scale=10, sisters=0.9)
    sign_of = {hull.hull_id: hull.call_sign for hull in fleet.hulls}
    marked = {hull.hull_id for hull in fleet.hulls if hull.mark}
    rows, truth = make_fleet(3, scale=10, sisters=0.9)
    series_of = {row.hull_id: row.series for row in truth}
    signs = {(series_of[h], sign): h for h, sign in sign_of.items() if h in series_of}
    mistaken, numberless = set(), set()
    for row in truth:
        if row.file == FLAG:
            continue
        cells = rows[row.file][int(row.locator.removeprefix("line=")) - 1]
        if signs.get((row.series, cells[3]), row.hull_id) != row.hull_id:
            mistaken.add(row.series)
        if row.hull_id in marked and not any(c.isdigit() for c in cells[0]) and len(cells[0].split()[-1]) > 1:
            numberless.add(row.series)
    assert mistaken
    assert numberless
    assert not mistaken & numberless


def test_a_scale_that_numbers_do_not_allow_is_refused() -> None:
    with pytest.raises(ValueError, match="scale=0"):
        draw_fleet(1, scale=0)
    with pytest.raises(ValueError, match="sisters=2"):
        draw_fleet(1, sisters=2)
