"""A large text read by columns gives what reading it row by row gives: cells, facts, places, reasons and marks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.sources import columns, cut_lines, read_declarations, read_table, read_transfers
from toolkit.tables import Source, Tables

Reader = Callable[[Path], tuple[Tables, Source]]
HEAD = ["报关单号,商品编号,净重(千克)", "标题\n报关单号;商品编号;净重(千克)"]
QUOTED = ['"a,b"', '"say ""hi"""', '""', 'a"', 'a""', '"a"b', '""a', '"']
PLAIN = ["1", "", " x ", "'0012", "合计", "总 计", "１２", "Total", *QUOTED]
DAMAGED = ["110101199003071000", "110101199003071234", "1.1E+17", "-2147483648"]
ROWS = st.lists(st.lists(st.sampled_from([*PLAIN, *DAMAGED]), min_size=2, max_size=4), min_size=2, max_size=8)
FIELDS = {
    "报关单号": ["001", "'002", "", "合计", "Total", "小计", "备注：无", "-"],
    "申报日期": ["2025-01-02", "03/04/2025", "2025年4月5日 10:20", "x", ""],
    "商品编号": ["0101210000", "101210000", "-2147483648", "3901.10.00", ""],
    "毛重(千克)": ["1", "1.500", "25 kg", "(5)", "x", "", "１２.５", "0.1234567891", "12345678901234567890.1", "1e3"],
    "净重(吨)": ["2", "7吨", "-3", ""],
    "总价": ["100", "US$ 12", "¥100", "", '"1,000.00"', '"3,5"'],
    "币制": ["USD", "美元", "", "XXX"],
    "进口商名称": ["甲公司", " ＡＢＣ LTD", ""],
    "进口商统一社会信用代码": ["91310000132204522X", "110101199003071000", "110101199003071234", "1.1E+17"],
    "重量单位": ["", "kg", "吨", "磅", "?"],
    "其他": ["", " note ", '"a ""b"""'],
}
PAYMENTS = {
    "交易流水号": ["1", "2", ""],
    "交易时间": ["2025-01-02 10:20:30", "2025/1/2", "x"],
    "付款方": ["甲", "乙"],
    "收款方": ["丙", ""],
    "金额(元)": ["1", "1.50", "x", '"2,000"', ""],
}


def both(path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    found = []
    for least in (0, 10**12):
        monkeypatch.setattr(cut_lines, "_LEAST_BYTES", least)
        frame, source = read_table(path)
        assert source.quarantine is not None
        aside = sorted(map(tuple, source.quarantine[["locator", "reason", "raw"]].to_numpy().tolist()))
        found.append((frame.fillna("-").to_numpy().tolist(), list(frame.columns), aside, source.rows_read))
    return found[0], found[1]


def facts(reader: Reader, path: Path, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    found: list[object] = []
    for least in (0, 10**12):
        monkeypatch.setattr(cut_lines, "_LEAST_BYTES", least)
        tables, source = reader(path)
        assert source.quarantine is not None
        assert source.rows_read == source.rows_kept + len(source.quarantine)
        aside = sorted(map(tuple, source.quarantine[["locator", "reason", "raw"]].to_numpy().tolist()))
        cells = {name: frame.astype(object).where(frame.notna(), None).to_dict("list") for name, frame in tables.items()}
        found.append((cells, {name: frame.dtypes.to_dict() for name, frame in tables.items()}, aside, source.rows_read, source.mapping))
    return found


@st.composite
def texts(draw: st.DrawFn, fields: dict[str, list[str]]) -> str:
    head = draw(st.permutations(list(fields))) if draw(st.booleans()) else list(fields)
    tame = draw(st.booleans())
    rows = [
        [draw(st.sampled_from(fields[name][:1] if tame and name != "报关单号" else fields[name])) for name in head]
        for _ in range(draw(st.integers(1, 7)))
    ]
    rows += draw(st.lists(st.sampled_from([["合计", *[""] * (len(head) - 1)], head, [""] * len(head), head[:3]]), max_size=2))
    rows = draw(st.permutations(rows))
    return "\n".join(",".join(row) for row in [head, *rows])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.one_of(texts(FIELDS).map(lambda text: (read_declarations, text)), texts(PAYMENTS).map(lambda text: (read_transfers, text))))
def test_facts_are_the_same_both_ways(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, case: tuple[Reader, str]) -> None:
    reader, text = case
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    by_columns, by_rows = facts(reader, path, monkeypatch)
    assert by_columns == by_rows


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
    monkeypatch.setattr(cut_lines, "_LEAST_BYTES", 0)
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n3\n4,5,6\n7,8\n", encoding="utf-8")
    from toolkit.sources.opening import open_source

    taken = columns.take_columns(open_source(path))
    assert taken is not None
    assert taken.frame["locator"].tolist() == ["line=2", "line=5"]
    assert taken.aside == [(3, "source_field_count", "3"), (4, "source_field_count", "4\t5\t6")]
    path.write_text('a,b\n1,"two\nlines"\n', encoding="utf-8")
    assert columns.take_columns(open_source(path)) is None
