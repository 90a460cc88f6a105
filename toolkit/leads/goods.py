"""Rules about declared goods: what the scan, the laboratory, the price and the weight say."""

from collections.abc import Iterator

import pandas as pd

from toolkit.ids import make_ref
from toolkit.leads.rule import AGAINST_SOLID, SOLID, WEAK, Draft, reweigh
from toolkit.tables import Reason, Tables, each_row, make_reason

__all__ = ["find_impossible_weights", "find_low_prices", "find_wrong_goods", "find_wrong_totals"]


def find_wrong_goods(tables: Tables) -> Iterator[Draft]:
    """A container's scan resembles other goods than declared, or the laboratory found waste where a product was declared.

    A resemblance is not an identification: contamination, grade and permits do not show in a scan. The laboratory speaks for
    its sample only.
    """
    by_scan = _scan_grounds(tables)
    by_laboratory = _laboratory_grounds(tables)
    for container in sorted(by_scan.keys() | by_laboratory.keys()):
        scan = by_scan.get(container, ([], [], []))
        laboratory = by_laboratory.get(container, ([], [], []))
        if any(reason["weight"] >= WEAK for reason in (*scan[0], *laboratory[0])):
            yield Draft(container, scan[0] + laboratory[0], scan[1] + laboratory[1], scan[2] + laboratory[2])


_Grounds = dict[str, tuple[list[Reason], list[Reason], list[str]]]


def _scan_grounds(tables: Tables) -> _Grounds:
    checks = tables["checks"]
    grounds: _Grounds = {}
    for row in each_row(checks[checks["kind"] == "scan_mismatch"]):
        if row.outcome == "below":
            reasons = [reweigh(reason, 0.0 if place else SOLID) for place, reason in enumerate(row.reasons)]
            grounds[str(row.subject_id)] = (reasons, list(row.against), list(row.refs))
        elif row.outcome == "within":
            shown = make_reason("scan_shows_no_difference", refs=row.refs[:1], n=int(row.n))
            grounds[str(row.subject_id)] = ([], [shown], [])
    return grounds


def _laboratory_grounds(tables: Tables) -> _Grounds:
    samples, goods = tables["samples"], tables["goods"]
    declared = goods.dropna(subset=["container_id"]).groupby("container_id")
    lines_of = {str(container): lines for container, lines in declared}
    grounds: _Grounds = {}
    for container, rows in samples.dropna(subset=["container_id"]).groupby("container_id"):
        lines = lines_of.get(str(container))
        reasons: list[Reason] = []
        against: list[Reason] = []
        for row in each_row(rows):
            refs = [make_ref("samples", row.sample_id, column="result"), *_declared_refs(lines)]
            said = {"no": str(row.sample_no), "result": str(row.result)}
            if row.conclusion == "waste" and not _declared_as_waste(lines):
                reasons.append(make_reason("laboratory_found_waste", weight=SOLID, refs=refs, **said))
            elif row.conclusion == "product":
                against.append(make_reason("laboratory_found_product", weight=AGAINST_SOLID, refs=refs, **said))
        grounds[str(container)] = (reasons, against, [])
    return grounds


def _declared_as_waste(lines: pd.DataFrame | None) -> bool:
    return lines is not None and bool(lines["hs"].str.startswith("3915").all())


def _declared_refs(lines: pd.DataFrame | None) -> list[str]:
    return [] if lines is None else [make_ref("goods", goods_id, column="hs") for goods_id in lines["goods_id"]]


def find_low_prices(tables: Tables) -> Iterator[Draft]:
    """A price per kilogram lies below the range of peers of the same goods, grade, origin, currency and month.

    Quality, discounts and a unit typed wrong explain most of these: a low price is a reason to read the invoice.
    """
    yield from _from_checks(tables, "unit_price", "below")


def find_impossible_weights(tables: Tables) -> Iterator[Draft]:
    """More weight is declared for one container than any container may have.

    Most often a unit was typed wrong; the declaration has to be corrected either way.
    """
    yield from _from_checks(tables, "weight", "above")


def find_wrong_totals(tables: Tables) -> Iterator[Draft]:
    """A total that the file states differs from the sum of its rows.

    Rows that were set aside, and rounding, explain many of these.
    """
    yield from _from_checks(tables, "control_total", "below", "above")


def _from_checks(tables: Tables, kind: str, *outcomes: str) -> Iterator[Draft]:
    checks = tables["checks"]
    for row in each_row(checks[(checks["kind"] == kind) & checks["outcome"].isin(outcomes)]):
        yield Draft(str(row.subject_id), [reweigh(reason, WEAK) for reason in row.reasons], list(row.against), list(row.refs))
