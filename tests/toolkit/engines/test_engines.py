import os
import signal
import threading
from pathlib import Path

import pandas as pd
import pytest

from toolkit.engines import map_tracks, run_sql
from toolkit.errors import ArgumentError, TableError

TRACKS = pd.DataFrame({"track_id": ["b", "a", "a", None], "time": [1, 2, 1, 3], "lon": [0.0, 1.0, 2.0, 9.0]})


def first(track: pd.DataFrame) -> pd.DataFrame:
    return track.head(1)


def test_a_query_takes_parameters() -> None:
    assert run_sql("select count(*) as n from t where lon > ?", {"t": TRACKS}, parameters=[0.5])["n"].tolist() == [3]


def test_a_parquet_file_gives_what_the_frame_gives(tmp_path: Path) -> None:
    path = tmp_path / "it's.parquet"
    TRACKS.to_parquet(path)
    pd.testing.assert_frame_equal(map_tracks(path, first), map_tracks(TRACKS, first), check_dtype=False)


def test_no_other_file_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.csv"
    path.write_text("a\n1\n", "utf-8")
    with pytest.raises(ArgumentError, match="the query failed"):
        run_sql(f"select * from read_csv('{path}')")  # noqa: S608 - what must fail


def test_a_wrong_query_names_the_tables() -> None:
    with pytest.raises(ArgumentError, match=r"tables given: \['t'\]"):
        run_sql("select nothing from t", {"t": TRACKS})


def test_a_missing_key_is_named() -> None:
    with pytest.raises(TableError, match="'track_id'"):
        map_tracks(TRACKS.drop(columns="track_id"), first)


def test_no_tracks_give_no_rows() -> None:
    assert map_tracks(TRACKS.head(0), first).empty


def test_an_interrupted_query_is_an_interruption() -> None:
    run_sql("select 1 as n")  # loads the package
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
    try:
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            run_sql("select sum(sqrt(a.range * b.range)) as s from range(1000000) a, range(5000) b", threads=1)
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before)
