"""Numbered places at which a test may end the process, so that every order of writing is tried.

Each write, fsync, rename and commit of a case calls :func:`reach` before and after it happens. In use nothing is armed
and a call costs one comparison. Only a test arms it, in a forked child that is about to die.
"""

from collections.abc import Callable

__all__ = ["arm", "reach"]

_armed: list[Callable[[str], None]] = []


def reach(name: str) -> None:
    """Say that the process has come to the place ``name``."""
    for action in _armed:
        action(name)


def arm(action: Callable[[str], None]) -> None:
    """Call ``action`` at every place from now on, for the rest of this process."""
    _armed.append(action)
