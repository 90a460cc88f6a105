"""Scans: X-ray images of parcels and containers, searched by resemblance and held against what was declared.

A scanner measures what share of a beam comes through. The logarithm of that share is the mass in the way; a second energy
adds a hint at the material. A person compares such images with those of earlier loads, and so does this room: images become
vectors in blocks that are never added up (shapes by a small network, material by the physics of two energies, bits of a
perceptual hash), a :class:`ScanLibrary` keeps them with their hashes, and neighbours speak for or against a declaration.

A neighbour resembles; it never identifies. No scan shows contamination, a permit or age, and the neighbours' own
declarations may be false: every claim lists the scans that it rests on, and what speaks against it.
"""

from toolkit.scans.assessments import assess_library
from toolkit.scans.encoder import embed_scans
from toolkit.scans.encoders import Encoder, GivenVectors, OnnxEncoder
from toolkit.scans.groups import group_scans
from toolkit.scans.hashes import hash_images
from toolkit.scans.images import load_scan
from toolkit.scans.library import ScanLibrary
from toolkit.scans.loads import find_empties, find_misweighed, measure_loads
from toolkit.scans.mismatches import find_mismatches
from toolkit.scans.outliers import find_outliers, find_uneven_lots
from toolkit.scans.parts import find_odd_parts
from toolkit.scans.physics import describe_materials
from toolkit.scans.preparing import Prepared, prepare_scan
from toolkit.scans.projection import Projection
from toolkit.scans.reused import find_reused

__all__ = [
    "Encoder",
    "GivenVectors",
    "OnnxEncoder",
    "Prepared",
    "Projection",
    "ScanLibrary",
    "assess_library",
    "describe_materials",
    "embed_scans",
    "find_empties",
    "find_mismatches",
    "find_misweighed",
    "find_odd_parts",
    "find_outliers",
    "find_reused",
    "find_uneven_lots",
    "group_scans",
    "hash_images",
    "load_scan",
    "measure_loads",
    "prepare_scan",
]
