"""The few things that are done without a notebook."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.errors import ArgumentError, TidewaiterError

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.case import Case
    from toolkit.tables import Source

__all__ = ["app"]

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


@app.callback()
def main() -> None:
    """Tidewaiter: from a folder of files to leads, decisions and a case that can be verified."""


@app.command()
def investigate(  # noqa: PLR0913 - one argument for each option
    folder: Annotated[Path, typer.Argument(help="Folder of files to investigate.")],
    *,
    case: Annotated[Path | None, typer.Option(help="Case to make, or to go on with; FOLDER_case here by default.")] = None,
    zone: Annotated[str | None, typer.Option(help="Zone of texts that state none, such as Asia/Shanghai.")] = None,
    report: Annotated[Path | None, typer.Option(help="Where to write the report, one HTML file.")] = None,
    language: Annotated[str, typer.Option(help="Language of what is told and of the report: en or zh.")] = "en",
    analyst: Annotated[str, typer.Option(help="Who works; goes into the ledger.")] = "",
) -> None:
    """Read a folder into a case, draw up leads, write the report and verify the case."""
    title = folder.resolve().name
    home = case or Path(f"{title}_case")
    with _refusals_shown(language, home):
        from toolkit.case import Case
        from toolkit.investigation import investigate as investigate_folder
        from toolkit.report import write_report

        _check_arguments(folder, language)
        if (home / "case.toml").exists():
            opened = Case.open(home, analyst=analyst, language=language)
        else:
            opened = Case.create(home, title=title, analyst=analyst, language=language)
        with opened:
            result = investigate_folder(folder, opened, zone=zone)
            typer.echo(str(result))
            if report is not None:
                report.parent.mkdir(parents=True, exist_ok=True)
                write_report(opened, report, language=language)
                typer.echo(f"Report: {report}")
            typer.echo(f"Case: {home}")
            _say_verified(opened)


@app.command()
def look(
    folder: Annotated[Path, typer.Argument(help="Folder, or one file, to look at; nothing is written.")],
    *,
    out: Annotated[Path | None, typer.Option(help="Write the whole table as CSV to this new file.")] = None,
    ask: Annotated[bool, typer.Option(help="Ask for passwords of files that need one; they are not stored.")] = False,
    language: Annotated[str, typer.Option(help="Language of what is told: en or zh.")] = "en",
) -> None:
    """Say what is in a folder: types, rows, dates, damage, passwords, duplicates, and what cannot be read and why."""
    from contextlib import nullcontext
    from getpass import getpass

    with _refusals_shown(language):
        from toolkit.report.placing import place_file
        from toolkit.sources import look as look_at
        from toolkit.sources import unlock

        _check_language(language)
        if out is not None and out.exists():
            message = f"out={str(out)!r} exists already; name a new file"
            raise ArgumentError(message)
        with unlock(lambda name: getpass(f"Password of {name}: ")) if ask else nullcontext():
            table = look_at(folder, language=language)
        _say_inventory(table, language)
        if out is not None:
            place_file(out, lambda draft: table.to_csv(draft, index=False))
            typer.echo(f"Table: {out}")


def _say_inventory(table: "pd.DataFrame", language: str) -> None:
    """Show a line a file, and below it what is wrong with it."""
    from toolkit.sources.overview import tell_dates, tell_notes
    from toolkit.tables import each_row
    from toolkit.wording import make_visible, say_label

    for row in each_row(table):
        dates = tell_dates(row)
        span = f"  {dates} ({row.zones})" if dates else ""
        rows = say_label("look_rows", language=language, n=f"{row.rows:,}")
        typer.echo(f"{make_visible(row.path)}  [{row.kind}, {row.layout or '-'}]  {rows}{span}")
        for note in tell_notes(row, language):
            typer.echo(f"    {note}")
    failed = int((table["problem"] != "").sum())
    sums = {"files": f"{len(table):,}", "rows": f"{int(table['rows'].sum()):,}", "failed": f"{failed:,}"}
    typer.echo(say_label("look_sums", language=language, **sums))


@app.command()
def verify(case: Annotated[Path, typer.Argument(help="Folder of the case.")]) -> None:
    """Check every stored file, table and ledger entry of a case against its hash."""
    with _refusals_shown():
        from toolkit.case import Case

        with Case.open(case, read_only=True) as opened:
            _say_verified(opened)


@app.command()
def search(
    case: Annotated[Path, typer.Argument(help="Folder of the case.")],
    text: Annotated[str, typer.Argument(help="Part of a name, number or word, in any script.")],
    *,
    limit: Annotated[int, typer.Option(help="Texts to show at most.")] = 30,
    language: Annotated[str, typer.Option(help="Language of the labels: en or zh.")] = "en",
) -> None:
    """Look for a text in every file, note and decision of a case; says which form matched and where it stands."""
    with _refusals_shown(language):
        _check_language(language)
        with _open_for_search(case) as opened:
            typer.echo(str(opened.search(text, limit=limit, language=language)))


def _open_for_search(folder: Path) -> "Case":
    """Open a case so that its index is kept; beside a writer, or where it may not be written, read it alone."""
    from toolkit.case import Case
    from toolkit.errors import CaseLockedError

    if not os.access(folder, os.W_OK):
        return Case.open(folder, read_only=True)
    try:
        return Case.open(folder)
    except CaseLockedError:
        return Case.open(folder, read_only=True)


@app.command()
def changes(
    case: Annotated[Path, typer.Argument(help="Folder of the case.")],
    since: Annotated[str, typer.Argument(help="An instant with its zone, a day (UTC), or a head.")],
    *,
    language: Annotated[str, typer.Option(help="Language: en or zh.")] = "en",
) -> None:
    """Tell what changed in a case since an instant, with the cause, and which decisions to look at again."""
    with _refusals_shown(language):
        from toolkit.case import Case

        _check_language(language)
        with Case.open(case, read_only=True) as opened:
            typer.echo(str(opened.changes(since, language=language)))


@app.command()
def screen(  # noqa: PLR0913 - one argument for each option
    name: Annotated[str, typer.Argument(metavar="NAME_OR_FILE", help="A name, or a file of parties: a register, declarations, a list.")],
    watchlist: Annotated[Path, typer.Argument(help="The list: OFAC, UN, FollowTheMoney, or a table.")],
    *,
    kind: Annotated[str, typer.Option(help="Of a name: Person, Company, LegalEntity (either) or Vessel.")] = "LegalEntity",
    top: Annotated[int, typer.Option(help="Entries to show for each name at most.")] = 5,
    at: Annotated[str | None, typer.Option(help="Day, such as 2025-05-12; says whether an entry was listed then.")] = None,
    language: Annotated[str, typer.Option(help="Language of the reasons: en or zh.")] = "en",
) -> None:
    """Hold a name, or the names of a file, against a list; says which form of an entry matched. Leaves nothing behind."""
    with _refusals_shown(language):
        from toolkit.linking import screen_names
        from toolkit.sources import read_watchlist

        _check_language(language)
        queries = _read_queries(name, kind)
        tables, source = read_watchlist(watchlist)
        _say_set_aside(source)
        listed = tables["records"]
        hits = screen_names(queries, listed[listed["role"].isin(["listed", "alias"]) & listed["name"].notna()], top, at=at)
        _say_hits(hits, queries, listed, language)


def _read_queries(name: str, kind: str) -> "pd.DataFrame":
    """Take a name as a record of its own, or read the parties that a file names."""
    import pandas as pd

    from toolkit import sources

    if _is_folder(name) or not name.strip():
        message = f"NAME_OR_FILE={name!r} is no name and no file; give a name with letters, or the path of one file"
        raise ArgumentError(message)
    if not _is_file(name):
        row = {"record_id": "query", "source_id": "query", "locator": "line=1", "kind": kind, "name": name}
        return pd.DataFrame([row])
    readers = {"registry": sources.read_registry, "declarations": sources.read_declarations, "watchlist": sources.read_watchlist}
    layout = sources.recognise(name).name
    if layout not in readers:
        message = f"{name!r} is read as {layout}, which names no parties; give a name, or a file of: {', '.join(readers)}"
        raise ArgumentError(message)
    tables, source = readers[layout](name)
    _say_set_aside(source)
    records = tables["records"]
    return records[records["name"].notna() & (records["role"] != "related")]


def _is_file(name: str) -> bool:
    """Whether a path leads to a file; a name may be longer than any path."""
    try:
        return Path(name).is_file()
    except (OSError, ValueError):
        return False


def _is_folder(name: str) -> bool:
    try:
        return Path(name).is_dir()
    except (OSError, ValueError):
        return False


def _say_set_aside(source: "Source") -> None:
    """Say how many rows of a file could not be read; what lies in them was not compared."""
    aside = source.quarantine
    if aside is not None and len(aside):
        first = aside.iloc[0]
        typer.echo(
            f"{source.name}: {len(aside)} of {source.rows_read} rows are set aside and were not compared "
            f"(first: {first['locator']}, {first['reason']}).",
            err=True,
        )


def _say_hits(hits: "pd.DataFrame", queries: "pd.DataFrame", listed: "pd.DataFrame", language: str) -> None:
    from toolkit.wording import say

    names = {**dict(zip(listed["record_id"], listed["name"], strict=True)), **dict(zip(queries["record_id"], queries["name"], strict=True))}
    if len(hits):
        typer.echo("score\tasked\tform that matched\tentry\tquery_id\tentry_id")
    for query, entry, score, reasons, against in zip(
        *(hits[c] for c in ("query_id", "entry_id", "score", "reasons", "against")), strict=True
    ):
        form = next((reason["values"]["form"] for reason in reasons if reason["code"] in _FORMS), names[entry])
        typer.echo("\t".join((f"{score:.2f}", str(names[query]), str(form), str(names[entry]), query, entry)))
        for sign, told in (("+", reasons), ("-", against)):
            for reason in told:
                typer.echo(f"  {sign} {say(reason, language)}")
    typer.echo(f"{len(hits)} hits for {len(queries)} names among {len(listed)} entries. A hit is a candidate for a person to judge.")


_FORMS = ("form_matched", "alias_matched")


def _check_language(language: str) -> None:
    from toolkit.wording import LANGUAGES

    if language not in LANGUAGES:
        message = f"language={language!r}; allowed: {', '.join(LANGUAGES)}"
        raise ArgumentError(message)


def _check_arguments(folder: Path, language: str) -> None:
    """Refuse what would only be refused after a case was made, or after the whole run."""
    if not folder.is_dir():
        message = f"folder={str(folder)!r} is not a folder; give the folder that holds the files"
        raise ArgumentError(message)
    _check_language(language)


def _say_verified(case: "Case") -> None:
    verification = case.verify()
    typer.echo(str(verification))
    if not verification.ok:
        raise typer.Exit(code=1)


_REFUSED, _INTERRUPTED = 2, 130


@contextmanager
def _refusals_shown(language: str = "en", home: Path | None = None) -> Iterator[None]:
    """Show an error raised on purpose as one line, and leave with status 2; an interruption too, with what it left, and status 130.

    Args:
        language: of what is told of an interruption.
        home: folder of the case that is written, if one is.
    """
    try:
        yield
    except TidewaiterError as error:
        typer.echo(f"tidewaiter: {error}", err=True)
        raise typer.Exit(code=_REFUSED) from error
    except KeyboardInterrupt as error:
        typer.echo(f"tidewaiter: {_tell_interruption(language, home)}", err=True)
        raise typer.Exit(code=_INTERRUPTED) from error


def _tell_interruption(language: str, home: Path | None) -> str:
    from toolkit.wording import LANGUAGES, say_label

    told = language if language in LANGUAGES else LANGUAGES[0]
    if home is not None and (home / "case.toml").exists():
        return say_label("interrupted_case", language=told, case=str(home))
    return say_label("interrupted", language=told)
