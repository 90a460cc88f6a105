import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from toolkit.case import Case
from toolkit.errors import EvidenceError, RefError
from toolkit.provenance import Place, locate, locate_all
from toolkit.sources import read_registry
from toolkit.tables import make_reason

GOODS = '报关单号,商品编号,总价,收货人\n2024001,3902100090," 1,000.50",海明塑料有限公司\n2024002,3915909000,200,Haiming <b>Ltd</b>\n'
TRACK = "MMSI,BaseDateTime,LAT,LON\n413000001,2024-05-12T00:00:00,30.1,122.5\n413000001,2024-05-12T00:10:00,30.2,122.6\n413000001,bad,x,y\n"


def write_files(tmp_path: Path) -> tuple[Path, Path]:
    goods, track = tmp_path / "goods.csv", tmp_path / "track.csv"
    goods.write_text(GOODS, encoding="utf-8")
    track.write_text(TRACK, encoding="utf-8")
    return goods, track


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with make_case(tmp_path_factory.mktemp("shared")) as case:
        yield case


@pytest.fixture
def own_case(tmp_path: Path) -> Iterator[Case]:
    with make_case(tmp_path) as case:
        yield case


@contextmanager
def make_case(folder: Path) -> Iterator[Case]:
    with Case.create(folder / "case") as case:
        goods, track = (case.add_source(path) for path in write_files(folder))
        rows = pd.DataFrame(
            {
                "goods_id": ["g1", "g2"],
                "source_id": goods.source_id,
                "locator": ["line=2", "line=3"],
                "declaration_id": ["2024001", "2024002"],
            }
        ).assign(value=["1000.50", "200"], importer_id=["r1", "r2"])
        records = pd.DataFrame(
            {
                "record_id": ["r1", "r2"],
                "source_id": goods.source_id,
                "locator": ["line=2", "line=3"],
                "kind": "Company",
                "role": "importer",
            }
        ).assign(name=["海明塑料有限公司", "Haiming <b>Ltd</b>"])
        mapping = {"goods": {"declaration_id": 1, "hs": 2, "value": 3}, "records.importer": {"name": 4}}
        read = replace(goods, layout="declarations", mapping=mapping, rows_read=2, rows_kept=2)
        case.record({"goods": rows, "records": records}, method="sources.declarations/1", source=read)
        positions = pd.DataFrame(
            {"source_id": track.source_id, "line": [2, 3], "asset_id": "mmsi:413000001", "lon": [122.5, 122.6], "lat": [30.1, 30.2]}
        )
        read = replace(track, layout="positions", mapping={"positions": {"lat": 3, "lon": 4}}, rows_read=2, rows_kept=2)
        case.record({"positions": positions}, method="sources.positions/1", source=read)
        at_sea = f"positions:{track.source_id}#2-3"
        links = pd.DataFrame(
            {"link_id": ["link_1"], "left_id": ["r1"], "right_id": ["r2"], "probability": [0.7], "method": ["linking.suggest/1"]}
        )
        links["refs"] = [["records:r1@name", "records:r2@name"]]
        findings = pd.DataFrame(
            {"finding_id": ["finding_1"], "subject_id": ["r1"], "rule": ["r"], "strength": ["weak"], "method": ["leads/1"]}
        )
        findings["refs"] = [["links:link_1", "goods:g1@value"]]
        findings["reasons"] = [[make_reason("name_only", refs=[at_sea, "links:link_1"])]]
        case.record({"links": links, "findings": findings}, method="leads.demo/1")
        yield case


def track_id(case: Case) -> str:
    return str(case.table("sources").set_index("path").loc["track.csv", "source_id"])


def test_a_cell_is_led_back_to_file_hash_place_and_raw_text(case: Case) -> None:
    place = locate(case, "goods:g1@value")
    assert (place.path, place.locator, place.value, place.sha256) == (
        "goods.csv",
        "line=2;column=3",
        " 1,000.50",
        hashlib.sha256(GOODS.encode()).hexdigest(),
    )
    assert place.stored == case.path / "evidence" / place.sha256
    assert place.row["declaration_id"] == "2024001"


def test_the_value_is_what_the_file_has_and_not_what_was_made_of_it(case: Case) -> None:
    place = locate(case, "goods:g1@value")
    assert place.value == " 1,000.50"
    assert str(place.row["value"]).startswith("1000.5")


def test_a_party_is_found_by_its_role(case: Case) -> None:
    assert locate(case, "records:r2@name").value == "Haiming <b>Ltd</b>"
    assert locate(case, "records:r2@name_original").locator == "line=3;column=4"


