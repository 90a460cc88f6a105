from collections.abc import Callable

import pandas as pd

from toolkit import linking, wording
from toolkit.tables import empty

Make = Callable[..., pd.DataFrame]


def test_each_source_gets_its_answer(make: Make) -> None:
    records = make(
        ("a", "Person", "王伟", {"source_id": "named"}),
        ("b", "Person", "Wang Wei", {"source_id": "named"}),
        ("c", "Company", "Alone Ltd", {"source_id": "lonely"}),
        ("d", "Company", None, {"source_id": "codes"}),
        ("e", "Container", "CSQU3054383", {"source_id": "boxes"}),
    )
    answers = linking.assess_links(records, linking.suggest_links(records)).set_index("subject_id")
    assert answers["outcome"].to_dict() == {
        "named": "found",
        "lonely": "not_found",
        "codes": "not_assessable",
        "boxes": "not_assessable",
    }
    assert [reason["code"] for reason in answers["reasons"]["codes"]] == ["records_without_names"]
    assert [reason["code"] for reason in answers["reasons"]["named"]] == ["records_linkable", "weights_documented"]
    assert all(wording.say(reason) for reasons in answers["reasons"] for reason in reasons)


def test_empty_in_empty_out() -> None:
    assert linking.assess_links(empty("records"), empty("links")).empty
