from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from toolkit.errors import ArgumentError, SourceError
from toolkit.sources import (
    find_column,
    read_cell,
    read_declarations,
    read_registry,
    read_samples,
    read_transfers,
    read_watchlist,
    show_mapping,
)

HEADERS = [
    "报关单号",
    "项号",
    "申报日期",
    "商品编号",
    "毛重(千克)",
    "净重(千克)",
    "总价",
    "币制",
    "原产国",
    "收货人",
    "收货人统一社会信用代码",
    "发货人",
    "经办",
]
ROW = [
    "0001",
    "1",
    "2025-04-23",
    "3902100090",
    "23630",
    "23300",
    "1,500.50",
    "美元",
    "马来西亚",
    "汐浦贸易有限公司",
    "91990311MA3JNG1Q8U",
    "ACME SDN BHD",
    "李",
]
TONNES = ["0002", "1", "2025/4/24", "0901210000", "25.2", "25", "80", "USD", "越南", "汐浦贸易有限公司", "91990311MA3JNG1Q8U", "", ""]


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture
def declared(tmp_path: Path) -> Path:
    in_tonnes = [header.replace("千克", "吨") for header in HEADERS]
    total: list[object] = ["合计", "", "", "", "23630", "23300"]
    return workbook(
        tmp_path / "x.xlsx",
        {
            "3月": [["进口报关单汇总"], HEADERS, ROW, total],
            "4月": [in_tonnes, TONNES, ["总计", "", "", "", "25.2", "26"]],
            "说明": [["仅供内部使用"]],
        },
    )


def test_weights_are_kilograms_whatever_the_sheet_is_in(declared: Path) -> None:
    goods = read_declarations(declared)[0]["goods"]
    assert goods["gross_kg"].tolist() == [Decimal("23630.000000000"), Decimal("25200.000000000")]
    assert goods["locator"].tolist() == ["sheet=3月;row=3", "sheet=4月;row=2"]


def test_codes_dates_countries_and_money(declared: Path) -> None:
    goods = read_declarations(declared)[0]["goods"]
    assert goods["hs"].tolist() == ["3902100090", "0901210000"]
    assert goods["declared_at"].tolist() == ["2025-04-23", "2025-04-24"]
    assert goods["origin"].tolist() == ["MY", "VN"]
    assert goods["currency"].tolist() == ["USD", "USD"]
    assert goods["value"].tolist()[0] == Decimal("1500.500000000")
    assert goods["extra"].tolist() == [{"经办": "李"}, {}]


def test_titles_and_totals_are_set_aside_and_every_row_is_accounted_for(declared: Path) -> None:
    _, source = read_declarations(declared)
    assert source.quarantine is not None
    assert source.quarantine.set_index("locator")["reason"].to_dict() == {
        "sheet=3月;row=1": "source_title_row",
        "sheet=3月;row=4": "control_total",
        "sheet=4月;row=3": "control_total",
        "sheet=说明;row=1": "source_no_header",
    }
    assert (source.rows_read, source.rows_kept) == (6, 2)


def test_totals_are_held_against_the_rows(declared: Path) -> None:
    checks = read_declarations(declared)[0]["checks"]
    assert list(zip(checks["locator"], checks["outcome"], checks["observed"], checks["expected_low"], strict=True)) == [
        ("sheet=3月;row=4", "within", 23630.0, 23630.0),
        ("sheet=3月;row=4", "within", 23300.0, 23300.0),
        ("sheet=4月;row=3", "within", 25200.0, 25200.0),
        ("sheet=4月;row=3", "below", 25000.0, 26000.0),
    ]


def test_one_party_is_one_record_and_ships_once(declared: Path) -> None:
    tables, _ = read_declarations(declared)
    assert tables["records"][["role", "name"]].to_numpy().tolist() == [["importer", "汐浦贸易有限公司"], ["exporter", "ACME SDN BHD"]]
    assert tables["records"]["identifiers"].tolist()[0] == {"uscc": ["91990311MA3JNG1Q8U"]}
    assert tables["relations"]["kind"].tolist() == ["Shipment"]


def test_the_way_back_to_the_cell(declared: Path) -> None:
    tables, source = read_declarations(declared)
    column = find_column(source, "goods", "value", tables["goods"]["locator"][0])
    assert column == 7
    assert read_cell(source, f"{tables['goods']['locator'][0]};column={column}") == "1,500.50"
    assert find_column(source, "records", "name", "sheet=3月;row=3", role="importer") == 10


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_a_unit_that_is_not_stated_is_not_guessed(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "报关单号,商品编号,毛重,净重(担)\n1,3901,5,7\n")
    goods = read_declarations(path)[0]["goods"]
    assert goods["gross_kg"].isna().all()
    assert goods["net_kg"].isna().all()
    assert goods["extra"].tolist() == [{"毛重": "5", "净重(担)": "7"}]
    assert read_declarations(path)[0]["checks"]["outcome"].tolist() == ["not_assessable", "not_assessable"]


