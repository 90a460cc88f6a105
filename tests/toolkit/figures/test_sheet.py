import numpy as np
import pytest

from toolkit.errors import ArgumentError
from toolkit.figures import draw_contact_sheet

SCANS = [np.random.default_rng(number).integers(0, 255, (20, 50), np.uint8) for number in range(8)]
NAMES = [f"BOX{number}" for number in range(8)]


def test_a_lot_is_drawn_on_one_page() -> None:
    picture = draw_contact_sheet(SCANS, NAMES, framed={3})
    assert picture.shown == 8
    assert "8 of 8" in picture.alt
    assert "1 in a thick frame" in picture.alt
    assert "并列" in draw_contact_sheet(SCANS[:1], NAMES[:1], language="zh").alt


def test_of_a_large_lot_those_that_stand_out_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toolkit.figures.sheet.MAX_IMAGES", 2)
    picture = draw_contact_sheet(SCANS, NAMES, framed={7})
    assert (picture.shown, picture.total) == (2, 8)
    assert picture.to_svg() != draw_contact_sheet(SCANS[:2], NAMES[:2]).to_svg()


@pytest.mark.parametrize(("images", "captions", "framed"), [([], [], ()), (SCANS, NAMES[:2], ()), (SCANS, NAMES, (8,))])
def test_what_does_not_go_together_is_refused(images: list[np.ndarray], captions: list[str], framed: tuple[int, ...]) -> None:
    with pytest.raises(ArgumentError, match="framed="):
        draw_contact_sheet(images, captions, framed=framed)
