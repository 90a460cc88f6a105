import numpy as np
import pandas as pd
import pytest
from conftest import make_table

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
