"""Decisions that a person makes in a view: handed on at once, taken back one by one."""

from collections.abc import Callable

import pandas as pd

from toolkit.errors import ArgumentError
from toolkit.tables import last_verdicts

__all__ = ["VERDICTS", "OnDecide", "Verdicts"]

VERDICTS = ("accept", "reject", "unsure")
OnDecide = Callable[..., object]
"""Called as ``on_decide(target_id, verdict, note="")``; such as ``case.decide``."""


class Verdicts:
    """The verdict on each claim, as it stands in the view and wherever ``on_decide`` writes.

    Args:
        decisions: a ``decisions`` table made before.
        on_decide: writes a decision; without one, decisions stay in the view.

    >>> verdicts = Verdicts(None, None)
    >>> verdicts.decide("link_1", "accept")
    >>> verdicts.by_target
    {'link_1': 'accept'}
    """

    def __init__(self, decisions: pd.DataFrame | None, on_decide: OnDecide | None) -> None:
        """Begin with the verdicts that stand."""
        self.by_target = last_verdicts(decisions)
        self._on_decide = on_decide
        self._before: list[tuple[str, str | None]] = []

    @property
    def are_stored(self) -> bool:
        """Whether anything takes them down."""
        return self._on_decide is not None

    def decide(self, target_id: str, verdict: str, note: str = "") -> None:
        """Hand a verdict on, and keep it once that went well.

        Raises:
            ArgumentError: if the verdict is no verdict.
        """
        if verdict not in VERDICTS:
            message = f"verdict={verdict!r}; allowed: {', '.join(VERDICTS)}"
            raise ArgumentError(message)
        before = self.by_target.get(target_id)
        self._write(target_id, verdict, note)
        self._before.append((target_id, before))

    def undo(self, note: str) -> str | None:
        """Take the last decision back: what stood before it is decided anew, or ``unsure`` if nothing did.

        A ledger forgets nothing, so taking back is a decision of its own, and ``note`` says so.

        Returns:
            The target, or ``None`` if there is nothing to take back.
        """
        if not self._before:
            return None
        target_id, before = self._before[-1]
        self._write(target_id, before or "unsure", note)
        self._before.pop()
        return target_id

    def _write(self, target_id: str, verdict: str, note: str) -> None:
        if self._on_decide is not None:
            self._on_decide(target_id, verdict, note=note)
        self.by_target = {**self.by_target, target_id: verdict}
