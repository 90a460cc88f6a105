"""Rules about the pictures themselves: one filed for two containers, or one that shows a load where none was declared."""

from collections.abc import Iterator

from toolkit.ids import parse_ref
from toolkit.leads.rule import SOLID, Draft, reweigh
from toolkit.tables import Tables, each_row

__all__ = ["find_loads_against_declaration", "find_reused_images"]


def find_reused_images(tables: Tables) -> Iterator[Draft]:
    """One scan image is filed for two containers, altered or not.

    A clerk's copy or an export under a wrong number gives the same picture: ask for the image as the scanner stored it.
    """
    yield from _draft_by_container(tables, "scan_reused")


def find_loads_against_declaration(tables: Tables) -> Iterator[Draft]:
    """A container was declared empty and its scan shows a load, or declared loaded and its scan shows none.

    Light goods can show as nothing, and dunnage or a lining as a load: the picture says where to look, not what lies there.
    """
    yield from _draft_by_container(tables, "scan_empty")


def _draft_by_container(tables: Tables, kind: str) -> Iterator[Draft]:
    """Draft one lead for each container of the scans that checks of a kind speak of, with what all of them say."""
    checks, scans = tables["checks"], tables["scans"].dropna(subset=["container_id"])
    container = dict(zip(scans["scan_id"], scans["container_id"].astype("str"), strict=True))
    drafts: dict[str, Draft] = {}
    for row in each_row(checks[(checks["kind"] == kind) & checks["outcome"].isin(["above", "below"])]):
        reasons = [reweigh(reason, 0.0 if place else SOLID) for place, reason in enumerate(row.reasons)]
        for scan in dict.fromkeys(parse_ref(ref).key for ref in row.refs if parse_ref(ref).table == "scans"):
            subject = container.get(scan, scan)
            draft = drafts.setdefault(subject, Draft(subject, []))
            draft.reasons.extend(reason for reason in reasons if reason not in draft.reasons)
            draft.against.extend(reason for reason in row.against if reason not in draft.against)
            draft.refs.extend(row.refs)
    yield from (drafts[subject] for subject in sorted(drafts))
