from collections.abc import Callable, Iterable

import pandas as pd
import pytest

from toolkit.errors import TableError
from toolkit.linking.context import collect_context
from toolkit.linking.parties import prepare_parties
from toolkit.tables import conform

Make = Callable[..., pd.DataFrame]


def relate(*rows: tuple[str, str, str]) -> pd.DataFrame:
    built = [
        {"relation_id": f"r{at}", "source_id": "s", "locator": "line=1", "kind": kind, "from_id": one, "to_id": other}
        for at, (kind, one, other) in enumerate(rows)
    ]
    return conform(pd.DataFrame(built), "relations")


def lines(*rows: dict[str, str]) -> pd.DataFrame:
    built = [{"goods_id": f"g{at}", "source_id": "s", "locator": "line=1", "declaration_id": "d", **row} for at, row in enumerate(rows)]
    return conform(pd.DataFrame(built), "goods")


def plain(found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Leave out the readings of names, of which there are many."""
    return [(record_id, label) for record_id, label in found if "reading:" not in label]


def test_an_owner_is_named_by_its_name_and_its_numbers(make: Make) -> None:
    records = make(("o", "Company", "Star Ltd", {"identifiers": {"hk_cr": ["3123456"]}}), ("v", "Vessel", "HAI YUE"))
    found = plain(collect_context(records, relate(("Ownership", "o", "v"))))
    assert found == [("v", "Ownership:name:star"), ("v", "Ownership:hk_cr:3123456"), ("o", "Ownership<name:hai yue")]


def test_two_files_that_name_one_owner_share_a_key(make: Make) -> None:
    records = make(("o1", "Person", "李娜"), ("o2", "Person", "Li Na"), ("v1", "Vessel", "A"), ("v2", "Vessel", "B"))
    parties = prepare_parties(records, relations=relate(("Ownership", "o1", "v1"), ("Ownership", "o2", "v2")))
    held = parties.of("context")
    one, other = (set(held.keys[held.rows == parties.place[ship]].tolist()) for ship in ("v1", "v2"))
    assert one & other


def test_a_director_is_no_owner(make: Make) -> None:
    records = make(("p", "Person", "Li Na"), ("a", "Company", "A"), ("b", "Company", "B"))
    parties = prepare_parties(records, relations=relate(("Ownership", "p", "a"), ("Directorship", "p", "b")))
    assert set(parties.of("context").count().tolist()) == {1}


def test_those_of_one_line_stand_beside_one_another_and_the_box(make: Make) -> None:
    records = make(("i", "Company", "Importer A"), ("e", "Company", "Exporter B"))
    found = set(plain(collect_context(records, goods=lines({"importer_id": "i", "exporter_id": "e", "container_id": "CSQU3054383"}))))
    assert found == {
        ("i", "container:CSQU3054383"),
        ("e", "container:CSQU3054383"),
        ("i", "exporter_id:name:b exporter"),
        ("e", "importer_id:name:a importer"),
    }


def test_numbers_that_are_too_short_name_nobody(make: Make) -> None:
    records = make(("o", "Person", None, {"identifiers": {"national_id": ["12"]}}), ("v", "Vessel", "HAI YUE"))
    assert plain(collect_context(records, relate(("Ownership", "o", "v")))) == [("o", "Ownership<name:hai yue")]


def test_without_relations_and_goods_there_is_no_context(make: Make) -> None:
    assert list(collect_context(make(("v", "Vessel", "HAI YUE")))) == []


def test_relations_without_kind_are_refused(make: Make) -> None:
    with pytest.raises(TableError, match="kind"):
        list(collect_context(make(("o", "Person", "A B"), ("v", "Vessel", "C")), relate(("Ownership", "o", "v")).drop(columns="kind")))
