"""The one shape of a reason: a code with its values, a weight, and the facts it rests on."""

from collections.abc import Sequence
from typing import TypedDict

__all__ = ["Reason", "make_reason"]


class Reason(TypedDict):
    """One reason for or against a claim; ``toolkit.wording`` turns its code and values into a sentence."""

    code: str
    values: dict[str, object]
    weight: float
    refs: list[str]


def make_reason(code: str, *, weight: float = 0.0, refs: Sequence[str] = (), **values: object) -> Reason:
    """Make a reason.

    Args:
        code: key of a sentence in ``toolkit/wording/catalogue``.
        weight: how much it moves the claim, in the method's own unit (match weight in bits for links); 0 if it only informs.
        refs: facts that show it.
        values: what the sentence quotes; text, numbers, or lists of these.

    >>> make_reason("shared_phone", weight=7.5, phone="+85223456789")["values"]
    {'phone': '+85223456789'}
    """
    return {"code": code, "values": values, "weight": float(weight), "refs": list(refs)}
