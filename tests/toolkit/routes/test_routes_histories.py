from collections.abc import Callable

import pandas as pd

from toolkit import routes, tables
from toolkit.routes.flags import flag_of

Maker = Callable[..., pd.DataFrame]


def told(frame: pd.DataFrame, *columns: str) -> list[list[object]]:
    return routes.list_identities(frame)[["field", "value", *columns]].to_numpy().tolist()


def test_a_name_and_its_change_are_told_with_both_ends(sail: Maker, together: Maker) -> None:
    frame = together(sail("412000001", range(10), name=["SEA LARK"] * 5 + ["GOLDEN TERN"] * 5, call_sign="BXAB6", length_m=90.0))
    found = routes.list_identities(frame)
    assert found[["field", "value", "n"]].to_numpy().tolist() == [
        ["call_sign", "BXAB6", 10],
        ["flag", "CN", 10],
        ["length_m", "90", 10],
        ["mmsi", "412000001", 10],
        ["name", "SEA LARK", 5],
        ["name", "GOLDEN TERN", 5],
    ]
    change = found["reasons"][5][0]
    assert change["code"] == "route_identity_changed"
    assert (change["values"]["before"], change["values"]["after"]) == ("SEA LARK", "GOLDEN TERN")
    assert change["refs"] == ["positions:s1#6", "positions:s1#7"]
    assert [reason["code"] for reason in found["against"][5]] == ["route_identity_may_be"]


def test_a_slip_of_the_hand_is_no_change(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", range(9), name=["SEA LARK"] * 4 + ["SEA LRK", None] + ["SEA LARK"] * 3))
    assert told(frame, "n") == [["mmsi", "1", 9], ["name", "SEA LARK", 7]]


def test_a_hull_is_followed_by_its_imo_number_under_another_mmsi_and_flag(sail: Maker, together: Maker) -> None:
    first = sail("412000001", range(5), imo="9074729", name="SEA LARK")
    second = sail("351000001", range(10, 15), imo="9074729", name="GOLDEN TERN")
    found = routes.list_identities(together(first, second))
    assert set(found["hull_id"]) == {"imo:9074729"}
    changed = found[found["reasons"].map(len) > 0]
    assert changed[["field", "value"]].to_numpy().tolist() == [["flag", "PA"], ["mmsi", "351000001"], ["name", "GOLDEN TERN"]]
    assert sorted(set(found["track_id"])) == ["mmsi:351000001", "mmsi:412000001"]


def test_two_numbers_at_one_time_are_said_to_be_so(sail: Maker, together: Maker) -> None:
    frame = together(sail("412000001", range(6), imo="9074729"), sail("412000002", range(3, 9), imo="9074729"))
    found = routes.list_identities(frame)
    both = [reasons[0]["code"] for field, reasons in zip(found["field"], found["reasons"], strict=True) if field == "mmsi" and reasons]
    assert both == ["route_identity_both"]


def test_histories_do_not_hang_on_the_order_of_rows(sail: Maker, together: Maker) -> None:
    frame = together(sail("1", range(10), name=["A B"] * 5 + ["C D"] * 5), sail("2", range(10), imo="9074729"))
    pd.testing.assert_frame_equal(routes.list_identities(frame), routes.list_identities(frame.sample(frac=1, random_state=2)))


def test_flags_are_those_of_the_union() -> None:
    assert [flag_of(mmsi) for mmsi in ("477123456", "636000001", "412", "000000000", "99abc")] == ["HK", "LR", None, None, None]


def test_empty_in_empty_out() -> None:
    assert routes.list_identities(tables.empty("positions")).columns.tolist() == tables.empty("identities").columns.tolist()
