"""Thread A, refined oil from ship to ship.

A tanker outside the line hands gas oil to small tankers; one of them shares her MMSI with another hull, another falls
silent. Around them lie ships whose lawful work looks the same: bunkering, towing, pilotage, rafting, two transponders on
one hull, a fleet that a receiver lost. Everything is invented; only the sea lanes and the ports are real.
"""

from pathlib import Path
from typing import Any

from data_samples.thread_a.thread import write_thread_a as _write

__all__ = ["write_thread_a"]


def write_thread_a(out: Path, *, seed: int, scale: float, lawful: bool) -> list[dict[str, Any]]:
    """Write the evidence and the truth tables of thread A.

    Args:
        out: folder of the case; ``evidence`` and ``truth`` are made in it.
        seed: 0 for the case book's figures; any other draws its own.
        scale: multiplies background traffic.
        lawful: plant no offence.

    Returns:
        Rows of the answer key, A1 to A5.
    """
    return _write(out, seed=seed, scale=scale, lawful=lawful)
