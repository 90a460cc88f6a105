"""Identities of the named ships, drawn once per seed: MMSI, IMO number, call sign, size, owners."""

from dataclasses import dataclass

import numpy as np

from data_samples.thread_a.identity import make_call_sign, make_credit_code, make_imo, make_mmsi

__all__ = ["FIRMS", "HULLS", "Firm", "Hull", "draw_firms", "draw_hulls"]

CARGO, TANKER, TUG, PILOT, PASSENGER, BARGE = 70, 80, 52, 50, 69, 90  # AIS ship types


@dataclass(frozen=True)
class Hull:
    """What is painted on a ship and written in her papers."""

    key: str
    name: str
    name_en: str
    imo: str
    mmsi: str
    call_sign: str
    flag: str
    country: int
    type_code: int
    kind: str
    length_m: int
    width_m: int


@dataclass(frozen=True)
class Firm:
    """An invented owner."""

    key: str
    name: str
    credit_code: str


# key, name, English name as broadcast, flag, country digits, AIS type, kind in the registry, length, width
HULLS = (
    ("h66", "海悦66", "HAI YUE 66", "中国", 413, TANKER, "油船", 80, 14),
    ("h68", "海悦68", "HAI YUE 68", "中国", 413, TANKER, "油船", 92, 15),
    ("mother", "", "SEA LARK 8", "巴拿马", 352, TANKER, "油船", 168, 26),
    ("other_hull", "", "HAI YUE 66", "", 413, CARGO, "", 112, 17),
    ("waiting", "澜栈油6", "LAN ZHAN YOU 6", "中国", 413, TANKER, "油船", 96, 15),
    ("barge_north", "供栈7", "GONG ZHAN 7", "中国", 413, TANKER, "供油船", 52, 9),
    ("barge_south", "供栈9", "GONG ZHAN 9", "中国", 413, TANKER, "供油船", 54, 9),
    ("client_1", "渡潮106", "DU CHAO 106", "中国", 413, TANKER, "化学品船", 98, 16),
    ("client_2", "渡潮108", "DU CHAO 108", "中国", 413, CARGO, "散货船", 98, 16),
    ("client_3", "平澜渡21", "PING LAN DU 21", "中国", 413, CARGO, "多用途船", 120, 19),
    ("client_4", "平澜渡23", "PING LAN DU 23", "中国", 413, CARGO, "多用途船", 120, 19),
    ("client_5", "雾汐3", "WU XI 3", "中国", 413, TANKER, "化学品船", 141, 22),
    ("tug_1", "拖栈11", "TUO ZHAN 11", "中国", 413, TUG, "拖船", 34, 10),
    ("tow_1", "方渡18", "FANG DU 18", "中国", 413, BARGE, "驳船", 78, 20),
    ("tug_2", "拖栈15", "TUO ZHAN 15", "中国", 413, TUG, "拖船", 36, 10),
    ("tow_2", "方渡26", "FANG DU 26", "中国", 413, BARGE, "驳船", 84, 22),
    ("pilot", "引渡5", "YIN DU 5", "中国", 413, PILOT, "引航船", 19, 5),
    ("piloted", "雾汐9", "WU XI 9", "中国", 413, CARGO, "集装箱船", 148, 23),
    ("raft_1", "浅潮31", "QIAN CHAO 31", "中国", 413, CARGO, "散货船", 68, 12),
    ("raft_2", "浅潮33", "QIAN CHAO 33", "中国", 413, CARGO, "散货船", 68, 12),
    ("survey", "澄汐号", "CHENG XI", "中国", 413, PASSENGER, "科考船", 88, 17),
)

FIRMS = (
    ("owner_then", "平潭潮栈渡航运有限公司"),
    ("owner_now", "台州雾渡澜能源有限公司"),
    ("owner_68", "莆田浅汐栈船务有限公司"),
    ("owner_mother", "LARKMERE SLACK HOLDINGS S.A."),
    ("owner_waiting", "舟山澜栈汐油运有限公司"),
    ("supplier_north", "台州供栈汐燃料供应有限公司"),
    ("supplier_south", "厦门渡栈潮船舶燃料有限公司"),
    ("line_1", "宁波渡潮栈海运有限公司"),
    ("line_2", "福州平澜渡汐海运有限公司"),
    ("line_3", "厦门雾汐栈海运有限公司"),
    ("towage", "舟山拖栈渡汐工程有限公司"),
    ("pilotage", "厦门引渡汐引航服务有限公司"),
    ("institute", "上海澄汐栈海洋观测所有限公司"),
)


def draw_hulls(seed: int) -> dict[str, Hull]:
    """Give every named hull her numbers; the second hull on 海悦66's MMSI gets 海悦66's."""
    start = int(np.random.default_rng([seed, 21]).integers(0, 400))
    hulls: dict[str, Hull] = {}
    for number, (key, name, name_en, flag, country, type_code, kind, length, width) in enumerate(HULLS):
        serial = start + number
        has_imo = kind not in {"驳船", "引航船", "供油船", ""}
        hulls[key] = Hull(
            key=key,
            name=name,
            name_en=name_en,
            imo=make_imo(serial) if has_imo else "",
            mmsi=make_mmsi(country, serial),
            call_sign=make_call_sign("HO" if country == 352 else "BV", 100 + serial),
            flag=flag,
            country=country,
            type_code=type_code,
            kind=kind,
            length_m=length,
            width_m=width,
        )
    return hulls


def draw_firms(seed: int) -> dict[str, Firm]:
    """Give every owner a social credit code; the foreign one has none."""
    rng = np.random.default_rng([seed, 22])
    codes = {key: make_credit_code(rng) for key, _ in FIRMS}
    return {key: Firm(key, name, "" if name.isascii() else codes[key]) for key, name in FIRMS}
