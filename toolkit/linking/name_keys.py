"""The names of records: each distinct one prepared once, and what blocking and comparing need of it as keys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit import names
from toolkit.linking.keys import Keys, count_within, hash_texts, salt

__all__ = ["DISTINCTIVE", "NameBook", "key_names"]

DISTINCTIVE = 0.5
"""Words that weigh less (trade and place words, common particles) block nothing."""
_KEPT = 30_000
"""So many prepared names are kept; of more, those that are needed again are prepared again."""
_BATCH = 50_000
_PREFIX = 4
_MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class NameBook:
    """Distinct names, and which record bears which."""

    texts: Any
    """Arrow array of text: a million names as Python holds them would take three times the memory."""
    kinds: NDArray[np.int8]
    """Family of each distinct name; one text may stand twice, as a person's and as a company's."""
    rows: NDArray[np.int32]
    """Record of each mention, ascending, a record's main name first."""
    mentions: NDArray[np.int32]
    """Place of the distinct name."""
    starts: NDArray[np.int64]
    """Where the mentions of each record start; one entry more than there are records."""
    prepared: dict[int, names.PreparedName] = field(default_factory=dict, repr=False)

    @classmethod
    def collect(cls, main: Sequence[object], aliases: Sequence[object], family: NDArray[np.int8]) -> "NameBook":
        """Collect the distinct names of records."""
        import pyarrow as pa

        places: dict[tuple[int, str], int] = {}
        rows: list[int] = []
        mentions: list[int] = []
        for row, (name, others, kind) in enumerate(zip(main, aliases, family.tolist(), strict=True)):
            for text in dict.fromkeys(_list_names(name, others)):
                rows.append(row)
                mentions.append(places.setdefault((kind, text), len(places)))
        kinds = np.fromiter((kind for kind, _ in places), dtype=np.int8, count=len(places))
        held = np.array(rows, dtype=np.int32)
        return cls(
            pa.array((text for _, text in places), type=pa.large_string(), size=len(places)),
            kinds,
            held,
            np.array(mentions, dtype=np.int32),
            _find_starts(held, len(family)),
        )

    def extend(self, further: "NameBook", records: int) -> "NameBook":
        """Put the names of further records behind these of ``records`` records."""
        import pyarrow as pa

        size = len(self.texts)
        rows = np.concatenate([self.rows, (further.rows + records).astype(np.int32)])
        return NameBook(
            pa.concat_arrays([self.texts, further.texts]),
            np.concatenate([self.kinds, further.kinds]),
            rows,
            np.concatenate([self.mentions, (further.mentions + size).astype(np.int32)]),
            np.concatenate([self.starts[:-1], further.starts + len(self.rows)]),
            dict(self.prepared),  # a copy: another extension puts other names in the same places
        )

    def prepare(self, place: int) -> names.PreparedName:
        """Give a distinct name made ready for comparison."""
        found = self.prepared.get(place)
        if found is None:
            found = names.prepare_name(self.texts[place].as_py(), names.KINDS[self.kinds[place]])
            if len(self.prepared) < _KEPT:
                self.prepared[place] = found
        return found

    def of(self, row: int) -> tuple[names.PreparedName, ...]:
        """Give the names of one record that have any words, its main name first."""
        found = (self.prepare(place) for place in self.mentions[self.starts[row] : self.starts[row + 1]].tolist())
        return tuple(name for name in found if name.words)


def _find_starts(rows: NDArray[np.int32], records: int) -> NDArray[np.int64]:
    return np.searchsorted(rows, np.arange(records + 1, dtype=np.int32)).astype(np.int64)


def _list_names(name: object, aliases: object) -> Iterator[str]:
    if isinstance(name, str) and name.strip():
        yield name
    if isinstance(aliases, (list, tuple)):
        yield from (alias for alias in aliases if isinstance(alias, str) and alias.strip())


def key_names(book: NameBook) -> dict[str, Keys]:
    """Give the keys of every name: the whole, its sound, its words, their beginnings, its numbers, its readings."""
    parts: dict[str, list[tuple[NDArray[np.int32], NDArray[np.int64]]]] = {}
    places = iter(range(len(book.texts)))
    while batch := list(islice(places, _BATCH)):
        entries: dict[str, tuple[list[int], list[str]]] = {}
        for place in batch:
            for aspect, text in _list_keys(book.prepare(place)):
                held, texts = entries.setdefault(aspect, ([], []))
                held.append(place)
                texts.append(text)
        for aspect, (held, texts) in entries.items():
            owners = np.array(held, dtype=np.int32)
            parts.setdefault(aspect, []).append((owners, salt(hash_texts(texts), book.kinds[owners])))
    return {aspect: _spread(book, found) for aspect, found in parts.items()}


def _list_keys(name: names.PreparedName) -> Iterator[tuple[str, str]]:
    if not name.words:
        return
    yield "name", name.key
    yield "sound", " ".join(sorted(name.skeletons))
    if name.numbers:
        yield "number", " ".join(sorted(name.numbers))
    telling = [
        (word, sound)
        for word, sound, weight in zip(name.words, name.skeletons, name.weights, strict=True)
        if weight >= DISTINCTIVE and len(word) > 1
    ]
    for word, sound in telling[:_MOST_WORDS]:
        yield "word", sound
        if len(word) >= _PREFIX:
            yield "start", word[:_PREFIX]
    if name.script != "latin" or name.kind != "person":
        yield from (("reading", key) for key in name.block_keys)


def _spread(book: NameBook, parts: list[tuple[NDArray[np.int32], NDArray[np.int64]]]) -> Keys:
    """Give every record the keys of its names."""
    owners = np.concatenate([held for held, _ in parts])
    keys = np.concatenate([found for _, found in parts])
    starts = np.searchsorted(owners, np.arange(len(book.texts) + 1))
    counts = np.diff(starts)[book.mentions]
    within = count_within(counts)
    return Keys.gather(np.repeat(book.rows, counts), keys[np.repeat(starts[book.mentions], counts) + within])
