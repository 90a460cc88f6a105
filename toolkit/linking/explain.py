"""Why two names agree or differ, in reasons."""

from collections.abc import Sequence

from toolkit import names
from toolkit.errors import ArgumentError
from toolkit.tables import Reason, make_reason

__all__ = ["explain_alignment", "explain_names"]

_CODES = {
    "pinyin": "words_pinyin",
    "wade_giles": "words_wade_giles",
    "cantonese": "words_cantonese",
    "japanese": "words_japanese",
    "sound": "words_sound",
    "meaning": "words_meaning",
    "near": "words_near",
    "joined": "words_joined",
    "abbreviation": "words_abbreviated",
    "initials": "words_initials",
    "initial": "words_initials",
    "variant": "words_variant",
    "spelling": "words_similar",
    "spelled": "words_similar",
}
"""How two words agree → the reason that says so."""


def explain_names(
    left: Sequence[str | None], right: Sequence[str | None], kind: str = "company"
) -> list[tuple[list[Reason], list[Reason]]]:
    """Explain :func:`compare_names`, pair by pair.

    Args:
        left: names in any script; None, NA and nan are names that are missing.
        right: as many names.
        kind: person, company or vessel.

    Returns:
        One ``(reasons, against)`` for each pair, both empty where a name is missing.

    Raises:
        ArgumentError: if the lengths differ, a name is no text, or the kind is unknown.

    >>> reasons, against = explain_names(["Hai Yue 66"], ["海悦68"], kind="vessel")[0]
    >>> [reason["code"] for reason in reasons], [reason["code"] for reason in against]
    (['words_pinyin', 'read_across'], ['words_unmatched', 'numbers_unequal'])
    >>> [reason["code"] for reason in explain_names(["洛克希德系统公司"], ["Lockheed Systems Inc"])[0][0]]
    ['words_sound', 'words_meaning', 'read_across']
    """
    if len(left) != len(right):
        message = f"left has {len(left)} names and right {len(right)}; give two sequences of one length"
        raise ArgumentError(message)
    pairs = list(zip(names.list_texts(left), names.list_texts(right), strict=True))
    prepared = names.prepare_names((name for pair in pairs for name in pair if name is not None), kind)
    return [([], []) if a is None or b is None else _explain(prepared[a], prepared[b]) for a, b in pairs]


def _explain(left: names.PreparedName, right: names.PreparedName) -> tuple[list[Reason], list[Reason]]:
    return explain_alignment(left, right, names.align_names(left, right))


def explain_alignment(
    left: names.PreparedName,
    right: names.PreparedName,
    alignment: names.Alignment,
    refs: Sequence[str] = (),
) -> tuple[list[Reason], list[Reason]]:
    """Turn an alignment into reasons for and against."""
    reasons: list[Reason] = []
    against: list[Reason] = []
    across_han = bool(left.runs) != bool(right.runs)
    # Words read or translated out of Han are said with their characters, so not once more as equal.
    equal = [word for word in alignment.equal if not across_han or any(word == a == b for a, b, _ in alignment.how)]
    if equal:
        reasons.append(make_reason("words_equal", refs=refs, words=equal))
    pairs: dict[str, list[str]] = {}
    for a, b, how in alignment.how:
        if how != "equal":
            code = "words_spoken" if how == "sound" and not across_han else _CODES[how]
            pairs.setdefault(code, []).append(f"{a} ~ {b}")
    reasons.extend(make_reason(code, refs=refs, pairs=found) for code, found in pairs.items())
    if alignment.across and reasons:
        reasons.append(make_reason("read_across", refs=refs, left=left.script, right=right.script))
    if alignment.left_only or alignment.right_only:
        left_only, right_only = list(alignment.left_only) or None, list(alignment.right_only) or None
        against.append(make_reason("words_unmatched", refs=refs, left=left_only, right=right_only))
    if left.form and right.form and left.form != right.form:
        against.append(make_reason("forms_unequal", refs=refs, left=left.form, right=right.form))
    if alignment.numbers_differ:
        against.append(make_reason("numbers_unequal", refs=refs, left=sorted(left.numbers), right=sorted(right.numbers)))
    return reasons, against
