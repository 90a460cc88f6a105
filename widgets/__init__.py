"""The views: a case's tables drawn in a notebook, without a network.

A view takes tables and callables, never a case. Its state is its traits: what is selected in the browser arrives in
Python as ``view.selection``, a list of ids, and setting the trait selects in the browser. Beside the live view each
leaves a picture and a plain table in the notebook, for readers without a kernel.
"""

from widgets.link_chart import LinkChart
from widgets.route_map import RouteMap

__all__ = ["LinkChart", "RouteMap"]
