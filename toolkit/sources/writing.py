"""In which scripts and languages a file is written, as far as letters tell."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

__all__ = ["name_languages", "name_scripts"]

_SCRIPTS = (
    ("Latin", re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")),
    ("Han", re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")),
    ("Kana", re.compile(r"[\u3041-\u30fa]")),
    ("Hangul", re.compile(r"[\uac00-\ud7a3]")),
    ("Cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("Arabic", re.compile(r"[\u0600-\u06ff]")),
    ("Thai", re.compile(r"[\u0e01-\u0e4e]")),
)
_LEAST = 0.02
_TRADITIONAL = 0.03
_VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_WORD = re.compile(r"[a-z]{2,}")
_ENGLISH = frozenset(
    {
        *("the", "of", "and", "to", "in", "for", "is", "with", "from", "by", "at", "on", "no", "id"),
        *("date", "name", "number", "value", "weight", "total", "unit", "country", "port", "origin", "quantity", "description"),
        *("goods", "declaration", "invoice", "container", "vessel", "ship", "company", "address", "currency", "price", "status"),
        *("time", "type", "code", "owner", "phone", "item", "importer", "exporter", "seller", "buyer", "amount", "net", "gross"),
    }
)
_ENGLISH_LEAST = 2


def _count(text: str) -> dict[str, int]:
    found = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS}
    return {name: count for name, count in found.items() if count}


def name_scripts(text: str) -> list[str]:
    """Name the scripts of a text, the most frequent first; a script of fewer than one letter in fifty is left out.

    >>> name_scripts("报关单号 HS")
    ['Han', 'Latin']
    """
    found = Counter(_count(text))
    total = sum(found.values())
    return [name for name, count in found.most_common() if count >= _LEAST * total]


def name_languages(text: str) -> list[str]:
    """Name the languages that a text shows, as codes; a script whose language nothing tells is ``und-`` and its name.

    Chinese is ``zh-Hans`` or ``zh-Hant`` by its letters; English and Vietnamese are told by words and letters of their own.

    >>> name_languages("報關單號 Date and value"), name_languages("毛重")
    (['en', 'zh-Hant'], ['zh-Hans'])
    """
    found = []
    for script in name_scripts(text):
        language = _TELL[script](text) if script in _TELL else script
        if language not in found and not (script == "Han" and "ja" in found):
            found.append(language)
    told = [language for language in found if language != "und-Latin" and not (language.startswith("zh") and "ja" in found)]
    return told or found  # codes in Latin letters among other writing are no language of their own


def _chinese(text: str) -> str:
    letters = [c for c in text if "\u3400" <= c <= "\u9fff"]
    traditional = sum(_is_traditional(c) for c in letters)
    return "zh-Hant" if traditional > _TRADITIONAL * len(letters) else "zh-Hans"


@lru_cache(maxsize=20_000)
def _is_traditional(letter: str) -> bool:
    from toolkit.names import simplify_han

    return simplify_han(letter) != letter


def _latin(text: str) -> str:
    if len(_VIETNAMESE.findall(text)) > _LEAST * len(text):
        return "vi"
    return "en" if len(_ENGLISH & set(_words(text))) >= _ENGLISH_LEAST else "und-Latin"


def _words(text: str) -> Iterable[str]:
    return _WORD.findall(text.lower())


_TELL: dict[str, Callable[[str], str]] = {
    "Han": _chinese,
    "Kana": lambda _: "ja",
    "Hangul": lambda _: "ko",
    "Latin": _latin,
    "Cyrillic": lambda _: "und-Cyrillic",
    "Arabic": lambda _: "und-Arabic",
    "Thai": lambda _: "th",
}
