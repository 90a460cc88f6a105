"""Several tables under their names."""

from collections.abc import Iterator, Mapping
from html import escape

import pandas as pd

from toolkit.tables.check import conform, empty, schema_of
from toolkit.wording import say_label

__all__ = ["Tables"]


class Tables(Mapping[str, pd.DataFrame]):
    """A read-only mapping from table name to frame; a known table that was not given is empty.

    >>> len(Tables()["goods"])
    0
    """

    def __init__(self, frames: Mapping[str, pd.DataFrame] | None = None, *, language: str = "en") -> None:
        """Take frames by table name; each is checked and brought to its types. They are shown in ``language``."""
        self._language = language
        self._frames: dict[str, pd.DataFrame] = {name: conform(frame, name) for name, frame in (frames or {}).items()}

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Give one table; empty if it was not given, an error if there is no such table."""
        if name not in self._frames:
            schema_of(name)
            return empty(name)
        return self._frames[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of the tables that were given."""
        return iter(self._frames)

    def __len__(self) -> int:
        """Count the tables that were given."""
        return len(self._frames)

    def __or__(self, other: Mapping[str, pd.DataFrame]) -> "Tables":
        """Put tables together; where both give one, ``other``'s replaces it."""
        joined = Tables(language=self._language)
        joined._frames = {**self._frames, **Tables(other)._frames}
        return joined

    def only(self, *names: str) -> "Tables":
        """Give some of the tables; the frames are the same objects.

        Raises:
            ArgumentError: if there is no table of a name.
        """
        chosen = Tables(language=self._language)
        chosen._frames = {schema_of(name).name: self._frames[name] for name in names if name in self._frames}
        return chosen

    def __repr__(self) -> str:
        """Name the tables and their rows."""
        counted = [f"{name}: {self._say('tables_rows', n=f'{len(frame):,}')}" for name, frame in self._frames.items()]
        return f"Tables({', '.join(counted)})"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row'>{escape(name)}</th><td>{len(frame):,}</td><td>{escape(self._say(f'table_{name}'))}</td></tr>"
            for name, frame in self._frames.items()
        )
        head = "".join(f"<th>{escape(self._say(f'tables_head_{column}'))}</th>" for column in ("table", "rows", "about"))
        caption = escape(self._say("tables_caption"))
        return f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _say(self, code: str, **values: object) -> str:
        return say_label(code, language=self._language, **values)
