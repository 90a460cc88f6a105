"""Names and numbers of known parties that occur in free text."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

import pandas as pd

from toolkit import names
from toolkit.identifiers import IDENTIFIERS, normalise_identifier
from toolkit.ids import make_id, make_ref
from toolkit.tables import check, make_reason, make_table

__all__ = ["METHOD", "find_mentions"]

METHOD = "linking.mentions/1"
_WORD = re.compile(r"[^\W_]+")
_NUMBERS: dict[str, re.Pattern[str]] = {
    "container": re.compile(r"(?<![A-Za-z])[A-Za-z]{3}[UJZujz][ -]?\d{6}[ -]?\d(?!\d)"),
    "imo": re.compile(r"(?i)(?<=imo)[^\d\w]{0,3}(?:no\.?|编号|号)?[^\d\w]{0,3}(?P<n>\d{7})(?!\d)"),
    "mmsi": re.compile(r"(?<![\d+])[2-7]\d{8}(?!\d)"),
    "uscc": re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Za-z])"),
    "cn_id": re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"),
    "phone": re.compile(r"(?<![\d+])\+?\d[\d ()-]{6,18}\d(?!\d)"),
}
_ONLY_KNOWN = frozenset({"mmsi", "phone"})
"""Schemes without a check digit: a bare number counts only if a record bears it, or if it says its country (+86 …)."""
_HAN_START = 2
_SHORTEST_LATIN = 4
_WITHOUT_FORM = 0.9


@dataclass(slots=True)
class _Known:
    """Forms of names by how they begin."""

    han: dict[str, list[tuple[str, str, float]]] = field(default_factory=lambda: defaultdict(list))
    latin: dict[str, list[tuple[tuple[str, ...], str, str, float]]] = field(default_factory=lambda: defaultdict(list))


def find_mentions(texts: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Find identifiers, and names of records, in texts.

    Numbers are found by their form and check digit, whether or not a record bears them; names only if a record bears
    them, word for word after folding (Traditional and Simplified, case, accents), with or without their legal form. One
    word alone is taken for a name only of a company or vessel, and only from four letters on.

    Args:
        texts: a ``texts`` table.
        records: a ``records`` table.

    Returns:
        A ``mentions`` table, in the order of texts and places. ``start`` and ``end`` count characters of ``text`` from 0.
        ``score`` is 1 for an identifier or a full name, .9 for a name without its legal form.

    Raises:
        TableError: a table lacks a required column.

    >>> import pandas as pd
    >>> here = {"source_id": "s", "locator": "line=1"}
    >>> texts = pd.DataFrame({"text_id": ["t"], "text": ["夜间，海悦66靠泊，箱号 CSQU3054383。"]}).assign(**here)
    >>> records = pd.DataFrame({"record_id": ["r"], "name": ["海悦66"], "kind": ["Vessel"]}).assign(**here)
    >>> find_mentions(texts, records)[["kind", "value", "start"]].values.tolist()
    [['name', '海悦66', 3], ['container', 'CSQU3054383', 13]]
    """
    check(texts, "texts")
    check(records, "records", columns=("kind",))
    known = _index_names(records)
    bearers = _index_numbers(records)
    rows: list[dict[str, object]] = []
    for text_id, text in zip(texts["text_id"], texts["text"], strict=True):
        if isinstance(text, str):
            found = _find_numbers(text, bearers) + _find_han(text, known) + _find_latin(text, known)
            rows.extend(_describe(text_id, one) for one in sorted(set(found), key=lambda one: (one[0], -one[1], one[2], one[4] or "")))
    return make_table(rows, "mentions")


_Found = tuple[int, int, str, str, str | None, float]


def _describe(text_id: str, found: _Found) -> dict[str, object]:
    start, end, kind, value, record_id, score = found
    place = make_ref("texts", text_id, column="text", first=start, last=end)
    refs = [place]
    if record_id:
        refs.append(make_ref("records", record_id, column="name" if kind == "name" else "identifiers"))
    return {
        "mention_id": make_id("mention", text_id, start, kind, value, record_id),
        "text_id": text_id,
        "start": start,
        "end": end,
        "kind": kind,
        "value": value,
        "record_id": record_id,
        "score": score,
        "method": METHOD,
        "reasons": [make_reason("text_mentions", refs=refs, kind=kind, value=value)],
        "against": [make_reason("name_only", refs=refs)] if kind == "name" else [],
        "refs": refs,
    }


