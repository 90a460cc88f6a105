"""What every view has in common: its frame in the browser, the selection, files for the browser, and the still picture."""

import difflib
import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import pandas as pd
import traitlets
from IPython.display import display
from ipywidgets import widget_serialization

from toolkit.errors import ArgumentError, MissingPackageError
from toolkit.figures import Picture
from toolkit.wording import LANGUAGES, codes, say
from widgets.assets import Assets, share_assets
from widgets.still import tabulate

__all__ = ["Explain", "View", "find_bundle", "list_words", "refuse_unknown", "write_lines", "write_steps"]

Explain = Callable[[str], str | Sequence[str | Mapping[str, object]]]
"""Takes the id of what is selected; gives a sentence, or several, or reasons."""

_STILL_DPI = 120
_STILL_PX = 560
_WORD = "view_"


def find_bundle(name: str) -> Path:
    """Give the path of a built bundle.

    Raises:
        MissingPackageError: if the views were not built.
    """
    path = Path(__file__).parent / "static" / name
    if not path.is_file():
        message = f"{path.name} is not built; install tidewaiter again, or run 'python hatch_build.py' in the checkout"
        raise MissingPackageError(message)
    return path


@cache
def list_words(language: str) -> dict[str, str]:
    """Give what views say of themselves: codes of the catalogue that begin with ``view_``, without it.

    >>> list_words("en")["accept"]
    'Accept'
    """
    return {code.removeprefix(_WORD): say({"code": code}, language) for code in sorted(codes()) if code.startswith(_WORD)}


class View(anywidget.AnyWidget):
    """Frame of the views."""

    acts: ClassVar[tuple[str, ...]] = ()
    """Methods that the browser may call."""
    quiet: ClassVar[tuple[str, ...]] = ()
    """Those of them for whose answer nobody waits."""

    selection = traitlets.List(traitlets.Unicode(), help="Ids of what is selected; set from either side. Default: none.").tag(sync=True)
    language = traitlets.Enum(LANGUAGES, default_value="en", help="Language of the view: 'en' (default) or 'zh'.").tag(sync=True)
    height = traitlets.Int(480, min=120, help="Height of the drawing in pixels. Default: 480.").tag(sync=True)
    count_text = traitlets.Unicode("", help="How much of the tables is shown: 'N of M'. Written by Python.").tag(sync=True)
    detail = traitlets.List(traitlets.Unicode(), help="Lines about the selection. Written by Python.").tag(sync=True)
    _assets = traitlets.Instance(Assets, help="Fonts and land, shared by all views of a kernel.").tag(sync=True, **widget_serialization)
    trouble = traitlets.Unicode("", help="What went wrong in Python, shown in the view. Default: nothing.").tag(sync=True)
    _words = traitlets.Dict(help="What the view says of itself, in its language.").tag(sync=True)
    _picked = traitlets.Int(0, help="How often a person selected something here, the same again or not.").tag(sync=True)
    _answers = traitlets.Int(0, help="How many calls of the browser were answered, well or badly.").tag(sync=True)

    def __init__(self, *, explain: Explain | None, language: str, **traits: Any) -> None:  # noqa: ANN401 - traits are of many types
        """Set the traits, and listen to the browser."""
        if language not in LANGUAGES:
            message = f"language={language!r}; allowed: {LANGUAGES}"
            raise ArgumentError(message)
        super().__init__(language=language, _assets=share_assets(), _words=list_words(language), **traits)
        self._explain = explain
        # inside a Box a widget has no width of its own
        self.layout.width = "100%"
        self.observe(self._write_detail, names=["selection", "selected_edges"])
        self.observe(self._speak, names=["language"])
        self.on_msg(self._hear)

    def rewrite(self) -> None:
        """Write the view's sentences in its language; called again when the language changes."""

    def known(self) -> list[str]:
        """List the ids that can be selected here, in the order in which they are shown."""
        return []

    def chosen(self) -> list[str]:
        """List the ids that are selected, of whatever kind."""
        return list(self.selection)

    def follow(self, ids: Collection[str]) -> None:
        """Select what of these ids is shown here; called when something was selected in another view."""
        self.selection = [one for one in self.known() if one in ids]

    def describe(self, chosen: str) -> list[str]:
        """Write lines about one id; views say more."""
        return [chosen]

    def still(self) -> Picture:
        """Draw the view for readers without a kernel."""
        raise NotImplementedError

    def shown(self) -> pd.DataFrame:
        """List what is shown, ids first."""
        raise NotImplementedError

    def say(self, code: str, **values: object) -> str:
        """Say a sentence of the catalogue in the view's language."""
        return say({"code": code, "values": values}, self.language)

    def word(self, group: str, name: object) -> str:
        """Name a value that tables hold, such as a rule or a kind of event; one that the catalogue lacks is shown as it is."""
        code = f"figure_{group}_{str(name).lower()}" if group in {"event", "kind"} else f"report_{group}_{name}"
        return self.say(code) if code in codes() else str(name)

    def attempt(self, step: Callable[[], None]) -> None:
        """Take a step; what it raises is shown in the view."""
        try:
            step()
        except Exception as error:  # noqa: BLE001 - whatever a caller's function raises is shown in the view, not lost in a log
            self.trouble = f"{type(error).__name__}: {error}"
            return
        self.trouble = ""

    def _write_detail(self, _: object) -> None:
        def write() -> None:
            self.detail = [line for chosen in self.chosen() for line in [*self.describe(chosen), *self._explained(chosen)]]

        self.attempt(write)

    def _speak(self, _: object) -> None:
        self.attempt(self.rewrite)
        self._write_detail(None)
        self._words = list_words(self.language)

    def _hear(self, _: object, asked: Mapping[str, Any], __: object) -> None:
        """Call the method that the browser names, if it may be called."""
        values = {str(name): value for name, value in asked.items() if name != "act"}
        name = str(asked.get("act"))
        if name not in self.acts:
            self.trouble = f"the browser asked for {name!r}; allowed: {', '.join(self.acts) or 'nothing'}"
        else:
            self.attempt(lambda: getattr(self, name)(**values))
        if name not in self.quiet:
            self._answers += 1

    def _explained(self, chosen: str) -> list[str]:
        return [] if self._explain is None else write_lines(self._explain(chosen), self.language)

    def _ipython_display_(self) -> None:
        bundle = self._repr_mimebundle_()
        live, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        told: dict[str, object] = {**(live or {}), "text/plain": self.count_text}
        display(told, raw=True, metadata=metadata)  # type: ignore[no-untyped-call]
        # A view without its kernel shows nothing, and what stands beside it in one output is not shown either:
        # picture and table are outputs of their own.
        picture = self.still()
        display(
            {"image/png": picture.to_png(dpi=_STILL_DPI), "text/plain": picture.alt}, raw=True, metadata={"image/png": {"width": _STILL_PX}}
        )  # type: ignore[no-untyped-call]
        page = tabulate(self.shown(), title=self.count_text, language=self.language)
        display({"text/html": page, "text/plain": self.count_text}, raw=True)  # type: ignore[no-untyped-call]


