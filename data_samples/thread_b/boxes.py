"""The boxes that were scanned: six that are asked about, and the gallery they are seen against."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data_samples.thread_b.identities import draw_container

__all__ = ["GOODS", "LDPE", "PORTS", "QUESTIONED", "Box", "Grade", "draw_day", "plan_gallery", "plan_questioned"]

PORTS = ("澜港", "云澳", "珠屿", "汐浦")


@dataclass(frozen=True, slots=True)
class Grade:
    """Goods as declared, with the price that they fetch."""

    hs: str
    name: str
    grade: str
    usd_kg: float
    load_kg: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """One container, what is in it, and what is said to be in it."""

    role: str
    container: str
    kind: str
    """What the scanner meets: a key of ``simulation.MATERIAL_CLASSES``."""
    goods: Grade
    origin: str
    net_kg: int
    lot: str
    port: str
    declared_at: date
    scan_seed: int

    @property
    def scanned_at(self) -> date:
        """The day after it was declared."""
        return self.declared_at + timedelta(days=1)


LDPE = Grade("3901100090", "再生聚乙烯颗粒", "LDPE再生粒 二级", 0.44, (17600, 24800))
"""The grade whose price is asked about."""
PE = Grade("3901200090", "再生聚乙烯颗粒", "HDPE再生粒 三级", 0.47, (19000, 25200))
PP = Grade("3902100090", "再生聚丙烯颗粒", "PP再生粒 混色", 0.52, (19000, 25200))
GOODS: dict[str, tuple[Grade, ...]] = {
    "virgin_pellets": (
        Grade("3901100090", "聚乙烯颗粒", "LDPE新料 膜级", 1.02, (22000, 25500)),
        Grade("3902100090", "聚丙烯颗粒", "PP新料 拉丝级", 0.98, (22000, 25500)),
    ),
    "regranulate_pellets": (PE, PP),
    "plastic_waste_bales": (Grade("3915100000", "乙烯聚合物的废碎料及下脚料", "压缩包 转口", 0.19, (15000, 19800)),),
    "household_waste": (Grade("3825100000", "城市垃圾衍生燃料", "转口", 0.05, (13000, 18000)),),
    "paper": (Grade("4802550090", "未涂布印刷纸", "70克 卷筒", 0.86, (22000, 26000)),),
    "textiles": (Grade("5208120000", "全棉平布", "坯布", 4.6, (9000, 14500)),),
    "machinery": (Grade("8479899990", "其他机器", "整机", 9.5, (11000, 19000)),),
    "electronics": (Grade("8471300000", "便携式自动数据处理设备", "15.6寸", 62.0, (6000, 9800)),),
    "timber": (Grade("4407119099", "松木板材", "窑干", 0.42, (18000, 25000)),),
    "food_sacks": (Grade("1006302090", "籼米精米", "25千克袋装", 0.55, (23000, 26000)),),
    "scrap_metal": (Grade("7204490030", "废钢铁", "重废", 0.31, (20000, 26000)),),
    "tyres": (Grade("4011100000", "机动小客车用新的充气轮胎", "205/55R16", 3.1, (9000, 13500)),),
}
_GALLERY = {
    "virgin_pellets": 15, "regranulate_pellets": 15, "plastic_waste_bales": 16, "household_waste": 2, "paper": 2, "textiles": 2,
    "machinery": 2, "electronics": 2, "timber": 3, "food_sacks": 2, "scrap_metal": 2, "tyres": 2,
}  # fmt: skip
_FROM = {"plastic_waste_bales": "中国香港", "household_waste": "中国香港"}
_ORIGINS = ("马来西亚", "越南", "泰国", "印度尼西亚", "日本", "韩国")

QUESTIONED = (
    # role, what is inside, what the lawful seed holds instead, goods as declared, month
    ("waste 1", "plastic_waste_bales", "regranulate_pellets", PP, 3),
    ("waste 2", "plastic_waste_bales", "regranulate_pellets", PE, 4),
    ("mixed colours", "plastic_waste_bales", "plastic_waste_bales", PP, 5),
    ("laboratory only", "regranulate_pellets", "regranulate_pellets", PE, 4),
    ("priced", "regranulate_pellets", "regranulate_pellets", LDPE, 5),
    ("clean", "virgin_pellets", "virgin_pellets", PP, 3),
)
"""The six boxes.

*Mixed colours* is compacted film and regrind in bales: to X-rays it is what waste is, and lawful all the same. *Laboratory
only* is unwashed waste run through a pelletiser: to X-rays it is pellets.
"""


def draw_day(random: Random, month: int) -> date:
    """Draw a day of a month of the case's year."""
    return date(2025, month, random.randint(2, 27))


def plan_questioned(seed: int, *, lawful: bool) -> list[Box]:
    """Draw the six boxes, each of a lot of its own."""
    random = Random(f"{seed} questioned")
    boxes = []
    for role, kind, lawful_kind, goods, month in QUESTIONED:
        inside = lawful_kind if lawful else kind
        boxes.append(
            Box(role, draw_container(random, 0), inside, goods, "马来西亚", _draw_load(random, goods),
                f"GS{random.randint(1000, 9999)}", PORTS[0], draw_day(random, month), random.randrange(2**31))
        )  # fmt: skip
    return boxes


def plan_gallery(seed: int, *, scale: float) -> list[Box]:
    """Draw the boxes of other importers, over a dozen headings and four ports, all declared as what they are.

    A scale below 1 leaves the gallery whole: with fewer neighbours no scan could be assessed.
    """
    random = Random(f"{seed} gallery")
    boxes: list[Box] = []
    taken: set[str] = set()
    for kind, count in _GALLERY.items():
        for _ in range(max(count, round(count * scale))):
            goods = random.choice(GOODS[kind])
            number = next(drawn for drawn in iter(lambda: draw_container(random, 1), "") if drawn not in taken)
            taken.add(number)
            boxes.append(
                Box("gallery", number, kind, goods, _FROM.get(kind) or random.choice(_ORIGINS),
                    _draw_load(random, goods), f"L{random.randint(10000, 99999)}", random.choice(PORTS),
                    draw_day(random, random.randint(2, 5)), random.randrange(2**31))
            )  # fmt: skip
    random.shuffle(boxes)
    return boxes


def _draw_load(random: Random, goods: Grade) -> int:
    return random.randrange(*goods.load_kg, 50)
