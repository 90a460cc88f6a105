"""Who is connected with whom: parties, what sources say of two of them, and what they share.

Nodes are entities (or single records where none were formed) and the telephones, addresses and identifiers that two or
more of them give. Edges say by which fact, when and from which source. What very many parties share (an office tower, a
forwarder's telephone) is shown with its count, as an innocent explanation; no path leads through it. A connection is no
proof of taking part.
"""

from toolkit.network.communities import find_communities
from toolkit.network.graph import build_graph
from toolkit.network.neighbours import neighbourhood
from toolkit.network.paths import find_paths

__all__ = ["build_graph", "find_communities", "find_paths", "neighbourhood"]
