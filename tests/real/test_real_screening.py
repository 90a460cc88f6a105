"""Screening against the published lists of the United Nations and of the United States."""

from pathlib import Path

import pandas as pd
import pytest

from toolkit import linking, sources
from toolkit.tables import conform

REMOVED = ("QUBAYSI", "QUBYASI", "JAWLANI")
"""Two persons of the queries whom the list, as it stands here, no longer names."""


@pytest.fixture(scope="module")
def un(data: Path) -> pd.DataFrame:
    """The consolidated list of the United Nations."""
    tables, _ = sources.read_watchlist(data / "linking" / "watchlists" / "UN_consolidated.xml")
    return tables["records"]


@pytest.fixture(scope="module")
def ofac(data: Path) -> pd.DataFrame:
    """Entries and aliases of the list of the United States."""
    files = [sources.read_watchlist(data / "linking" / "watchlists" / name)[0]["records"] for name in ("sdn.csv", "alt.csv")]
    return pd.concat(files, ignore_index=True)


def persons(written: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame({"record_id": [f"q{at:05}" for at in range(len(written))], "name": written})
    return conform(frame.assign(source_id="q", locator="line=1", kind="Person"), "records")


def queries(data: Path, name: str) -> list[str]:
    written = pd.read_csv(data / "linking" / f"screening_{name}_dev.csv", dtype="str")["full_name"].dropna()
    return [text for text in written if not any(word in text for word in REMOVED)]


@pytest.mark.parametrize(("name", "recall"), [("positives_un_untreated", 1.0), ("positives_un_treated", 0.995)])
def test_who_is_listed_is_found_at_the_fixed_threshold(data: Path, un: pd.DataFrame, name: str, recall: float) -> None:
    asked = queries(data, name)
    assert len(asked) == 349
    assert linking.screen_names(persons(asked), un)["query_id"].nunique() >= recall * len(asked)


def test_who_is_not_listed_is_seldom_found(data: Path, un: pd.DataFrame, ofac: pd.DataFrame) -> None:
    uids = ofac["identifiers"].map(lambda cell: cell["ofac_uid"][0])
    entries = set(uids[ofac["role"].astype("str") == "listed"])
    asked = queries(data, "negatives_global")
    # The file of entries is shorter here than that of aliases; an alias without entry is read as a person's too.
    for listed in (un, ofac[uids.isin(entries)]):
        assert linking.screen_names(persons(asked), listed)["query_id"].nunique() <= 0.001 * len(asked)


def test_a_name_without_one_of_its_words_never_scores_one(un: pd.DataFrame) -> None:
    named = un[un["name"].str.split().str.len() > 1]
    shorter = [" ".join(name.split()[:-1]) for name in named["name"]]
    alone = named.assign(aliases=[[] for _ in shorter], identifiers=[{} for _ in shorter])
    hits = linking.screen_names(alone.assign(name=shorter), alone)
    own = hits[hits["query_id"] == hits["entry_id"]]
    assert len(own)
    assert (own["score"] < 1).all()


def test_every_alias_on_its_own_row_leads_to_its_entry(ofac: pd.DataFrame) -> None:
    entries = ofac[ofac["role"].astype("str") == "listed"]
    kinds = {
        uid: str(kind) for uid, kind in zip(entries["identifiers"].map(lambda cell: cell["ofac_uid"][0]), entries["kind"], strict=True)
    }
    aliases = ofac[ofac["role"].astype("str") == "alias"]
    uids = aliases["identifiers"].map(lambda cell: cell["ofac_uid"][0])
    asked = aliases.assign(kind=[kinds.get(uid, "Airplane") for uid in uids], role="asked", uid=uids, identifiers=[{} for _ in uids])
    asked = asked[asked["kind"] != "Airplane"].iloc[::10]
    hits = linking.screen_names(asked, ofac, top=20)
    wanted = dict(zip(asked["record_id"], asked["uid"], strict=True))
    bears = dict(zip(entries["record_id"], entries["identifiers"].map(lambda cell: cell["ofac_uid"][0]), strict=True))
    right = hits[[bears.get(entry) == wanted[query] for query, entry in zip(hits["query_id"], hits["entry_id"], strict=True)]]
    assert right["query_id"].nunique() == len(asked)
    assert (right["score"] == 1).all()
    assert right["reasons"].map(lambda reasons: reasons[0]["code"]).isin(["alias_matched", "form_matched"]).all()
