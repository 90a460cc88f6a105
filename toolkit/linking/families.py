"""Which kinds of records are compared with which: persons with persons, companies with companies, ships with ships."""

__all__ = ["FAMILIES", "FAMILY_CODES", "NO_PARTIES", "READ_AS"]

FAMILIES: dict[str, str] = {
    "Person": "person",
    "Company": "company",
    "Organization": "company",
    "LegalEntity": "company",
    "PublicBody": "company",
    "Vessel": "vessel",
}
"""FollowTheMoney schema → the family that a record is compared within."""

NO_PARTIES = frozenset(
    {
        *("Address", "Airplane", "Asset", "BankAccount", "CryptoWallet", "Document", "Event", "Identification", "Passport", "Position"),
        *("RealEstate", "Security", "Vehicle", "Container", "Consignment", "Seizure"),
    }
)
"""Kinds that records may have and that are not linked: things and papers of FollowTheMoney, and what customs add to them."""

READ_AS: dict[str, tuple[str, ...]] = {kind: (family,) for kind, family in FAMILIES.items()} | {"LegalEntity": ("company", "person")}
"""The same → every way in which screening reads its names: of a LegalEntity nobody said whether it is a person or a company."""

FAMILY_CODES: dict[str, int] = {"person": 0, "company": 1, "vessel": 2}
"""Family → its number in key tables."""
