"""Which kinds of records are compared with which: persons with persons, companies with companies, ships with ships."""

__all__ = ["FAMILIES", "FAMILY_CODES"]

FAMILIES: dict[str, str] = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "LegalEntity": "company",
    "PublicBody": "company",
    "Vessel": "vessel",
}
"""FollowTheMoney schema → the family that a record is compared within."""

FAMILY_CODES: dict[str, int] = {"person": 0, "company": 1, "vessel": 2}
"""Family → its number in key tables."""
