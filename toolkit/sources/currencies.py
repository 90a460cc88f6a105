"""Currencies by the names that declarations use, as ISO 4217."""

import unicodedata

__all__ = ["read_currency"]

# The three digits are the customs' own currency codes (海关货币代码表); letters are ISO 4217.
_NAMES = {
    "CNY": ("人民币", "人民币元", "RMB", "元", "142"),
    "USD": ("美元", "US$", "502"),
    "HKD": ("港币", "港元", "110"),
    "EUR": ("欧元", "€", "300"),
    "JPY": ("日元", "日本元", "116"),
    "GBP": ("英镑", "£", "303"),
    "KRW": ("韩元", "韩国元", "133"),
    "SGD": ("新加坡元", "132"),
    "AUD": ("澳大利亚元", "澳元", "601"),
    "CAD": ("加拿大元", "加元", "501"),
    "TWD": ("新台币", "143"),
    "MYR": ("马来西亚林吉特", "林吉特", "122"),
    "THB": ("泰铢", "泰国铢", "136"),
    "VND": ("越南盾", "越盾"),
    "RUB": ("卢布", "俄罗斯卢布", "344"),
    "CHF": ("瑞士法郎", "331"),
}
_BY_NAME = {name: code for code, names in _NAMES.items() for name in (code, *names)}


def read_currency(text: str) -> str:
    """Read a currency; a name that is not known stays as written.

    >>> read_currency("美元"), read_currency("usd"), read_currency("doubloon")
    ('USD', 'USD', 'doubloon')
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return _BY_NAME.get(plain) or _BY_NAME.get(plain.upper(), plain)
