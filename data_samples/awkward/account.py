"""The truth of plain lines, which each trap then changes."""

from collections.abc import Sequence
from typing import Any

from data_samples.awkward.rows import Line
from data_samples.awkward.truth import Truth

__all__ = ["true_of"]


def true_of(path: str, kind: str, lines: Sequence[Line], **changes: Any) -> Truth:  # noqa: ANN401 - fields of Truth
    """Say what is true of a file that holds these lines and nothing else."""
    days = sorted(line.day.isoformat() for line in lines)
    truth = Truth(
        path,
        kind,
        rows=len(lines),
        first=days[0],
        last=days[-1],
        zones="dates",
        ids={
            "报关单号": [line.number for line in lines],
            "商品编号": [line.hs for line in lines],
            "收货人身份证号": [line.person for line in lines],
        },
        moments=[line.day.isoformat() for line in lines],
        net_kg=[str(line.net_kg) for line in lines],
    )
    for name, value in changes.items():
        setattr(truth, name, value)
    return truth
