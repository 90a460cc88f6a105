"""Names held against a list: candidates for a person to judge, each with the form that matched."""

import math
from collections import defaultdict
from dataclasses import dataclass

import pandas as pd

from toolkit import names
from toolkit.errors import ArgumentError
from toolkit.identifiers import IDENTIFIERS
from toolkit.ids import make_id, make_ref
from toolkit.linking.evidence import find_conflicts
from toolkit.linking.explain import explain_alignment
from toolkit.linking.keys import Parties, prepare_parties
from toolkit.linking.links import check_share
from toolkit.tables import Reason, check, make_reason, make_table

__all__ = ["METHOD", "screen_names"]

METHOD = "linking.screening/1"
_CANDIDATES = 40
"""Forms that are compared in full for each name: those that share the rarest words with it."""
_PREFIX = 4
_MOST_COMMON = 0.1
"""A word that more than this share of a list's names contain finds nobody, in lists of some length."""
_SHORT_LIST = 200


_Match = tuple[names.Alignment, names.PreparedName, names.PreparedName]
"""An alignment, the form that was asked for, and the form on the list."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """Those who are screened, and those who are listed."""

    asked: Parties
    listed: Parties


@dataclass(frozen=True, slots=True)
class _Index:
    """One family of a list: every form of every entry, and which words lead to it."""

    forms: list[tuple[str, names.PreparedName]]
    postings: dict[str, list[int]]
    rarity: dict[str, float]


def screen_names(queries: pd.DataFrame, watchlist: pd.DataFrame, top: int = 5, *, threshold: float = 0.7) -> pd.DataFrame:
    """Find the entries of a list whose names resemble the names of records.

    Every name and alias of a record is compared with every name and alias of the entries that share a word, the sound
    of one, or an identifier with it; persons with persons, companies with companies, vessels with vessels. Words that
    only one side has lower the score: EMMA LLC is not EMMA GOLD LLC.

    Args:
        queries: a ``records`` table.
        watchlist: a ``records`` table of listed parties.
        top: how many entries to show for a record at most.
        threshold: lowest score to show, 0..1.

    Returns:
        A ``hits`` table, best first for each ``query_id``. ``score`` says how alike the names are; 1 needs equal words
        in one script. A hit resting on the name alone says so in ``against``; so does a conflict of identifiers or dates.

    Raises:
        TableError: a table lacks a required column or repeats an id.
        ArgumentError: ``top`` is below 1, or ``threshold`` is not between 0 and 1.

    >>> import pandas as pd
    >>> listed = pd.DataFrame({"record_id": ["w1", "w2"], "name": ["EMMA GOLD LLC", "IVANOV, Ivan"], "kind": ["Company", "Person"]})
    >>> asked = pd.DataFrame({"record_id": ["q1"], "name": ["Иван Иванов"], "kind": ["Person"]})
    >>> here = {"source_id": "s", "locator": "line=1"}
    >>> screen_names(asked.assign(**here), listed.assign(**here))[["query_id", "entry_id", "score"]].values.tolist()
    [['q1', 'w2', 0.97]]
    """
    if top < 1:
        message = f"top={top!r}; ask for at least one entry"
        raise ArgumentError(message)
    check_share("threshold", threshold)
    check(queries, "records", columns=("kind",))
    check(watchlist, "records", columns=("kind",))
    asked, listed = prepare_parties(queries), prepare_parties(watchlist)
    indexes = {family: _build_index(listed, family) for family in names.KINDS}
    by_identifier = _index_identifiers(listed)
    families = dict(zip(asked.frame["record_id"], asked.frame["family"], strict=True))
    listed_families = dict(zip(listed.frame["record_id"], listed.frame["family"], strict=True))
    found_before: dict[tuple[str, str], dict[str, tuple[names.Alignment, names.PreparedName]]] = {}
    rows: list[dict[str, object]] = []
    for query_id, family in families.items():
        best: dict[str, _Match] = {}
        for name in asked.names[query_id]:
            # Names repeat among records; each distinct one is looked up once.
            if (family, name.text) not in found_before:
                found_before[family, name.text] = _search(indexes[family], name)
            for entry_id, (alignment, form) in found_before[family, name.text].items():
                if entry_id not in best or alignment.score > best[entry_id][0].score:
                    best[entry_id] = (alignment, name, form)
        same = {
            entry_id: (scheme, value)
            for scheme, values in sorted(asked.identifiers[query_id].items())
            for value in sorted(values)
            for entry_id in by_identifier.get((scheme, value), ())
            if listed_families[entry_id] == family
        }
        rows.extend(_rank_hits(query_id, best, same, _Sides(asked, listed), (top, threshold)))
    return make_table(rows, "hits")


def _build_index(listed: Parties, family: str) -> _Index:
    ids = listed.frame.loc[listed.frame["family"] == family, "record_id"]
    forms = [(record_id, name) for record_id in ids for name in listed.names[record_id]]
    postings: dict[str, list[int]] = defaultdict(list)
    for at, (_, name) in enumerate(forms):
        for key in _find_keys(name):
            postings[key].append(at)
    limit = max(_SHORT_LIST, _MOST_COMMON * len(forms))
    kept = {key: found for key, found in postings.items() if len(found) <= limit}
    return _Index(forms, kept, {key: math.log(1 + len(forms) / len(found)) for key, found in kept.items()})


def _find_keys(name: names.PreparedName) -> set[str]:
    """Give the keys that lead to a name: sounds of its words, their beginnings, and the whole without spaces."""
    keys = set(name.skeletons)
    keys.update(f"{word[:_PREFIX]}…" for word in name.words if len(word) >= _PREFIX)
    keys.add(f"={name.joined[: 2 * _PREFIX]}")
    return keys


def _search(index: _Index, name: names.PreparedName) -> dict[str, tuple[names.Alignment, names.PreparedName]]:
    reached: dict[int, float] = defaultdict(float)
    for key in sorted(_find_keys(name)):
        rarity = index.rarity.get(key, 0.0)
        for at in index.postings.get(key, ()):
            reached[at] += rarity
    # Among forms that share as much, the shorter one leaves fewer words unmatched.
    order = sorted(reached, key=lambda at: (-reached[at], abs(len(index.forms[at][1].joined) - len(name.joined)), at))
    found: dict[str, tuple[names.Alignment, names.PreparedName]] = {}
    for at in order[:_CANDIDATES]:
        entry_id, form = index.forms[at]
        alignment = names.align_names(name, form)
        if entry_id not in found or alignment.score > found[entry_id][0].score:
            found[entry_id] = (alignment, form)
    return found


def _index_identifiers(listed: Parties) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for record_id, identifiers in listed.identifiers.items():
        for scheme, values in identifiers.items():
            if scheme in IDENTIFIERS and not IDENTIFIERS[scheme].shared:
                for value in values:
                    found[scheme, value].append(record_id)
    return found


def _rank_hits(
    query_id: str,
    best: dict[str, _Match],
    same: dict[str, tuple[str, str]],
    sides: _Sides,
    limits: tuple[int, float],
) -> list[dict[str, object]]:
    top, threshold = limits
    scores = {entry_id: alignment.score for entry_id, (alignment, _, _) in best.items() if alignment.score >= threshold}
    scores.update(dict.fromkeys(same, 1.0))
    order = sorted(scores, key=lambda entry_id: (-scores[entry_id], entry_id))[:top]
    hits = []
    for rank, entry_id in enumerate(order, start=1):
        reasons, against = _explain_hit(query_id, entry_id, best.get(entry_id), same.get(entry_id), sides)
        hits.append(
            {
                "hit_id": make_id("hit", query_id, entry_id),
                "query_id": query_id,
                "entry_id": entry_id,
                "rank": rank,
                "score": scores[entry_id],
                "method": METHOD,
                "reasons": reasons,
                "against": against,
                "refs": sorted({ref for reason in (*reasons, *against) for ref in reason["refs"]}),
            }
        )
    return hits


def _explain_hit(
    query_id: str,
    entry_id: str,
    match: _Match | None,
    same: tuple[str, str] | None,
    sides: _Sides,
) -> tuple[list[Reason], list[Reason]]:
    asked, listed = sides.asked, sides.listed
    reasons: list[Reason] = []
    against: list[Reason] = []
    if same:
        refs = [make_ref("records", i, column=f"identifiers.{same[0]}") for i in (query_id, entry_id)]
        reasons.append(make_reason("shared_identifier", refs=refs, scheme=same[0], value=same[1]))
    if match:
        alignment, asked_form, listed_form = match
        main = listed.names[entry_id][0].text == listed_form.text
        refs = [
            make_ref("records", query_id, column="name" if asked.names[query_id][0].text == asked_form.text else "aliases"),
            make_ref("records", entry_id, column="name" if main else "aliases"),
        ]
        code = "form_matched" if main else "alias_matched"
        reasons.append(make_reason(code, refs=refs, query=asked_form.text, form=listed_form.text, score=alignment.score))
        for_names, against_names = explain_alignment(asked_form, listed_form, alignment, refs)
        reasons.extend(for_names)
        against.extend(against_names)
    birth = asked.dates[query_id].get("birth")
    same_birth = bool(birth and birth == listed.dates[entry_id].get("birth"))
    if same_birth:
        refs = [make_ref("records", i, column="dates.birth") for i in (query_id, entry_id)]
        reasons.append(make_reason("same_birth_date", refs=refs, value=birth))
    if not same and not same_birth:
        against.append(make_reason("name_only", refs=[make_ref("records", i, column="name") for i in (query_id, entry_id)]))
    against.extend(find_conflicts(query_id, entry_id, asked, listed))
    return reasons, against
