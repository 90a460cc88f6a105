"""Words of the report, in the reader's language."""

from collections.abc import Callable, Mapping
from functools import partial

from toolkit.wording import codes, say

__all__ = ["Speak", "make_speak", "say_plainly", "word_of"]

Speak = Callable[..., str]


def make_speak(language: str) -> Speak:
    """Give a function that turns a label and its values into words: ``speak("sources", n=3)``."""
    return partial(_speak, language)


def _speak(language: str, name: str, **values: object) -> str:
    return say({"code": f"report_{name}", "values": values}, language)


def word_of(group: str, name: object, language: str) -> str:
    """Name a value that tables hold, such as a rule or an outcome; one that the catalogue lacks is shown as it is."""
    code = f"figure_event_{name}" if group == "event" else f"report_{group}_{name}"
    return say({"code": code, "values": {}}, language) if code in codes() else str(name)


def say_plainly(reason: Mapping[str, object], language: str) -> str:
    """Turn a reason into a sentence; one without a sentence is shown as its code and values, so that none is lost."""
    if reason["code"] in codes():
        return say(reason, language)
    values = reason.get("values")
    shown = "; ".join(f"{name}: {value}" for name, value in values.items()) if isinstance(values, Mapping) else ""
    return f"{reason['code']} ({shown})" if shown else str(reason["code"])
