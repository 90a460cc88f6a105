import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from toolkit.errors import SourceError
from toolkit.scans.images import crop_region, load_scan

GREY = (np.arange(40 * 60, dtype=np.uint16).reshape(40, 60) * 20).astype(np.uint16)


def _save(path: Path, image: Image.Image, **options: object) -> Path:
    image.save(path, **options)
    return path


@pytest.mark.parametrize("suffix", ["png", "tif"])
def test_sixteen_bits_survive(tmp_path: Path, suffix: str) -> None:
    path = _save(tmp_path / f"scan.{suffix}", Image.fromarray(GREY))
    read = load_scan(path)
    assert read.dtype == np.uint16
    assert np.array_equal(read, GREY)


def test_colours_become_grey(tmp_path: Path) -> None:
    colour = np.zeros((10, 10, 3), np.uint8)
    colour[5:, :, 0] = 255
    read = load_scan(_save(tmp_path / "scan.png", Image.fromarray(colour)))
    assert read.dtype == np.uint8
    assert read[9, 9] == 76  # 0.299 of 255, ITU-R BT.601


def test_two_pages_are_two_energies(tmp_path: Path) -> None:
    low = Image.fromarray((GREY // 2).astype(np.uint16))
    path = _save(tmp_path / "scan.tif", Image.fromarray(GREY), save_all=True, append_images=[low])
    read = load_scan(path)
    assert read.shape == (40, 60, 2)
    assert np.array_equal(read[..., 1], GREY // 2)


def test_two_files_are_two_energies(tmp_path: Path) -> None:
    high = _save(tmp_path / "high.png", Image.fromarray(GREY))
    low = _save(tmp_path / "low.png", Image.fromarray((GREY // 2).astype(np.uint16)))
    assert np.array_equal(load_scan(high, low)[..., 0], GREY)


def test_energies_of_two_sizes_are_refused(tmp_path: Path) -> None:
    high = _save(tmp_path / "high.png", Image.fromarray(GREY))
    low = _save(tmp_path / "low.png", Image.fromarray(GREY[:20]))
    with pytest.raises(SourceError, match="must have one size and depth"):
        load_scan(high, low)


def _hostile(folder: Path) -> dict[str, tuple[Path, str]]:
    good = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64), np.uint8)).save(good, "PNG")
    (folder / "empty.png").write_bytes(b"")
    (folder / "truncated.png").write_bytes(good.getvalue()[:1500])
    (folder / "lying.jpg").write_bytes(good.getvalue())
    (folder / "text.png").write_bytes(b"GIF89a or something else entirely")
    header = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(100_000))), (b"IEND", b"")]
    bomb = b"".join(struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks)
    (folder / "bomb.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bomb)
    pictures = {
        "wide.png": (Image.new("L", (40_000, 10), 7), "at most 32,000"),
        "black.png": (Image.new("L", (50, 50), 0), "shows nothing"),
        "cmyk.jpg": (Image.new("CMYK", (50, 50), (1, 2, 3, 4)), "CMYK"),
        "one_bit.png": (Image.new("1", (50, 50)), "one bit"),
        "tiny.png": (Image.new("L", (4, 4)), "at least 8"),
    }
    for name, (picture, _) in pictures.items():
        picture.save(folder / name)
    written = {
        "empty.png": "0 bytes",
        "truncated.png": "truncated or damaged",
        "lying.jpg": "is a PNG by its content",
        "text.png": "not a PNG, TIFF or JPEG",
        "bomb.png": "pixels",
        "missing.png": "not a file",
    }
    return {name: (folder / name, why) for name, why in (written | {n: w for n, (_, w) in pictures.items()}).items()}


NAMES = ["empty", "truncated", "text", "bomb", "missing", "wide", "black", "one_bit", "tiny"]


@pytest.mark.parametrize("name", [*(f"{name}.png" for name in NAMES), "lying.jpg", "cmyk.jpg"])
def test_what_is_no_scan_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    path, why = _hostile(tmp_path)[name]
    with pytest.raises(SourceError, match=why):
        load_scan(path)


def test_a_region_is_cut_to_the_image() -> None:
    assert np.array_equal(crop_region(GREY, (-5, 30, 20, 99)), GREY[30:, :15])


def test_a_region_outside_is_refused() -> None:
    with pytest.raises(SourceError, match="leaves"):
        crop_region(GREY, (100, 100, 20, 20))
