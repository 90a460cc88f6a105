"""The inventory of a folder as a person reads it: a line a file, what is in it, its dates, and what wants attention."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.tables import each_row
from toolkit.wording import codes, make_visible, say_label

if TYPE_CHECKING:
    from toolkit.tables import Row

__all__ = ["show_inventory", "tell_dates", "tell_notes"]

_COUNTS = ("totals", "set_aside", "damaged_ids", "hidden", "struck", "ambiguous_dates")
_COLUMNS = ("file", "what", "rows", "dates", "zones", "languages", "notes")
_DAY = 10


def show_inventory(inventory: pd.DataFrame, *, language: str = "en") -> pd.DataFrame:
    r"""Turn what :func:`toolkit.sources.look` gives into a table to read: words for codes, and whatever is wrong in one column.

    Scans of one folder that nothing is wrong with are one line, told by their number.

    Args:
        inventory: the table of ``look``.
        language: ``"en"`` or ``"zh"``.

    Returns:
        A row a file (or a folder of scans), headed in that language: file, what it is, rows, dates, what is known of its zones,
        languages, notes.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from toolkit.sources import look
    >>> with TemporaryDirectory() as home:
    ...     _ = (Path(home) / "goods.xls").write_text("报关单号,商品编号\n1,390110\n合计,\n", encoding="utf-8")
    ...     show_inventory(look(home, progress=False))[["what it is", "rows", "to look at"]].to_numpy().tolist()
    [['declarations (text)', 1, '1 rows of totals']]
    """
    rows = [_tell_file(row, language) for row in each_row(inventory[~_is_plain_scan(inventory)])]
    scans = inventory[_is_plain_scan(inventory)]
    for folder, count in Counter(str(path).rpartition("/")[0] for path in scans["path"]).items():
        name = f"{folder}/" if folder else "./"
        rows.append([name, say_label("look_scans", language=language, n=f"{count:,}"), 0, "", "", "", ""])
    rows.sort(key=lambda row: str(row[0]))
    return pd.DataFrame(rows, columns=[say_label(f"look_head_{name}", language=language) for name in _COLUMNS])


def _is_plain_scan(inventory: pd.DataFrame) -> "pd.Series[bool]":
    return inventory["layout"].eq("scan_image") & inventory["problem"].eq("") & inventory["same_as"].isna() & inventory["rows"].eq(0)


def _tell_file(row: "Row", language: str) -> list[object]:
    layout = _word("layout", row.layout, language)
    what = f"{layout} ({row.kind})" if layout else row.kind
    zones = _words("zones", row.zones, language)
    return [
        make_visible(row.path),
        what,
        row.rows,
        tell_dates(row),
        zones,
        _words("language", row.languages, language),
        "; ".join(tell_notes(row, language)),
    ]


def tell_dates(row: "Row") -> str:
    """Give the first and last day of one row of the inventory, or nothing where it has no dates."""
    return "" if pd.isna(row.first) else " – ".join(dict.fromkeys((str(row.first)[:_DAY], str(row.last)[:_DAY])))


def _words(group: str, names: str, language: str) -> str:
    return ", ".join(_word(group, name, language) for name in names.split(", ") if name)


def _word(group: str, name: str, language: str) -> str:
    code = f"look_{group}_{name.replace('-', '_').lower()}"
    return say_label(code, language=language) if code in codes() else name


def tell_notes(row: "Row", language: str = "en") -> Iterator[str]:
    """Tell what wants attention in one row of the inventory, the counts first and why it cannot be read last."""
    for name in _COUNTS:
        if count := getattr(row, name):
            yield say_label(f"look_{name}", language=language, n=f"{count:,}")
    if row.password:
        yield say_label("look_password", language=language)
    for name in ("same_as", "same_rows_as"):
        if isinstance(other := getattr(row, name), str):
            yield say_label(f"look_{name}", language=language, name=repr(make_visible(other)))
    if row.problem:
        yield say_label("look_problem", language=language, problem=make_visible(row.problem))
