"""Which column carries which field: guessed and shown, corrected by a person, kept as a small file, known again by its headers."""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from toolkit.errors import ArgumentError, SourceError
from toolkit.sources.contents import guess_field
from toolkit.sources.formats import read_grids
from toolkit.sources.headers import LAYOUTS, dimension_of, fields_of, fold_header, match_headers
from toolkit.sources.layouts import recognise
from toolkit.sources.opening import open_source
from toolkit.sources.sections import find_header, find_sections
from toolkit.sources.taken_rows import take_rows
from toolkit.tables import Source
from toolkit.units import parse_unit

__all__ = ["ColumnMapping", "find_mapping", "load_mapping", "save_mapping", "show_mapping", "suggest_mapping"]

_EXAMPLES = 3
_SAMPLE = 200
_NAME = re.compile(r"[\w-]{1,60}")
_ENOUGH = 0.8
_HEADER_CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Which header carries which field of a layout, in which unit; what an analyst says of zone and order of dates."""

    name: str
    layout: str
    fields: Mapping[str, str]
    """{field: header}."""
    headers: tuple[str, ...] = ()
    """All headers of the sheet it was made for: it is known again by them."""
    units: Mapping[str, str] = field(default_factory=dict)
    """{field: unit}, vouched for by ``made_by`` where no header states one."""
    zone: str | None = None
    day_first: bool | None = None
    made_by: str = ""
    made_at: str = ""
    version: int = 1

    def __post_init__(self) -> None:
        """Refuse a name that is no file name, and fields and units that do not exist."""
        if not _NAME.fullmatch(self.name):
            message = f"name={self.name!r}: use 1 to 60 letters, digits, hyphens and underscores, since the file is named so"
            raise ArgumentError(message)
        if self.layout not in LAYOUTS:
            message = f"layout={self.layout!r}; allowed: {', '.join(LAYOUTS)}"
            raise ArgumentError(message)
        known = fields_of(self.layout)
        for name in (*self.fields, *self.units):
            if name not in known:
                message = f"{name!r} is no field of {self.layout}; its fields: {', '.join(sorted(known))}"
                raise ArgumentError(message)
        for name, unit in self.units.items():
            if parse_unit(unit, dimension_of(name)) is None:
                message = f"units[{name!r}]={unit!r} is no known unit of {dimension_of(name)}; see toolkit.units"
                raise ArgumentError(message)

    def arguments(self) -> dict[str, object]:
        """Give what a reader takes: ``read_declarations(path, **mapping.arguments())``."""
        given: dict[str, object] = {"mapping": dict(self.fields)}
        optional = {"units": dict(self.units) or None, "zone": self.zone, "day_first": self.day_first}
        return given | {name: value for name, value in optional.items() if value is not None}

    def correct(self, *, made_by: str, **fields: str) -> "ColumnMapping":
        """Give the next version, with other headers for some fields; an empty header drops a field.

        Args:
            made_by: who says so.
            fields: ``field=header``; write the point of a field such as ``importer.name`` as two underscores.
        """
        changed = {name.replace("__", "."): header for name, header in fields.items()}
        merged = {name: header for name, header in {**self.fields, **changed}.items() if header}
        return replace(self, fields=merged, version=self.version + 1, made_by=made_by, made_at=_today())

    @property
    def parameters(self) -> dict[str, object]:
        """What ``case.record(parameters=...)`` writes to the ledger."""
        said = {"fields": dict(self.fields), "units": dict(self.units), "zone": self.zone, "day_first": self.day_first}
        return {"mapping": {"name": self.name, "version": self.version, "layout": self.layout, "made_by": self.made_by, **said}}

    def fits(self, headers: Sequence[str]) -> float:
        """Say how many of the headers it was made for stand among these, 0..1; 0 if one that it uses is missing."""
        present = {fold_header(header) for header in headers}
        if not all(fold_header(header) in present for header in self.fields.values()):
            return 0.0
        wanted = {fold_header(header) for header in self.headers or self.fields.values()}
        return len(wanted & present) / max(len(wanted), 1)


def suggest_mapping(source: Source | str | Path, *, name: str, layout: str | None = None, made_by: str = "") -> ColumnMapping:
    """Suggest the mapping that headers state; what contents alone suggest is only shown, by :func:`show_mapping`.

    Raises:
        SourceError: the file is no table with headers of a layout.
    """
    opened = open_source(source)
    chosen = layout or recognise(source).name
    if chosen not in LAYOUTS:
        message = f"{opened.source.name!r} is of no layout that is known; name one: layout=, one of {', '.join(LAYOUTS)}"
        raise SourceError(message)
    sections, _ = find_sections(read_grids(opened), chosen, opened.source.name)
    match, headers = sections[0].match, sections[0].headers
    fields = {field_: headers[column - 1] for field_, column in match.columns.items()}
    return ColumnMapping(name, chosen, fields, tuple(h for h in headers if h), made_by=made_by, made_at=_today())


def show_mapping(source: Source | str | Path, *, layout: str | None = None) -> pd.DataFrame:
    """Show which column is taken for which field, how sure that is and why, with examples, before anything is read.

    Args:
        source: a source or the path of a file.
        layout: taken from :func:`recognise` if not given.

    Returns:
        A row a column of each sheet: ``sheet, column, header, field`` (NA where no field takes it), ``unit`` (NA where none is
        stated or known: it is never guessed), ``examples``, ``confidence`` 0..1, ``basis`` (``header``; ``content`` is a suggestion
        that no reader follows until a person puts it into a mapping; NA).

    Raises:
        SourceError: the file is no table with headers of a layout.
    """
    opened = open_source(source)
    name = layout or recognise(source).name
    rows = []
    for grid in read_grids(opened):
        found = find_header(grid, None if name not in LAYOUTS else name) or find_header(grid)
        if found is None:
            continue
        taken = take_rows(grid)
        match = match_headers(found.headers, name) if name in LAYOUTS else None
        fields = {number: field_ for field_, number in match.columns.items()} if match else {}
        for number, header in enumerate(found.headers, start=1):
            cells = [row[number - 1] for row in taken.rows[:_SAMPLE] if len(row) >= number and row[number - 1].strip()]
            taken_for = fields.get(number)
            guess, share = (None, 0.0) if taken_for else guess_field(cells, name if name in LAYOUTS else None)
            unit = match.units.get(taken_for or "") if match else None
            confidence = _HEADER_CONFIDENCE if taken_for else share
            basis = "header" if taken_for else "content" if guess else None
            shown = (taken_for or guess, unit.name if unit else None, cells[:_EXAMPLES], round(confidence, 2), basis)
            rows.append((grid.sheet, number, header, *shown))
    if not rows:
        message = f"{opened.source.name!r} has no headers to map; ask recognise() what the file is"
        raise SourceError(message)
    return pd.DataFrame(rows, columns=["sheet", "column", "header", "field", "unit", "examples", "confidence", "basis"])


def save_mapping(mapping: ColumnMapping, folder: str | Path) -> Path:
    """Write a mapping as ``NAME.vVERSION.toml``; a version that is there already is never overwritten by another.

    Raises:
        ArgumentError: the folder does not exist, or this version says something else already.
    """
    path = Path(folder) / f"{mapping.name}.v{mapping.version}.toml"
    if not path.parent.is_dir():
        message = f"folder={str(folder)!r} is not a folder; make it first"
        raise ArgumentError(message)
    if path.exists() and load_mapping(path) != mapping:
        message = f"{path.name} exists and says something else; correct() gives the next version"
        raise ArgumentError(message)
    lines = ["# Which header carries which field; read by toolkit.sources.load_mapping."]
    plain = ("name", "version", "layout", "made_by", "made_at", "zone", "day_first", "headers")
    lines += [f"{key} = {_write(getattr(mapping, key))}" for key in plain if getattr(mapping, key) is not None]
    for table in ("fields", "units"):
        lines += ["", f"[{table}]", *(f"{_write(key)} = {_write(value)}" for key, value in getattr(mapping, table).items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _write(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def load_mapping(path: str | Path) -> ColumnMapping:
    """Read a mapping that was saved.

    Raises:
        ArgumentError: it is no such file.
    """
    try:
        said = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return ColumnMapping(**{**said, "headers": tuple(said.get("headers", ()))})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, TypeError) as error:
        message = f"path={str(path)!r} is no mapping ({error}); give a file that save_mapping wrote"
        raise ArgumentError(message) from error


def find_mapping(source: Source | str | Path, folder: str | Path) -> ColumnMapping | None:
    """Find the saved mapping that fits the headers of a file, the newest version of the one that fits best.

    Returns:
        ``None`` if none fits four fifths of its headers.

    Raises:
        SourceError: the file is no table.
        ArgumentError: a file of the folder is no mapping.
    """
    opened = open_source(source)
    headers = [found.headers for grid in read_grids(opened) if (found := find_header(grid))]
    known = [load_mapping(path) for path in sorted(Path(folder).glob("*.toml"))]
    newest = Counter[str]()
    for mapping in known:
        newest[mapping.name] = max(newest[mapping.name], mapping.version)
    current = [mapping for mapping in known if mapping.version == newest[mapping.name]]
    scored = [(max((mapping.fits(row) for row in headers), default=0.0), mapping.name, mapping) for mapping in current]
    best = max(scored, key=lambda item: item[:2], default=None)
    return best[2] if best is not None and best[0] >= _ENOUGH else None


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
