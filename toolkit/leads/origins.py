"""Which sources a ref goes back to."""

from toolkit.ids import parse_ref
from toolkit.tables import SCHEMAS, Tables

__all__ = ["Origins"]


class Origins:
    """Looks up the sources behind refs, through claims down to facts."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables that refs may point into; nothing is indexed before it is asked for."""
        self._tables = tables
        self._known: dict[str, dict[str, frozenset[str]]] = {}

    def of(self, ref: str) -> frozenset[str]:
        """Give the ids of the sources that a ref rests on; empty for a ref that points at nothing known."""
        parsed = parse_ref(ref)
        if parsed.table == "positions":
            return frozenset({parsed.key})
        return self._index(parsed.table).get(parsed.key, frozenset())

    def of_all(self, refs: list[str]) -> frozenset[str]:
        """Give the sources of several refs together."""
        return frozenset().union(*(self.of(ref) for ref in refs)) if refs else frozenset()

    def _index(self, table: str) -> dict[str, frozenset[str]]:
        if table not in self._known:
            self._known[table] = {}  # a claim that cites itself ends here
            if table in SCHEMAS:
                self._known[table] = self._read(table)
        return self._known[table]

    def _read(self, table: str) -> dict[str, frozenset[str]]:
        frame, key = self._tables[table], SCHEMAS[table].key[-1]
        if "source_id" in frame.columns:
            return {k: frozenset({s}) for k, s in zip(frame[key].astype("str"), frame["source_id"].astype("str"), strict=True)}
        if "refs" in frame.columns:
            return {k: self.of_all(refs) for k, refs in zip(frame[key].astype("str"), frame["refs"], strict=True)}
        return {}
