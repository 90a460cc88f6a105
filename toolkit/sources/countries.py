"""Countries by any name that files use, as ISO 3166 alpha-2."""

import csv
import unicodedata
from functools import cache
from importlib.resources import files

__all__ = ["read_country"]


@cache
def _by_name() -> dict[str, str]:
    """Names in English and Chinese follow the Unicode CLDR; further spellings are those that lists and forms use."""
    found: dict[str, str] = {}
    text = files("toolkit.sources").joinpath("countries.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        for spelling in (row["alpha2"], row["alpha3"], *row["names"].split(";")):
            if spelling:
                found.setdefault(_fold(spelling), row["alpha2"])
    return found


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).replace(".", "").casefold().split())


def read_country(text: str | None) -> str | None:
    """Read a country's code or name, English or Chinese.

    Returns:
        The alpha-2 code, or ``None`` for a name that is not known.

    >>> read_country("马来西亚"), read_country("PRK"), read_country("Atlantis")
    ('MY', 'KP', None)
    """
    return _by_name().get(_fold(text)) if text else None