def refuse_unknown(view: type[View], unknown: Mapping[str, object]) -> None:
    """Refuse arguments that a view does not have, naming the likely cause.

    Raises:
        ArgumentError: if there is any.

    >>> class Small(View):
    ...     def __init__(self, entities, *, limit=1, **unknown):
    ...         refuse_unknown(Small, unknown)
    >>> Small(None, entity=1)
    Traceback (most recent call last):
    toolkit.errors.ArgumentError: Small has no argument 'entity'; did you mean 'entities'? It takes entities, limit
    """
    kinds = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
    allowed = [name for name, taken in inspect.signature(view).parameters.items() if taken.kind in kinds]
    for name in unknown:
        near = difflib.get_close_matches(name, allowed, n=1)
        hint = f" did you mean {near[0]!r}?" if near else ""
        message = f"{view.__name__} has no argument {name!r};{hint} It takes {', '.join(allowed)}"
        raise ArgumentError(message)


def write_lines(answer: str | Sequence[str | Mapping[str, object]], language: str) -> list[str]:
    """Turn what an ``explain`` gave into lines.

    >>> write_lines([{"code": "name_only", "values": {}}, "Seen by a witness."], "en")
    ['Only the name agrees; a name alone never merges.', 'Seen by a witness.']
    """
    parts = [answer] if isinstance(answer, str) else answer
    return [part if isinstance(part, str) else say(part, language) for part in parts]


def write_steps(reasons: Iterable[Mapping[str, Any]], against: Iterable[Mapping[str, Any]], language: str) -> list[dict[str, Any]]:
    """Turn what speaks for and against a claim into sentences with their weight; a code without a sentence stays a code.

    >>> write_steps([], [{"code": "name_only", "values": {}, "weight": 2.0, "refs": []}], "en")[0]["weight"]
    -2.0
    """
    signed = [(1, reason) for reason in reasons] + [(-1, reason) for reason in against]
    return [
        {
            "text": say(reason, language) if reason["code"] in codes() else f"{reason['code']} {reason.get('values') or ''}",
            "weight": float(reason["weight"]) if sign > 0 else -abs(float(reason["weight"])),
            "sign": sign,
            "refs": list(reason["refs"]),
        }
        for sign, reason in signed
    ]
