import numpy as np
import pytest

from data_samples.simulation import MATERIAL_CLASSES, PACKINGS, simulate_scan
from data_samples.simulation.attenuation import MATERIALS, attenuate
from toolkit.scans import describe_materials


def _through(image: np.ndarray) -> float:
    return float(np.median(image[10:60, 40:220, 0]))


def test_twelve_classes_of_goods_and_the_empty_container() -> None:
    assert len(MATERIAL_CLASSES) == 13
    assert MATERIAL_CLASSES["empty"].heading == ""
    assert all(len(goods.heading) == 4 for kind, goods in MATERIAL_CLASSES.items() if kind != "empty")


def test_the_same_seed_gives_the_same_image() -> None:
    one = simulate_scan("timber", seed=5)
    assert one.shape == (96, 256, 2)
    assert one.dtype == np.uint16
    assert np.array_equal(one, simulate_scan("timber", seed=5))
    assert not np.array_equal(one, simulate_scan("timber", seed=6))


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_load_weakens_the_beam(packing: str) -> None:
    assert _through(simulate_scan("food_sacks", seed=3, packing=packing)) < _through(simulate_scan("empty", seed=3)) / 1.1


def test_virgin_and_regranulated_pellets_are_one_thing_to_the_beam() -> None:
    virgin, again = MATERIAL_CLASSES["virgin_pellets"], MATERIAL_CLASSES["regranulate_pellets"]
    for trait in ("density_g_cm3", "matrix", "inclusion", "inclusion_share", "contrast", "grain_px", "unit_spread"):
        assert getattr(virgin, trait) == getattr(again, trait)
    assert virgin.heading != again.heading


def test_heavier_elements_have_a_lower_ratio_of_low_to_high() -> None:
    ratio = {name: attenuate(name)[1] / attenuate(name)[0] for name in MATERIALS}
    assert ratio["polyolefin"] > ratio["glass"] > ratio["steel"] > ratio["copper"] > ratio["lead"]


def test_material_tells_steel_from_textiles_whatever_the_packing() -> None:
    kinds = ["scrap_metal", "textiles"] * 6
    images = [simulate_scan(kind, seed=seed, shape=(64, 128), mixed_with=kind) for seed, kind in enumerate(kinds)]
    vectors = describe_materials(images)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    assert [kinds[row] for row in likeness.argmax(1)] == kinds


@pytest.mark.parametrize("arguments", [{"packing": "towers"}, {"shape": (10, 10)}])
def test_wrong_arguments_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"packing=|shape="):
        simulate_scan("timber", seed=1, **arguments)
