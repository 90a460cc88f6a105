"""Word lists that invented names are made of: no town, brand or family here was taken from a register."""

from random import Random

__all__ = ["BRANDS", "GIVEN", "HK_BRANDS", "SURNAMES", "TOWNS", "TRADES", "draw_street"]

TOWNS = (("澜港", "Langang"), ("云澳", "Yun'ao"), ("珠屿", "Zhuyu"), ("临鲸", "Linjing"), ("汐浦", "Xipu"))
BRANDS = (
    ("岚塑", "Lansu"), ("拓蓼", "Tuoliao"), ("荟屿", "Huiyu"), ("沐舸", "Muge"), ("澄楠", "Chengnan"), ("璟禾", "Jinghe"),
    ("驭岚", "Yulan"), ("垚森", "Yaosen"), ("翊帆", "Yifan"), ("砚溪", "Yanxi"), ("禾砾", "Heli"), ("鲲泊", "Kunbo"),
    ("苔石", "Taishi"), ("蓝砧", "Lanzhen"), ("竹渚", "Zhuzhu"), ("栖梧湾", "Qiwuwan"), ("钧陶", "Juntao"), ("泊霖", "Bolin"),
    ("鹭汀", "Luting"), ("榕坞", "Rongwu"), ("萤川", "Yingchuan"), ("锦螺", "Jinluo"), ("晗塔", "Hanta"), ("屹澜", "Yilan"),
    ("雁礁", "Yanjiao"), ("槐序", "Huaixu"), ("漱石", "Shushi"), ("鸥栈", "Ouzhan"), ("凫渡", "Fudu"), ("芷坪头", "Zhipingtou"),
)  # fmt: skip
TRADES = (
    ("塑胶贸易", "Plastics Trading"),
    ("新材料", "New Materials"),
    ("进出口", "Import & Export"),
    ("包装材料", "Packaging Materials"),
    ("供应链管理", "Supply Chain Management"),
    ("纸业", "Paper"),
    ("机电设备", "Machinery & Electric"),
    ("木业", "Timber"),
    ("粮油", "Grain & Oil"),
    ("纺织", "Textile"),
)
HK_BRANDS = (
    ("Tidewrack", "潮積"), ("Moonjetty", "月埠"), ("Kelpfield", "藻田"), ("Saltlantern", "鹽燈"), ("Driftpier", "漂碼"),
    ("Herongate", "鷺閘"), ("Ebbmark", "汐標"), ("Lampwharf", "燈埗"), ("Oystergrid", "蠔柵"), ("Fathomrow", "尋列"),
    ("Quaystone", "岸石"), ("Mistbuoy", "霧標"), ("Sandladder", "沙梯"), ("Pearlhook", "珠鈎"), ("Coralbench", "珊案"),
    ("Wakeline", "航紋"),
)  # fmt: skip
SURNAMES = (
    ("陈", "CHEN"), ("林", "LIN"), ("黄", "HUANG"), ("郑", "ZHENG"), ("吴", "WU"), ("许", "XU"), ("蔡", "CAI"), ("曾", "ZENG"),
    ("卢", "LU"), ("邱", "QIU"), ("苏", "SU"), ("范", "FAN"),
)  # fmt: skip
GIVEN = (
    ("立群", "Liqun"), ("海涛", "Haitao"), ("秋萍", "Qiuping"), ("志航", "Zhihang"), ("雪莹", "Xueying"), ("国栋", "Guodong"),
    ("美兰", "Meilan"), ("启明", "Qiming"), ("丽华", "Lihua"), ("家豪", "Jiahao"), ("文澜", "Wenlan"), ("小舟", "Xiaozhou"),
    ("建业", "Jianye"), ("思远", "Siyuan"), ("玉珍", "Yuzhen"), ("振宇", "Zhenyu"),
)  # fmt: skip
_STREETS = ("观潮路", "望汐街", "旧栈道", "白鹭巷", "盐仓路", "灯塔街", "罗盘路", "缆绳里")


def draw_street(random: Random, town: str) -> str:
    """Draw an address in an invented town."""
    return f"{town}市{random.choice(_STREETS)}{random.randint(1, 480)}号{random.randint(2, 28)}{random.randint(0, 9):02d}室"
