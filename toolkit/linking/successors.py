"""Companies that follow one another: another code, the same telephone, address, director.

A successor is **not** the same company; its debts, licences and penalties may differ. It is shown as a link of its own
kind, in conflict, so that nobody merges the two by accident.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import numpy as np
import pandas as pd

from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_id, make_ref
from toolkit.linking.addresses import address_key, split_address
from toolkit.linking.contradictions import share_lifelong
from toolkit.linking.dates import DAY, read_dates
from toolkit.linking.evidence import align_best
from toolkit.linking.families import FAMILY_CODES
from toolkit.linking.keys import hash_texts
from toolkit.linking.levels import SOME_CONTACT, count_bearers
from toolkit.linking.parties import Parties, prepare_parties
from toolkit.tables import Reason, check, make_reason, make_table

__all__ = ["METHOD", "find_successors", "pair_successors"]

METHOD = "linking.successors/1"
EARLIEST, LATEST = timedelta(days=-180), timedelta(days=730)
"""The new company is founded from half a year before to two years after the end of the old one."""
_PRIOR = -8.0
_WEIGHTS = {"shared_phone": 6.0, "shared_address": 5.0, "shared_director": 8.0, "shared_director_name": 3.0}
_SIMILAR_NAME = 3.0
_ALIKE = 0.8
_SHOWN = 0.5
_DIRECTING = ("Directorship", "Representation", "Ownership")
_MOST_SEATS = 20
"""A person who directs more companies than this is a nominee or a mistake, and no evidence."""
_WHOLE_COMPANY = "company"


def find_successors(records: pd.DataFrame, relations: pd.DataFrame | None = None) -> pd.DataFrame:
    """Find companies that seem to carry on the business of a dissolved one.

    Both lives must be dated to the day: the one dissolved, the other founded from half a year before that to two years
    after. Shared telephone, address and director weigh for it; what is shared by many does not count.

    Args:
        records: a ``records`` table.
        relations: a ``relations`` table; whoever stands in it as director, representative or owner of both is evidence.

    Returns:
        A ``links`` table of kind ``successor``: ``probability`` is that of the succession, ``conflict`` is always true.
        The first reason, ``successor_of``, names which company came first.

    Raises:
        TableError: a table lacks a required column.

    >>> import pandas as pd
    >>> rows = [
    ...     ("a", "绿源再生资源有限公司", {"phone": ["+8657487654321"]}, {"dissolved": "2023-03-01"}, "宁波市北仑区港口路8号"),
    ...     ("b", "Green Source Ltd", {"phone": ["+8657487654321"]}, {"incorporated": "2023-04-10"}, "宁波市北仑区港口路8号"),
    ... ]
    >>> records = pd.DataFrame(rows, columns=["record_id", "name", "identifiers", "dates", "address"])
    >>> links = find_successors(records.assign(source_id="s", locator="line=1", kind="Company"))
    >>> links["reasons"].iloc[0][0]["values"]["gap_days"]
    40
    """
    check(records, "records", columns=("kind",))
    return pair_successors(prepare_parties(records), relations)


def pair_successors(parties: Parties, relations: pd.DataFrame | None = None) -> pd.DataFrame:
    """Do the work of :func:`find_successors` on records that are prepared already."""
    if not len(parties.of("dissolved_year")):
        return make_table([], "links")
    directors = _read_directors(relations, parties)
    shared = _shared_evidence(parties, directors)
    links = [link for (before, after), reasons in sorted(shared.items()) if (link := _describe(before, after, reasons, parties))]
    return make_table(links, "links")


def _shared_evidence(parties: Parties, directors: dict[str, dict[str, list[str]]]) -> dict[tuple[str, str], list[Reason]]:
    """Collect for each pair of an ended and a begun company what they share."""
    bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
    cells: dict[tuple[str, str, str], str] = {}
    hubs = {aspect: _find_hubs(parties, aspect) for aspect in ("phone", "address")}
    for record_id in _dated_companies(parties):
        phones = sorted(_identifiers(parties, record_id).get("phone", ()))
        address = address_key(split_address(_text(parties, record_id, "address")))
        shared = [
            ("shared_phone", "identifiers.phone", "phone", phones),
            ("shared_address", "address", "address", [address] if address else []),
        ]
        for code, column, aspect, keys in shared:
            for key, hashed in zip(keys, hash_texts(keys).tolist(), strict=True):
                if hashed not in hubs[aspect]:
                    bearers[code, key].append(record_id)
                    cells[code, key, record_id] = make_ref("records", record_id, column=column)
        for key, refs in directors.get(record_id, {}).items():
            code = "shared_director_name" if key.startswith("name:") else "shared_director"
            bearers[code, key].append(record_id)
            cells[code, key, record_id] = refs[0]
    found: dict[tuple[str, str], list[Reason]] = defaultdict(list)
    for (code, key), ids in sorted(bearers.items()):
        for before, after in _successions(ids, parties):
            values = {"value": key.split(":", 1)[-1]}
            refs = [cells[code, key, before], cells[code, key, after]]
            found[before, after].append(make_reason(code, weight=_WEIGHTS[code], refs=refs, **values))
    return found


def _find_hubs(parties: Parties, aspect: str) -> set[int]:
    keys = parties.of(aspect)
    return set(keys.keys[count_bearers(parties, keys) > SOME_CONTACT].tolist())


def _dated_companies(parties: Parties) -> list[str]:
    """List the companies whose end or beginning is known."""
    rows = np.union1d(parties.of("dissolved_year").rows, parties.of("founded_year").rows)
    return [parties.ids[row] for row in rows.tolist() if parties.family[row] == FAMILY_CODES[_WHOLE_COMPANY]]


def _cell(parties: Parties, record_id: str, column: str) -> object:
    return parties.records[column].iloc[parties.place[record_id]] if column in parties.records.columns else None


def _identifiers(parties: Parties, record_id: str) -> Mapping[str, list[str]]:
    cell = _cell(parties, record_id, "identifiers")
    return cell if isinstance(cell, Mapping) else {}


def _dates(parties: Parties, record_id: str) -> dict[str, str]:
    """Give the first moment of each kind."""
    cell = _cell(parties, record_id, "dates")
    return {kind: told[0] for kind, moments in cell.items() if (told := read_dates(moments))} if isinstance(cell, Mapping) else {}


def _text(parties: Parties, record_id: str, column: str) -> str:
    cell = _cell(parties, record_id, column)
    return cell if isinstance(cell, str) else ""


def _successions(ids: list[str], parties: Parties) -> Iterator[tuple[str, str]]:
    ended = [(i, day) for i in ids if (day := _day(_dates(parties, i).get("dissolved")))]
    begun = [(i, day) for i in ids if (day := _day(_dates(parties, i).get("incorporated")))]
    for before, last in ended:
        for after, first in begun:
            if before != after and EARLIEST <= first - last <= LATEST and not _one_party(before, after, parties):
                yield before, after


def _one_party(a: str, b: str, parties: Parties) -> bool:
    return share_lifelong(_identifiers(parties, a), _identifiers(parties, b))


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:DAY]) if text and len(text) >= DAY else None
    except ValueError:
        return None


def _describe(before: str, after: str, reasons: list[Reason], parties: Parties) -> dict[str, object] | None:
    by_code: dict[str, Reason] = {}
    for reason in reasons:
        by_code.setdefault(reason["code"], reason)
    if "shared_director" in by_code:
        by_code.pop("shared_director_name", None)
    kept = list(by_code.values())
    compared = align_best(parties, (parties.place[before], parties.place[after]))
    name_refs = [make_ref("records", i, column="name") for i in (before, after)]
    if compared and compared[2].score >= _ALIKE and not compared[2].numbers_differ:
        left, right, alignment = compared
        kept.append(
            make_reason("similar_names", weight=_SIMILAR_NAME, refs=name_refs, left=left.text, right=right.text, score=alignment.score)
        )
    probability = 1 / (1 + math.exp2(-(_PRIOR + sum(reason["weight"] for reason in kept))))
    if probability < _SHOWN:
        return None
    dissolved, incorporated = _dates(parties, before)["dissolved"], _dates(parties, after)["incorporated"]
    gap = date.fromisoformat(incorporated[:DAY]) - date.fromisoformat(dissolved[:DAY])
    date_refs = [make_ref("records", before, column="dates.dissolved"), make_ref("records", after, column="dates.incorporated")]
    first = make_reason(
        "successor_of",
        refs=date_refs,
        before=_shown_name(before, parties),
        after=_shown_name(after, parties),
        before_id=before,
        after_id=after,
        dissolved=dissolved,
        incorporated=incorporated,
        gap_days=gap.days,
    )
    left_id, right_id = sorted((before, after))
    return {
        "link_id": make_id("link", "successor", left_id, right_id),
        "left_id": left_id,
        "right_id": right_id,
        "probability": probability,
        "kind": "successor",
        "score_kind": "documented",
        "conflict": True,
        "method": METHOD,
        "reasons": [first, *kept],
        "against": [make_reason("successor_is_another", refs=date_refs)],
        "refs": sorted({ref for reason in (first, *kept) for ref in reason["refs"]}),
    }


def _shown_name(record_id: str, parties: Parties) -> str:
    known = parties.names.of(parties.place[record_id])
    return known[0].text if known else record_id


def _read_directors(relations: pd.DataFrame | None, parties: Parties) -> dict[str, dict[str, list[str]]]:
    """Give each company the keys of those who direct it: an identity number where there is one, else the name."""
    if relations is None or relations.empty:
        return {}
    check(relations, "relations", columns=("kind",))
    directing = relations[relations["kind"].astype("str").isin(_DIRECTING)]
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for relation_id, person, company in zip(directing["relation_id"], directing["from_id"], directing["to_id"], strict=True):
        if person not in parties.place or company not in parties.place:
            continue
        ref = make_ref("relations", relation_id)
        keys = [f"{s}:{value}" for s, values in _identifiers(parties, person).items() for value in sorted(values) if _names_one(s)]
        keys.append(f"record:{person}")
        keys.extend(f"name:{name.key}" for name in parties.names.of(parties.place[person]))
        for key in keys:
            found[company].setdefault(key, []).append(ref)
    seats = Counter(key for keys in found.values() for key in keys)
    return {company: {key: refs for key, refs in keys.items() if seats[key] <= _MOST_SEATS} for company, keys in found.items()}


def _names_one(scheme: str) -> bool:
    return scheme in IDENTIFIERS and (IDENTIFIERS[scheme].lifelong or scheme == "passport")
