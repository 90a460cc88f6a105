from pathlib import Path

import numpy as np
from PIL import Image

from toolkit.sources import read_scans

RAMP = np.linspace(0, 255, 60 * 40).reshape(40, 60).astype(np.uint8)


def test_a_picture_from_a_screen_is_marked_as_lossy(tmp_path: Path) -> None:
    path = tmp_path / "screen.png"
    Image.fromarray(np.stack([RAMP, RAMP // 2, 255 - RAMP], axis=-1)).save(path)
    (row,) = read_scans(path)[0]["scans"].to_dict("records")
    assert row["labels"] == {"picture": "pseudo-colour, lossy"}


def test_grey_levels_in_three_channels_are_no_colours(tmp_path: Path) -> None:
    path = tmp_path / "grey.jpg"
    Image.fromarray(np.stack([RAMP] * 3, axis=-1)).save(path)
    (row,) = read_scans(path)[0]["scans"].to_dict("records")
    assert not row["labels"]
