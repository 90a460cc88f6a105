from collections.abc import Callable

import pandas as pd
import pytest

from toolkit.errors import ArgumentError, TableError
from toolkit.linking import extend_parties, prepare_parties

Make = Callable[..., pd.DataFrame]


def rows() -> list[tuple[str, str, str, dict[str, object]]]:
    same = {"identifiers": {"cn_id": ["11010519491231002X"], "phone": ["+8657487654321"]}, "address": "12 High Street, Taunton"}
    return [("b", "Person", "Li Na", same), ("a", "Person", "李娜", {"aliases": ["Lina"], **same}), ("c", "Company", "Li Na Ltd", {})]


def test_records_stand_in_the_order_of_their_ids_and_other_kinds_are_left_out(make: Make) -> None:
    parties = prepare_parties(make(*rows(), ("z", "Container", "CSQU3054383")))
    assert parties.records["record_id"].tolist() == ["a", "b", "c"]
    assert parties.family.tolist() == [0, 0, 1]
    assert dict(parties.place) == {"a": 0, "b": 1, "c": 2}


def test_a_name_gives_one_key_in_every_script(make: Make) -> None:
    held = prepare_parties(make(*rows())).of("name")
    assert len(set(held.keys[held.rows <= 1].tolist())) <= 2
    assert set(held.keys[held.rows == 1].tolist()) <= set(held.keys[held.rows == 0].tolist())


def test_one_name_of_two_families_gives_two_keys(make: Make) -> None:
    held = prepare_parties(make(("a", "Person", "Green Source"), ("b", "Company", "Green Source"))).of("name")
    assert len(set(held.keys.tolist())) == 2


def test_numbers_of_different_schemes_are_kept_apart(make: Make) -> None:
    parties = prepare_parties(
        make(("a", "Person", "A", {"identifiers": {"passport": ["E12345678"], "cn_id": ["E12345678"], "own_code": ["7"]}}))
    )
    assert len(parties.of("passport")) == len(parties.of("cn_id")) == 1
    assert len(parties.of("own_code")) == 0


def test_an_aspect_that_nobody_has_is_empty(make: Make) -> None:
    assert len(prepare_parties(make(("a", "Person", "A B"))).of("address")) == 0


def test_records_that_repeat_an_id_are_refused(make: Make) -> None:
    with pytest.raises(TableError, match="repeats the key"):
        prepare_parties(make(("a", "Person", "A B"), ("a", "Person", "C D")))


def test_extended_parties_hold_what_both_hold(make: Make) -> None:
    known, further = (prepare_parties(make(row)) for row in rows()[:2])
    both = extend_parties(known, further)
    assert both.records["record_id"].tolist() == ["b", "a"]
    assert [len(both.of("name")), len(both.of("phone"))] == [len(known.of("name")) + len(further.of("name")), 2]
    assert both.of("phone").count().tolist() == [2, 2]
    assert [name.text for name in both.names.of(1)] == ["李娜", "Lina"]


def test_names_that_were_prepared_before_are_not_confused_by_extending(make: Make) -> None:
    known, further = (prepare_parties(make(row)) for row in rows()[:2])
    assert [name.text for name in further.names.of(0)] == ["李娜", "Lina"]
    both = extend_parties(known, further)
    assert [name.text for name in both.names.of(1)] == ["李娜", "Lina"]
    assert [name.text for name in known.names.of(0)] == ["Li Na"]


def test_parties_can_be_extended_twice(make: Make) -> None:
    known, one, other = (prepare_parties(make((name, "Person", name))) for name in ("Ivan Petrov", "Li Na", "Zoltan Kovacs"))
    assert [name.text for name in extend_parties(known, one).names.of(1)] == ["Li Na"]
    assert [name.text for name in extend_parties(known, other).names.of(1)] == ["Zoltan Kovacs"]


def test_a_record_in_both_is_refused(make: Make) -> None:
    parties = prepare_parties(make(*rows()))
    with pytest.raises(ArgumentError, match=r"\['a', 'b', 'c'\]"):
        extend_parties(parties, parties)
