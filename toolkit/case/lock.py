"""One writer at a time: a lock that the kernel gives back when its holder dies.

``flock(2)`` is advisory and bound to the open file, so a crashed writer leaves no lock behind, only a file that says
who held it last.
"""

import fcntl
import json
import os
import socket
from datetime import UTC, datetime
from pathlib import Path
from weakref import WeakSet

from toolkit.case.faults import reach
from toolkit.errors import CaseError, CaseLockedError

__all__ = ["WriterLock"]


class WriterLock:
    """The right to write to one case, held until :meth:`release` or the end of the process."""

    def __init__(self, path: Path, *, analyst: str = "") -> None:
        """Take the lock.

        Args:
            path: the lock file, made if it is not there.
            analyst: named to whoever is refused.

        Raises:
            CaseLockedError: another writer holds it; the message says who, where and since when.
            CaseError: the file cannot be written.
        """
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
        except OSError as error:
            message = f"cannot open {path} for writing: {error}; open the case with read_only=True or regain permission"
            raise CaseError(message) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            raise CaseLockedError(_describe_holder(path)) from error
        self._descriptor: int | None = descriptor
        self._process = os.getpid()
        holder = {
            "pid": os.getpid(),
            "host": socket.gethostname(),
            "since": datetime.now(UTC).isoformat(timespec="seconds"),
            "analyst": analyst,
        }
        reach("lock taken")
        os.ftruncate(descriptor, 0)
        reach("lock emptied")
        os.pwrite(descriptor, json.dumps(holder, ensure_ascii=False).encode("utf-8", "backslashreplace"), 0)
        reach("lock signed")
        _held.add(self)

    def release(self) -> None:
        """Give the lock back; a second call does nothing."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if os.getpid() == self._process:
            # Closing alone would wait for forked children that have not closed their copy yet; one of theirs must not unlock.
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)

    def __del__(self) -> None:
        """Give the lock back when nobody refers to it any more."""
        if getattr(self, "_descriptor", None) is not None:
            self.release()


def _describe_holder(path: Path) -> str:
    try:
        holder = json.loads(path.read_text(encoding="utf-8"))
        who = f"process {holder['pid']} on {holder['host']}, since {holder['since']}"
        who += f", analyst {holder['analyst']}" if holder["analyst"] else ""
        ours = holder["pid"] == os.getpid() and holder["host"] == socket.gethostname()
    except (OSError, ValueError, KeyError, TypeError):
        who, ours = "a process that has not signed yet", False
    if ours:
        return f"the case at {path.parent} is open for writing in this very process ({who}); go on with that Case, or close() it first"
    advice = "shut down the kernel of the notebook that has it, wait until it is closed, or open it with read_only=True"
    return f"the case at {path.parent} is open for writing by {who}; {advice}"


_held: WeakSet[WriterLock] = WeakSet()


def _let_go_in_child() -> None:
    # A forked child shares the open file: if it kept it, a dead parent's lock would live on in its workers.
    for lock in list(_held):
        lock.release()


os.register_at_fork(after_in_child=_let_go_in_child)
