"""Which records are one party: persons, companies and vessels across declarations, registries and lists.

Two records are compared only if they share a key: an identifier, a name or its sound, a telephone, an address. What
agrees and what differs is weighed in bits (Fellegi and Sunter 1969; Splink does the sum). Evidence against counts as
much as evidence for: another valid number of a lifelong scheme, another birth date, a digit in a ship's name keep two
records apart whatever else agrees. A name alone never merges. Machines suggest links; only strong links without
conflict, and what people accepted, form entities. A company that carries on the business of another is its successor,
not the same company.
"""

from toolkit.linking.assess import assess_links
from toolkit.linking.clusters import cluster_records
from toolkit.linking.entity_ids import log_changes
from toolkit.linking.explain import explain_names
from toolkit.linking.links import suggest_links
from toolkit.linking.mentions import find_mentions
from toolkit.linking.parties import Parties, extend_parties, prepare_parties
from toolkit.linking.queue import queue_decisions
from toolkit.linking.screening import screen_names
from toolkit.linking.successors import find_successors
from toolkit.linking.telling import explain_links
from toolkit.linking.training import estimate_weights
from toolkit.linking.weights import DOCUMENTED, Weights
from toolkit.names import compare_names

__all__ = [
    "DOCUMENTED",
    "Parties",
    "Weights",
    "assess_links",
    "cluster_records",
    "compare_names",
    "estimate_weights",
    "explain_links",
    "explain_names",
    "extend_parties",
    "find_mentions",
    "find_successors",
    "log_changes",
    "prepare_parties",
    "queue_decisions",
    "screen_names",
    "suggest_links",
]
