"""Lines of text files that no reader took a row from: what nobody understood must still be found."""

from collections.abc import Iterator
from pathlib import Path

from toolkit.case.cells import Cell
from toolkit.case.state import Body, CaseState

__all__ = ["LINES", "list_unread", "read_lines"]

LINES = "lines"
"""The name under which such lines stand in the index; a hit is of the table ``sources``."""

_LONGEST = 2_000
_KEPT_ELSEWHERE = frozenset({"quarantine"})


def list_unread(state: CaseState) -> list[Body]:
    """Give the text files of which no run in effect kept a row."""
    read: set[str] = set()
    for run in state.current_runs:
        if run["parts"].keys() - _KEPT_ELSEWHERE:
            read.update(run["input_hashes"])
    return [body for body in state.sources.values() if str(body["media_type"]).startswith("text/") and body["sha256"] not in read]


def read_lines(path: Path, source_id: str) -> Iterator[Cell]:
    """Go through the lines of a file; of very long ones the first two thousand characters.

    The encoding is guessed: UTF-16 by its mark, else UTF-8, else GB 18030, with a sign for what that cannot read.
    """
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("gb18030", "replace")
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield Cell("line", line.rstrip("\r")[:_LONGEST], 1, (f"{source_id}#{number}",), source_id)
