"""Pages of pre-shipment certificates, as an office scans them: one form, and on each page its own stamp, slant and grain."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from data_samples.thread_b.lines import Line

__all__ = ["FOLDER", "REUSED", "write_certificates"]

FOLDER = "certificates"
REUSED = ("waste 1", "waste 2", "laboratory only")
"""Roles of the declarations that share one page under three numbers; none of them in the lawful seed."""
_FILED = (*REUSED, "mixed colours", "priced", "clean", "withdrawn", "correction")
"""Roles of the declarations whose certificates were scanned."""
_WIDTH_PX, _HEIGHT_PX = 496, 702
"""A4 at 60 dots an inch."""
_PAPER, _INK, _STAMP = 236, 40, 120
_FIELD = (210, 118, 440, 142)
"""Where the number of the certificate stands."""
_LEVELS = 8
"""Grey levels are multiples of this: grain of single levels would be noise that no compression takes away."""

Page = NDArray[np.uint8]


def write_certificates(evidence: Path, seed: int, lines: Sequence[Line], *, lawful: bool) -> dict[str, str]:
    """Write the page of each certificate that was scanned, named by its number and its declaration.

    Offence: one stamped page lies under three declarations with a number typed over it each time. Lawful in either seed: a
    declaration that was withdrawn and made anew keeps its certificate, and so its page.

    Args:
        evidence: folder of the evidence.
        seed: of the stamps, slants and grain.
        lines: declared lines; those of boxes that are asked about and of the correction have a page.
        lawful: every certificate has a page of its own.

    Returns:
        The file of each page by declaration number.
    """
    filed = {line.role: line for line in lines if line.role in _FILED}
    files = {}
    for role in _FILED:
        line = filed[role]
        first = {"correction": "withdrawn"}.get(role, role if lawful or role not in REUSED else REUSED[0])
        page = _scan_page(filed[first], np.random.default_rng([seed, 40, _FILED.index(first)]))
        if role != first:
            page = _type_over(page, line.certificate) if role in REUSED else _brighten(page)
        files[line.number] = f"{FOLDER}/{line.certificate}_{line.number}.png"
        _write_png(evidence / files[line.number], page)
    return files


def _scan_page(line: Line, random: np.random.Generator) -> Page:
    """Draw a filled form with its stamp and signature, and lay it on a scanner."""
    sheet = Image.new("L", (_WIDTH_PX, _HEIGHT_PX), _PAPER)
    draw = ImageDraw.Draw(sheet)
    draw.text((60, 50), "PRE-SHIPMENT INSPECTION CERTIFICATE", _INK, ImageFont.load_default(17))
    draw.text((60, 78), "Office of cargo inspection (exercise data)", _INK, ImageFont.load_default(12))
    fields = {
        "Certificate No.": line.certificate,
        "Goods": line.goods.hs,
        "Grade": line.goods.grade.split()[0].encode("ascii", "ignore").decode(),
        "Net weight, kg": str(line.net_kg),
        "Bill of lading": line.bill,
        "Result": "No prohibited waste was seen.",
    }
    for row, (name, value) in enumerate(fields.items()):
        top = _FIELD[1] + 44 * row
        draw.text((60, top + 4), name, _INK, ImageFont.load_default(13))
        draw.text((_FIELD[0] + 4, top + 4), value, _INK, ImageFont.load_default(13))
        draw.line((60, top + 28, 440, top + 28), _INK)
    _stamp(sheet, random)
    slant = float(random.uniform(-1.5, 1.5))
    laid = sheet.rotate(slant, Image.Resampling.BICUBIC, translate=tuple(random.integers(-9, 10, 2).tolist()), fillcolor=_PAPER)
    light = np.linspace(*random.uniform(-10, 10, 2), _WIDTH_PX)[None, :]
    grain = random.normal(0, 12, (_HEIGHT_PX, _WIDTH_PX))
    return _quantize(np.asarray(laid) + light + grain)


def _stamp(sheet: Image.Image, random: np.random.Generator) -> None:
    side = 130
    stamp = Image.new("L", (side, side), 255)
    draw = ImageDraw.Draw(stamp)
    draw.ellipse((4, 4, side - 5, side - 5), outline=_STAMP, width=4)
    draw.ellipse((22, 22, side - 23, side - 23), outline=_STAMP, width=2)
    draw.text((34, 48), "CARGO", _STAMP, ImageFont.load_default(18))
    draw.text((31, 68), "INSPECTED", _STAMP, ImageFont.load_default(11))
    stamp = stamp.rotate(float(random.uniform(-40, 40)), Image.Resampling.BICUBIC, fillcolor=255)
    left, top = int(random.integers(220, 320)), int(random.integers(430, 520))
    area = (left, top, left + side, top + side)
    sheet.paste(Image.fromarray(np.minimum(np.asarray(sheet.crop(area)), np.asarray(stamp))), area)
    signed = np.array((70, 560)) + np.cumsum(random.normal((9, 0), (5, 14), (16, 2)), axis=0)
    ImageDraw.Draw(sheet).line([tuple(point) for point in signed.tolist()], _INK, width=2)


def _type_over(page: Page, number: str) -> Page:
    """Blank the number with a strip of even paper and type another."""
    sheet = Image.fromarray(page)
    draw = ImageDraw.Draw(sheet)
    draw.rectangle(_FIELD, _PAPER)
    draw.text((_FIELD[0] + 4, _FIELD[1] + 4), number, _INK, ImageFont.load_default(13))
    return _quantize(np.asarray(sheet, dtype=np.float64))


def _brighten(page: Page) -> Page:
    return _quantize(page * 1.04)


def _quantize(levels: NDArray[np.float64]) -> Page:
    return (np.clip(np.round(levels / _LEVELS), 0, 255 // _LEVELS) * _LEVELS).astype(np.uint8)


def _write_png(path: Path, page: Page) -> None:
    stream = io.BytesIO()
    Image.fromarray(page).save(stream, "PNG", compress_level=9)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stream.getvalue())
