"""Word lists of the fleet: a name takes at least one rare character, so that it is hardly any real ship's."""

__all__ = ["CITIES", "COMMON", "ENGLISH", "RARE", "TRADES"]

RARE = (
    ("汐", "xi"), ("澜", "lan"), ("栈", "zhan"), ("雾", "wu"), ("屿", "yu"), ("岚", "lan"), ("舸", "ge"), ("鹭", "lu"), ("礁", "jiao"),
    ("渚", "zhu"), ("蓼", "liao"), ("荟", "hui"), ("璟", "jing"), ("翊", "yi"), ("砚", "yan"), ("鲲", "kun"), ("凫", "fu"), ("芷", "zhi"),
    ("漱", "shu"), ("萤", "ying"), ("榕", "rong"), ("坞", "wu"), ("槐", "huai"), ("缆", "lan"),
)  # fmt: skip
COMMON = (
    ("海", "hai"), ("悦", "yue"), ("绿", "lü"), ("源", "yuan"), ("渡", "du"), ("潮", "chao"), ("平", "ping"), ("浅", "qian"), ("安", "an"),
    ("顺", "shun"), ("恒", "heng"), ("瑞", "rui"), ("宏", "hong"), ("泰", "tai"), ("明", "ming"), ("东", "dong"), ("兴", "xing"),
    ("丰", "feng"), ("泊", "bo"), ("帆", "fan"), ("远", "yuan"), ("金", "jin"), ("龙", "long"), ("福", "fu"),
)  # fmt: skip
ENGLISH = (
    "LARK", "TERN", "HERON", "EBB", "LANTERN", "MOON", "KELP", "CORAL", "AMBER", "DRIFT", "FATHOM", "QUAY", "MIST", "PEARL", "SALT",
    "HARBOUR", "SLACK", "TIDE", "GOLDEN", "SILVER", "NORTHERN", "EASTERN", "SEA", "OCEAN", "BRIGHT", "CALM", "SWIFT", "GREY", "BLUE",
    "WILLOW", "CEDAR", "SPRING",
)  # fmt: skip
CITIES = (
    ("舟山", "Zhoushan"), ("台州", "Taizhou"), ("宁波", "Ningbo"), ("福州", "Fuzhou"), ("厦门", "Xiamen"), ("莆田", "Putian"),
    ("平潭", "Pingtan"), ("温州", "Wenzhou"),
)  # fmt: skip
TRADES = (
    ("航运", "Shipping"), ("海运", "Marine Transport"), ("船务", "Shipping Agency"), ("油运", "Oil Transport"), ("渔业", "Fishery"),
    ("远洋渔业", "Pelagic Fishery"), ("物流", "Logistics"), ("船舶管理", "Ship Management"),
)  # fmt: skip
