"""The one way from a folder of files to leads: read, link, search, map, check, and draw up what a person should look at.

The command line, the notebooks and ``make case`` all call :func:`investigate`. Each step is recorded in the case with its
method and parameters, and may be run again: what people decided is kept.
"""

from toolkit.investigation.desk import connect_views, open_case
from toolkit.investigation.pipeline import derive_claims, investigate
from toolkit.investigation.result import Investigation

__all__ = ["Investigation", "connect_views", "derive_claims", "investigate", "open_case"]
