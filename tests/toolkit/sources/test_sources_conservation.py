"""Rows in are rows kept and rows set aside, whatever stands in them; rows are counted by another parser."""

import csv
import io
import tempfile
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolkit.errors import TidewaiterError
from toolkit.sources import read_declarations, read_positions, read_table, read_texts, recognise
from toolkit.tables import Source

modest = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), include_characters='\n",;\t=合计'), max_size=12)
HEADERS = ["报关单号", "商品编号", "毛重(千克)", "申报日期", "收货人"]


def account(source: Source) -> tuple[int, int]:
    """Give rows read and rows kept; fail where the account does not balance or a place repeats."""
    assert source.quarantine is not None
    assert source.rows_read == source.rows_kept + len(source.quarantine)
    assert source.quarantine["locator"].is_unique
    return source.rows_read, source.rows_kept


@modest
@given(st.lists(st.lists(CELL, min_size=5, max_size=5), min_size=1, max_size=8), st.sampled_from(["utf-8", "utf-16", "gb18030"]))
def test_every_record_of_a_csv_is_kept_or_set_aside(rows: list[list[str]], encoding: str) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, quoting=csv.QUOTE_ALL).writerows([HEADERS, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(buffer.getvalue().encode(encoding))
        (Path(folder) / "utf8.csv").write_text(buffer.getvalue(), encoding="utf-8", newline="")
        counted = (
            duckdb.read_csv(
                f"{folder}/utf8.csv",
                header=True,
                delimiter=",",
                quotechar='"',
                escapechar='"',
                columns=dict.fromkeys(("a", "b", "c", "d", "e"), "varchar"),
                auto_detect=False,
                parallel=False,
            )
            .count("*")
            .fetchall()[0]
        )
        tables, source = read_declarations(path)
    read, kept = account(source)
    assert read == counted[0] == len(rows)
    assert kept == len(tables["goods"])


@modest
@given(st.lists(st.lists(CELL.filter(lambda text: not text.startswith("=")), min_size=5, max_size=5), max_size=8))
def test_every_row_of_a_workbook_is_kept_or_set_aside(rows: list[list[str]]) -> None:
    book = openpyxl.Workbook()
    for row in [HEADERS, *rows]:
        book.active.append(row)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.xlsx"
        book.save(path)
        counted = sum(
            any(str(cell).strip() for cell in row if cell is not None)
            for row in openpyxl.load_workbook(path).active.iter_rows(min_row=2, values_only=True)
        )
        tables, source = read_declarations(path)
    read, kept = account(source)
    assert read == counted
    assert kept == len(tables["goods"])


@modest
@given(st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=8))
def test_every_row_of_a_parquet_file_is_kept_or_set_aside(rows: list[list[str]]) -> None:
    table = pa.table({header: pa.array([row[i] for row in rows], pa.string()) for i, header in enumerate(HEADERS)})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.parquet"
        pq.write_table(table, path)
        counted = duckdb.read_parquet(str(path)).count("*").fetchall()[0]
        _, source = read_declarations(path)
    assert account(source)[0] == counted[0]


LINE = st.one_of(
    st.just("!AIVDM,1,1,,A,33P;Tw0tjBQO22:E7dm66DrB20UP,0*2E"),
    st.just("!AIVDM,2,1,3,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C"),
    st.just("!AIVDM,2,2,3,A,88888888880,2*25"),
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=60),
)


@modest
@given(st.lists(LINE, max_size=12))
def test_every_line_of_a_receiver_log_is_kept_or_set_aside(lines: list[str]) -> None:
    lines = ["!AIVDM,1,1,,A,33P;Tw0tjBQO22:E7dm66DrB20UP,0*2E", *lines]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.nmea"
        path.write_text("\n".join(lines), encoding="ascii")
        tables, source = read_positions(path)
    read, kept = account(source)
    assert read == sum(bool(line.strip()) for line in lines)
    assert len(tables["positions"]) <= kept


@modest
@given(st.text(max_size=300))
def test_every_paragraph_is_kept_or_set_aside(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.txt"
        path.write_bytes(("begin\n\n" + text).encode("utf-8", "replace"))
        try:
            tables, source = read_texts(path)
        except TidewaiterError:
            return
    assert account(source)[1] == len(tables["texts"])


AWKWARD = st.one_of(
    st.binary(max_size=400),
    st.builds(
        bytes.__add__,
        st.sampled_from([b"PK\x03\x04", b"PAR1", b"\x1f\x8b\x08", b"II*\x00", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"<?xml "]),
        st.binary(max_size=200),
    ),
)


def assert_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(content)
        for read in (recognise, read_table, read_positions, read_texts):
            try:
                found = read(path)
            except TidewaiterError:
                continue
            if isinstance(found, tuple):
                source = found[1]
                assert source.rows_read == source.rows_kept + source.rows_quarantined


@settings(max_examples=60, deadline=None)
@given(AWKWARD)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert_read_or_refused(content)


@pytest.mark.stress
@settings(max_examples=10_000, deadline=None)
@given(AWKWARD)
def test_ten_thousand_files_of_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert_read_or_refused(content)
