"""Which script a name is written in."""

import re

__all__ = ["HAN", "script_of"]

HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]")
_SCRIPTS = (
    ("han", HAN),
    ("kana", re.compile(r"[\u3040-\u30ff]")),
    ("hangul", re.compile(r"[\uac00-\ud7af]")),
    ("cyrillic", re.compile(r"[\u0400-\u04ff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]")),
    ("latin", re.compile(r"[A-Za-z\u00c0-\u024f]")),
)


def script_of(text: str) -> str:
    """Name the script of a text: han, kana, hangul, cyrillic, arabic, latin or other; the first that occurs, in this order.

    >>> script_of("绿源 Green")
    'han'
    >>> script_of("Газпром")
    'cyrillic'
    """
    return next((name for name, pattern in _SCRIPTS if pattern.search(text)), "other")
