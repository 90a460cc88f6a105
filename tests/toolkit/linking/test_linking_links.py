from collections.abc import Callable

import pandas as pd
import pytest

from toolkit import linking, wording
from toolkit.errors import ArgumentError, TableError
from toolkit.ids import make_id, parse_ref
from toolkit.tables import empty

Make = Callable[..., pd.DataFrame]
USCC_A, USCC_B = "91110000600037341L", "91330200MA2AF1234W"


def codes(reasons: list[dict[str, object]]) -> list[str]:
    return [str(reason["code"]) for reason in reasons]


def only(links: pd.DataFrame) -> pd.Series:
    assert len(links) == 1
    return links.iloc[0]


def test_same_identifier_links_across_scripts(make: Make) -> None:
    link = only(
        linking.suggest_links(
            make(
                ("a", "Company", "宁波绿源贸易有限公司", {"identifiers": {"uscc": [USCC_A]}}),
                ("b", "Company", "NINGBO LVYUAN TRADING CO LTD", {"identifiers": {"uscc": [USCC_A]}}),
            )
        )
    )
    assert link["probability"] > 0.99
    assert not link["conflict"]
    assert codes(link["reasons"]) == ["same_name", "shared_identifier"]
    assert link["score_kind"] == "documented"


def test_a_name_alone_is_a_suggestion_that_never_merges(make: Make) -> None:
    records = make(("a", "Person", "王伟"), ("b", "Person", "WANG Wei"))
    links = linking.suggest_links(records)
    link = only(links)
    assert 0.5 <= link["probability"] < 0.95
    assert codes(link["against"]) == ["name_only"]
    assert linking.cluster_records(records, links)["entity_id"].nunique() == 2


def test_name_and_country_is_still_a_name_alone(make: Make) -> None:
    link = only(linking.suggest_links(make(("a", "Person", "Li Na", {"country": "CN"}), ("b", "Person", "李娜", {"country": "CN"}))))
    assert link["probability"] < 0.95


def test_homonyms_with_two_identity_numbers_stay_two(make: Make) -> None:
    records = make(
        ("a", "Person", "王伟", {"identifiers": {"cn_id": ["11010519491231002X"]}, "address": "宁波市北仑区明州路12号"}),
        ("b", "Person", "王伟", {"identifiers": {"cn_id": ["110105199003073693"]}, "address": "宁波市北仑区明州路12号"}),
    )
    link = only(linking.suggest_links(records))
    assert link["conflict"]
    assert link["probability"] < 0.5
    assert "identifiers_differ" in codes(link["against"])


def test_homonyms_with_two_birth_dates_stay_two(make: Make) -> None:
    records = make(
        ("a", "Person", "王伟", {"dates": {"birth": "1970-05-01"}}),
        ("b", "Person", "王伟", {"dates": {"birth": "1958-11-23"}}),
    )
    links = linking.suggest_links(records)
    assert codes(only(links)["against"]) == ["differs", "name_only", "birth_dates_differ"]
    assert linking.cluster_records(records, links)["entity_id"].nunique() == 2


def test_a_birth_year_does_not_contradict_a_full_date(make: Make) -> None:
    records = make(("a", "Person", "王伟", {"dates": {"birth": "1970"}}), ("b", "Person", "王伟", {"dates": {"birth": "1970-05-01"}}))
    link = only(linking.suggest_links(records))
    assert not link["conflict"]
    assert link["probability"] < 0.95


def test_a_name_and_a_birth_date_merge(make: Make) -> None:
    same = {"dates": {"birth": "1970-05-01"}}
    assert only(linking.suggest_links(make(("a", "Person", "王伟", same), ("b", "Person", "Wang Wei", same))))["probability"] > 0.95


@pytest.mark.parametrize(("left", "right"), [("鑫达715", "鑫達716"), ("HAI YUE 66", "海悦68"), ("STAR A", "STAR B")])
def test_sister_ships_are_in_conflict(make: Make, left: str, right: str) -> None:
    shared = {"identifiers": {"phone": ["+8657487654321"]}, "address": "宁波市北仑区明州路12号"}
    links = linking.suggest_links(make(("a", "Vessel", left, shared), ("b", "Vessel", right, shared)), threshold=0.0)
    assert only(links)["conflict"]
    assert "name_numbers_differ" in codes(only(links)["against"])


