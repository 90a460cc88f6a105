"""The scan index and its images: two energies a box, 16-bit PNG with twelve bits of signal."""

import io
import zlib
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image

from data_samples.simulation import simulate_scan
from data_samples.thread_b.boxes import Box
from data_samples.thread_b.files import write_csv
from data_samples.thread_b.plainness import draw_plain_scan
from toolkit.ids import make_locator

__all__ = ["SCAN_INDEX", "write_scans"]

SCAN_INDEX = "scans/scan_index.csv"
_HEADER = ("scan_id", "file_high", "file_low", "scanned_at", "container", "declared_hs", "declared_kg", "lot", "port")
_TWELVE_BITS = np.uint16(0xFFF0)
"""Real detectors resolve about twelve bits; the lowest four would be noise that no compression takes away."""


def write_scans(evidence: Path, seed: int, boxes: list[Box]) -> dict[str, str]:
    """Simulate each box and write the index.

    Returns:
        The locator of each box's row of the index, by container number.
    """
    random = Random(f"{seed} scans")
    numbers = random.sample(range(100000, 999999), len(boxes))  # a file name must not tell what is inside
    rows, lines = [], {}
    for number, box in sorted(zip(numbers, boxes, strict=True), key=lambda pair: (pair[1].scanned_at, pair[0])):
        load = (
            simulate_scan(box.kind, seed=box.scan_seed, mixed_with=box.kind)  # what is declared, and nothing beside it
            if box.role == "gallery"
            else draw_plain_scan(box.kind, seed=box.scan_seed)
        )
        image = load & _TWELVE_BITS
        name = f"SC{number}"
        for energy, layer in (("high", image[..., 0]), ("low", image[..., 1])):
            _write_png(evidence / f"scans/{name}_{energy}.png", layer)
        stamp = f"{box.scanned_at.isoformat()}T{random.randint(0, 23):02d}:{random.randint(0, 59):02d}:00+08:00"
        rows.append((name, f"{name}_high.png", f"{name}_low.png", stamp, box.container, box.goods.hs, str(box.net_kg), box.lot, box.port))
        lines[box.container] = make_locator(line=1 + len(rows))
    write_csv(evidence / SCAN_INDEX, [_HEADER, *rows], encoding="utf-8")
    return lines


def _write_png(path: Path, layer: np.ndarray) -> None:
    stream = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(layer)).save(stream, "PNG", compress_type=zlib.Z_HUFFMAN_ONLY)  # noise does not repeat
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stream.getvalue())