def test_an_analyst_may_name_a_unit(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "报关单号,商品编号,毛重\n1,3901,5\n")
    assert read_declarations(path, units={"gross_kg": "吨"})[0]["goods"]["gross_kg"].tolist() == [Decimal("5000.000000000")]
    with pytest.raises(ArgumentError, match="no known unit"):
        read_declarations(path, units={"gross_kg": "箱"})


def test_a_unit_column_goes_before_the_header(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "报关单号,商品编号,毛重,重量单位\n1,3901,5,吨\n2,3901,5,kg\n3,3901,5,箱\n")
    found = read_declarations(path)[0]["goods"]["gross_kg"]
    assert found.tolist()[:2] == [Decimal("5000.000000000"), Decimal("5.000000000")]
    assert pd.isna(found[2])


def test_ten_thousands_of_yuan(tmp_path: Path) -> None:
    goods = read_declarations(write(tmp_path / "x.csv", "报关单号,商品编号,总价(万元)\n1,3901,12.5\n"))[0]["goods"]
    assert (goods["value"][0], goods["currency"][0]) == (Decimal("125000.000000000"), "CNY")


def test_a_figure_that_can_be_read_two_ways_is_set_aside(tmp_path: Path) -> None:
    _, source = read_declarations(write(tmp_path / "x.csv", '报关单号,商品编号,总价\n1,3901,"1,500"\n2,3901,7.25\n3,3901,"0,5"\n,3901,8\n'))
    assert source.quarantine is not None
    assert sorted(source.quarantine["reason"]) == ["source_no_declaration_number", *["source_unreadable_number"] * 2]
    assert source.rows_kept == 1


def test_a_date_whose_day_and_month_are_ambiguous_stays_as_written(tmp_path: Path) -> None:
    goods = read_declarations(write(tmp_path / "x.csv", "报关单号,商品编号,申报日期\n1,3901,03/04/2024\n2,3901,2024-05\n"))[0]["goods"]
    assert goods["declared_at"].tolist()[1] == "2024-05"
    assert pd.isna(goods["declared_at"][0])
    assert goods["extra"].tolist()[0] == {"申报日期": "03/04/2024"}


