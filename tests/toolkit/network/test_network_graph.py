from typing import Any

import networkx as nx
import pandas as pd
import pytest

from toolkit import network, wording
from toolkit.errors import ArgumentError
from toolkit.tables import conform, empty, make_reason

PHONE = {"phone": ["+8657487654321"]}


def parties(*rows: tuple[str, str, dict[str, Any]]) -> pd.DataFrame:
    built = [{"record_id": r[0], "name": r[1], "kind": "Company", "source_id": f"s_{r[0]}", "locator": "line=1", **r[2]} for r in rows]
    return conform(pd.DataFrame(built), "records")


def relation(left: str, right: str) -> pd.DataFrame:
    row = {"relation_id": "r1", "source_id": "reg", "locator": "line=2", "kind": "Ownership", "from_id": left, "to_id": right}
    return conform(pd.DataFrame([{**row, "started_at": "2020-01", "ended_at": "2023-03-01"}]), "relations")


@pytest.fixture
def graph() -> nx.MultiDiGraph:
    """A owns B; B and C share a telephone; D stands alone."""
    records = parties(("a", "A", {}), ("b", "B", {"identifiers": PHONE}), ("c", "C", {"identifiers": PHONE}), ("d", "D", {}))
    return network.build_graph(records, relation("a", "b"))


def test_edges_carry_dates_sources_and_refs(graph: nx.MultiDiGraph) -> None:
    edge = graph.edges["a", "b", "r1"]
    assert (edge["kind"], edge["started_at"], edge["ended_at"]) == ("Ownership", "2020-01", "2023-03-01")
    assert edge["sources"] == ["reg"]
    assert edge["refs"] == ["relations:r1"]


def test_what_two_share_is_a_node(graph: nx.MultiDiGraph) -> None:
    node = graph.nodes["phone:+8657487654321"]
    assert (node["kind"], node["shared"], node["hub"], node["count"]) == ("phone", True, False, 2)
    edge = next(iter(graph["b"]["phone:+8657487654321"].values()))
    assert edge["refs"] == ["records:b@identifiers"]
    assert edge["sources"] == ["s_b"]
    assert wording.say(edge["reasons"][0], "en") == "B gives the phone +8657487654321."


def test_what_one_alone_gives_is_no_node() -> None:
    assert list(network.build_graph(parties(("a", "A", {"identifiers": PHONE})), empty("relations"))) == ["a"]


def test_records_of_an_entity_are_one_node() -> None:
    records = parties(("a", "A", {"identifiers": PHONE}), ("b", "Aa", {"identifiers": PHONE}))
    entities = conform(pd.DataFrame({"record_id": ["a", "b"], "entity_id": ["e", "e"], "method": "m"}), "entities")
    graph = network.build_graph(records, empty("relations"), entities)
    assert list(graph) == ["e"]
    assert graph.nodes["e"]["records"] == ["a", "b"]
    assert graph.nodes["e"]["names"] == ["A", "Aa"]


def test_a_path_says_its_steps(graph: nx.MultiDiGraph) -> None:
    path = network.find_paths(graph, "a", "c")
    assert path["kind"].tolist() == ["Ownership", "Shares phone", "Shares phone"]
    assert path["refs"].tolist() == [["relations:r1"], ["records:b@identifiers"], ["records:c@identifiers"]]
    assert path["length"].tolist() == [3, 3, 3]


def test_no_way_gives_no_rows(graph: nx.MultiDiGraph) -> None:
    assert network.find_paths(graph, "a", "d").empty


def test_a_hub_is_shown_and_no_path_leads_through_it() -> None:
    tower = {"address": "1 Queen's Road"}
    graph = network.build_graph(parties(*((f"p{at}", f"P{at}", tower) for at in range(30))), empty("relations"))
    hub = graph.nodes["address:1 queen's road"]
    assert (hub["hub"], hub["count"]) == (True, 30)
    assert network.find_paths(graph, "p0", "p1").empty
    assert len(network.neighbourhood(graph, "p0", radius=3)) == 2
    against = next(iter(graph["p0"]["address:1 queen's road"].values()))["against"]
    assert "30 parties share" in wording.say(against[0], "en")


def test_links_that_did_not_merge_are_edges() -> None:
    records = parties(("a", "A", {}), ("b", "B", {}))
    row = {"link_id": "l", "left_id": "a", "right_id": "b", "probability": 0.9, "kind": "successor", "conflict": True, "method": "m"}
    links = conform(pd.DataFrame([{**row, "reasons": [make_reason("shared_phone", value="1")], "against": []}]), "links")
    edge = network.build_graph(records, empty("relations"), links=links).edges["a", "b", "l"]
    assert (edge["kind"], edge["conflict"], edge["probability"]) == ("Successor", True, 0.9)


def test_declared_lines_are_one_edge_a_pair() -> None:
    records = parties(("a", "A", {}), ("b", "B", {}))
    row = {"source_id": "s", "locator": "line=1", "declaration_id": "D", "importer_id": "a", "exporter_id": "b"}
    goods = conform(
        pd.DataFrame([{**row, "goods_id": "g1", "declared_at": "2024-05-02"}, {**row, "goods_id": "g2", "declared_at": "2024-05-01"}]),
        "goods",
    )
    edges = list(network.build_graph(records, empty("relations"), goods=goods).edges(data=True))
    assert [(a, b, known["kind"], known["lines"], known["started_at"], known["ended_at"]) for a, b, known in edges] == [
        ("b", "a", "Trade", 2, "2024-05-01", "2024-05-02")
    ]


def test_transfers_are_edges() -> None:
    row = {
        "transfer_id": "t",
        "source_id": "s",
        "locator": "line=1",
        "kind": "fuel",
        "from_id": "a",
        "to_id": "b",
        "occurred_at": "2024-05-12",
    }
    graph = network.build_graph(
        parties(("a", "A", {}), ("b", "B", {})), empty("relations"), transfers=conform(pd.DataFrame([row]), "transfers")
    )
    assert graph.edges["a", "b", "t"]["kind"] == "Transfer of fuel"


def test_a_neighbourhood_is_a_cut(graph: nx.MultiDiGraph) -> None:
    around = network.neighbourhood(graph, "a", radius=1)
    assert dict(around.nodes(data="distance")) == {"a": 0, "b": 1}
    assert network.neighbourhood(graph, "a", radius=3, most=2).graph["left_out"] == 2


def test_communities_part_what_hangs_together(graph: nx.MultiDiGraph) -> None:
    groups = network.find_communities(graph, smallest=2)
    assert "d" not in set(groups["node"])
    assert set(groups["node"]) == {"a", "b", "c", "phone:+8657487654321"}


def test_an_unknown_node_is_refused(graph: nx.MultiDiGraph) -> None:
    with pytest.raises(ArgumentError, match="from_='zz'"):
        network.find_paths(graph, "zz", "a")


def test_the_order_of_rows_changes_nothing(graph: nx.MultiDiGraph) -> None:
    records = parties(("a", "A", {}), ("b", "B", {"identifiers": PHONE}), ("c", "C", {"identifiers": PHONE}), ("d", "D", {}))
    again = network.build_graph(records.iloc[::-1], relation("a", "b"))
    assert list(again.nodes(data=True)) == list(graph.nodes(data=True))
    assert list(again.edges(keys=True)) == list(graph.edges(keys=True))
