"""A tiny factory of records."""

from collections.abc import Callable

import pandas as pd
import pytest

from toolkit.tables import conform

Make = Callable[..., pd.DataFrame]


@pytest.fixture
def make() -> Make:
    """Make a records table from rows (record_id, kind, name, further columns)."""

    def make_records(*rows: tuple[str, str, str | None] | tuple[str, str, str | None, dict[str, object]]) -> pd.DataFrame:
        built = [
            {
                "record_id": row[0],
                "kind": row[1],
                "name": row[2],
                "source_id": "s",
                "locator": f"line={at}",
                **(row[3] if len(row) > 3 else {}),
            }
            for at, row in enumerate(rows, start=1)
        ]
        return conform(pd.DataFrame(built, columns=None if built else ["record_id", "source_id", "locator", "kind", "name"]), "records")

    return make_records
