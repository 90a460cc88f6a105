"""The report: one file that a colleague or a court reads without us, offline, and can follow back to the evidence.

It says what was read and what was not, what was found with reasons for and against, what people decided, what could
**not** be assessed and why, and for each statement the file, its SHA-256, the cell and the raw value. It takes no side:
strengths are an order of reading, never a verdict. Listings say the same of single rows, in a notebook.
"""

from toolkit.report.exhibits import write_exhibits
from toolkit.report.listing import Listing, list_claims, list_places, list_rows
from toolkit.report.naming import name_subjects
from toolkit.report.write import write_report

__all__ = ["Listing", "list_claims", "list_places", "list_rows", "name_subjects", "write_exhibits", "write_report"]
