"""Queries over frames and Parquet files."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.errors import ArgumentError

__all__ = ["open_database", "run_sql"]

_INTERRUPTED = "Query interrupted"  # what DuckDB makes of the signal


def open_database(paths: Sequence[Path] = (), *, threads: int | None = None) -> Any:  # noqa: ANN401 - the package is untyped
    """Open a database in memory that can read the given files and reach nothing else.

    Args:
        paths: Parquet files that queries may read.
        threads: cores to use; all of them by default. Results do not depend on it where a query orders its rows.
    """
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute("SET autoinstall_known_extensions = false; SET autoload_known_extensions = false; SET TimeZone = 'UTC'")
    if threads is not None:
        connection.execute(f"SET threads = {int(threads)}")
    if paths:
        named = ", ".join("'" + str(path.resolve()).replace("'", "''") + "'" for path in paths)
        connection.execute(f"SET allowed_paths = [{named}]")
    connection.execute("SET enable_external_access = false")
    return connection


def run_sql(
    query: str,
    frames: Mapping[str, pd.DataFrame | str | Path] | None = None,
    *,
    parameters: Sequence[object] = (),
    threads: int | None = None,
) -> pd.DataFrame:
    """Run one query.

    Args:
        query: SQL that every engine understands; order the rows where their order matters.
        frames: tables by the name that the query uses: frames, or paths of Parquet files, which are read as far as the
            query needs.
        parameters: values for the ``?`` of the query.
        threads: cores to use.

    Raises:
        ArgumentError: the query fails, or a path is not a file.
        KeyboardInterrupt: a person interrupted it.

    >>> import pandas as pd
    >>> run_sql("select sum(kg) as kg from goods", {"goods": pd.DataFrame({"kg": [1, 2]})})["kg"].tolist()
    [3.0]
    """
    import duckdb

    frames = frames or {}
    paths = {name: Path(value) for name, value in frames.items() if isinstance(value, (str, Path))}
    for name, path in paths.items():
        if not path.is_file():
            message = f"frames[{name!r}]={str(path)!r} is not a file; give a frame or the path of a Parquet file"
            raise ArgumentError(message)
    connection = open_database(tuple(paths.values()), threads=threads)
    try:
        for name, frame in frames.items():
            if name in paths:
                connection.from_parquet(str(paths[name].resolve())).create_view(name)
            else:
                connection.register(name, frame)
        result: pd.DataFrame = connection.execute(query, list(parameters)).df()
    except duckdb.Error as error:
        message = f"the query failed: {error} (tables given: {sorted(frames)})"
        raise ArgumentError(message) from error
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from error
        raise
    finally:
        connection.close()
    return result
