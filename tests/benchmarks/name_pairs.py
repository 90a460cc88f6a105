"""The cross-script protocol: each name against the other name of its own party and the 30 closest of other parties.

A query is a name in one script; its candidates are the Latin name of its own row and the 30 Latin names of other parties
of the same kind whose romanised 3-grams are closest (cosine). A party that the data list twice is no negative. Parties are
cut into two halves by a hash of their names: tables and thresholds may be made on ``build``; figures are those of ``report``.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.names import fold_text, prepare_name, script_of

__all__ = ["CLOSEST", "Trial", "half_of", "read_trials", "score_trial"]

CLOSEST = 30
_SPLIT = re.compile(r"\s*[;；]\s*")
_MOST_QUERIES = 600
_COMPANIES = frozenset({"Company", "Organization", "LegalEntity"})


@dataclass(frozen=True, slots=True)
class Trial:
    """Queries of one script and kind, each with its candidates, the right one first."""

    task: str
    kind: str
    half: str
    queries: tuple[str, ...]
    candidates: tuple[tuple[str, ...], ...]

    def pairs(self) -> tuple[list[str], list[str]]:
        """Give every pair that is to be scored, query by query."""
        left = [query for query, others in zip(self.queries, self.candidates, strict=True) for _ in others]
        return left, [name for others in self.candidates for name in others]


def half_of(names: Iterable[str]) -> str:
    """Put a party into one half, for good, by its Latin name."""
    first = min(fold_text(name) for name in names)
    return ("build", "report")[hashlib.sha256(first.encode()).digest()[0] % 2]


def read_trials(data: Path, *, half: str, seed: int = 0, strict: bool = False) -> list[Trial]:
    """Read every trial of the protocol from the folder of real data.

    Args:
        data: the folder.
        half: of the parties.
        seed: of the sample that is drawn where there are many queries.
        strict: whether only names that are spelled alike show that a list gives one party twice. Otherwise equal words with one
            legal form, or with a form missing, do too ("JSC Genbank", "Joint Stock Company Genbank", "Genbank"); two different
            forms make two parties in every case.
    """
    folder = data / "linking"
    eu = [_eu_party(row) for row in pd.read_csv(folder / "eu_listed_names_dev.csv", dtype="str").to_dict("records")]
    cn = [_cn_party(row) for row in pd.read_csv(folder / "cn_listed_names_dev.csv", dtype="str").to_dict("records")]
    ofac = _read_ofac(folder / "watchlists")
    tasks = (
        ("Han company", "company", "han", cn + eu),
        ("Han person", "person", "han", cn + eu),
        ("Cyrillic person", "person", "cyrillic", eu),
        ("Cyrillic company", "company", "cyrillic", eu),
        ("Arabic person", "person", "arabic", eu),
        ("Latin person (OFAC)", "person", "latin", ofac),
        ("Latin company (OFAC)", "company", "latin", ofac),
    )
    return [_make_trial((task, kind, script), parties, half, seed, strict=strict) for task, kind, script, parties in tasks]


def score_trial(trial: Trial, scores: NDArray[np.float64]) -> dict[str, object]:
    """Say how often the right name outscores the others, and give scores apart for choosing a threshold."""
    sizes = [len(others) for others in trial.candidates]
    starts = np.cumsum([0, *sizes[:-1]])
    right = scores[starts]
    others = np.ones(len(scores), dtype=bool)
    others[starts] = False
    best = np.array([scores[s + 1 : s + n].max() for s, n in zip(starts, sizes, strict=True)])
    return {"first": float((right > best).mean()), "right": right, "wrong": scores[others]}


Party = tuple[str, str, tuple[str, ...]]
"""Kind, Latin name, other names."""


def _eu_party(row: dict[str, object]) -> Party:
    kind = "person" if row["schema"] == "Person" else "company" if row["schema"] in _COMPANIES else "other"
    # LegalEntity of this list holds persons too: those with a legal-form-like or quoted name are companies, the rest unknown.
    names = _split(row["name"])
    latin = next((name for name in names if script_of(name) == "latin"), "")
    return kind, latin, tuple(name for name in [*names, *_split(row["alias"])] if name != latin)


def _cn_party(row: dict[str, object]) -> Party:
    kind = "person" if row["Type"] == "Person" else "company"
    return kind, str(row["Name"]), tuple(_split(row["Chinese name"]))


def _read_ofac(folder: Path) -> list[Party]:
    sdn = pd.read_csv(folder / "sdn.csv", header=None, dtype="str", encoding="utf-8", encoding_errors="replace")
    alt = pd.read_csv(folder / "alt.csv", header=None, dtype="str", encoding="utf-8", encoding_errors="replace")
    aliases = alt.groupby(0)[3].apply(list).to_dict()
    kinds = {"individual": "person", "-0-": "company"}
    return [
        (kinds.get(str(kind).strip(), "other"), str(name), tuple(map(str, aliases.get(uid, ()))))
        for uid, name, kind in zip(sdn[0], sdn[1], sdn[2], strict=True)
    ]


def _split(cell: object) -> list[str]:
    return [part for part in _SPLIT.split(cell) if part] if isinstance(cell, str) else []


def _make_trial(task: tuple[str, str, str], parties: list[Party], half: str, seed: int, *, strict: bool) -> Trial:
    from sklearn.feature_extraction.text import TfidfVectorizer

    label, kind, script = task
    known = [party for party in parties if party[0] == kind and party[1]]
    latin = [name for _, name, _ in known]
    own = [{fold_text(n) for n in (name, *others)} for _, name, others in known]
    bare = [{(p.key, p.form) for p in (prepare_name(n, kind) for n in (name, *others))} for _, name, others in known]
    queries = [
        (alias, at)
        for at, (_, name, others) in enumerate(known)
        if half_of([name]) == half
        for alias in dict.fromkeys(others)
        if script_of(alias) == script and fold_text(alias) != fold_text(name)
    ]
    if len(queries) > _MOST_QUERIES:
        chosen = np.sort(np.random.default_rng(seed).choice(len(queries), _MOST_QUERIES, replace=False))
        queries = [queries[at] for at in chosen]
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(3, 3), use_idf=False)
    matrix = vectors.fit_transform([fold_text(name) for name in latin])
    close = (vectors.transform([fold_text(alias) for alias, _ in queries]) @ matrix.T).toarray()
    candidates = []
    for row, (_, at) in enumerate(queries):
        order = np.argsort(-close[row], kind="stable")
        found: dict[str, None] = {}
        for other in order:
            # The same party listed again, under any of its names, is not another party.
            if other != at and own[other].isdisjoint(own[at]) and (strict or not _names_one(bare[at], bare[other])):
                found.setdefault(latin[other])
            if len(found) == CLOSEST:
                break
        candidates.append((latin[at], *found))
    return Trial(label, kind, half, tuple(alias for alias, _ in queries), tuple(candidates))


def _names_one(one: set[tuple[str, str]], other: set[tuple[str, str]]) -> bool:
    """Whether two parties bear one name, with the same legal form or one of them without any."""
    return any(a == b and (form == its or not form or not its) for a, form in one for b, its in other)