def test_a_renamed_hull_keeps_its_number(make: Make) -> None:
    same = {"identifiers": {"imo": ["9074729"]}}
    link = only(linking.suggest_links(make(("a", "Vessel", "HAI YUE 66", same), ("b", "Vessel", "HAI YUE 68", same))))
    assert not link["conflict"]
    assert link["probability"] > 0.95


def test_persons_and_companies_are_never_compared(make: Make) -> None:
    assert linking.suggest_links(make(("a", "Person", "Green Source"), ("b", "Company", "Green Source"))).empty


def test_records_without_names_give_no_links(make: Make) -> None:
    records = make(*((f"r{at}", "Company", None) for at in range(50)))
    assert linking.suggest_links(records).empty


def test_an_address_of_very_many_is_no_evidence(make: Make) -> None:
    tower = {"address": "香港中环皇后大道100号"}
    names = ["Alpha", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel"]
    records = make(*((name, "Company", f"{name} Ltd", tower) for name in names), ("zz", "Company", "Alpha Limited", tower))
    link = only(linking.suggest_links(records))
    assert codes(link["against"]) == ["common_address", "name_only"]


def test_every_reason_points_at_cells_and_has_words(make: Make) -> None:
    same = {"identifiers": {"phone": ["+8657487654321"]}, "address": "宁波市北仑区明州路12号", "country": "CN"}
    links = linking.suggest_links(make(("a", "Company", "绿源贸易公司", same), ("b", "Company", "Luyuan Trade", same)))
    for reason in [*only(links)["reasons"], *only(links)["against"]]:
        assert all(parse_ref(ref).column in {"name", "identifiers.phone", "address", "country"} for ref in reason["refs"])
        assert wording.say(reason, "en")
        assert wording.say(reason, "zh")
    assert "records:a@identifiers.phone" in only(links)["refs"]


def test_the_order_of_rows_changes_nothing(make: Make) -> None:
    rows = [("a", "Person", "王伟"), ("b", "Person", "Wang Wei"), ("c", "Person", "Ivan Ivanov"), ("d", "Person", "Иван Иванов")]
    pd.testing.assert_frame_equal(linking.suggest_links(make(*rows)), linking.suggest_links(make(*rows[::-1])))


def test_records_are_not_changed(make: Make) -> None:
    records = make(("a", "Person", "王伟"), ("b", "Person", "Wang Wei"))
    before = records.copy(deep=True)
    linking.suggest_links(records)
    pd.testing.assert_frame_equal(records, before)


def test_a_judged_pair_is_shown_below_the_threshold(make: Make) -> None:
    records = make(("a", "Person", "王伟"), ("b", "Person", "Wang Wei"))
    decisions = pd.DataFrame({"decision_id": ["d"], "target_id": [make_id("link", "a", "b")], "verdict": ["accept"]})
    assert linking.suggest_links(records, threshold=0.99).empty
    assert len(linking.suggest_links(records, threshold=0.99, decisions=decisions)) == 1


def test_empty_records_give_an_empty_table() -> None:
    assert linking.suggest_links(empty("records")).columns.tolist() == empty("links").columns.tolist()


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError, match="'kind'"):
        linking.suggest_links(pd.DataFrame({"record_id": ["a"], "source_id": ["s"], "locator": ["line=1"]}))


def test_an_unknown_kind_is_named_and_no_kind_is_left_alone(make: Make) -> None:
    records = make(("a", "Person", "Li Na"), ("b", "Starship", "Li Na"))
    with pytest.raises(TableError, match="'Starship'"):
        linking.suggest_links(records)
    assert linking.suggest_links(records.assign(kind=["Address", None])).empty


def test_a_threshold_outside_is_refused(make: Make) -> None:
    with pytest.raises(ArgumentError, match=r"threshold=1\.5"):
        linking.suggest_links(make(), threshold=1.5)


