"""From a seed to the evidence files of thread B and its rows of the answer key."""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from data_samples.thread_b.answers import Told, answer_questions
from data_samples.thread_b.boxes import plan_gallery, plan_questioned
from data_samples.thread_b.certificates import write_certificates
from data_samples.thread_b.declarations import MONTHS, write_peers, write_workbook_of_lines
from data_samples.thread_b.laboratory import write_results
from data_samples.thread_b.lines import Line, draw_correction, draw_ordinary, draw_price_peers, line_of_box
from data_samples.thread_b.parties import Cast, cast_parties
from data_samples.thread_b.registry import write_registers
from data_samples.thread_b.scans import write_scans
from data_samples.thread_b.watchlist import write_watchlist

__all__ = ["write_thread_b"]

_ORDINARY_IN_WORKBOOK = 14
_ORDINARY_PEERS = 120
_QUESTIONED_TO_MIDDLE = 0.41 / 0.44


def write_thread_b(out: Path, *, seed: int, scale: float, lawful: bool) -> list[dict[str, Any]]:
    """Write thread B under ``out/evidence``.

    Args:
        out: folder of the case.
        seed: 0 gives the price of the case book; every other seed its own.
        scale: multiplies companies, ordinary declarations and the gallery of scans; what is planted stays.
        lawful: no waste, no successor and no listed party; the look-alikes stay.

    Returns:
        Rows of the answer key for questions B1 to B5.
    """
    evidence = out / "evidence"
    cast = cast_parties(seed, scale=scale, lawful=lawful)
    registers = write_registers(evidence, cast)
    listed = write_watchlist(evidence, seed, cast, lawful=lawful)
    questioned, gallery = plan_questioned(seed, lawful=lawful), plan_gallery(seed, scale=scale)
    random = Random(f"{seed} lines")
    middle = 0.44 if seed == 0 else round(random.uniform(0.42, 0.47), 2)
    asked = [line_of_box(random, box, cast, price=middle * _QUESTIONED_TO_MIDDLE if box.role == "priced" else None) for box in questioned]
    sheets = [*asked, *_draw_workbook(random, cast, scale)]
    peers = [
        *(line_of_box(random, box, cast) for box in gallery),
        *draw_price_peers(random, cast, middle),
        *draw_correction(random, cast),
        *(line for month in (2, 3, 4) for line in _draw_month(random, cast, month, round(_ORDINARY_PEERS / 3 * scale))),
    ]
    told = Told(
        cast=cast,
        registers=registers,
        listed=listed,
        questioned=questioned,
        lines=[*sheets, *peers],
        pages=write_certificates(evidence, seed, [*sheets, *peers], lawful=lawful),
        places=write_workbook_of_lines(evidence, sheets) | write_peers(evidence, peers),
        scans=write_scans(evidence, seed, [*questioned, *gallery]),
        results=write_results(evidence, seed, questioned, gallery, lawful=lawful),
        workbook=sheets,
        lawful=lawful,
    )
    return answer_questions(told)


def _draw_workbook(random: Random, cast: Cast, scale: float) -> list[Line]:
    lines = [line for month in MONTHS for line in _draw_month(random, cast, month, max(3, round(_ORDINARY_IN_WORKBOOK * scale)))]
    unreadable = next(place for place, line in enumerate(lines) if line.declared_at.month == 4)
    lines[unreadable] = replace(lines[unreadable], role="unreadable", readable=False)
    return lines


def _draw_month(random: Random, cast: Cast, month: int, count: int) -> list[Line]:
    return [draw_ordinary(random, cast, month) for _ in range(count)]
