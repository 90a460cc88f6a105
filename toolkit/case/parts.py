"""Table parts: the rows that one run gave to one table, a Parquet file named by its SHA-256."""

import hashlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from toolkit.case.durable import discard, place, stage
from toolkit.case.state import CLAIM_TABLES, CaseState
from toolkit.errors import EvidenceError
from toolkit.tables import SCHEMAS, conform, empty, from_parquet_bytes, to_parquet_bytes

__all__ = ["PartStore", "find_claim_ids", "remove_scratch"]


class PartStore:
    """A folder of table parts; each is held against its hash whenever it is read."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        """Take the folder of the parts and the folder of scratch files."""
        self.folder = folder
        self.scratch = scratch

    def path_of(self, sha256: str) -> Path:
        """Where the part of that content lies."""
        return self.folder / f"{sha256}.parquet"

    def write(self, frame: pd.DataFrame, name: str) -> tuple[str, int]:
        """Store a frame.

        Returns:
            SHA-256 of the part, and its rows.

        Raises:
            TableError: the frame is not the table it is given as.
        """
        content = to_parquet_bytes(frame, name)
        digest = hashlib.sha256(content).hexdigest()
        if self.fault_of(digest):
            staged, digest = stage(self.scratch, (content,))
            place(staged, self.path_of(digest))
        return digest, len(frame)

    def read(self, sha256: str, name: str) -> pd.DataFrame:
        """Read a part.

        Raises:
            EvidenceError: it is missing or its SHA-256 differs.
        """
        return from_parquet_bytes(self._checked(sha256, name), name)

    def read_column(self, sha256: str, column: str) -> list[str]:
        """Read one text column of a part, as cheaply as Parquet allows; :meth:`read` is what checks the hash."""
        return [str(cell) for cell in pq.read_table(self.path_of(sha256), columns=[column])[column].to_pylist()]

    def has_row(self, sha256: str, key: Mapping[str, object]) -> bool:
        """Tell whether a part has a row with that key, reading no more than the key's columns."""
        table = pq.read_table(self.path_of(sha256), columns=list(key))
        found: object = True
        for column, value in key.items():
            cells = table[column].cast(pa.string()) if isinstance(value, str) else table[column]
            found = pc.and_(found, pc.equal(cells, value))
        return bool(pc.any(found).as_py())

    def read_arrow(self, sha256: str, name: str) -> pa.Table:
        """Read a part as it is stored, held against its hash: lists and mappings are JSON.

        Raises:
            EvidenceError: as :meth:`read`.
        """
        return pq.read_table(BytesIO(self._checked(sha256, name)))

    def join(self, name: str, digests: Sequence[str]) -> pd.DataFrame:
        """Put the parts of a table together; of rows with the same key the last stands.

        Raises:
            EvidenceError: as :meth:`read`.
        """
        frames = [self.read(digest, name) for digest in digests]
        if len(frames) <= 1:
            return frames[0] if frames else empty(name)
        joined = pd.concat(frames, ignore_index=True)
        return conform(joined[~joined.duplicated(list(SCHEMAS[name].key), keep="last")], name)

    def join_keys(self, name: str, digests: Sequence[str]) -> pd.DataFrame:
        """Put the keys and sources of a table's parts together, as cheaply as Parquet allows; of equal keys the last stands."""
        key = list(SCHEMAS[name].key)
        columns = list(dict.fromkeys([*key, "source_id"])) if "source_id" in SCHEMAS[name].names else key
        if not digests:
            return empty(name)[columns]
        joined: pd.DataFrame = pa.concat_tables(pq.read_table(self.path_of(digest), columns=columns) for digest in digests).to_pandas()
        return joined[~joined.duplicated(key, keep="last")].reset_index(drop=True)

    def fault_of(self, sha256: str) -> str:
        """Say what is wrong with a part; empty if nothing is."""
        return self._load(sha256)[1]

    def _checked(self, sha256: str, name: str) -> bytes:
        content, fault = self._load(sha256)
        if fault:
            message = f"table {name!r}: {fault}; restore it from a sealed copy, or run the step that made it again"
            raise EvidenceError(message)
        return content

    def _load(self, sha256: str) -> tuple[bytes, str]:
        path = self.path_of(sha256)
        try:
            content = b"" if path.is_symlink() else path.read_bytes()
        except OSError as error:
            return b"", f"the part {path.name} cannot be read ({error.strerror})"
        found = hashlib.sha256(content).hexdigest()
        return content, "" if found == sha256 else f"the part {path.name} has SHA-256 {found}, which is not the one that the ledger names"


def remove_scratch(folder: Path) -> None:
    """Remove what interrupted writes left; only the holder of the writer's lock may call this."""
    for path in folder.iterdir():
        discard(path)


def find_claim_ids(state: CaseState, parts: PartStore) -> frozenset[str]:
    """Give every id that a person may judge: the keys of the claim tables in effect (joined by ``|``), and entity ids."""
    found: set[str] = set()
    for table in CLAIM_TABLES:
        columns = ("entity_id",) if table == "entities" else SCHEMAS[table].key
        for digest in state.parts_of(table):
            found |= {"|".join(key) for key in zip(*(parts.read_column(digest, column) for column in columns), strict=True)}
    return frozenset(found)
