"""How well records were linked, where the truth is known.

``pairwise``: pairs of records that share a found cluster, against pairs that share a true one (after clustering).
``B³`` (Bagga and Baldwin 1998): for each record, the share of its found cluster that is right and the share of its true
cluster that was found, averaged over records. ``exact``: found clusters of two records or more that equal a true one.
``edges``: pairs claimed before clustering, at the threshold. ``blocking``: true pairs among those that were compared.
"Cluster F1" of a table that names no other measure is the pairwise one.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["count_sister_edges", "count_sisters", "score_blocking", "score_clusters", "score_edges", "wilson"]


def score_clusters(found: pd.Series, true: pd.Series) -> dict[str, float]:
    """Give precision, recall and F1 of a clustering, by pairs, by records and by whole clusters.

    Args:
        found: cluster of each record.
        true: true cluster of each record, in the same order.
    """
    table = pd.DataFrame({"found": pd.factorize(found.to_numpy())[0], "true": pd.factorize(true.to_numpy())[0]})
    sizes, truths = table["found"].value_counts(), table["true"].value_counts()
    both = table.value_counts().rename("n").reset_index()
    both["of_found"], both["of_true"] = both["found"].map(sizes), both["true"].map(truths)
    right, claimed, wanted = _pairs(both["n"]), _pairs(sizes), _pairs(truths)
    scores = _rates("", right, claimed, wanted)
    b3_precision = float((both["n"] ** 2 / both["of_found"]).sum() / len(table))
    b3_recall = float((both["n"] ** 2 / both["of_true"]).sum() / len(table))
    exact = int(((both["n"] == both["of_found"]) & (both["n"] == both["of_true"]) & (both["n"] > 1)).sum())
    whole = 2 * exact / max(1, int((sizes > 1).sum() + (truths > 1).sum()))
    return scores | {"B³ F1": _harmonic(b3_precision, b3_recall), "exact F1": whole, "clusters": float(len(sizes))}


def score_edges(left: pd.Series, right: pd.Series, true: dict[str, str]) -> dict[str, float]:
    """Give precision, recall and F1 of claimed pairs before clustering."""
    hits = int((left.map(true).to_numpy() == right.map(true).to_numpy()).sum()) if len(left) else 0
    return _rates("edge ", hits, len(left), _pairs(pd.Series(true).value_counts()))


def score_blocking(left: pd.Series, right: pd.Series, true: dict[str, str]) -> dict[str, float]:
    """Give the share of true pairs that are compared, and how many pairs are compared a record."""
    hits = int((left.map(true).to_numpy() == right.map(true).to_numpy()).sum()) if len(left) else 0
    return {"blocking R": hits / max(1, _pairs(pd.Series(true).value_counts())), "pairs/record": len(left) / max(1, len(true))}


def count_sisters(found: pd.Series, true: pd.Series, group: pd.Series) -> int:
    """Count pairs of different parties of one group (a series of sister ships, bearers of one name) in one found cluster.

    A pair of parties counts once for each cluster that joins them, however many records of theirs are in it.
    """
    table = pd.DataFrame({"found": found.to_numpy(), "true": true.to_numpy(), "group": group.to_numpy()}).dropna(subset=["group"])
    parties = table.drop_duplicates(["found", "true"]).groupby(["found", "group"]).size()
    return _pairs(parties)


def count_sister_edges(claimed: pd.DataFrame, truth: pd.DataFrame, true: str, group: str) -> int:
    """Count claimed pairs of records of different parties of one group, before clustering.

    Args:
        claimed: ``left_id``, ``right_id``.
        truth: ``record_id`` and the two columns named next.
        true: column that tells the party.
        group: column that tells the group.
    """
    party, of = (dict(zip(truth["record_id"], truth[column], strict=True)) for column in (true, group))
    left, right = claimed["left_id"], claimed["right_id"]
    return int(((left.map(party) != right.map(party)) & (left.map(of) == right.map(of))).sum())


def wilson(share: float, n: int) -> str:
    """Give Wilson's 95 % interval of a share of ``n``."""
    if n == 0:
        return ""
    z = 1.96
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return f"{middle - half:.4f}-{min(1.0, middle + half):.4f}"


def _rates(prefix: str, right: int, claimed: int, wanted: int) -> dict[str, float]:
    precision, recall = right / max(1, claimed), right / max(1, wanted)
    return {f"{prefix}P": precision, f"{prefix}R": recall, f"{prefix}F1": _harmonic(precision, recall)}


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _pairs(sizes: pd.Series | NDArray[np.int64]) -> int:
    counts = np.asarray(sizes, dtype=np.int64)
    return int((counts * (counts - 1) // 2).sum())
