"""Which records are one party: persons, companies and vessels across declarations, registries and lists.

Two records are compared only if they share a key: an identifier, a name or its sound, a telephone, an address. What
agrees and what differs is weighed in bits (Fellegi and Sunter 1969; Splink does the sum). Evidence against counts as
much as evidence for: another valid number of a lifelong scheme, another birth date, a digit in a ship's name keep two
records apart whatever else agrees. A name alone never merges. Machines suggest links; only strong links without
conflict, and what people accepted, form entities. A company that carries on the business of another is its successor,
not the same company.
"""


__all__ = [
    "assess_links",
    "cluster_records",
    "compare_names",
    "explain_names",
    "find_mentions",
    "find_successors",
    "log_changes",
    "screen_names",
    "suggest_links",
]
