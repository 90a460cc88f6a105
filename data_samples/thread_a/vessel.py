"""A ship of the story: who she says she is, where she truly is, and what of it is heard."""

from dataclasses import dataclass, field

from data_samples.thread_a.motion import Track

__all__ = ["Span", "Vessel"]

Span = tuple[float, float]
"""From and until, seconds since the window opened."""


@dataclass(frozen=True)
class Vessel:
    """One hull with one transponder.

    Attributes:
        key: word by which the story knows her; never written to evidence.
        names: what her transponder calls her, each from a time on.
        draughts: draught in metres that she broadcasts, each from a time on.
        silences: spans in which no report of hers reached a receiver.
        dense: spans in which she is heard every five minutes.
        heard_by: ``csv`` (coastal network), ``nmea`` (one receiver's log), or both; ``nmea_spans`` limits the second.
        step_s: seconds between reports while under way.
    """

    key: str
    mmsi: str
    names: tuple[tuple[float, str], ...]
    imo: str
    call_sign: str
    type_code: int
    length_m: int
    width_m: int
    draughts: tuple[tuple[float, float], ...]
    track: Track
    transceiver: str = "A"
    silences: tuple[Span, ...] = ()
    dense: tuple[Span, ...] = ()
    heard_by: frozenset[str] = field(default_factory=lambda: frozenset({"csv"}))
    nmea_spans: tuple[Span, ...] = ()
    step_s: float = 900.0

    def name_at(self, time_s: float) -> str:
        """Give the name that she broadcasts at a time."""
        return [name for start, name in self.names if start <= time_s][-1]

    def draught_at(self, time_s: float) -> float:
        """Give the draught that she broadcasts at a time."""
        return [draught for start, draught in self.draughts if start <= time_s][-1]
