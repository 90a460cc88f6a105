"""A large text read by columns gives what reading it row by row gives: cells, places, reasons and marks."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.sources import columns, read_table

HEAD = ["报关单号,商品编号,净重(千克)", "标题\n报关单号;商品编号;净重(千克)"]
PLAIN = ["1", "", " x ", "'0012", "合计", "总 计", "１２", '"a,b"', '"say ""hi"""', "Total"]
DAMAGED = ["110101199003071000", "110101199003071234", "1.1E+17", "-2147483648"]
ROWS = st.lists(st.lists(st.sampled_from([*PLAIN, *DAMAGED]), min_size=2, max_size=4), min_size=2, max_size=8)


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    found = []
    for least in (0, 10**12):
        monkeypatch.setattr(columns, "_LEAST_BYTES", least)
        frame, source = read_table(path)
        assert source.quarantine is not None
        aside = sorted(map(tuple, source.quarantine[["locator", "reason", "raw"]].to_numpy().tolist()))
        found.append((frame.fillna("-").to_numpy().tolist(), list(frame.columns), aside, source.rows_read))
    return found[0], found[1]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.integers(0, 1),
    ROWS,
    st.sampled_from(["utf-8", "gb18030", "utf-16"]),
)
def test_both_ways_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: int, rows: list[list[str]], encoding: str) -> None:
    path = tmp_path / "x.csv"
    delimiter = ",;"[head]
    path.write_bytes("\n".join([HEAD[head], *(delimiter.join(row) for row in rows)]).encode(encoding))
    by_columns, by_rows = both(path, monkeypatch)
    assert by_columns == by_rows


def test_the_quick_way_is_taken_where_nothing_is_doubtful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "_LEAST_BYTES", 0)
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n3\n4,5,6\n7,8\n", encoding="utf-8")
    from toolkit.sources.opening import open_source

    taken = columns.take_columns(open_source(path))
    assert taken is not None
    assert taken.frame["locator"].tolist() == ["line=2", "line=5"]
    assert taken.aside == [(3, "source_field_count", "3"), (4, "source_field_count", "4\t5\t6")]
    path.write_text('a,b\n1,"two\nlines"\n', encoding="utf-8")
    assert columns.take_columns(open_source(path)) is None
