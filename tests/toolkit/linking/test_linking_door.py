"""What linking refuses at its door: clearly, by a refusal of its own, before anything is computed."""

import json

import pandas as pd
import pytest

from toolkit import linking
from toolkit.errors import ArgumentError, TableError
from toolkit.tables import empty


def _records(**columns: object) -> pd.DataFrame:
    names = ["HAI YUE 66", "海悦66"]
    frame = pd.DataFrame({"record_id": ["a", "b"], "name": names, "identifiers": [{"imo": ["9074729"]}] * 2})
    frame = frame.assign(source_id="s", locator="line=1", kind="Vessel")
    return frame.assign(**{column: pd.Series([cell] * 2, dtype="object") for column, cell in columns.items()})


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("name", 66, r"column 'name', record 'a': 66 is of type int; give a text"),
        ("aliases", "HAI YUE", r"column 'aliases', record 'a': 'HAI YUE' is of type str; give a list of texts"),
        ("identifiers", "9074729", r"column 'identifiers', record 'a': '9074729' is of type str; give a mapping"),
        ("identifiers", {"imo": "9074729"}, r"column 'identifiers', record 'a'"),
        ("identifiers", {"imo": [9074729, None]}, r"column 'identifiers', record 'a'"),
        ("identifiers", {"imo": [["9074729"]]}, r"column 'identifiers', record 'a'"),
        ("dates", [1970, 5, 1], r"column 'dates', record 'a': \[1970, 5, 1\] is of type list; give a mapping"),
        ("extra", "112 m", r"column 'extra', record 'a'"),
        ("address", {"street": "x"}, r"column 'address', record 'a'"),
        ("name", "Li \ud800 Na", r"column 'name', record 'a': 'Li \\ud800 Na' holds half of a character"),
        ("aliases", ["\ud800"], r"holds half of a character"),
    ],
)
def test_refuses_cells_that_would_be_passed_over(column: str, cell: object, told: str) -> None:
    records = _records(**{column: cell})
    for link in (linking.suggest_links, linking.prepare_parties, linking.estimate_weights):
        with pytest.raises(TableError, match=told):
            link(records)
    for pair in ((records, _records()), (_records(), records)):
        with pytest.raises(TableError, match=told):
            linking.screen_names(*pair)
    with pytest.raises(TableError, match=told):
        linking.cluster_records(records, empty("links"))


@pytest.mark.parametrize("ids", [[1, 2], [1, "b"], ["a\ud800", "b"]])
def test_refuses_ids_that_are_no_texts(ids: list[object]) -> None:
    with pytest.raises(TableError, match="column 'record_id'"):
        linking.suggest_links(_records().assign(record_id=pd.Series(ids, dtype="object")))


def test_takes_missing_cells_of_every_kind() -> None:
    columns = ("name", "aliases", "country", "address", "identifiers", "dates", "extra")
    for nothing in (None, float("nan"), pd.NA):
        assert linking.suggest_links(_records(**dict.fromkeys(columns, nothing))).empty


@pytest.mark.parametrize("records", [None, [1], {"record_id": ["a"]}])
def test_refuses_what_is_no_frame(records: pd.DataFrame) -> None:
    with pytest.raises(TableError, match="give a pandas DataFrame"):
        linking.suggest_links(records)


@pytest.mark.parametrize("threshold", [-1, 2, float("nan"), "0.5", None])
def test_refuses_thresholds_that_are_no_shares(threshold: float) -> None:
    records = _records()
    calls = [
        lambda: linking.suggest_links(records, threshold),
        lambda: linking.cluster_records(records, empty("links"), threshold),
        lambda: linking.screen_names(records, records, threshold=threshold),
    ]
    for call in calls:
        with pytest.raises(ArgumentError, match=r"threshold=.* is not a probability"):
            call()


@pytest.mark.parametrize("top", [0, -1, 1.5, "5", None])
def test_refuses_counts_that_are_none(top: int) -> None:
    records = _records()
    with pytest.raises(ArgumentError, match="top="):
        linking.screen_names(records, records, top)
    with pytest.raises(ArgumentError, match="top="):
        linking.queue_decisions(records, empty("links"), empty("entities"), top=top)


def test_refuses_weights_that_are_none() -> None:
    records, text = _records(), linking.DOCUMENTED.to_json()
    with pytest.raises(ArgumentError, match=r"weights is of type str.*from_json"):
        linking.suggest_links(records, weights=text)  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match=r"weights is of type str.*from_json"):
        linking.explain_links(records, empty("links"), text)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", ["prior", "m", "shift"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_refuses_weights_that_weigh_nothing_or_everything(place: str, value: float) -> None:
    stored = json.loads(linking.DOCUMENTED.to_json())
    if place == "prior":
        stored["vessel"]["prior"] = value
    elif place == "m":
        stored["vessel"]["levels"][next(iter(stored["vessel"]["levels"]))][0] = value
    elif value in {0, -1}:
        return
    else:
        stored["vessel"]["shifts"] = {"name.same": value}
    with pytest.raises(ArgumentError, match="estimate them anew"):
        linking.Weights.from_json(json.dumps(stored))


def test_refuses_a_verdict_that_is_another_word() -> None:
    records = _records()
    links = linking.suggest_links(records)
    decisions = pd.DataFrame({"decision_id": ["d"], "target_id": links["link_id"].tolist(), "verdict": ["Reject"]})
    with pytest.raises(TableError, match=r"\['Reject'\] are no verdicts; allowed: accept, reject, unsure"):
        linking.cluster_records(records, links, decisions=decisions)


def test_refuses_a_day_that_the_calendar_does_not_know() -> None:
    with pytest.raises(ArgumentError, match="'2025-13-45' is no day"):
        linking.screen_names(_records(), _records(), at="2025-13-45")
    assert len(linking.screen_names(_records(), _records(), at="2025-02")) == 4
