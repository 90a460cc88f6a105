"""Bring a case of an earlier format to the present one."""

import re
from pathlib import Path

from toolkit.case.durable import write_file
from toolkit.case.ledger import Ledger
from toolkit.case.settings import FORMAT
from toolkit.case.state import CaseState
from toolkit.errors import CaseError

__all__ = ["migrate_case"]


def migrate_case(path: Path, ledger: Ledger, state: CaseState, *, analyst: str) -> None:
    """Say in the ledger that the case goes on in the present format, then say so in ``case.toml``.

    Nothing that was written is touched: format 2 only adds kinds of entries. An earlier version of this program then
    refuses the case instead of passing over what it does not know. A kill in between is made good by the next open.

    Args:
        path: the case.
        ledger: open for writing.
        state: replayed; brought up to date.
        analyst: who opened the case.

    Raises:
        CaseError: ``case.toml`` has no line that names the format, or the disk refuses.
    """
    settings = path / "case.toml"
    text, changed = re.subn(r"(?m)^format\s*=\s*\d+", f"format = {FORMAT}", settings.read_text(encoding="utf-8"), count=1)
    if not changed:
        message = (
            f"{settings} names its format in another way than 'format = {state.opening.get('format')}'; write it so, then open the case"
        )
        raise CaseError(message)
    if state.opening.get("format") != FORMAT:
        state.replay([ledger.append("migration", {"from": state.opening.get("format"), "format": FORMAT}, analyst=analyst)])
    write_file(path / "scratch", settings, text.encode("utf-8"))
    settings.chmod(0o644)  # a person may edit it
