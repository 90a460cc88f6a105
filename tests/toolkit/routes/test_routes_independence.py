"""Whatever the order of rows, the size of parts and the number of cores: the same events under the same ids, for every detector."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from toolkit import routes
from toolkit.routes import neighbours, track_files

Maker = Callable[..., pd.DataFrame]

HOURS = np.arange(0, 48, 0.25)
A_METRE = 1 / 111_195
FROM_FILES = (
    routes.find_events,
    routes.find_companions,
    routes.find_suspected_disabling,
    routes.find_manipulations,
    routes.find_regions,
)
"""What reads a frame or a file."""
FROM_FRAMES = (
    routes.find_identity_splits,
    routes.suggest_same_hull,
    routes.list_identities,
    routes.list_milestones,
    routes.check_units,
    routes.check_axes,
    routes.estimate_clocks,
)


@pytest.fixture
def scene(sail: Maker, together: Maker) -> pd.DataFrame:
    """Something for every detector, each report of some ships taken down twice or three times at one instant."""
    lying = (HOURS >= 8) & (HOURS <= 16)
    waiting = sail("1", HOURS, lon=130.0, lat=20.0, speed_kn=0.4, draught_m=np.where(HOURS > 20, 6.0, 5.0))
    met = sail(
        "2", HOURS, lon=np.interp(HOURS, [0, 8, 16, 48], [132.0, 130.0, 130.0, 126.0]), lat=20.0004, speed_kn=np.where(lying, 0.4, 12.0)
    )
    caller = sail(
        "3", HOURS, lon=np.interp(HOURS, [0, 6, 48], [121.0, 121.0, 124.0]), speed_kn=np.where(HOURS < 6, 0.0, 9.0), imo="9074729"
    )
    east = -150.0 + HOURS * 9 * 1852 * A_METRE / np.cos(np.radians(28.0))
    silent = sail("4", HOURS[(HOURS < 20) | (HOURS > 36)], lon=-150.0)
    pair = [sail(str(n), HOURS, lon=east, lat=28.0 + n * 0.01, speed_kn=9.0, imo="9074729" if n == 5 else None) for n in (5, 6)]
    gone = (HOURS > 20) & (HOURS < 22)
    leaping = sail("7", HOURS, lon=np.where(gone, 116.0, 179.999), lat=np.where(gone, 40.0, 28.0), speed_kn=102.3)
    alone = sail("8", HOURS, lon=-120.0, lat=30.0, speed_kn=0.4, draught_m=np.where(HOURS > 30, 7.0, 5.0), sensor="radar")
    two = [sail("9", HOURS + k / 9, lon=140.0 + 4 * k, lat=35.0, name=["FIRST", "OTHER"][k], length_m=80.0 + 60 * k) for k in (0, 1)]
    twice = [ship.assign(lon=ship["lon"] + 0.0001, receiver_id="B") for ship in (caller, leaping, *pair)]
    sealed = caller.iloc[[3, 9]].assign(milestone=["sealed", "gate_out"], receiver_id="G")
    return together(waiting, met, caller, silent, *pair, leaping, alone, *two, *twice, caller.iloc[:5], sealed)


def answers(tracks: routes.TracksSource, ports: pd.DataFrame) -> dict[str, pd.DataFrame]:
    found = {detect.__name__: detect(tracks) for detect in FROM_FILES}
    beside_ports = (routes.find_encounters, routes.find_port_calls, routes.find_one_sided_meetings)
    return found | {detect.__name__: detect(tracks, ports) for detect in beside_ports}


def answers_of_frames(tracks: pd.DataFrame) -> dict[str, pd.DataFrame]:
    found = {detect.__name__: detect(tracks) for detect in FROM_FRAMES}
    found["assess_tracks"] = routes.assess_tracks(tracks, routes.find_events(tracks))
    return found


def assert_same(left: dict[str, pd.DataFrame], right: dict[str, pd.DataFrame]) -> None:
    for name, frame in left.items():
        pd.testing.assert_frame_equal(frame, right[name], obj=name)


def clean(frame: pd.DataFrame) -> pd.DataFrame:
    return routes.split_identities(routes.clean_positions(frame))


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_changes_nothing(scene: pd.DataFrame, ports: pd.DataFrame, seed: int) -> None:
    tracks, shuffled = clean(scene), clean(scene.sample(frac=1, random_state=seed))
    expected = answers(tracks, ports) | answers_of_frames(tracks)
    assert not [name for name, frame in expected.items() if frame.empty]
    assert_same(expected, answers(shuffled, ports) | answers_of_frames(shuffled))


@pytest.mark.parametrize(("rows", "cores"), [(1, 1), (300, 4), (10_000, 2)])
def test_neither_parts_nor_cores_change_anything(  # noqa: PLR0913, PLR0917 - pytest fills them
    scene: pd.DataFrame, ports: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, cores: int
) -> None:
    monkeypatch.setattr(track_files, "_ROWS_A_GROUP", rows)
    monkeypatch.setattr(neighbours, "_ROWS_AT_ONCE", rows)
    before = pa.cpu_count()
    pa.set_cpu_count(cores)
    try:
        raw = tmp_path / "raw.parquet"
        routes.clean_positions(scene).sample(frac=1, random_state=rows).to_parquet(raw, row_group_size=500)
        path = routes.write_tracks(raw, tmp_path / "tracks.parquet", split=True, rows_at_once=rows)
        assert_same(answers(clean(scene), ports), answers(path, ports))
    finally:
        pa.set_cpu_count(before)


def test_what_a_ship_says_far_from_a_meeting_counts_in_a_file_too(
    sail: Maker, together: Maker, ports: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(track_files, "_ROWS_A_GROUP", 1)
    hours = np.arange(0, 96, 1 / 6)
    said = {
        "draught_m": np.select([hours < 1, hours > 70], [5.0, 6.2], np.nan),
        "vessel_type": np.where(np.abs(hours - 51) < 8, "52", "70"),  # a tug for the time of the meeting only
        "uncertainty_m": np.where(np.abs(hours - 51) < 8, 500.0, 0.0),
    }
    waiting = sail("1", hours, lon=130.0, lat=20.0, speed_kn=0.4, **said)
    lon = np.interp(hours, [0, 48, 54, 96], [120.0, 130.0, 130.0, 140.0])
    met = sail("2", hours, lon=lon, lat=20.0004, speed_kn=np.where((hours >= 48) & (hours <= 54), 0.4, 12.0))
    tracks = clean(together(waiting, met))
    found = routes.find_encounters(tracks, ports)
    assert found[["kind", "strength"]].to_numpy().tolist() == [["encounter", "strong"]]
    assert "route_draught_changed" in [reason["code"] for reason in found["reasons"][0]]
    pd.testing.assert_frame_equal(routes.find_encounters(routes.write_tracks(tracks, tmp_path / "tracks.parquet"), ports), found)