def test_a_row_without_a_column_is_quoted_whole(case: Case) -> None:
    place = locate(case, "goods:g2")
    assert (place.locator, place.value) == ("line=3", "2024002\t3915909000\t200\tHaiming <b>Ltd</b>")


def test_a_column_that_no_single_cell_holds_has_the_place_of_its_row(case: Case) -> None:
    place = locate(case, "goods:g1@net_kg")
    assert (place.locator, place.value) == ("line=2", None)


def test_positions_are_found_by_their_line(case: Case) -> None:
    source = track_id(case)
    place = locate(case, f"positions:{source}#2-3")
    assert (place.locator, place.value) == ("line=2", "413000001\t2024-05-12T00:00:00\t30.1\t122.5")
    assert place.row["lon"] == 122.5
    assert locate(case, f"positions:{source}@lat#3").value == "30.2"


def test_a_line_that_was_not_kept_still_has_its_text(case: Case) -> None:
    place = locate(case, f"positions:{track_id(case)}#4")
    assert (place.value, dict(place.row)) == ("413000001\tbad\tx\ty", {})


def test_a_whole_file_is_a_place(case: Case) -> None:
    place = locate(case, f"sources:{track_id(case)}")
    assert (place.path, place.locator, place.value) == ("track.csv", "", None)


def test_a_claim_leads_to_all_the_facts_beneath_it_each_once(case: Case) -> None:
    source = track_id(case)
    assert [place.ref for place in locate_all(case, "findings:finding_1")] == [
        "records:r1@name",
        "records:r2@name",
        "goods:g1@value",
        f"positions:{source}#2",
        f"positions:{source}#3",
    ]


def test_a_fact_is_its_own_place(case: Case) -> None:
    assert locate_all(case, "goods:g2") == (locate(case, "goods:g2"),)


@pytest.mark.parametrize(
    ("ref", "words"),
    [
        ("nonsense", "is not a ref"),
        ("goods:g404", "names no row of goods"),
        ("goods:g1@colour", "names the column 'colour'"),
        ("runs:r1", "holds no facts"),
        ("links:link_1", "use locate_all"),
        ("positions:source_x#1", "not in this case"),
        ("sources:source_x", "not in this case"),
    ],
)
def test_a_ref_that_names_nothing_is_refused(case: Case, ref: str, words: str) -> None:
    with pytest.raises(RefError, match=words):
        locate(case, ref)


def test_a_position_ref_without_a_line_is_refused(case: Case) -> None:
    with pytest.raises(RefError, match="names no line"):
        locate(case, f"positions:{track_id(case)}")


def test_a_claim_that_is_not_there_is_refused(case: Case) -> None:
    with pytest.raises(RefError, match="names no row of findings"):
        locate_all(case, "findings:finding_404")


def test_changed_evidence_is_not_quoted(own_case: Case) -> None:
    stored = locate(own_case, "goods:g1@value").stored
    stored.chmod(0o644)
    stored.write_bytes(stored.read_bytes().replace(b"1,000", b"9,000"))
    with pytest.raises(EvidenceError):
        locate(own_case, "goods:g1@value")


def test_what_was_superseded_is_not_found_any_more(own_case: Case) -> None:
    assert locate_all(own_case, "links:link_1")
    own_case.record({}, method="leads.demo/1")
    with pytest.raises(RefError, match="superseded"):
        locate_all(own_case, "links:link_1")


def test_a_place_is_told_in_a_line_and_shown_as_text(case: Case) -> None:
    place: Place = locate(case, "records:r2@name")
    assert str(place).startswith("goods.csv · line=3;column=4 · 'Haiming <b>Ltd</b>' · sha256 ")
    assert "<b>" not in place._repr_html_()


def test_one_of_several_numbers_or_dates_of_a_party_has_its_own_cell(tmp_path: Path) -> None:
    lines = "企业名称,统一社会信用代码,法定代表人,身份证号,成立日期\n海明塑料有限公司,91330200MA2AXXXX0X,王伟,11010519491231002X,2019/3/4\n"
    (tmp_path / "register.csv").write_text(lines, encoding="utf-8")
    with Case.create(tmp_path / "case") as case:
        tables, source = read_registry(case.add_source(tmp_path / "register.csv"))
        case.record(tables, method="sources.read/1", source=source)
        company, person = (tables["records"].set_index("role").loc[role, "record_id"] for role in ("company", "director"))
        assert locate(case, f"records:{company}@identifiers.uscc").value == "91330200MA2AXXXX0X"
        assert locate(case, f"records:{company}@dates.incorporated").value == "2019/3/4"
        assert locate(case, f"records:{person}@identifiers.cn_id").value == "11010519491231002X"
        assert locate(case, f"records:{person}@identifiers").value is None
