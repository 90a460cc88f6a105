"""The views: a case's tables drawn in a notebook, without a network.

A view takes tables and callables, never a case. Its state is its traits: what is selected in the browser arrives in
Python as ``view.selection``, a list of ids, and setting the trait selects in the browser. What a person decides or writes
goes to the callables at once. Beside the live view each leaves a picture and a plain table in the notebook, for readers
without a kernel.
"""

from widgets.case_board import CaseBoard
from widgets.lead_queue import LeadQueue
from widgets.link_chart import LinkChart
from widgets.link_review import LinkReview
from widgets.route_map import RouteMap
from widgets.scan_search import ScanSearch
from widgets.timeline import Timeline

__all__ = ["CaseBoard", "LeadQueue", "LinkChart", "LinkReview", "RouteMap", "ScanSearch", "Timeline"]
