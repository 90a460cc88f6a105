"""Passwords: asked when a file needs one, held in memory for as long as a block runs, written nowhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from io import BytesIO

from toolkit.errors import SourceError
from toolkit.sources.problems import Problem

__all__ = ["PasswordError", "Unlocked", "ask_password", "decrypt_office", "unlock"]

Ask = Callable[[str], str | None]
_ask: ContextVar["Unlocked | None"] = ContextVar("toolkit.sources.passwords", default=None)
_TRIES = 3


class PasswordError(SourceError):
    """A file is under a password, and none was given or none fits."""


class Unlocked:
    """Who is asked for passwords while a block runs; what was answered is forgotten with it."""

    def __init__(self, ask: Ask) -> None:
        """Take who is asked."""
        self._ask = ask
        self._given: dict[str, str] = {}

    def password_of(self, digest: str, name: str, *, again: bool) -> str | None:
        """Give the password for a file by its SHA-256; ask for it once, and ``again`` if it did not fit."""
        if again or digest not in self._given:
            answer = self._ask(name)
            if not answer:
                return None
            self._given[digest] = answer
        return self._given[digest]

    def forget(self) -> None:
        """Forget what was answered."""
        self._given.clear()

    def __repr__(self) -> str:
        """Show nothing of what was answered."""
        return "Unlocked(...)"


@contextmanager
def unlock(ask: Ask | str) -> Iterator[None]:
    """Read files under a password inside this block.

    Args:
        ask: called with the name of a file when it needs a password, such as :func:`getpass.getpass`; ``None`` or an empty
            answer leaves the file shut. A text answers for every file. No password is stored, logged or recorded.

    >>> from getpass import getpass
    >>> with unlock(getpass):
    ...     pass  # tables, source = read_declarations("sealed.xlsx")
    """
    asked = Unlocked((lambda _name: ask) if isinstance(ask, str) else ask)
    token = _ask.set(asked)
    try:
        yield
    finally:
        _ask.reset(token)
        asked.forget()


def ask_password(digest: str, name: str, fits: Callable[[str], bool]) -> str:
    """Ask for the password of a file until one fits, three times at most.

    Raises:
        PasswordError: nobody can be asked, or nothing that was given fits.
    """
    asked = _ask.get()
    if asked is None:
        message = Problem("problem_password", name=name)
        raise PasswordError(message)
    for attempt in range(_TRIES):
        password = asked.password_of(digest, name, again=attempt > 0)
        if password is None:
            break
        if fits(password):
            return password
    message = Problem("problem_password_wrong", name=name)
    raise PasswordError(message)


def decrypt_office(content: bytes, name: str, digest: str) -> bytes:
    """Decrypt an office file; raises :class:`PasswordError`, or :class:`SourceError` if it is damaged."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    found: list[bytes] = []

    def fits(password: str) -> bool:
        plain = BytesIO()
        try:
            office = msoffcrypto.OfficeFile(BytesIO(content))
            office.load_key(password=password)
            office.decrypt(plain)
        except (InvalidKeyError, DecryptionError):
            return False
        found.append(plain.getvalue())
        return True

    try:
        ask_password(digest, name, fits)
    except (FileFormatError, ParseError, OSError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        message = Problem("problem_damaged", name=name, what="file_encrypted", error=error)
        raise SourceError(message) from error
    return found[0]
