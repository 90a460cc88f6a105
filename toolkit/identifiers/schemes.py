"""The schemes, what each identifies, and the one door that brings a number to its normal form."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from toolkit.errors import ArgumentError
from toolkit.identifiers import companies, containers, people, phones, vehicles, vessels

__all__ = ["IDENTIFIERS", "Scheme", "normalise_identifier"]


@dataclass(frozen=True, slots=True)
class Scheme:
    """One kind of number: what it identifies, where it is defined, and what equality or difference means."""

    name: str
    about: str
    source: str
    """Standard or law that defines the form."""
    checked: bool
    """Whether a check digit guards it."""
    lifelong: bool
    """Whether a holder has one for life, so that two different valid numbers speak against one party."""
    shared: bool
    """Whether several parties may lawfully use the same one."""
    normalise: Callable[[str, str | None], str | None]


IDENTIFIERS: dict[str, Scheme] = {
    scheme.name: scheme
    for scheme in (
        Scheme(
            "imo",
            "IMO ship identification number: seven digits, kept by the hull through every name and flag.",
            "IMO Resolution A.1117(30)",
            checked=True,
            lifelong=True,
            shared=False,
            normalise=vessels.normalise_imo,
        ),
        Scheme(
            "mmsi",
            "Maritime mobile service identity of a ship station: nine digits, changes with the flag, can be typed wrongly on board.",
            "ITU-R M.585-9",
            checked=False,
            lifelong=False,
            shared=False,
            normalise=vessels.normalise_mmsi,
        ),
        Scheme(
            "call_sign",
            "Radio call sign of a ship station, changes with the flag.",
            "ITU Radio Regulations, Article 19",
            checked=False,
            lifelong=False,
            shared=False,
            normalise=vessels.normalise_call_sign,
        ),
        Scheme(
            "container",
            "Freight container number: owner code, category, six digits, check digit.",
            "ISO 6346:2022",
            checked=True,
            lifelong=True,
            shared=False,
            normalise=containers.normalise_container,
        ),
        Scheme(
            "uscc",
            "Unified social credit code of a Chinese organisation: 18 characters.",
            "GB 32100-2015",
            checked=True,
            lifelong=True,
            shared=False,
            normalise=companies.normalise_uscc,
        ),
        Scheme(
            "lei",
            "Legal entity identifier: 20 characters.",
            "ISO 17442-1:2020",
            checked=True,
            lifelong=True,
            shared=False,
            normalise=companies.normalise_lei,
        ),
        Scheme(
            "hk_cr",
            "Hong Kong company registration number: seven digits (eight with a business registration number), F first for others.",
            "Companies Ordinance (Cap. 622), Hong Kong",
            checked=False,
            lifelong=True,
            shared=False,
            normalise=companies.normalise_hk_cr,
        ),
        Scheme(
            "cn_id",
            "Citizen identity number of China: 18 characters, birth date inside.",
            "GB 11643-1999",
            checked=True,
            lifelong=True,
            shared=False,
            normalise=people.normalise_cn_id,
        ),
        Scheme(
            "passport",
            "Passport number: letters and digits; a person has several in a life, and two countries may give the same one.",
            "ICAO Doc 9303-4",
            checked=False,
            lifelong=False,
            shared=False,
            normalise=people.normalise_passport,
        ),
        Scheme(
            "vin",
            "Vehicle identification number: 17 characters.",
            "ISO 3779:2009; check digit 49 CFR 565 and GB 16735",
            checked=True,
            lifelong=True,
            shared=False,
            normalise=vehicles.normalise_vin,
        ),
        Scheme(
            "phone",
            "Telephone number in international form, shared within a family, a firm, an agency.",
            "ITU-T E.164",
            checked=False,
            lifelong=False,
            shared=True,
            normalise=phones.normalise_phone,
        ),
    )
}
"""Every scheme, by name."""


def normalise_identifier(scheme: str, text: str, country: str | None = None) -> str | None:
    """Bring a number to the normal form of its scheme.

    Args:
        scheme: a key of :data:`IDENTIFIERS`.
        text: the number as written; spaces, hyphens, full-width digits and lower case are accepted.
        country: ISO 3166 alpha-2 of the place it was written in, where the form depends on it (telephones without a
            country code).

    Returns:
        The normal form, or ``None`` where the text is not a valid number of the scheme (its check digit fails, its
        length is wrong).

    Raises:
        ArgumentError: for an unknown scheme.

    >>> normalise_identifier("imo", "IMO 9074729")
    '9074729'
    >>> normalise_identifier("imo", "9074728") is None
    True
    >>> normalise_identifier("phone", "(0574) 8765 4321", country="CN")
    '+8657487654321'
    """
    if scheme not in IDENTIFIERS:
        message = f"scheme={scheme!r} is not known; allowed: {', '.join(IDENTIFIERS)}"
        raise ArgumentError(message)
    written = unicodedata.normalize("NFKC", text).strip()
    return IDENTIFIERS[scheme].normalise(written, country) if written else None
