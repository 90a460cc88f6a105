"""Entities of FollowTheMoney, one a line: each line kept or set aside, ends joined, sanctions turned into dates."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit.errors import TidewaiterError
from toolkit.sources import read_cell, read_watchlist, recognise
from toolkit.tables import Source, Tables

PERSON = {"id": "p", "schema": "Person", "properties": {"name": ["Ivan Ivanov"]}}


def entity(entity_id: str, schema: str, **properties: object) -> dict[str, object]:
    return {"id": entity_id, "schema": schema, "properties": properties}


def read(tmp_path: Path, *lines: object) -> tuple[Tables, Source]:
    path = tmp_path / "list.json"
    written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
    path.write_text("\n".join(written) + "\n", encoding="utf-8")
    return read_watchlist(path)


def reasons(source: Source) -> dict[str, str]:
    assert source.quarantine is not None
    assert source.rows_read == source.rows_kept + len(source.quarantine)
    return dict(zip(source.quarantine["locator"], source.quarantine["reason"], strict=True))


def test_a_person_with_all_that_is_compared(tmp_path: Path) -> None:
    person = entity(
        "Q1",
        "Person",
        name=["Ivan Ivanov", "Иван Иванов"],
        alias=["Vanya the Boat"],
        weakAlias=["Vanya"],
        previousName=["Ivan Petrov"],
        birthDate=["1970", "1970-05-01"],
        nationality=["ru"],
        gender=["male"],
        passportNumber=["71 1234567"],
        address=["Riga, Brivibas 1"],
        topics=["sanction"],
        position=["harbour master"],
    )
    tables, source = read(tmp_path, person)
    record = tables["records"].iloc[0]
    assert record[["kind", "role", "name", "country", "address", "locator"]].tolist() == [
        "Person",
        "listed",
        "Ivan Ivanov",
        "RU",
        "Riga, Brivibas 1",
        "line=1",
    ]
    assert record["aliases"] == ["Иван Иванов", "Vanya the Boat", "Vanya", "Ivan Petrov"]
    assert record["identifiers"] == {"entry_id": ["Q1"], "passport": ["711234567"]}
    assert record["dates"] == {"birth": "1970-05-01"}
    assert record["topics"] == ["sanction"]
    assert record["extra"] == {
        "position": ["harbour master"],
        "weak_aliases": ["Vanya"],
        "previous_names": ["Ivan Petrov"],
        "births": ["1970", "1970-05-01"],
        "gender": "male",
    }
    assert reasons(source) == {}


def test_numbers_go_under_their_scheme(tmp_path: Path) -> None:
    vessel = entity("v", "Vessel", name=["SEA"], imoNumber=["IMO9074729"], mmsi=["412000001"], callSign=["BABC1"], flag=["cn"])
    company = entity("c", "Company", name=["L"], registrationNumber=["91350211M000100Y46", "HRB 4711"], incorporationDate=["2001-02"])
    records = read(tmp_path, vessel, company)[0]["records"].set_index("name")
    assert records.loc["SEA", "identifiers"] == {"entry_id": ["v"], "imo": ["9074729"], "mmsi": ["412000001"], "call_sign": ["BABC1"]}
    assert records.loc["L", "identifiers"] == {"entry_id": ["c"], "uscc": ["91350211M000100Y46"], "registration_no": ["HRB 4711"]}
    assert records.loc["L", "dates"] == {"incorporated": "2001-02"}


def test_a_sanction_dates_the_listing_whatever_the_order(tmp_path: Path) -> None:
    first = entity("s1", "Sanction", entity=["p"], startDate=["2014-03-17"], endDate=["2020-01-01"], program=["UKRAINE"])
    second = entity("s2", "Sanction", entity=["p"], startDate=["2016"])
    tables, source = read(tmp_path, first, PERSON, second)
    record = tables["records"].iloc[0]
    assert record["dates"] == {"listed": "2014-03-17"}
    assert record["topics"] == ["UKRAINE"]
    assert [sanction["line"] for sanction in record["extra"]["sanctions"]] == [1, 3]
    assert (source.rows_read, source.rows_kept, reasons(source)) == (3, 3, {})
    assert read(tmp_path, first, PERSON)[0]["records"]["dates"].iloc[0] == {"listed": "2014-03-17", "ended": "2020-01-01"}


def test_both_ends_in_the_file_make_a_relation(tmp_path: Path) -> None:
    company = entity("c", "Company", name=["Sea Ltd"])
    owned = entity("o", "Ownership", owner=["p"], asset=["c"], startDate=["2011"], percentage=["60"])
    directs = entity("d", "Directorship", director=["p"], organization=["elsewhere"])
    tables, source = read(tmp_path, owned, directs, company, PERSON)
    ids = dict(zip(tables["records"]["name"], tables["records"]["record_id"], strict=True))
    relation = tables["relations"].iloc[0]
    assert len(tables["relations"]) == 1
    assert relation[["kind", "from_id", "to_id", "started_at", "role", "locator"]].tolist() == [
        "Ownership",
        ids["Ivan Ivanov"],
        ids["Sea Ltd"],
        "2011",
        "60",
        "line=1",
    ]
    assert reasons(source) == {"line=2": "source_end_missing"}


def test_the_nested_form_reads_as_the_flat_one(tmp_path: Path) -> None:
    sanction = entity("s", "Sanction", startDate=["2014-03-17"])
    ship = entity("v", "Vessel", name=["SEA STAR"], imoNumber=["9074729"])
    owned = entity("o", "Ownership", asset=[ship])
    place = entity("a", "Address", full=["Riga, Brivibas 1"], country=["lv"])
    nested = entity("p", "Person", name=["Ivan Ivanov"], sanctions=[sanction], ownershipOwner=[owned], addressEntity=[place])
    tables, source = read(tmp_path, nested)
    records = tables["records"].set_index("kind")
    assert records["role"].to_dict() == {"Person": "listed", "Vessel": "related", "Address": "address"}
    assert records.loc["Person", "dates"] == {"listed": "2014-03-17"}
    assert records.loc["Person", "address"] == "Riga, Brivibas 1"
    assert tables["relations"][["kind", "from_id", "to_id"]].to_numpy().tolist() == [
        ["Ownership", records.loc["Person", "record_id"], records.loc["Vessel", "record_id"]]
    ]
    assert (source.rows_read, source.rows_kept) == (1, 1)


def test_whom_the_publisher_does_not_list_is_related(tmp_path: Path) -> None:
    lines = ({**PERSON, "target": False}, {**PERSON, "id": "q", "target": True}, {**PERSON, "id": "r"})
    assert read(tmp_path, *lines)[0]["records"]["role"].tolist() == ["related", "listed", "listed"]


def test_lines_of_one_id_are_one_entity(tmp_path: Path) -> None:
    tables, source = read(tmp_path, PERSON, entity("p", "Person", alias=["Vanya"]), entity("p", "Vessel", name=["SEA"]))
    assert tables["records"][["name", "aliases"]].to_numpy().tolist() == [["Ivan Ivanov", ["Vanya"]]]
    assert reasons(source) == {"line=3": "source_id_repeated"}


def test_what_is_no_party_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    lines = (PERSON, "{broken", '["list"]', '{"id": "x", "schema": "Person"}', entity("n", "Person"), entity("k", "Document", title=["T"]))
    _, source = read(tmp_path, *lines)
    assert reasons(source) == {
        "line=2": "source_not_an_entity",
        "line=3": "source_not_an_entity",
        "line=4": "source_not_an_entity",
        "line=5": "source_no_name",
        "line=6": "source_schema_unread",
    }


def test_the_layout_is_told_by_content(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_text(json.dumps(PERSON) + "\n", encoding="utf-8")
    assert (recognise(path).name, recognise(path).why) == ("watchlist", "entities of FollowTheMoney")
    path.write_text('{"DATA_SOURCE": "CUSTOMERS", "RECORD_ID": "1", "NAME_FULL": "Ivan"}\n', encoding="utf-8")
    assert recognise(path).why != "entities of FollowTheMoney"


def test_a_line_is_given_back_by_its_locator(tmp_path: Path) -> None:
    tables, source = read(tmp_path, PERSON, entity("q", "Person", name=["Anna"]))
    assert read_cell(source, tables["records"]["locator"].iloc[1]).split("\t")[-1] == "Anna"


VALUE = st.one_of(st.text(max_size=8), st.integers(), st.none(), st.booleans(), st.lists(st.text(max_size=3), max_size=2))
SCHEMA = st.sampled_from(["Person", "Company", "Address", "Ownership", "Sanction", "Vessel", "Document", ""])
PROPERTY = st.sampled_from(["name", "alias", "birthDate", "owner", "asset", "entity", "startDate", "imoNumber", "full", "topics"])
ENTITY = st.deferred(
    lambda: st.fixed_dictionaries(
        {
            "id": st.sampled_from(["a", "b", "c", " "]),
            "schema": SCHEMA,
            "properties": st.one_of(
                st.dictionaries(PROPERTY, st.one_of(VALUE, st.lists(st.one_of(VALUE, ENTITY), max_size=2)), max_size=4), VALUE
            ),
        }
    )
)
LINE = st.one_of(
    ENTITY.map(json.dumps).map(str.encode), st.binary(max_size=30).map(lambda raw: raw.replace(b"\n", b"").replace(b"\r", b""))
)


@settings(max_examples=200, deadline=None)
@given(st.lists(LINE, max_size=8))
def test_every_line_is_kept_or_set_aside(lines: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(b"\n".join([json.dumps(PERSON).encode(), *lines]))
        tables, source = read_watchlist(path)
        assert source.quarantine is not None
        assert source.rows_read == source.rows_kept + len(source.quarantine)
        assert source.rows_kept >= 1
        assert tables["records"]["record_id"].is_unique
        assert set(tables["relations"]["from_id"]) | set(tables["relations"]["to_id"]) <= set(tables["records"]["record_id"])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x"
        path.write_bytes(json.dumps(PERSON).encode() + b"\n" + content)
        try:
            _, source = read_watchlist(path)
        except TidewaiterError:
            return
        assert source.rows_read == source.rows_kept + source.rows_quarantined


@pytest.mark.parametrize("depth", [10, 50_000])
def test_deep_nesting_is_no_crash(tmp_path: Path, depth: int) -> None:
    deep = '{"id": "d", "schema": "Person", "properties": {"name": ' + "[" * depth + "]" * depth + "}}"
    _, source = read(tmp_path, PERSON, deep)
    assert source.rows_read == 2


def test_a_line_of_very_many_values_is_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "entities.json"
    many = [f"Li Na {number}" for number in range(60_000)]
    lines = [
        {"id": "a", "schema": "Person", "properties": {"name": ["Wang Wei"]}},
        {"id": "b", "schema": "Person", "properties": {"name": ["Li Na"], "alias": [*many, *many]}},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), "utf-8")
    records = read_watchlist(path)[0]["records"].set_index("name")
    assert records.loc["Li Na", "aliases"] == many
