"""Why two names agree or differ, in reasons."""

from collections.abc import Sequence

from toolkit import names
from toolkit.errors import ArgumentError
from toolkit.tables import Reason, make_reason

__all__ = ["explain_alignment", "explain_names"]


def explain_names(left: Sequence[str], right: Sequence[str], kind: str = "company") -> list[tuple[list[Reason], list[Reason]]]:
    """Explain :func:`compare_names`, pair by pair.

    Args:
        left: names in any script.
        right: as many names.
        kind: person, company or vessel.

    Returns:
        One ``(reasons, against)`` for each pair.

    Raises:
        ArgumentError: if the lengths differ or the kind is unknown.

    >>> reasons, against = explain_names(["Hai Yue 66"], ["海悦68"], kind="vessel")[0]
    >>> [reason["code"] for reason in reasons], [reason["code"] for reason in against]
    (['words_equal', 'read_across'], ['words_unmatched', 'numbers_unequal'])
    """
    if len(left) != len(right):
        message = f"left has {len(left)} names and right {len(right)}; give two sequences of one length"
        raise ArgumentError(message)
    prepared = names.prepare_names([*left, *right], kind)
    pairs = ((prepared[a], prepared[b]) for a, b in zip(left, right, strict=True))
    return [explain_alignment(a, b, names.align_names(a, b)) for a, b in pairs]


def explain_alignment(
    left: names.PreparedName,
    right: names.PreparedName,
    alignment: names.Alignment,
    refs: Sequence[str] = (),
) -> tuple[list[Reason], list[Reason]]:
    """Turn an alignment into reasons for and against."""
    reasons: list[Reason] = []
    against: list[Reason] = []
    if alignment.equal:
        reasons.append(make_reason("words_equal", refs=refs, words=list(alignment.equal)))
    if alignment.similar:
        reasons.append(make_reason("words_similar", refs=refs, pairs=[f"{a} ~ {b}" for a, b in alignment.similar]))
    if alignment.across and (alignment.equal or alignment.similar):
        reasons.append(make_reason("read_across", refs=refs, left=left.script, right=right.script))
    if alignment.left_only or alignment.right_only:
        left_only, right_only = list(alignment.left_only) or None, list(alignment.right_only) or None
        against.append(make_reason("words_unmatched", refs=refs, left=left_only, right=right_only))
    if alignment.numbers_differ:
        against.append(make_reason("numbers_unequal", refs=refs, left=sorted(left.numbers), right=sorted(right.numbers)))
    return reasons, against
