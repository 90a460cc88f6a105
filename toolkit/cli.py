"""The few things that are done without a notebook."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.errors import ArgumentError, TidewaiterError

if TYPE_CHECKING:
    from toolkit.case import Case

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
    language: Annotated[str, typer.Option(help="Language of the report: en or zh.")] = "en",
    analyst: Annotated[str, typer.Option(help="Who works; goes into the ledger.")] = "",
) -> None:
    """Read a folder into a case, draw up leads, write the report and verify the case."""
    from toolkit.case import Case
    from toolkit.investigation import investigate as investigate_folder
    from toolkit.report import write_report

    with _refusals_shown():
        _check_arguments(folder, language)
        title = folder.resolve().name
        home = case or Path(f"{title}_case")
        opened = Case.open(home, analyst=analyst) if (home / "case.toml").exists() else Case.create(home, title=title, analyst=analyst)
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
def verify(case: Annotated[Path, typer.Argument(help="Folder of the case.")]) -> None:
    """Check every stored file, table and ledger entry of a case against its hash."""
    from toolkit.case import Case

    with _refusals_shown(), Case.open(case, read_only=True) as opened:
        _say_verified(opened)


def _check_arguments(folder: Path, language: str) -> None:
    """Refuse what would only be refused after a case was made, or after the whole run."""
    from toolkit.wording import LANGUAGES

    if not folder.is_dir():
        message = f"folder={str(folder)!r} is not a folder; give the folder that holds the files"
        raise ArgumentError(message)
    if language not in LANGUAGES:
        message = f"language={language!r}; allowed: {', '.join(LANGUAGES)}"
        raise ArgumentError(message)


def _say_verified(case: "Case") -> None:
    verification = case.verify()
    typer.echo(str(verification))
    if not verification.ok:
        raise typer.Exit(code=1)


@contextmanager
def _refusals_shown() -> Iterator[None]:
    """Show an error raised on purpose as one line, and leave with status 2."""
    try:
        yield
    except TidewaiterError as error:
        typer.echo(f"tidewaiter: {error}", err=True)
        raise typer.Exit(code=2) from error