def test_every_link_names_a_pair_once(make: Make) -> None:
    same = {"identifiers": {"imo": ["9074729"]}}
    links = linking.suggest_links(make(*((f"v{at}", "Vessel", "HAI YUE", same) for at in range(4))))
    assert len(links) == 6
    assert (links["left_id"] < links["right_id"]).all()


def person(record_id: str, name: str = "Ivan Petrov", **cells: object) -> tuple[str, str, str, dict[str, object]]:
    return (record_id, "Person", name, cells)


def judge(verdict: str, *pair: str) -> pd.DataFrame:
    return pd.DataFrame({"decision_id": ["d"], "target_id": [make_id("link", *sorted(pair))], "verdict": [verdict]})


def pairs_of(links: pd.DataFrame) -> set[str]:
    return set(links["left_id"] + links["right_id"])


BORN = {"dates": {"birth": "1970-05-03"}}


def test_only_pairs_with_new_records_are_compared_and_earlier_links_come_with_them(make: Make) -> None:
    known, new = make(person("a", **BORN), person("b", **BORN)), make(person("c", **BORN))
    before = linking.suggest_links(known)
    assert pairs_of(linking.suggest_links(new, known=known)) == {"ac", "bc"}
    both = linking.suggest_links(new, known=known, previous=before)
    assert pairs_of(both) == {"ab", "ac", "bc"}
    whole = linking.suggest_links(pd.concat([known, new]))
    assert both.set_index("link_id")["probability"].to_dict() == whole.set_index("link_id")["probability"].to_dict()


def test_prepared_records_stand_for_a_table(make: Make) -> None:
    known, new = make(person("a", **BORN), person("b", **BORN)), make(person("c", **BORN))
    prepared = linking.suggest_links(linking.prepare_parties(new), known=linking.prepare_parties(known))
    pd.testing.assert_frame_equal(prepared, linking.suggest_links(new, known=known))


def test_a_record_that_was_linked_before_is_refused(make: Make) -> None:
    records = make(person("a"), person("b"))
    with pytest.raises(ArgumentError, match=r"\['a', 'b'\]"):
        linking.suggest_links(records, known=records)


def test_a_judged_pair_that_no_rule_blocks_any_more_is_still_shown(make: Make) -> None:
    before = linking.suggest_links(make(person("a"), person("b")))
    renamed = make(person("a"), person("b", "Zoltan Kovacs"))
    assert linking.suggest_links(renamed, decisions=judge("accept", "a", "b")).empty
    shown = only(linking.suggest_links(renamed, decisions=judge("accept", "a", "b"), previous=before))
    assert shown["link_id"] == make_id("link", "a", "b")
    assert shown["probability"] < 0.5


