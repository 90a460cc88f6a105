"""Rules about the pictures themselves: one filed for two containers, or one that shows a load where none was declared."""

from collections.abc import Iterator

from toolkit.leads.rule import SOLID, Draft, reweigh
from toolkit.tables import Tables, each_row

__all__ = ["find_loads_not_declared", "find_reused_images"]


def find_reused_images(tables: Tables) -> Iterator[Draft]:
    """One scan image is filed for two containers, altered or not.

    A clerk's copy or an export under a wrong number gives the same picture: ask for the image as the scanner stored it.
    """
    yield from _from_checks(tables, "scan_reused")


def find_loads_not_declared(tables: Tables) -> Iterator[Draft]:
    """A container was declared empty and its scan shows a load, or declared loaded and its scan shows none.

    Light goods can show as nothing, and dunnage or a lining as a load: the picture says where to look, not what lies there.
    """
    yield from _from_checks(tables, "scan_empty")


def _from_checks(tables: Tables, kind: str) -> Iterator[Draft]:
    checks, scans = tables["checks"], tables["scans"].dropna(subset=["container_id"])
    container = dict(zip(scans["scan_id"], scans["container_id"].astype("str"), strict=True))
    for row in each_row(checks[(checks["kind"] == kind) & checks["outcome"].isin(["above", "below"])]):
        reasons = [reweigh(reason, 0.0 if place else SOLID) for place, reason in enumerate(row.reasons)]
        yield Draft(container.get(str(row.subject_id), str(row.subject_id)), reasons, list(row.against), list(row.refs))
