"""The case file: what was seized stays as it was, what was computed says from what, what was decided is never lost.

A case is a folder. *Evidence* lies in it as read-only copies named by their SHA-256, so that a file cannot change, be
doubled or smuggle a path in unnoticed. *Facts* and *claims* are Parquet parts, also named by their hash. The *ledger*
is a chain of entries in SQLite: a file was added, a method was run, a person decided. A part or a copy counts only once
the ledger names it, and that is one atomic step, so a kill anywhere leaves all of a write or nothing of it.

A chain of hashes that its owner can recompute proves nothing by itself: deposit ``case.head`` outside the case.
"""

from toolkit.case.case import VERDICTS, Case, Verdict
from toolkit.case.changes import Changes
from toolkit.case.grounds import list_decisions
from toolkit.case.search import SearchResult
from toolkit.case.statements import CREDIBILITIES, RELIABILITIES
from toolkit.case.verification import Verification

__all__ = ["CREDIBILITIES", "RELIABILITIES", "VERDICTS", "Case", "Changes", "SearchResult", "Verdict", "Verification", "list_decisions"]
