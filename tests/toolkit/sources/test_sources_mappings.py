"""Mappings are shown, corrected by hand, kept as versions, known again by headers; no unit is guessed."""

from pathlib import Path

import pytest

from toolkit.errors import ArgumentError
from toolkit.sources import ColumnMapping, find_mapping, load_mapping, read_declarations, save_mapping, show_mapping, suggest_mapping


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "ledger.csv"
    rows = ["报关单号,商品编号,重量,柜子,单据日", "1,3901100000,25.2,MSKU1234565,03/04/2025", "2,0901210000,1.5,TGHU7654321,28/04/2025"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_a_mapping_is_shown_with_examples_confidence_and_basis(ledger: Path) -> None:
    shown = show_mapping(ledger, layout="declarations").set_index("header")
    assert shown.loc["商品编号", ["field", "basis", "confidence"]].tolist() == ["hs", "header", 0.95]
    assert shown.loc["柜子", ["field", "basis", "confidence"]].tolist() == ["container_id", "content", 0.8]
    assert shown.loc["单据日", "field"] == "declared_at"
    assert shown.loc["柜子", "examples"] == ["MSKU1234565", "TGHU7654321"]
    assert shown["unit"].isna().all()


def test_what_contents_suggest_is_followed_only_after_a_person_says_so(ledger: Path) -> None:
    tables, _ = read_declarations(ledger)
    assert tables["goods"]["container_id"].isna().all()
    mapping = suggest_mapping(ledger, name="ledger", made_by="Li Wen").correct(made_by="Li Wen", container_id="柜子", net_kg="重量")
    tables, _ = read_declarations(ledger, **mapping.arguments())  # type: ignore[arg-type]
    assert tables["goods"]["container_id"].tolist() == ["MSKU1234565", "TGHU7654321"]


def test_a_weight_without_a_unit_stays_as_written_until_somebody_vouches_for_it(ledger: Path) -> None:
    fields = {"declaration_id": "报关单号", "hs": "商品编号", "net_kg": "重量"}
    bare = ColumnMapping("ledger", "declarations", fields)
    tables, _ = read_declarations(ledger, **bare.arguments())  # type: ignore[arg-type]
    assert tables["goods"]["net_kg"].isna().all()
    assert tables["goods"]["extra"].iloc[0]["重量"] == "25.2"
    assert tables["checks"]["kind"].tolist() == ["unit_unknown"]
    vouched = ColumnMapping("ledger", "declarations", fields, units={"net_kg": "吨"}, made_by="Li Wen")
    tables, _ = read_declarations(ledger, **vouched.arguments())  # type: ignore[arg-type]
    assert [str(kg.normalize()) for kg in tables["goods"]["net_kg"]] == ["2.52E+4", "1.5E+3"]
    assert vouched.parameters["mapping"]["units"] == {"net_kg": "吨"}  # type: ignore[index]


def test_versions_are_kept_and_the_newest_is_known_again_by_headers(ledger: Path, tmp_path: Path) -> None:
    home = tmp_path / "mappings"
    home.mkdir()
    first = suggest_mapping(ledger, name="ledger", made_by="Li Wen")
    second = first.correct(made_by="Zhao", container_id="柜子")
    for mapping in (first, second):
        assert load_mapping(save_mapping(mapping, home)) == mapping
    assert sorted(path.name for path in home.iterdir()) == ["ledger.v1.toml", "ledger.v2.toml"]
    assert find_mapping(ledger, home) == second
    other = tmp_path / "other.csv"
    other.write_text("船名,IMO\n海悦66,9074729\n", encoding="utf-8")
    assert find_mapping(other, home) is None
    with pytest.raises(ArgumentError, match="says something else"):
        save_mapping(ColumnMapping("ledger", "declarations", {"hs": "商品编号"}), home)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "../up"}, "the file is named so"),
        ({"fields": {"hss": "a"}}, "no field"),
        ({"units": {"net_kg": "箱"}}, "no known unit"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        ColumnMapping(**{"name": "a", "layout": "declarations", "fields": {}} | change)  # type: ignore[arg-type]
