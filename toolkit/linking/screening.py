"""Names held against a list: candidates for a person to judge, each with the form that matched."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

import pandas as pd

from toolkit import names
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_id, make_ref
from toolkit.linking.contradictions import find_contradictions
from toolkit.linking.dates import read_dates
from toolkit.linking.door import check_records, check_share, check_top
from toolkit.linking.explain import explain_alignment
from toolkit.linking.families import READ_AS
from toolkit.linking.likeness import differ_by_slips, fold_words, may_reach, weigh_form, weigh_words
from toolkit.linking.screened import Form, Party, gather_parties
from toolkit.linking.shortlist import build_shortlist
from toolkit.linking.validity import judge_listing, read_day
from toolkit.tables import Reason, make_reason, make_table

__all__ = ["METHOD", "THRESHOLD", "screen_names"]

METHOD = "linking.screening/2"
THRESHOLD = 0.87
"""The lowest at which, of some 3,000 persons who are on no list, at most one in a thousand meets an entry of any of three lists (of
730, 2,280 and 4,620 persons under 3,100 to 12,400 names). Of 3,000 others 0, 1 and 2 then did. Fixed on the first half, see
tests/real/test_real_screening.py."""
_SHORTLISTED = 12
_FULL_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
"""A year of birth that agrees is shared by too many to lift the warning of homonyms."""
_Match = tuple[float, names.Alignment, Form, Form]
"""Score, alignment, the form that was asked for, and the form on the list."""


def screen_names(
    queries: pd.DataFrame,
    watchlist: pd.DataFrame,
    top: int = 5,
    *,
    threshold: float = THRESHOLD,
    at: str | date | None = None,
) -> pd.DataFrame:
    """Find the entries of a list whose names resemble the names of records.

    Every name and alias of a record is compared with every name and alias of the entries that are spelled alike or share rare
    words, their sounds, or an identifier with it; persons with persons, companies with companies, vessels with vessels, a
    LegalEntity with persons and companies. Words that only one side has lower the score: EMMA LLC is not EMMA GOLD LLC. Rows of
    role ``alias`` (``alt.csv`` of OFAC) lead to the entry whose ``ofac_uid`` they bear. Aliases that a list calls weak count less.

    Args:
        queries: a ``records`` table.
        watchlist: a ``records`` table of listed parties.
        top: how many entries to show for a record at most.
        threshold: lowest score to show, 0..1.
        at: a date, an instant with its zone, or ISO text; says of each entry whether it was listed on that day (``dates.listed``
            and ``dates.ended``). Entries that were not are shown all the same, with the reason in ``against``.

    Returns:
        A ``hits`` table, best first for each ``query_id``. ``score`` says how alike the names are; 1 needs equal words in one
        script, so a part of a name never reaches it. A hit resting on the name alone says so in ``against``, with how many
        entries and how many of the records bear it; so do contradictions of identifiers and dates, other countries, another
        gender, and a listing that does not cover the day.

    Raises:
        TableError: a table lacks a required column, repeats an id or holds an unknown kind.
        ArgumentError: ``top`` is below 1, ``threshold`` is not between 0 and 1, or ``at`` is no day.

    >>> import pandas as pd
    >>> listed = pd.DataFrame({"record_id": ["w1", "w2"], "name": ["EMMA GOLD LLC", "IVANOV, Ivan"], "kind": ["Company", "Person"]})
    >>> asked = pd.DataFrame({"record_id": ["q1"], "name": ["Иван Иванов"], "kind": ["Person"]})
    >>> here = {"source_id": "s", "locator": "line=1"}
    >>> screen_names(asked.assign(**here), listed.assign(**here))[["query_id", "entry_id", "score"]].values.tolist()
    [['q1', 'w2', 0.97]]
    """
    check_top(top)
    check_share("threshold", threshold)
    day = None if at is None else read_day(at)
    check_records(queries)
    check_records(watchlist)
    asked, listed = gather_parties(queries), gather_parties(watchlist)
    entries = {entry.record_id: entry for entry in listed}
    matches = _match_names(asked, listed, threshold, max(_SHORTLISTED, 2 * top))
    same = _match_identifiers(asked, listed)
    rates = (_count_bearers(asked), _count_bearers(listed))
    rows: list[dict[str, object]] = []
    for query in asked:
        best, shared = matches.get(query.record_id, {}), same.get(query.record_id, {})
        scores = {entry_id: match[0] for entry_id, match in best.items()} | dict.fromkeys(shared, 1.0)
        order = sorted(scores, key=lambda entry_id: (-scores[entry_id], entry_id not in shared, entry_id))[:top]
        for rank, entry_id in enumerate(order, start=1):
            pair = _Pair(query, entries[entry_id], best.get(entry_id), shared.get(entry_id))
            reasons, against = _explain(pair, rates, day)
            rows.append(
                {
                    "hit_id": make_id("hit", query.record_id, entry_id),
                    "query_id": query.record_id,
                    "entry_id": entry_id,
                    "rank": rank,
                    "score": scores[entry_id],
                    "method": METHOD,
                    "reasons": reasons,
                    "against": against,
                    "refs": sorted({ref for reason in (*reasons, *against) for ref in reason["refs"]}),
                }
            )
    return make_table(rows, "hits")


@dataclass(frozen=True, slots=True)
class _Pair:
    """Who was asked about, an entry, and what brought them together."""

    query: Party
    entry: Party
    match: _Match | None
    identifier: tuple[str, str] | None


def _group_forms(parties: Sequence[Party], family: str) -> list[list[tuple[str, Form]]]:
    """Group the forms of one family that are read alike: the same words and characters, in one script; companies as written."""
    groups: dict[tuple[object, ...], list[tuple[str, Form]]] = defaultdict(list)
    for party in parties:
        for form in party.forms:
            name = form.name
            if name.kind == family:
                written = fold_words(name.text) if family == "company" else ""
                groups[name.script, name.words, name.runs, written].append((party.record_id, form))
    return list(groups.values())


def _match_names(asked: Sequence[Party], listed: Sequence[Party], threshold: float, keep: int) -> dict[str, dict[str, _Match]]:
    """Find, for each record, the entries whose names reach the threshold, each with its best pair of forms."""
    found: dict[str, dict[str, _Match]] = defaultdict(dict)
    for family in names.KINDS:
        wanted, known = _group_forms(asked, family), _group_forms(listed, family)
        ready = [bearers[0][1].name for bearers in known]
        wished = [bearers[0][1].name for bearers in wanted]
        candidates = list(build_shortlist(ready).find(wished, keep))
        if family == "company":
            further = build_shortlist(ready, as_written=True).find(wished, keep)
            candidates = [list(dict.fromkeys([*one, *other])) for one, other in zip(candidates, further, strict=True)]
        for bearers, shortlisted in zip(wanted, candidates, strict=True):
            name = bearers[0][1].name
            for place in shortlisted:
                other = ready[place]
                if not may_reach(name, other, threshold):
                    continue
                alignment = names.align_names(name, other)
                likeness = weigh_words(name, other, alignment)
                if likeness < threshold and family == "person":
                    continue
                for (query_id, own), (entry_id, form) in product(bearers, known[place]):
                    score = weigh_form(likeness, own.name, form.name, weak=form.weak)
                    best = found[query_id].get(entry_id)
                    if score >= threshold and (best is None or score > best[0]):
                        found[query_id][entry_id] = (score, alignment, own, form)
    return found


def _match_identifiers(asked: Sequence[Party], listed: Sequence[Party]) -> dict[str, dict[str, tuple[str, str]]]:
    """Find the entries that share a number which one holder alone has."""
    bearers: dict[tuple[str, str], list[Party]] = defaultdict(list)
    for entry in listed:
        for scheme, values in entry.identifiers.items():
            if scheme in IDENTIFIERS and not IDENTIFIERS[scheme].shared:
                for value in values:
                    bearers[scheme, value].append(entry)
    found: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for query in asked:
        for scheme, values in sorted(query.identifiers.items()):
            for value in sorted(values):
                for entry in bearers.get((scheme, value), ()):
                    if set(READ_AS[query.kind]) & set(READ_AS[entry.kind]):
                        found[query.record_id].setdefault(entry.record_id, (scheme, value))
    return found


def _count_bearers(parties: Sequence[Party]) -> Counter[tuple[str, str]]:
    return Counter(bearer for party in parties for bearer in {(form.name.kind, form.name.key) for form in party.forms})


def _explain(
    pair: _Pair, rates: tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]], day: str | None
) -> tuple[list[Reason], list[Reason]]:
    query, entry = pair.query, pair.entry
    reasons: list[Reason] = []
    against: list[Reason] = []
    if pair.identifier:
        scheme, value = pair.identifier
        reasons.append(make_reason("shared_identifier", refs=_refs(pair, f"identifiers.{scheme}"), scheme=scheme, value=value))
    if pair.match:
        score, alignment, own, form = pair.match
        refs = [make_ref("records", own.record_id, column=own.column), make_ref("records", form.record_id, column=form.column)]
        code = "alias_matched" if form.alias else "form_matched"
        reasons.append(make_reason(code, refs=refs, query=own.name.text, form=form.name.text, score=score))
        if differ_by_slips(own.name, form.name):
            reasons.append(make_reason("letters_alike", refs=refs, left=fold_words(own.name.text), right=fold_words(form.name.text)))
        for_names, against_names = explain_alignment(own.name, form.name, alignment, refs)
        reasons.extend(for_names)
        against.extend(against_names)
        if form.weak:
            against.append(make_reason("weak_alias", refs=refs[1:], form=form.name.text))
    births = _agreeing(read_dates(query.dates.get("birth")), read_dates(entry.dates.get("birth")))
    if births:
        reasons.append(make_reason("same_birth_date", refs=_refs(pair, "dates.birth"), value=births[0]))
    if pair.match and not pair.identifier and not any(_FULL_DATE.match(birth) for birth in births):
        against.extend(_warn_of_homonyms(pair, pair.match, rates))
    against.extend(_differ(pair))
    forms = (tuple(form.name for form in query.forms), tuple(form.name for form in entry.forms))
    ids = (query.record_id, entry.record_id)
    against.extend(find_contradictions(ids, (query.identifiers, entry.identifiers), (query.dates, entry.dates), forms, slips=False))
    if day:
        listing = judge_listing(entry, day)
        (reasons if listing["code"] == "listed_on_day" else against).append(listing)
    return reasons, against


def _warn_of_homonyms(pair: _Pair, match: _Match, rates: tuple[Counter[tuple[str, str]], Counter[tuple[str, str]]]) -> list[Reason]:
    _, _, own, form = match
    asked, listed = rates[0][own.name.kind, own.name.key], rates[1][form.name.kind, form.name.key]
    refs = _refs(pair, "name")
    return [make_reason("name_only", refs=refs), make_reason("name_bearers", refs=refs, entries=listed, records=asked, form=form.name.text)]


def _differ(pair: _Pair) -> list[Reason]:
    """Say what differs without excluding that both are one: a person moves, a flag changes, a field is filled in wrongly."""
    query, entry = pair.query, pair.entry
    found = []
    apart = query.countries and entry.countries and query.countries.isdisjoint(entry.countries)
    if apart and "vessel" not in READ_AS[query.kind]:
        left, right = (", ".join(sorted(party.countries)) for party in (query, entry))
        found.append(make_reason("countries_differ", refs=_refs(pair, "country"), left=left, right=right))
    if query.gender and entry.gender and query.gender != entry.gender:
        found.append(make_reason("genders_differ", refs=_refs(pair, "extra"), left=query.gender, right=entry.gender))
    return found


def _refs(pair: _Pair, column: str) -> list[str]:
    return [make_ref("records", party.record_id, column=column) for party in (pair.query, pair.entry)]


def _agreeing(left: Sequence[str], right: Sequence[str]) -> list[str]:
    """Give what moments agree on, the most exact first: 1970-05-01 and 1970 agree on 1970."""
    agreed = {min(a, b, key=len) for a in left for b in right if a.startswith(b) or b.startswith(a)}
    return sorted(agreed, key=lambda moment: (-len(moment), moment))
