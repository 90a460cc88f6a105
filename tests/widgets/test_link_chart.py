import json

import numpy as np
import pandas as pd
import pytest
from conftest import PLACE, make_table
from lxml import etree

from toolkit.errors import ArgumentError, TableError
from widgets import LinkChart


def test_parties_are_records_without_entities(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations)
    assert list(chart.rows.nodes["id"]) == ["r1", "r2", "r3", "r4"]


def test_a_record_without_a_name_is_shown_by_its_id(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    nodes = LinkChart(records, relations).rows.nodes.set_index("id")
    assert nodes.loc["r4", "label"] == "r4"


def test_records_of_one_entity_are_one_party(records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame) -> None:
    entities = make_table(
        "entities", {"record_id": "r1", "entity_id": "E", "method": "t/1"}, {"record_id": "r2", "entity_id": "E", "method": "t/1"}
    )
    chart = LinkChart(records, relations, links=links, entities=entities)
    assert chart.rows.nodes.set_index("id").loc["E", "label"] == "Yuanhai Trading / 远海贸易"
    assert list(chart.rows.edges["id"]) == ["e1", "e2"]


def test_a_link_between_parties_is_a_suggestion(records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame) -> None:
    edges = LinkChart(records, relations, links=links).rows.edges.set_index("id")
    assert edges.loc["l1", "suggested"]
    assert edges.loc["l1", "label"] == "~ 0.70"


def test_parties_that_nothing_connects_are_counted(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    text = "Showing 4 of 5 parties and 2 of 2 connections; 1 parties that nothing connects are left out."
    assert LinkChart(records, relations).count_text == text


def test_the_limit_keeps_the_best_connected(records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame) -> None:
    chart = LinkChart(records, relations, links=links, limit=2)
    assert list(chart.rows.nodes["id"]) == ["r1", "r2"]
    assert chart.count_text.startswith("Showing 2 of 5 parties and 1 of 3 connections")


def test_focus_shows_what_hangs_together_with_it(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    assert list(LinkChart(records, relations, focus=["r2"]).rows.nodes["id"]) == ["r2", "r4"]


def test_focus_on_what_is_not_there_is_refused(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="focus names 'r9'"):
        LinkChart(records, relations, focus=["r9"])


def test_a_relation_to_a_record_that_is_not_there_is_counted_not_drawn(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records[records["record_id"] != "r4"], relations)
    assert "1 of 2 connections" in chart.count_text


def test_ends_travel_as_pairs_of_node_numbers(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations)
    assert np.frombuffer(chart._ends, dtype="<u4").tolist() == [2, 0, 1, 3]


def test_empty_tables_make_an_empty_chart() -> None:
    chart = LinkChart(make_table("records"), make_table("relations"))
    assert chart.rows.nodes.empty
    assert chart.rows.edges.empty


def test_a_selected_party_is_described_with_its_place(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations)
    chart.selection = ["r1"]
    assert chart.detail == [
        "远海贸易 (Company), named by 1 records:",
        "远海贸易, importer: source source_1, line=2",
        "phone: +8659212345678",
    ]


def test_a_selected_suggestion_is_described_with_its_reasons(records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame) -> None:
    chart = LinkChart(records, relations, links=links)
    chart.selected_edges = ["l1"]
    assert chart.detail[1] == "+ Only the name agrees; a name alone never merges."


def test_selected_parties_give_their_records(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations)
    chart.selection = ["r3", "r1"]
    assert chart.selected_records == ["r1", "r3"]


def test_what_explain_says_is_shown(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations, explain=lambda chosen: f"asked for {chosen}")
    chart.selection = ["r4"]
    assert chart.detail[-1] == "asked for r4"


def test_an_error_in_explain_is_shown_in_the_view(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    def explain(chosen: str) -> str:
        raise KeyError(chosen)

    chart = LinkChart(records, relations, explain=explain)
    chart.selection = ["r4"]
    assert chart.trouble == "KeyError: 'r4'"


def test_an_unknown_argument_is_refused_with_the_likely_one(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="LinkChart has no argument 'entity'; did you mean 'entities'"):
        LinkChart(records, relations, entity=None)


def test_a_missing_column_is_refused(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    with pytest.raises(TableError, match="'relations' lacks column 'to_id'"):
        LinkChart(records, relations.drop(columns="to_id"))


def test_an_unknown_language_is_refused(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    with pytest.raises(ArgumentError, match="language='fr'"):
        LinkChart(records, relations, language="fr")


def test_inputs_are_not_changed(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    before = records.copy()
    LinkChart(records, relations)
    pd.testing.assert_frame_equal(records, before)


def test_the_table_of_what_is_shown_names_ids(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    assert list(LinkChart(records, relations).shown()["id"]) == ["r1", "r2", "r3", "r4", "e1", "e2"]


@pytest.fixture
def chain() -> LinkChart:
    """A chain a–b–c–d–e of companies, two sources, and a person who is alone."""
    place = {"source_id": "s1", "locator": "line=2", "kind": "Company"}
    records = make_table(
        "records",
        *({**place, "record_id": one, "name": one.upper()} for one in "abcde"),
        {**place, "record_id": "p", "kind": "Person", "name": "P", "source_id": "s2"},
    )
    steps = [("a", "b", "2023-01"), ("b", "c", "2024-05"), ("c", "d", None), ("d", "e", "2024-06")]
    relations = make_table(
        "relations",
        *(
            {
                **place,
                "relation_id": f"{left}{right}",
                "kind": "Ownership",
                "from_id": left,
                "to_id": right,
                "started_at": start,
                "ended_at": start,
            }
            for left, right, start in steps
        ),
    )
    return LinkChart(records, relations, focus=["a"], limit=2)


def parties(chart: LinkChart) -> list[str]:
    return list(chart.rows.nodes["id"])


def test_a_selection_is_begun_from_and_expanded_by_evidence(chain: LinkChart) -> None:
    chain._diagram.limit = 10
    chain.selection = ["a"]
    chain.begin()
    assert parties(chain) == ["a", "b"]
    assert chain._nodes["more"] == [0, 1]
    chain.expand(["b"])
    assert parties(chain) == ["a", "b", "c"]
    assert chain.count_text.startswith("Showing 3 of 6 parties and 2 of 4 connections")


def test_every_step_is_taken_back_and_again(chain: LinkChart) -> None:
    chain._diagram.limit = 10
    chain.expand(["b"])
    chain.hide(["a"])
    chain.pin(["c"])
    assert (parties(chain), chain.pinned) == (["b", "c"], ["c"])
    chain.undo()
    assert chain.pinned == []
    chain.undo()
    chain.undo()
    assert parties(chain) == ["a", "b"]
    assert chain._can == {"undo": False, "redo": True, "hidden": 0, "ungroup": False}
    chain.redo()
    chain.redo()
    assert parties(chain) == ["b", "c"]
    chain.show_hidden()
    assert parties(chain) == ["a", "b", "c"]


def test_a_path_fetches_what_lies_on_it(chain: LinkChart) -> None:
    chain.connect("a", "d")
    assert chain.path == ["ab", "bc", "cd"]
    assert parties(chain) == ["a", "b", "c", "d"]
    assert chain.detail[0].startswith("Path of 3 steps: A – B – C – D.")


def test_no_path_is_said_and_one_party_is_not_enough(chain: LinkChart) -> None:
    chain.connect("a", "p")
    assert chain.path == []
    assert chain.detail == ["No path of at most six steps leads from A to p."]
    with pytest.raises(ArgumentError, match="a path needs two parties; 1 given"):
        chain.connect("a")


def test_filters_by_time_keep_what_has_no_time_and_say_so(chain: LinkChart) -> None:
    chain._diagram.limit = 10
    chain.connect("a", "e")
    chain.filter_by({"from": "2024-01-01", "to": "2024-05-31"})
    assert list(chain.rows.edges["id"]) == ["bc", "cd"]
    assert "1 of the connections have no time" in chain.count_text


def test_filters_by_kind_and_source(chain: LinkChart) -> None:
    chain.filter_by({"without": ["Ownership"]})
    assert (parties(chain), len(chain.rows.edges)) == (["a", "b"], 0)
    chain.filter_by({"source": "s2"})
    assert parties(chain) == []
    with pytest.raises(ArgumentError, match="filters holds 'kind'"):
        chain.filter_by({"kind": "x"})
    with pytest.raises(ArgumentError, match="write a date"):
        chain.filter_by({"from": "May"})


def test_records_of_one_entity_are_shown_apart_and_together(records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame) -> None:
    entities = make_table(
        "entities", {"record_id": "r1", "entity_id": "E", "method": "t/1"}, {"record_id": "r2", "entity_id": "E", "method": "t/1"}
    )
    chart = LinkChart(records, relations, links=links, entities=entities)
    chart.selection = ["E"]
    chart.group()
    assert parties(chart) == ["r1", "r2", "r3", "r4"]
    assert chart.selection == ["r1", "r2"]
    assert "l1" in set(chart.rows.edges["id"])
    chart.group()
    assert parties(chart) == ["E", "r3", "r4"]


def test_what_is_added_by_hand_is_graded_sourced_and_handed_on(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    told: list[object] = []
    chart = LinkChart(records, relations, on_state=lambda text, **fields: told.append((text, fields)))
    chart.add_party("Event", "Meeting at the pier", "B2", "patrol", "2024-05-01")
    event = chart.selection[0]
    chart.add_link("seen at", "C3", "witness", "r3", event)
    assert list(chart.by_hand["name"]) == ["Meeting at the pier", ""]
    assert chart._nodes["hand"][-1]
    assert chart._edges["label"][-1] == "seen at (C3)"
    assert chart.shown()["kind"].iloc[-1] == "by hand"
    assert told[0][1]["reliability"] == "B"  # type: ignore[index]
    assert told[1] == (
        "<b>陈奕</b> → Meeting at the pier: seen at, added by hand; witness says so, grade C3, –.",
        {"stated_by": "witness", "reliability": "C", "credibility": "3", "about": ("records:r3",)},
    )
    assert chart.count_text.endswith("2 added by hand.")
    chart.undo()
    assert len(chart.by_hand) == 1


@pytest.mark.parametrize(("field", "value"), [("grade", "G7"), ("source", " "), ("name", ""), ("kind", "")])
def test_what_others_could_not_judge_is_not_added(records: pd.DataFrame, relations: pd.DataFrame, field: str, value: str) -> None:
    chart = LinkChart(records, relations)
    with pytest.raises(ArgumentError, match=field):
        chart.add_party(**{"kind": "Person", "name": "N", "grade": "A1", "source": "s", field: value})
    assert chart.by_hand.empty


def test_places_are_kept_by_party_and_come_back(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations)
    chart.positions = np.arange(8, dtype="<f4").tobytes()
    assert chart.places["r2"] == (2.0, 3.0)
    again = LinkChart(records, relations, places=chart.places)
    assert np.frombuffer(again.positions, dtype="<f4").tolist() == list(range(8))
    chart.hide(["r1"])
    assert np.frombuffer(chart.positions, dtype="<f4").tolist() == [2, 3, 4, 5, 6, 7]


def test_a_file_holds_what_is_shown_and_no_more(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    records.loc[0, "name"] = "bad \x00 <b>&"
    chart = LinkChart(records, relations)
    chart.hide(["r2"])
    told = json.loads(chart.write("json"))
    assert [node["id"] for node in told["nodes"]] == ["r1", "r3", "r4"]
    assert told["count"] == chart.count_text
    graph = etree.fromstring(chart.write("graphml").encode())
    assert len(graph.findall(".//{*}node")) == 3
    assert [(edge.get("source"), edge.get("target")) for edge in graph.findall(".//{*}edge")] == [("r3", "r1")]
    texts = [text.text for text in etree.fromstring(chart.write("svg").encode()).findall(".//{*}text")]
    assert "bad \ufffd <b>&" in texts
    with pytest.raises(ArgumentError, match="kind='exe'"):
        chart.write("exe")


def test_of_too_many_connections_each_party_keeps_its_strongest(monkeypatch: pytest.MonkeyPatch, chain: LinkChart) -> None:
    monkeypatch.setattr("widgets.chart_rows._MOST_EDGES", 2)
    chain._diagram.limit = 10
    chain.connect("a", "e")
    assert list(chain.rows.edges["id"]) == ["ab", "bc", "cd", "de"]
    twice = chain._relations.iloc[[0, 0, 0]].assign(relation_id=["k1", "k2", "k3"], from_id=["a", "b", "c"], to_id=["c", "d", "e"])
    chart = LinkChart(chain._records.reset_index(drop=True), pd.concat([chain._relations, twice], ignore_index=True))
    assert list(chart.rows.edges["id"]) == ["ab", "bc", "cd", "de"]
    assert "and 4 of 7 connections" in chart.count_text


def test_a_chart_that_nobody_changed_follows_to_parties_it_does_not_show(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations, focus=["r2"], follows=True)
    chart.follow(["f1", "r1", "mmsi:1"])
    assert "r1" in set(chart.rows.nodes["id"])
    assert chart.selection == ["r1"]
    assert not chart._can["undo"]


def test_a_chart_that_somebody_changed_stays_as_it_is(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    touched, dragged = (LinkChart(records, relations, focus=["r2"], follows=True) for _ in range(2))
    fixed = LinkChart(records, relations, focus=["r2"])
    touched.hide(["r4"])
    dragged._hear(None, {"act": "stay"}, None)
    for chart, shown in ((touched, ["r2"]), (dragged, ["r2", "r4"]), (fixed, ["r2", "r4"])):
        chart.follow(["r1"])
        assert list(chart.rows.nodes["id"]) == shown
        assert chart.selection == []


def test_a_small_chart_follows_once(records: pd.DataFrame, relations: pd.DataFrame) -> None:
    chart = LinkChart(records, relations, focus=["r2"], follows=True, limit=1)
    for _ in range(3):
        chart.follow(["r1", "r3"])
    assert chart._round == 2


def test_a_chart_around_many_parties_shows_who_is_next_to_each() -> None:
    records = make_table("records", *({"record_id": f"r{n}_{m}", "kind": "Person", **PLACE} for n in range(15) for m in range(9)))
    ties = [(f"r{n}_0", f"r{n}_{m}") for n in range(15) for m in range(1, 9)]
    stars = make_table("relations", *({"relation_id": f"{a}{b}", "kind": "K", "from_id": a, "to_id": b, **PLACE} for a, b in ties))
    chart = LinkChart(records, stars, focus=[f"r{n}_0" for n in range(15)])
    assert len(chart.rows.nodes) == 60
    assert set(chart.rows.edges["left"]) | set(chart.rows.edges["right"]) == set(chart.rows.nodes["id"])


def test_a_chart_around_a_party_begins_with_sixty_and_is_expanded() -> None:
    records = make_table("records", *({"record_id": f"r{n}", "kind": "Person", **PLACE} for n in range(100)))
    star = make_table(
        "relations", *({"relation_id": f"e{n}", "kind": "K", "from_id": "r0", "to_id": f"r{n}", **PLACE} for n in range(1, 100))
    )
    chart = LinkChart(records, star, focus=["r0"])
    assert len(chart.rows.nodes) == 60
    chart.expand(["r0"])
    assert len(chart.rows.nodes) == 100


def test_two_whom_evidence_keeps_apart_are_not_connected(records: pd.DataFrame, relations: pd.DataFrame, links: pd.DataFrame) -> None:
    edges = LinkChart(records, relations, links=links.assign(probability=0.001, conflict=True)).rows.edges
    assert not edges["suggested"].any()
