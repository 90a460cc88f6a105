"""What a chart shows of its pool, and every step back and forth."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from widgets.by_hand import ByHand

__all__ = ["ChartHistory", "ChartState"]

_STEPS = 200


@dataclass(frozen=True, slots=True)
class ChartState:
    """What one step may change."""

    shown: tuple[str, ...]
    """Parties fetched from the pool, in the order in which they came."""
    hidden: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()
    added: tuple[ByHand, ...] = ()
    path: tuple[str, ...] = ()
    """Edges of the paths that are highlighted."""
    grouped: bool = True
    """Whether records of one entity are one party."""
    filters: dict[str, Any] = field(default_factory=dict)


class ChartHistory:
    """The state now, with what was before and what was taken back.

    >>> history = ChartHistory(ChartState(("a",)))
    >>> history.step(ChartState(("a", "b")))
    >>> history.undo(), history.now.shown
    (True, ('a',))
    >>> history.redo(), history.now.shown
    (True, ('a', 'b'))
    """

    def __init__(self, state: ChartState) -> None:
        """Begin with a state."""
        self.now = state
        self._before: list[ChartState] = []
        self._after: list[ChartState] = []

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return bool(self._after)

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has changed anything."""
        return not (self._before or self._after)

    def step(self, state: ChartState) -> None:
        """Go on to a state; the same again is no step."""
        if state != self.now:
            self._before = [*self._before, self.now][-_STEPS:]
            self._after = []
            self.now = state

    def undo(self) -> bool:
        """Go one step back, if there is one."""
        return self._turn(self._before, self._after.append)

    def redo(self) -> bool:
        """Take the last step again, if one was taken back."""
        return self._turn(self._after, self._before.append)

    def _turn(self, source: list[ChartState], keep: Callable[[ChartState], None]) -> bool:
        if not source:
            return False
        keep(self.now)
        self.now = source.pop()
        return True