def test_a_mapping_overrides_the_headers(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", "nr,ware,wert\n1,3901,9\n")
    with pytest.raises(SourceError, match="no sheet with headers"):
        read_declarations(path)
    tables, source = read_declarations(path, mapping={"declaration_id": "nr", "hs": 2, "goods": {"value": 3}})
    assert tables["goods"]["value"].tolist() == [Decimal("9.000000000")]
    assert read_declarations(path, mapping=source.mapping)[0]["goods"]["hs"].tolist() == ["3901"]
    with pytest.raises(ArgumentError, match="no such header"):
        read_declarations(path, mapping={"hs": "nothing"})


def test_the_mapping_is_shown_with_examples(declared: Path) -> None:
    shown = show_mapping(declared)
    row = shown[(shown["sheet"] == "4月") & (shown["column"] == 5)].iloc[0]
    assert (row["header"], row["field"], row["unit"], row["examples"]) == ("毛重(吨)", "gross_kg", "t", ["25.2"])


def test_digits_that_a_spreadsheet_lost_are_flagged_and_never_repaired(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "x.xlsx",
        {"a": [["企业名称", "法定代表人", "身份证号"], ["甲公司", "张三", 110101199003071234], ["乙公司", "李四", "11010119900307803X"]]},
    )
    people = read_registry(path)[0]["records"].query("role == 'director'")
    assert people["identifiers"].tolist() == [{"damaged_cn_id": ["1.101011990030712e+17"]}, {"cn_id": ["11010119900307803X"]}]


def test_a_vessel_register_gives_owners_with_their_dates(tmp_path: Path) -> None:
    text = (
        "船名,船名(英文),IMO编号,MMSI,船舶所有人,所有权起,所有权止\n海悦66,HAI YUE 66,9074729,413000001,甲公司,2019-08-10,2024-02\n"
        "海悦66,HAI YUE 66,9074729,413000001,乙公司,2024-02,\n"
    )
    tables, _ = read_registry(write(tmp_path / "x.csv", text))
    vessels = tables["records"].query("kind == 'Vessel'")
    assert vessels[["name", "locator"]].to_numpy().tolist() == [["海悦66", "line=2"]]
    assert vessels["identifiers"].iloc[0] == {"imo": ["9074729"], "mmsi": ["413000001"]}
    assert tables["relations"][["kind", "started_at"]].to_numpy().tolist() == [["Ownership", "2019-08-10"], ["Ownership", "2024-02"]]


def test_an_identifier_that_fails_its_check_stays_visible(tmp_path: Path) -> None:
    records = read_registry(write(tmp_path / "x.csv", "船名,IMO编号\n海悦66,9074728\n"))[0]["records"]
    assert records["identifiers"].tolist() == [{"invalid_imo": ["9074728"]}]


def test_fuel_notes_keep_both_books_apart(tmp_path: Path) -> None:
    text = (
        "单据号,日期,供方,供方船舶,受方,受方船舶,油品,体积(立方米),密度(吨/立方米),质量(吨),单价,账簿\nA1,2025-05-14,甲,供1,乙,海悦66,柴油,300,0.842,252.6,7,供方\nA1"
        ",2025-05-14,甲,供1,乙,海悦66,柴油,300,0.842,252.6,7,受方\n"
    )
    tables, source = read_transfers(write(tmp_path / "x.csv", text))
    frame = tables["transfers"]
    assert frame["mass_kg"].tolist() == [Decimal("252600.000000000")] * 2
    assert frame["book"].tolist() == ["seller", "buyer"]
    assert frame["extra"].tolist() == [{"单价": "7"}] * 2
    assert source.rows_kept == 2


def test_a_laboratory_denial_is_no_finding_of_waste(tmp_path: Path) -> None:
    frame = read_samples(write(tmp_path / "x.csv", "样品编号,集装箱号,结论\nS1,msku 123456-5,不属于固体废物\nS2,X,属于固体废物\nS3,X,\n"))[
        0
    ]["samples"]
    assert frame["conclusion"].tolist()[:2] == ["product", "waste"]
    assert frame["container_id"][0] == "MSKU1234565"


SDN = (
    '36,"AERO <b>LINES</b>",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n4240,"HERMANN","vessel","CUBA",-'
    '0- ,"CL2685","Cargo",-0- ,-0- ,"Cuba",-0- ,"Vessel Registration Identification IMO 9074729; a.k.a. \'X\'."\r\n'
)
INDIVIDUAL = '6333,"DOE, Jane","individual","SDGT] [NPWMD",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 21 Nov 1964; alt. DOB 1965."\r\n\x1a'


def test_the_headerless_list_of_parties(tmp_path: Path) -> None:
    tables, source = read_watchlist(write(tmp_path / "x", SDN + INDIVIDUAL))
    records = tables["records"]
    assert records["kind"].tolist() == ["Organization", "Vessel", "Person"]
    assert records["name"][0] == "AERO <b>LINES</b>"
    assert records["identifiers"].tolist()[1] == {"ofac_uid": ["4240"], "call_sign": ["CL2685"], "imo": ["9074729"]}
    assert records["dates"].tolist()[2] == {"birth": "1964-11-21"}
    assert records["topics"].tolist()[2] == ["SDGT", "NPWMD"]
    assert (source.rows_read, source.rows_kept) == (4, 3)


def test_the_headerless_aliases_and_addresses_stand_alone(tmp_path: Path) -> None:
    alias = read_watchlist(write(tmp_path / "a", '36,12,"aka","AERO",-0- \r\n'))[0]["records"].iloc[0]
    assert (alias["role"], alias["name"], alias["identifiers"]) == ("alias", "AERO", {"ofac_uid": ["36"]})
    place = read_watchlist(write(tmp_path / "b", '36,25,-0- ,"Havana","Cuba",-0- \r\n'))[0]["records"].iloc[0]
    assert (place["kind"], place["address"], place["country"]) == ("Address", "Havana, Cuba", "CU")


UN = (
    "<?xml version='1.0'?><CONSOLIDATED_LIST><INDIVIDUALS><INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>A</FIRST_NAME><"
    "SECOND_NAME>B</SECOND_NAME></INDIVIDUAL><INDIVIDUAL/></INDIVIDUALS><ENTITIES><ENTITY><FIRST_NAME>Firm</FIRST_N"
    "AME></ENTITY></ENTITIES></CONSOLIDATED_LIST>"
)


def test_the_united_nations_list(tmp_path: Path) -> None:
    path = write(tmp_path / "x.xml", UN)
    tables, source = read_watchlist(path)
    assert tables["records"]["name"].tolist() == ["A B", "Firm"]
    assert (source.rows_read, source.rows_kept) == (3, 2)
    assert read_cell(path, tables["records"]["locator"][0] + "/SECOND_NAME") == "B"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><CONSOLIDATED_LIST>&b;</CONSOLIDATED_LIST>', "entities"),
        (
            '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><CONSOLIDATED_LIST>&a;</CONSOLIDATED_LIST>',
            "entities",
        ),
        (UN[:-30], "no well-formed XML"),
        ('<?xml version="1.0"?><other/>', "has no reader"),
    ],
)
def test_hostile_or_broken_xml_is_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        read_watchlist(write(tmp_path / "x.xml", text))


def test_a_watchlist_of_ones_own(tmp_path: Path) -> None:
    text = (
        "Entry ID,Kind,Name,Aliases,Country,Identifiers,Programme,Listed\nW1,Vessel,SEA LARK 8,GOLDEN TERN; 金鸥,PA,IMO 9"
        "074729; MMSI: 413000001,SLACK,2021-05-05\n"
    )
    record = read_watchlist(write(tmp_path / "x.csv", text))[0]["records"].iloc[0]
    assert record["aliases"] == ["GOLDEN TERN", "金鸥"]
    assert record["identifiers"] == {"entry_id": ["W1"], "imo": ["9074729"], "mmsi": ["413000001"]}
