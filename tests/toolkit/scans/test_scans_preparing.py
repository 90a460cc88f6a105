import numpy as np
import pytest

from data_samples.simulation import simulate_scan
from data_samples.simulation.container import frame_container
from toolkit.errors import ArgumentError
from toolkit.scans.preparing import prepare_scan


@pytest.mark.parametrize("seed", range(6))
def test_the_container_is_found_and_the_truck_left_out(seed: int) -> None:
    hull = frame_container(np.random.default_rng(seed), 120, 320)
    high_and_low = np.moveaxis(hull.line[[6, 2]], 0, -1)  # two of the energies, as if each were a scanner's own
    image = np.clip(60_000 * np.exp(-high_and_low), 1, None).astype(np.uint16)
    x, y, width, height = prepare_scan(image).container or (0, 0, 0, 0)
    top, bottom, left, right = hull.inside
    assert np.allclose([y, y + height, x, x + width], [top - 2, bottom + 2, left - 2, right + 2], atol=3)


@pytest.mark.parametrize("kind", ["machinery", "timber", "empty", "textiles"])
def test_a_loaded_container_is_found(kind: str) -> None:
    image = simulate_scan(kind, seed=5, shape=(120, 320))
    prepared = prepare_scan(image)
    width, height = (prepared.container or (0, 0, 0, 0))[2:]
    assert 0.8 * 320 < width < 320
    assert 0.55 * 120 < height < 0.85 * 120
    assert prepared.load.shape == (2, height, width)


def test_stripes_of_pulses_and_detectors_fall_out() -> None:
    random = np.random.default_rng(1)
    plain = np.full((60, 90), 50_000.0)
    plain[15:45, 30:60] *= np.exp(-1)
    striped = plain * random.normal(1, 0.01, 90) * random.normal(1, 0.01, (60, 1))
    evened = prepare_scan(striped.astype(np.uint16)).attenuation[0]
    assert evened[15:45, 30:60] == pytest.approx(1, abs=0.02)
    assert evened[:10] == pytest.approx(0, abs=0.02)


def test_the_ratio_tells_light_from_heavy_and_is_silent_in_air() -> None:
    image = np.full((40, 60, 2), 60_000, np.uint16)
    image[10:30, 10:25] = (60_000 * np.exp([-1.0, -1.3])).astype(np.uint16)
    image[10:30, 35:50] = (60_000 * np.exp([-1.0, -1.15])).astype(np.uint16)
    ratio = prepare_scan(image).ratio
    assert ratio is not None
    assert ratio[20, 15] == pytest.approx(1.3, abs=0.01)
    assert ratio[20, 40] == pytest.approx(1.15, abs=0.01)
    assert np.isnan(ratio[0, 0])


def test_a_parcel_has_no_container_and_one_energy_no_ratio() -> None:
    image = np.full((64, 64), 200, np.uint8)
    image[20:40, 20:40] = 90
    prepared = prepare_scan(image)
    assert prepared.container is None
    assert prepared.ratio is None
    assert prepared.load.shape == (1, 64, 64)


def test_what_is_no_image_is_refused() -> None:
    with pytest.raises(ArgumentError, match="image"):
        prepare_scan(np.zeros((4, 4), np.uint8))
