"""Rules about parties: who is on a list, who took over from whom."""

from collections.abc import Iterator

from toolkit.ids import make_ref
from toolkit.leads.rule import SOLID, WEAK, Draft, reweigh
from toolkit.tables import Tables, each_row, make_reason

__all__ = ["find_listed_parties", "find_successors"]

LEAST_SCORE = 0.92
"""Below this a name is too far from an entry to be worth a person's time; names of that likeness are common."""


def find_listed_parties(tables: Tables) -> Iterator[Draft]:
    """A party's name resembles an entry of a watchlist.

    A name alone never makes two parties one: birth dates, places and numbers decide, and common names are shared by many.
    """
    hits = tables["hits"]
    for query_id, rows in hits[hits["score"] >= LEAST_SCORE].groupby("query_id", sort=True):
        best = rows.sort_values(["rank", "hit_id"]).iloc[0]
        by_identifier = any(reason["code"] in _IDENTIFYING for reason in best["reasons"])
        is_said = by_identifier or any(reason["code"] in _SAID for reason in (*best["reasons"], *best["against"]))
        refs = [make_ref("records", str(query_id), column="name"), make_ref("records", best["entry_id"], column="name")]
        weight = SOLID if by_identifier else WEAK
        code = "list_identifier_agrees" if by_identifier else "list_name_resembles"
        reason = make_reason(code, weight=weight, refs=refs, score=float(best["score"]), n=len(rows))
        against = [*best["against"], *([] if is_said else [make_reason("name_only")])]
        explained = [reweigh(r, 0.0) for r in best["reasons"]]
        yield Draft(str(query_id), [reason, *explained], against, [*refs, *best["refs"]])


_IDENTIFYING = {"identifier_agrees", "shared_identifier"}
_SAID = {"name_only", "same_birth_date"}
"""With these among its reasons, a hit says itself whether more than the name agrees."""


def find_successors(tables: Tables) -> Iterator[Draft]:
    """A company ended, and another began soon after with the same phone, address or director.

    Firms are reorganised lawfully every day: the lead says who to ask, not that anything was evaded.
    """
    for row in each_row(tables["links"]):
        codes = {reason["code"] for reason in (*row.reasons, *row.against)}
        if "successor_of" in codes:
            found = [reason for reason in (*row.reasons, *row.against) if reason["code"] == "successor_of"]
            rest = [reason for reason in row.reasons if reason["code"] != "successor_of"]
            lead = reweigh(found[0], SOLID)
            against = [make_reason("successor_may_be_lawful"), *[r for r in row.against if r["code"] != "successor_of"]]
            yield Draft(str(row.link_id), [lead, *(reweigh(r, 0.0) for r in rest)], against, list(row.refs))
