"""Words for what happens to a container, wagon or consignment on its way, for assets and for what saw them."""

from collections.abc import Mapping

import pandas as pd

__all__ = ["KINDS", "MILESTONES", "SENSORS", "read_words"]

MILESTONES = {
    "scanned": ("scan", "scanned", "x-ray", "xray", "inspected", "机检", "扫描", "查验"),
    "sealed": ("seal", "sealed", "sealing", "施封", "加封"),
    "seal_checked": ("seal check", "seal checked", "seal verified", "验封"),
    "unsealed": ("unseal", "unsealed", "seal removed", "拆封", "解封"),
    "gate_in": ("gate in", "gated in", "full in", "gate entry", "进场", "进闸", "进卡口", "入闸"),
    "gate_out": ("gate out", "gated out", "full out", "gate exit", "出场", "出闸", "出卡口"),
    "loaded": ("load", "loaded", "loaded on board", "装船", "装车", "装载"),
    "discharged": ("discharge", "discharged", "unloaded", "卸船", "卸车", "卸载"),
    "departed": ("depart", "departed", "departure", "离港", "发车", "起飞"),
    "arrived": ("arrive", "arrived", "arrival", "到港", "到站", "到达"),
    "released": ("release", "released", "customs release", "放行", "海关放行"),
    "returned": ("return", "returned", "empty return", "empty in", "还箱", "空箱返还", "返空"),
}
"""What happened, and how files word it."""

KINDS = {
    "vessel": ("vessel", "ship", "boat", "船", "船舶"),
    "truck": ("truck", "lorry", "vehicle", "卡车", "货车", "车辆"),
    "train": ("train", "列车"),
    "wagon": ("wagon", "railcar", "车皮"),
    "container": ("container", "集装箱"),
    "waybill": ("waybill", "air waybill", "awb", "运单"),
}
"""Kinds of asset."""

SENSORS = {
    "ais": ("ais", "class a", "class b"),
    "gps": ("gps", "gnss", "beidou", "北斗", "定位"),
    "radar": ("radar", "coastal radar", "雷达"),
    "patrol": ("patrol", "visual", "sighting", "巡逻", "目视"),
    "gate": ("gate", "camera", "anpr", "卡口", "摄像"),
}
"""What saw it."""


def read_words(texts: pd.Series, words: Mapping[str, tuple[str, ...]]) -> pd.Series:
    """Bring texts to the words of a list; what it does not know stays as written, and what is missing stays so.

    >>> read_words(pd.Series(["Gate In", "施封", "weighed"]), MILESTONES).tolist()
    ['gate_in', 'sealed', 'weighed']
    """
    known = {written: word for word, forms in words.items() for written in (word, word.replace("_", " "), *forms)}
    found = {text: known.get(" ".join(text.casefold().replace("_", " ").split()), text) for text in texts.dropna().unique()}
    return texts.map(found).astype("str").where(texts.notna())
