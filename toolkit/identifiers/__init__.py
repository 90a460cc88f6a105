"""Numbers that name a vessel, a company, a person, a container, a telephone.

A number with a check digit betrays most typing errors: what fails its check is no identifier, and two different valid
numbers of one scheme are evidence that two records are **not** one party. Schemes differ in this: a hull keeps its IMO
number for life, while an MMSI changes with the flag and a telephone is shared by colleagues; :data:`IDENTIFIERS` says
which is which.
"""

from toolkit.identifiers.schemes import IDENTIFIERS, Scheme, normalise_identifier

__all__ = ["IDENTIFIERS", "Scheme", "normalise_identifier"]