def test_a_decision_about_records_that_are_not_there_is_refused(make: Make) -> None:
    before = linking.suggest_links(make(person("a"), person("b")))
    records, decisions = make(person("a"), person("c")), judge("accept", "a", "b")
    kept = [frame.copy(deep=True) for frame in (records, decisions, before)]
    with pytest.raises(ArgumentError, match=r"\['b'\]"):
        linking.suggest_links(records, decisions=decisions, previous=before)
    for frame, copy in zip((records, decisions, before), kept, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_records_of_other_kinds_are_left_out(make: Make) -> None:
    assert linking.suggest_links(make(("a", "Container", "CSQU3054383"), ("b", "Container", "CSQU3054383"), person("c"))).empty


def test_repeated_ids_are_refused(make: Make) -> None:
    with pytest.raises(TableError, match="repeats the key"):
        linking.suggest_links(make(person("a"), person("a")))


def test_without_reasons_the_probabilities_are_the_same(make: Make) -> None:
    records = make(
        person("a", **BORN), person("b", **BORN), person("c", dates={"birth": "1958-11-23"}), person("d", "Iwan Petroff", **BORN)
    )
    told, untold = linking.suggest_links(records), linking.suggest_links(records, explain=False)
    assert not {"reasons", "against", "refs"} & {*untold.columns}
    columns = ["link_id", "probability", "weight", "conflict"]
    pd.testing.assert_frame_equal(told[columns], untold[columns])


def test_weights_given_are_used(make: Make) -> None:
    records = make(person("a", **BORN), person("b", **BORN))
    doubtful = linking.DOCUMENTED.set("person", type(linking.DOCUMENTED.person)(prior=2.0**-20))
    plain, other = only(linking.suggest_links(records)), only(linking.suggest_links(records, weights=doubtful))
    assert plain["weight"] - other["weight"] == pytest.approx(7)


def test_what_was_compared_is_counted(make: Make) -> None:
    links = linking.suggest_links(make(person("a"), person("b"), person("c", "Zoltan Kovacs")))
    assert (links.attrs["pairs"], links.attrs["names_compared"]) == (1, 0)
    assert linking.Weights.from_json(links.attrs["weights"]) == linking.DOCUMENTED


PHONE = {"phone": ["+8657487654321"]}


@pytest.mark.parametrize(
    ("kind", "one", "other", "code"),
    [
        ("Vessel", {"identifiers": {"imo": ["9074729"], **PHONE}}, {"identifiers": {"imo": ["9074731"], **PHONE}}, "identifiers_differ"),
        ("Company", {"identifiers": {"uscc": [USCC_A], **PHONE}}, {"identifiers": {"uscc": [USCC_B], **PHONE}}, "identifiers_differ"),
        (
            "Company",
            {"identifiers": {"hk_cr": ["3123456"], **PHONE}},
            {"identifiers": {"hk_cr": ["3123457"], **PHONE}},
            "identifiers_differ",
        ),
        ("Person", {"dates": {"birth": "1970-05-01"}}, {"dates": {"birth": "1958-11-23"}}, "birth_dates_differ"),
        ("Person", {"identifiers": {"cn_id": ["11010519491231002X"]}}, {"dates": {"birth": "1970-05-01"}}, "birth_dates_differ"),
        ("Company", {"dates": {"incorporated": "2001-02-03"}}, {"dates": {"incorporated": "2015-11-29"}}, "incorporated_dates_differ"),
        ("Company", {"dates": {"dissolved": "2001-02-03"}}, {"dates": {"incorporated": "2015-11-29"}}, "lifetimes_apart"),
    ],
)
def test_a_conflict_never_vanishes_and_never_merges(
    make: Make, kind: str, one: dict[str, object], other: dict[str, object], code: str
) -> None:
    records = make(("a", kind, "Star Petrov", one), ("b", kind, "Star Petrov", other))
    links = linking.suggest_links(records)
    link = only(links[links["kind"] == "same_party"])
    assert link["conflict"]
    assert link["probability"] < 0.5
    assert code in codes(link["against"])
    assert all(wording.say(reason, language) for reason in [*link["reasons"], *link["against"]] for language in wording.LANGUAGES)
    assert linking.cluster_records(records, links)["entity_id"].nunique() == 2


def test_dates_that_differ_by_slips_are_shown_without_conflict(make: Make) -> None:
    link = only(linking.suggest_links(make(person("a", **BORN), person("b", dates={"birth": "1970-05-13"}))))
    assert not link["conflict"]
    assert "near_birth_date" in codes(link["reasons"])


def test_another_birth_date_without_a_conflict_does_not_lift_a_pair_to_the_threshold(make: Make) -> None:
    # Two slips: no conflict, yet no agreement either.
    links = linking.suggest_links(make(person("a", dates={"birth": "1836-01-02"}), person("b", dates={"birth": "1886-11-02"})))
    assert (links["conflict"] | (links["probability"] >= 0.5)).all()


@pytest.mark.parametrize(("until", "conflict"), [("2021-06-30", False), ("2022-06-30", True)])
def test_a_ship_flies_one_flag_at_a_time(make: Make, until: str, conflict: bool) -> None:  # noqa: FBT001 - a case of the table
    first = {"country": "PA", "dates": {"first_seen": "2019-01-01", "last_seen": until}, "identifiers": {"call_sign": ["3EAB1"]}}
    then = {"country": "LR", "dates": {"first_seen": "2021-07-01", "last_seen": "2024-01-01"}, "identifiers": {"call_sign": ["3EAB1"]}}
    link = only(linking.suggest_links(make(("a", "Vessel", "SALT PEARL", first), ("b", "Vessel", "SALT PEARL", then))))
    assert bool(link["conflict"]) is conflict
    assert ("flags_overlap" in codes(link["against"])) is conflict
