"""Accounts: what tracks say of themselves over their whole record, whichever part of it is looked at."""

from toolkit.routes.draughts import DraughtChange, Draughts, read_draughts
from toolkit.routes.fixes import Fixes
from toolkit.routes.statics import STATICS, Particulars, summarise_particulars

__all__ = ["Accounts"]


class Accounts:
    """Particulars, draughts and precision of tracks, taken in block by block; little beside the fixes."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self.hulls: dict[str, Particulars] = {}
        self.vague: dict[str, float] = {}
        self._draughts: dict[str, tuple[Draughts, int]] = {}

    def add(self, fixes: Fixes) -> None:
        """Take in the next block."""
        hulls = summarise_particulars(fixes.columns(STATICS), fixes.track, len(fixes.tracks))
        changes = read_draughts(fixes).changes()
        self.hulls.update(zip(fixes.tracks, hulls, strict=True))
        self.vague |= fixes.vague
        self._draughts |= {name: (changes, number) for number, name in enumerate(fixes.tracks)}

    def draught_around(self, track: str, start: int, end: int) -> DraughtChange:
        """Give the draught of a track before ``start``, and after ``end`` where it changed, as :meth:`Draughts.around` does."""
        changes, number = self._draughts[track]
        return changes.around(number, start, end)
