"""Make the folder of a case so that it appears whole, or not at all."""

import secrets
from datetime import UTC, datetime
from pathlib import Path
from shutil import rmtree

from toolkit.case.durable import sync_folder, write_file
from toolkit.case.faults import reach
from toolkit.case.ledger import Ledger
from toolkit.case.lock import WriterLock
from toolkit.case.settings import FORMAT, format_settings
from toolkit.errors import CaseError
from toolkit.ids import make_id

__all__ = ["FOLDERS", "build_case"]

FOLDERS = ("evidence", "parts", "scratch")


def build_case(folder: Path, *, title: str, analyst: str) -> WriterLock:
    """Build a case beside its place, then rename it into place.

    Args:
        folder: absolute; missing or empty.
        title: written to ``case.toml``.
        analyst: written to the first entry.

    Returns:
        The writer's lock, which moved with the folder and is held.

    Raises:
        CaseError: the place is taken or cannot be written.
        CaseLockedError: another process is making this case.
    """
    _refuse_taken(folder)
    site = folder.with_name(f".{folder.name}.creating")
    try:
        site.mkdir(parents=True, exist_ok=True)
        lock = WriterLock(site / "lock", analyst=analyst)
        try:
            _fill(site, title, analyst)
            _refuse_taken(folder)
            reach("rename of case begins")
            site.replace(folder)
            reach("rename of case done")
            sync_folder(folder.parent)
        except BaseException:
            lock.release()
            raise
    except OSError as error:
        message = f"cannot make a case at {folder}: {error}; choose a folder that you may write to"
        raise CaseError(message) from error
    return lock


def _refuse_taken(folder: Path) -> None:
    if (folder / "case.toml").exists():
        message = f"path={str(folder)!r} holds a case already; open it with Case.open"
        raise CaseError(message)
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        message = f"path={str(folder)!r} is not an empty folder; choose one that does not exist yet"
        raise CaseError(message)


def _fill(site: Path, title: str, analyst: str) -> None:
    # What an interrupted attempt left: nobody ever saw it as a case.
    for leftover in site.iterdir():
        if leftover.is_dir():
            rmtree(leftover)
        elif leftover.name != "lock":
            leftover.unlink()
    for name in FOLDERS:
        (site / name).mkdir()
    opening: dict[str, str | int] = {
        "format": FORMAT,
        "case_id": make_id("case", secrets.token_hex(16)),
        "title": title,
        "created_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    ledger = Ledger.create(site / "ledger.sqlite")
    ledger.append("case", opening, analyst=analyst)
    ledger.close()
    write_file(site / "scratch", site / "case.toml", format_settings(opening))
    (site / "case.toml").chmod(0o644)
    reach("case filled")
