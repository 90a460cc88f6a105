"""The one door to what runs queries and per-track work.

Everything else asks here, so that another engine can stand behind the same two functions later: SQL goes through
:func:`run_sql`, work on one track after another through :func:`map_tracks`. Today DuckDB answers, inside the process,
with nothing to start. It may open the files that are named to it, and nothing else.
"""

from toolkit.engines.sql import open_database, run_sql
from toolkit.engines.tracks import map_tracks

__all__ = ["map_tracks", "open_database", "run_sql"]
