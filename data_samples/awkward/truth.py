"""What is true of an awkward file, in the words of the inventory."""

from dataclasses import dataclass, field

__all__ = ["Truth"]


@dataclass(slots=True)
class Truth:
    """The truth of one file; the names are columns of the table that ``toolkit.sources.look`` gives."""

    path: str
    kind: str
    layout: str = "declarations"
    rows: int = 0
    totals: int = 0
    set_aside: int = 0
    first: str | None = None
    last: str | None = None
    zones: str = ""
    ambiguous_dates: int = 0
    languages: str = "zh-Hans"
    encoding: str | None = None
    damaged_ids: int = 0
    hidden: int = 0
    struck: int = 0
    images: int = 0
    password: bool = False
    same_as: str | None = None
    same_rows_as: str | None = None
    problem: str = ""
    """Words that the problem must hold."""
    ids: dict[str, list[str]] = field(default_factory=dict)
    """{header: what must be read, row by row}; a damaged cell stands as ``damaged:`` and what the file holds."""
    moments: list[str | None] = field(default_factory=list)
    """``declared_at`` of each row as read, ``None`` where no single reading exists."""
    net_kg: list[str] = field(default_factory=list)
    """Net weights in kilograms, exactly, where units are stated."""
    totals_agree: int = 0
    totals_differ: int = 0
    members: int = 0
    """Files inside it, at every depth."""
