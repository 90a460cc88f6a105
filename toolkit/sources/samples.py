"""Results of laboratories."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from toolkit.ids import make_ids
from toolkit.sources.extras import read_extras
from toolkit.sources.intake import Intake
from toolkit.tables import Source, Tables

__all__ = ["read_samples"]

_UNDETERMINED = ("无法", "不能", "待定", "未定", "undetermined", "inconclusive", "pending")
_PRODUCT = (
    "非固体废物",
    "不属于固体废物",
    "不是固体废物",
    "非废物",
    "不属于废物",
    "合格",
    "再生颗粒",
    "产品",
    "product",
    "not waste",
    "no waste",
    "regranulate",
)
_WASTE = ("固体废物", "废物", "废塑料", "禁止进口", "waste")


def read_samples(source: Source | str | Path, *, mapping: Mapping[str, object] | None = None) -> tuple[Tables, Source]:
    """Read laboratory results from CSV, xlsx or Parquet.

    Args:
        source: a source or the path of a file.
        mapping: ``{field: header or column}``; overrides what the headers say.

    Returns:
        ``(tables, source)``: ``samples``; ``conclusion`` is ``waste`` or ``product`` where the wording says so, ``undetermined``
        where it says neither; ``conclusion_original`` keeps the words.

    Raises:
        SourceError: the file holds no such results, or is damaged.
        EvidenceError: it is not the file that was recorded.
    """
    intake = Intake(source, "samples", mapping=mapping)
    intake.drop(intake.field("sample_no").isna(), "source_no_sample_number")
    taken, _ = intake.moments("taken_at")
    source_id = intake.source.source_id
    frame = pd.DataFrame(
        {
            "sample_id": make_ids("sample", source_id, intake.frame["locator"].tolist()),
            "source_id": source_id,
            "locator": intake.frame["locator"],
            "sample_no": intake.field("sample_no"),
            "container_id": intake.containers(),
            "taken_at": pd.Series(taken, dtype="str"),
            "laboratory": intake.field("laboratory"),
            "result": intake.field("result"),
            "conclusion": [read_conclusion(text) for text in intake.texts("conclusion")],
            "conclusion_original": intake.field("conclusion"),
        }
    )
    names = ("sample_no", "container_id", "taken_at", "laboratory", "result", "conclusion")
    frame["extra"] = pd.Series(read_extras(intake), dtype="object")
    return Tables({"samples": frame}), intake.close({"samples": {n: n for n in names}})


def read_conclusion(text: str | None) -> str | None:
    """Read the words of a conclusion; a denial goes before what it denies.

    >>> read_conclusion("属于固体废物"), read_conclusion("不属于固体废物"), read_conclusion("无法判断是否废物")
    ('waste', 'product', 'undetermined')
    """
    if not text:
        return None
    words = text.casefold()
    for conclusion, phrases in (("undetermined", _UNDETERMINED), ("product", _PRODUCT), ("waste", _WASTE)):
        if any(phrase in words for phrase in phrases):
            return conclusion
    return "undetermined"
