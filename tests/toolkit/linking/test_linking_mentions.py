from collections.abc import Callable

import pandas as pd

from toolkit import linking
from toolkit.tables import empty

Make = Callable[..., pd.DataFrame]


def note(text: str) -> pd.DataFrame:
    return pd.DataFrame({"text_id": ["t"], "text": [text], "source_id": ["s"], "locator": ["line=1"]})


def found(text: str, records: pd.DataFrame) -> list[tuple[str, str, str | None, float]]:
    mentions = linking.find_mentions(note(text), records)
    for row in mentions.itertuples():
        assert row.kind != "name" or text[row.start : row.end] == row.value
    return [(r.kind, r.value, None if pd.isna(r.record_id) else r.record_id, r.score) for r in mentions.itertuples()]


def test_traditional_text_mentions_a_simplified_name(make: Make) -> None:
    records = make(("c", "Company", "宁波绿源再生资源有限公司"))
    assert found("据报寧波綠源再生資源有限公司与人接头", records) == [("name", "寧波綠源再生資源有限公司", "c", 1.0)]


def test_a_company_without_its_legal_form_is_found_with_less_score(make: Make) -> None:
    records = make(("c", "Company", "宁波绿源再生资源有限公司"))
    assert found("宁波绿源再生资源又来了", records) == [("name", "宁波绿源再生资源", "c", 0.9)]


def test_latin_names_in_any_case(make: Make) -> None:
    records = make(("v", "Vessel", "HAI YUE 66"), ("p", "Person", "José Pérez"))
    assert found("Jose Perez boarded Hai Yue 66.", records) == [("name", "Jose Perez", "p", 1.0), ("name", "Hai Yue 66", "v", 1.0)]


def test_a_digit_more_is_another_ship(make: Make) -> None:
    records = make(("v", "Vessel", "海悦66"))
    assert found("海悦668 与 海悦66", records) == [("name", "海悦66", "v", 1.0)]


def test_a_single_given_name_is_nobody(make: Make) -> None:
    assert found("Wei called.", make(("p", "Person", "Wei"))) == []


def test_numbers_with_a_check_digit_are_found_without_a_record(make: Make) -> None:
    assert found("箱号CSQU3054383，IMO 9074729，IMO 9074728", make()) == [
        ("container", "CSQU3054383", None, 1.0),
        ("imo", "9074729", None, 1.0),
    ]


def test_a_telephone_counts_if_somebody_bears_it(make: Make) -> None:
    records = make(("p", "Person", "王伟", {"identifiers": {"phone": ["+8613812345678"]}}))
    assert found("电话13812345678，另有13912345678", records) == [("phone", "+8613812345678", "p", 1.0)]


def test_empty_in_empty_out(make: Make) -> None:
    assert linking.find_mentions(empty("texts"), make()).columns.tolist() == empty("mentions").columns.tolist()