def _index_names(records: pd.DataFrame) -> _Known:
    from toolkit.linking.families import FAMILIES

    known = _Known()
    aliases = records["aliases"] if "aliases" in records.columns else [()] * len(records)
    main = records["name"] if "name" in records.columns else [None] * len(records)
    for record_id, kind, name, others in zip(records["record_id"], records["kind"].astype("str"), main, aliases, strict=True):
        family = FAMILIES.get(kind)
        if family is None:
            continue
        for form in dict.fromkeys([name, *(others if isinstance(others, (list, tuple)) else ())]):
            if isinstance(form, str) and form.strip():
                _add_form(known, form.strip(), family, record_id)
    return known


def _add_form(known: _Known, form: str, family: str, record_id: str) -> None:
    if names.script_of(form) == "han":
        simple = names.simplify_han(form)
        for text, score in ((simple, 1.0), (names.strip_han_form(simple), _WITHOUT_FORM)):
            if len(text) > _HAN_START and (score == 1.0 or text != simple):
                known.han[text[:_HAN_START]].append((text, record_id, score))
        return
    words = tuple(names.fold_text(form).split())
    long_enough = len(words) > 1 or (family != "person" and words and len(words[0]) >= _SHORTEST_LATIN)
    if long_enough:
        known.latin[words[0]].append((words, record_id, form, 1.0))
    core = names.prepare_name(form, family).words if family == "company" else ()
    if len(core) > 1 and core == words[: len(core)] and core != words:
        known.latin[core[0]].append((core, record_id, form, _WITHOUT_FORM))


def _index_numbers(records: pd.DataFrame) -> dict[tuple[str, str], str]:
    bearers: dict[tuple[str, str], str] = {}
    if "identifiers" not in records.columns:
        return bearers
    for record_id, cell in sorted(zip(records["record_id"], records["identifiers"], strict=True), key=lambda row: str(row[0])):
        for scheme, values in (cell or {}).items() if isinstance(cell, dict) else ():
            for value in values:
                bearers.setdefault((scheme, str(value)), record_id)
    return bearers


def _find_numbers(text: str, bearers: dict[tuple[str, str], str]) -> list[_Found]:
    found: list[_Found] = []
    for scheme, pattern in _NUMBERS.items():
        for match in pattern.finditer(text):
            group = "n" if "n" in match.groupdict() else 0
            for country in ("CN", "HK") if scheme == "phone" else (None,):
                value = normalise_identifier(scheme, match[group], country)
                bearer = bearers.get((scheme, value)) if value else None
                said = not IDENTIFIERS[scheme].shared or match[group].startswith("+")
                if value and (bearer or (scheme not in _ONLY_KNOWN or (scheme == "phone" and said))):
                    found.append((match.start(group), match.end(group), scheme, value, bearer, 1.0))
                    break
    taken = [(start, end) for start, end, scheme, *_ in found if scheme != "phone"]
    return [one for one in found if one[2] != "phone" or not any(start < one[1] and one[0] < end for start, end in taken)]


def _find_han(text: str, known: _Known) -> list[_Found]:
    simple = names.simplify_han(text)
    if len(simple) != len(text):
        simple = text
    found: list[_Found] = []
    for at in range(len(simple) - 1):
        hits = [
            (at, at + len(form), "name", text[at : at + len(form)], record_id, score)
            for form, record_id, score in known.han.get(simple[at : at + _HAN_START], ())
            if simple.startswith(form, at) and not (form[-1].isdigit() and simple[at + len(form) : at + len(form) + 1].isdigit())
        ]
        longest: dict[str | None, _Found] = {}
        for hit in hits:
            if hit[4] not in longest or hit[1] > longest[hit[4]][1]:
                longest[hit[4]] = hit
        found.extend(longest.values())
    return found


def _find_latin(text: str, known: _Known) -> list[_Found]:
    if not known.latin:
        return []
    words = [(match.start(), match.end(), folded) for match in _WORD.finditer(text) for folded in names.fold_text(match[0]).split()]
    found: dict[tuple[int, str], _Found] = {}
    for at, (start, _, first) in enumerate(words):
        for form, record_id, _, score in known.latin.get(first, ()):
            if tuple(word for _, _, word in words[at : at + len(form)]) == form:
                end = words[at + len(form) - 1][1]
                hit = (start, end, "name", text[start:end], record_id, score)
                if (start, record_id) not in found or end > found[start, record_id][1]:
                    found[start, record_id] = hit
    return list(found.values())
