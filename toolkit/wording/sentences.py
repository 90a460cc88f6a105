"""Look a code up in the catalogue and fill in its values."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from toolkit.errors import ArgumentError

__all__ = ["LANGUAGES", "codes", "say", "say_label"]

LANGUAGES = ("en", "zh")


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    sentences: dict[str, dict[str, str]] = {}
    for file in sorted(files("toolkit.wording").joinpath("catalogue").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for code, by_language in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in sentences:
                message = f"code {code!r} stands in {file.name} and in another catalogue file; codes are unique"
                raise ArgumentError(message)
            sentences[code] = by_language
    return sentences


def codes() -> frozenset[str]:
    """Give every code that has a sentence."""
    return frozenset(_catalogue())


def say(reason: Mapping[str, object], language: str = "en") -> str:
    """Turn a reason into a sentence.

    Args:
        reason: ``{code, values, ...}`` as :func:`toolkit.tables.make_reason` makes it. Numbers are shown with at most four
            significant digits, lists joined by commas; ``what`` by the label ``what_…`` of the catalogue, if it has one.
        language: ``"en"`` or ``"zh"``.

    Raises:
        ArgumentError: for an unknown language or code, or a value that the sentence quotes and the reason lacks.

    >>> say({"code": "name_only", "values": {}})
    'Only the name agrees; a name alone never merges.'
    >>> say({"code": "differs", "values": {"what": "birth"}}, "zh")
    '两者的出生日期不同。'
    """
    code = str(reason["code"])
    if language not in LANGUAGES:
        message = f"language={language!r}; allowed: {LANGUAGES}"
        raise ArgumentError(message)
    if code not in _catalogue():
        message = f"no sentence for the code {code!r}; add it to toolkit/wording/catalogue"
        raise ArgumentError(message)
    values = reason.get("values") or {}
    if not isinstance(values, Mapping):
        message = f"values of {code!r} must be a mapping, not {type(values).__name__}"
        raise ArgumentError(message)
    shown = {name: _show(value) for name, value in values.items()}
    if "what" in shown:
        shown["what"] = _catalogue().get(f"what_{shown['what']}", {}).get(language, shown["what"])
    try:
        return _catalogue()[code][language].format_map(shown)
    except KeyError as error:
        message = f"the sentence of {code!r} quotes {error}, which the reason does not give (it gives {sorted(shown)})"
        raise ArgumentError(message) from error


def say_label(code: str, *, language: str = "en", **values: object) -> str:
    """Say a label of the catalogue, with its values.

    Raises:
        ArgumentError: as :func:`say`.

    >>> say_label("case_rows", language="zh")
    '行数'
    """
    return say({"code": code, "values": values}, language)


def _show(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"  # noqa: PLR2004 - digits shown, not a rule
    if isinstance(value, (list, tuple)):
        return ", ".join(_show(item) for item in value)
    return "–" if value is None else str(value)
