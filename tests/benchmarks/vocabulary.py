"""Words that invented names are made of: syllables put together, and how Cyrillic or Han would write them.

No list was taken from a register or a census: Latin names are random syllables, Chinese ones random readings. A reading has
one character here, a Latin letter one Cyrillic letter: enough to write a name in another script, not enough to be right.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

__all__ = ["COUNTRIES", "FORMS", "TRADES", "Words", "abbreviate", "make_vocabulary", "to_cyrillic", "to_han"]

COUNTRIES = ("CN", "DE", "RU", "KZ", "ES", "NL", "PH", "MY", "TR", "BR")
SHARES = (0.30, 0.14, 0.08, 0.04, 0.10, 0.10, 0.08, 0.06, 0.05, 0.05)
CYRILLIC = ("RU", "KZ")


def _read_pairs(text: str) -> dict[str, str]:
    pairs = (pair.split(":") for pair in text.split())
    return {pair[0]: pair[1] for pair in pairs}


_ONSETS = ["b", "br", "d", "dr", "f", "g", "gr", "h", "k", "kr", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "z", "sh"]
_NUCLEI = ["a", "e", "i", "o", "u"]
_CODAS = ("", "n", "r", "l")
_ENDINGS = ["in", "ov", "ski", "er", "ano", "ell", "ick", "ard", "os", "ak", "ez", "ma", "ti", "dor", "vik", "un"]
_FIRST = ["a", "an", "ena", "il", "is", "on", "ora", "us", "eta", "iya", "ek", "in"]
_MANY_SURNAMES, _MANY_GIVEN, _MANY_BRANDS, _MANY_STREETS, _MANY_CITIES = 65_000, 3_000, 40_000, 6_000, 1_500

_SURNAME_READINGS = _read_pairs(
    "wang:王 li:李 zhang:张 liu:刘 chen:陈 yang:杨 huang:黄 zhao:赵 wu:吴 zhou:周 xu:徐 sun:孙 ma:马 zhu:朱 hu:胡 guo:郭 "
    "he:何 lin:林 gao:高 luo:罗 zheng:郑 liang:梁 xie:谢 song:宋 tang:唐 deng:邓 feng:冯 cao:曹 peng:彭 zeng:曾 xiao:肖 "
    "tian:田 dong:董 pan:潘 yuan:袁 cai:蔡 jiang:蒋 yu:余 du:杜 ye:叶 cheng:程 wei:魏 su:苏 lü:吕 ding:丁 ren:任 lu:卢 "
    "yao:姚 shen:沈 zhong:钟 cui:崔 tan:谭 fan:范 shi:石 liao:廖 jia:贾 xia:夏 fu:付 fang:方 zou:邹"
)
_GIVEN_READINGS = _read_pairs(
    "wei:伟 fang:芳 na:娜 min:敏 jing:静 qiang:强 lei:磊 jun:军 yang:洋 yong:勇 yan:艳 jie:杰 juan:娟 tao:涛 ming:明 chao:超 "
    "xiu:秀 xia:霞 ping:平 gang:刚 gui:桂 ying:英 hua:华 yu:玉 lan:兰 zhi:志 jian:建 guo:国 hai:海 bo:波 bin:斌 hui:辉 "
    "peng:鹏 fei:飞 long:龙 xin:鑫 kai:凯 rui:瑞 hao:浩 xuan:轩 zi:子 han:涵 yi:怡 meng:梦 xue:雪 qin:琴 mei:梅 li:丽 "
    "ning:宁 ting:婷 dan:丹 bing:冰 shu:淑 zhen:珍 feng:凤 lian:莲 hong:红 chun:春 qiu:秋 dong:冬 shan:山 lin:林 sen:森 "
    "sheng:生 cheng:成 rong:荣 chang:昌 fu:福 shou:寿 kang:康 an:安 tian:天 di:地 ren:仁 de:德 xing:兴 wang:旺 bao:宝 "
    "jin:金 yin:银 shi:石 quan:泉 he:河 jiang:江 hu:湖 yun:云 lu:露 shuang:霜 wen:文 wu:武 shuai:帅 zhong:忠 xiao:晓 "
    "liang:亮 guang:光 xiang:祥 qing:青 lü:绿 su:素 qian:倩 ni:妮 ya:雅 qi:琪 ke:可 er:尔 si:思 yuan:远 nian:念 ai:爱"
)

TRADES: tuple[tuple[str, str, str], ...] = (
    ("Trading", "Trdg", "贸易"),
    ("International Trading", "Intl Trdg", "国际贸易"),
    ("Import Export", "Imp Exp", "进出口"),
    ("Logistics Services", "Logs Srvces", "物流服务"),
    ("Shipping", "Shpg", "船务"),
    ("Freight Forwarding", "Frt Fwdg", "货运代理"),
    ("Industrial Development", "Ind Dev", "实业发展"),
    ("Technology", "Tech", "科技"),
    ("Electronics", "Elec", "电子"),
    ("Machinery Equipment", "Mach Equip", "机械设备"),
    ("Chemicals", "Chem", "化工"),
    ("Plastics Manufacturing", "Plast Mfg", "塑料制造"),
    ("Textile Garments", "Text Garm", "纺织服装"),
    ("Building Materials", "Bldg Matls", "建材"),
    ("Food Products", "Food Prods", "食品"),
    ("Supply Chain Management", "Supply Chain Mgmt", "供应链管理"),
    ("Group Holdings", "Grp Hldgs", "集团控股"),
    ("Furniture", "Furn", "家具"),
    ("Automotive Parts", "Auto Pts", "汽车配件"),
    ("Paper Packaging", "Paper Pkg", "纸业包装"),
    ("Agricultural Commodities", "Agri Comm", "农产品"),
    ("Marine Engineering", "Marine Engg", "海洋工程"),
    ("Medical Instruments", "Med Instr", "医疗器械"),
    ("General Merchandise", "Genl Mdse", "百货"),
)
"""Trade as written in full, as a manifest shortens it, and in Han."""

FORMS: dict[str, tuple[str, ...]] = {
    "CN": ("Co., Ltd.", "Company Limited", "Co Ltd", "Ltd"),
    "DE": ("GmbH", "G.m.b.H.", "Gesellschaft mbH", "GmbH & Co. KG"),
    "RU": ("OOO", "LLC", "Limited Liability Company", "JSC"),
    "KZ": ("TOO", "LLP", "Limited Liability Partnership", "LLC"),
    "ES": ("S.L.", "SL", "Sociedad Limitada", "S.A."),
    "NL": ("B.V.", "BV", "Besloten Vennootschap", "N.V."),
    "PH": ("Inc.", "Incorporated", "Inc", "Corporation"),
    "MY": ("Sdn. Bhd.", "Sdn Bhd", "Sendirian Berhad", "Berhad"),
    "TR": ("Ltd. Sti.", "Limited Sirketi", "Ltd Sti", "A.S."),
    "BR": ("Ltda.", "Ltda", "Limitada", "S.A."),
}
"""Legal forms by country, the usual one first, other spellings of it next, another form last."""

_LETTERS = dict(zip("abdefgiklmnoprstuvz", "абдефгиклмнопрстувз", strict=True)) | {"h": "х", "j": "й", "c": "ц", "y": "ы", "ü": "ю"}


@dataclass(frozen=True, slots=True)
class Words:
    """Distinct words, the most frequent first, and how often each is drawn."""

    texts: NDArray[np.object_]
    up_to: NDArray[np.float64]
    """Cumulative share."""

    def draw(self, rng: np.random.Generator, size: int) -> NDArray[np.object_]:
        """Draw words by their frequency."""
        return self.texts[np.searchsorted(self.up_to, rng.random(size), side="right")]


@cache
def make_vocabulary() -> dict[str, Words]:
    """Make every list, always the same.

    Returns:
        ``surname``, ``given``, ``brand``, ``street``, ``city`` of syllables; ``surname_cn``, ``given_cn``, ``brand_cn`` of
        Chinese readings, words of a name joined by a hyphen of no meaning so that :func:`to_han` can part them.
    """
    rng = np.random.default_rng(20_250_601)
    heads = [f"{a}{b}{c}" for a in _ONSETS for b in _NUCLEI for c in _CODAS]
    middles = [f"{a}{b}" for a in _ONSETS for b in _NUCLEI]
    given = sorted(_GIVEN_READINGS)
    pairs = [f"{a}-{b}" for a in given for b in given]
    return {
        "surname": _rank(_join(rng, _MANY_SURNAMES, heads, middles, _ENDINGS), 0.75, 40),
        "given": _rank(_join(rng, _MANY_GIVEN, middles, middles, _FIRST), 0.9, 20),
        "brand": _rank(_join(rng, _MANY_BRANDS, heads, middles, [*_CODAS, *_ENDINGS]), 0.5, 50),
        "street": _rank(_join(rng, _MANY_STREETS, heads, middles, _CODAS), 0.5, 30),
        "city": _rank(_join(rng, _MANY_CITIES, heads, ["burg", "port", "ville", "haven", "gorod", "pura", "mond", "stad"]), 0.9, 10),
        "surname_cn": _rank([text.title() for text in _SURNAME_READINGS], 0.9, 4),
        "given_cn": _rank([_capital(text) for text in [*rng.permutation(given), *rng.permutation(pairs)]], 0.6, 60),
        "brand_cn": _rank([_capital(text) for text in rng.permutation(pairs)], 0.3, 60),
    }


def to_han(text: str, *, is_surname: bool = False) -> str:
    """Write readings joined by hyphens as one character each."""
    table = _SURNAME_READINGS if is_surname else _GIVEN_READINGS
    return "".join(table[reading] for reading in text.lower().split("-"))


def to_cyrillic(text: str) -> str:
    """Write Latin letters as one Cyrillic letter each."""
    lowered = text.lower().replace("sh", "ш")
    written = "".join(_LETTERS.get(letter, letter) for letter in lowered)
    return written.title() if text[:1].isupper() else written


def abbreviate(trade: str) -> str:
    """Shorten a trade as a manifest does."""
    return _SHORT.get(trade, trade)


_SHORT = {full: short for full, short, _ in TRADES}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _join(rng: np.random.Generator, many: int, *parts: list[str]) -> list[str]:
    """Join one of each part, without drawing a word twice."""
    total = int(np.prod([len(part) for part in parts]))
    found: dict[str, None] = {}
    for number in rng.permutation(total).tolist():
        word, rest = "", number
        for part in parts:
            rest, at = divmod(rest, len(part))
            word += part[at]
        found[word.title()] = None
        if len(found) == many:
            break
    return list(found)


def _rank(texts: list[str], exponent: float, offset: float) -> Words:
    """Give the n-th word a share of (n + offset) ** -exponent (Zipf and Mandelbrot)."""
    shares = (np.arange(len(texts)) + offset) ** -exponent
    up_to = np.cumsum(shares / shares.sum())
    up_to[-1] = 1.0
    return Words(np.array(texts, dtype=object), up_to)
