import pandas as pd
import pytest

from toolkit import tables, trade
from toolkit.errors import ArgumentError, TableError


def goods(prices: list[float], **columns: object) -> pd.DataFrame:
    rows = [
        {
            "goods_id": f"goods_{i}",
            "source_id": "source_a",
            "locator": f"line={i + 2}",
            "declaration_id": str(i),
            "declared_at": "2025-05-03",
            "hs": "3901100000",
            "grade": "LDPE-R",
            "origin": "TH",
            "currency": "USD",
            "value": str(price * 1000),
            "net_kg": "1000",
        }
        | columns
        for i, price in enumerate(prices)
    ]
    return tables.conform(pd.DataFrame(rows), "goods")


PEERS = [0.42, 0.43, 0.43, 0.44, 0.44, 0.44, 0.45, 0.45, 0.46, 0.47]


def test_a_price_among_its_peers_is_within() -> None:
    checks = trade.compare_prices(goods([0.41, *PEERS]))
    first = checks.iloc[0]
    assert (first["outcome"], first["n"]) == ("within", 10)
    assert first["reasons"][0]["values"]["median"] == pytest.approx(0.44)


def test_a_price_far_below_its_peers_cites_itself_and_them() -> None:
    checks = trade.compare_prices(goods([0.21, *PEERS]))
    assert checks["outcome"].tolist() == ["below"] + ["within"] * 10
    assert checks.loc[0, "refs"][:2] == ["goods:goods_0@value", "goods:goods_0@net_kg"]
    assert len(checks.loc[0, "refs"]) == 12


def test_tonnes_typed_as_kilograms_speak_against_a_price_offence() -> None:
    checks = trade.compare_prices(goods([0.00044, *PEERS]))
    assert checks.loc[0, "against"][0]["code"] == "price_unit_slip"


def test_virgin_resin_is_no_peer_of_regranulate() -> None:
    lines = pd.concat([goods([0.44] * 9), goods([1.0] * 9, grade="LDPE-V").assign(goods_id=[f"v{i}" for i in range(9)])])
    assert set(trade.compare_prices(lines)["outcome"]) == {"within"}


def test_too_few_peers_give_no_row_but_an_assessment() -> None:
    lines = goods([0.4, 0.5])
    checks = trade.compare_prices(lines)
    assert checks.empty
    assessments = trade.assess_checks(lines, checks)
    assert assessments.set_index("detector").loc["unit_price", "outcome"] == "not_assessable"


def test_the_order_of_rows_does_not_matter() -> None:
    lines = goods([0.21, *PEERS])
    forward = trade.compare_prices(lines).set_index("check_id")["outcome"]
    backward = trade.compare_prices(lines.iloc[::-1]).set_index("check_id")["outcome"]
    assert forward.to_dict() == backward.to_dict()


def test_input_is_left_alone() -> None:
    lines = goods(PEERS)
    before = lines.copy(deep=True)
    trade.compare_prices(lines)
    pd.testing.assert_frame_equal(lines, before)


def test_a_missing_column_is_named() -> None:
    with pytest.raises(TableError, match="net_kg"):
        trade.compare_prices(goods(PEERS).drop(columns="net_kg"))


def test_two_peers_are_no_expectation() -> None:
    with pytest.raises(ArgumentError, match="min_peers=2"):
        trade.compare_prices(goods(PEERS), min_peers=2)


def test_a_container_cannot_weigh_ninety_tonnes() -> None:
    checks = trade.compare_weights(goods([0.4], container_id="MSKU1234565", gross_kg="90000"))
    assert checks[["outcome", "observed"]].to_numpy().tolist() == [["above", 90000.0]]


def transfers(volumes: list[str]) -> pd.DataFrame:
    rows = [
        {
            "transfer_id": f"transfer_{i}",
            "source_id": "source_b",
            "locator": f"line={i + 2}",
            "occurred_at": "2025-05-12",
            "product": "0号柴油",
            "volume_m3": volume,
            "density_t_m3": "0.842",
            "book": book,
        }
        for i, (volume, book) in enumerate(zip(volumes, ("seller", "buyer"), strict=False))
    ]
    return tables.conform(pd.DataFrame(rows), "transfers")


def test_one_load_in_two_books_is_counted_once() -> None:
    checks = trade.reconcile_transfers(transfers(["300", "300"]))
    assert checks[["outcome", "n", "observed"]].to_numpy().tolist() == [["within", 2, pytest.approx(252.6)]]


def test_different_volumes_are_two_loads() -> None:
    assert len(trade.reconcile_transfers(transfers(["300", "250"]))) == 2


def test_a_row_in_another_unit_is_no_peer() -> None:
    checks = trade.compare_prices(goods([0.00044, 440.0, *PEERS]))
    assert checks["n"].tolist() == [10, 10] + [9] * 10
    assert checks.loc[2, "reasons"][0]["values"]["median"] == pytest.approx(0.44)


def test_books_dated_on_either_side_of_midnight_are_one_load() -> None:
    rows = transfers(["300", "300"])
    rows["occurred_at"] = ["2025-05-12", "2025-05-13"]
    assert trade.reconcile_transfers(rows)["n"].tolist() == [2]


def test_two_rows_of_one_book_are_two_loads() -> None:
    assert len(trade.reconcile_transfers(transfers(["300", "300"]).assign(book="seller"))) == 2


def test_the_product_may_be_worded_differently() -> None:
    assert len(trade.reconcile_transfers(transfers(["300", "300"]).assign(product=["0号柴油", "船用柴油"]))) == 1
