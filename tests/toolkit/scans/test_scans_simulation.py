import numpy as np
import pytest

from data_samples.simulation import INSERTS, MATERIAL_CLASSES, PACKINGS, PACKINGS_FOR_FITTING, SCANNERS, simulate_load, simulate_scan
from data_samples.simulation.attenuation import ELEMENTS_CM2_G, MATERIALS, attenuate
from data_samples.simulation.scanners import weigh_spectrum
from toolkit.scans import describe_materials


def _through(image: np.ndarray) -> float:
    return float(image[10:70, 40:220, 0].mean())


def test_thirty_four_classes_of_goods_and_the_empty_container() -> None:
    assert len(MATERIAL_CLASSES) == 35
    assert len({goods.heading for goods in MATERIAL_CLASSES.values()}) == 35
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


@pytest.mark.parametrize("scanner", SCANNERS)
def test_heavier_elements_have_a_lower_ratio_of_low_to_high(scanner: str) -> None:
    make = SCANNERS[scanner]
    high, low = (weigh_spectrum(endpoint, make.filter_cm) for endpoint in make.endpoints_mv)
    ratio = {name: (low @ attenuate(name)) / (high @ attenuate(name)) for name in MATERIALS}
    assert ratio["polyolefin"] > ratio["glass"] > ratio["steel"] > ratio["copper"] > ratio["lead"]


def test_a_beam_of_bremsstrahlung_hardens_with_depth() -> None:
    spectrum = weigh_spectrum(9.0, 0.5)
    through = [-np.log(spectrum @ np.exp(-attenuate("steel") * depth)) for depth in (1, 50)]
    assert through[1] < 50 * through[0]


def test_attenuation_falls_with_energy_but_for_pairs_in_heavy_elements() -> None:
    for element, values in ELEMENTS_CM2_G.items():
        rising = (np.diff(values) > 0).any()
        assert rising == (element == "Pb")


@pytest.mark.parametrize("insert", INSERTS)
def test_an_insert_changes_its_box_and_the_mass(insert: str) -> None:
    plain, hidden = (simulate_load("paper", seed=4, mixed_with="paper", insert=what) for what in (None, insert))
    assert hidden.insert_box is not None
    x, y, width, height = hidden.insert_box
    inner = (slice(y, y + height), slice(x, x + width))
    mass = [-np.log(load.image[inner][..., 0].astype(float)).mean() for load in (plain, hidden)]
    assert abs(mass[1] - mass[0]) > 0.05
    assert abs(hidden.load_kg - plain.load_kg) > 1
    assert width * height < 0.02 * plain.image[..., 0].size


def test_the_two_scanners_differ_in_resolution_and_ratio() -> None:
    gate, mobile = (simulate_scan("paper", seed=2, mixed_with="paper", scanner=scanner) for scanner in SCANNERS)
    assert gate.shape != mobile.shape


def test_ways_of_stowing_come_in_two_halves() -> None:
    assert set(PACKINGS_FOR_FITTING) < set(PACKINGS)
    assert len(PACKINGS) == 2 * len(PACKINGS_FOR_FITTING)


def test_no_container_holds_more_than_may_be_loaded() -> None:
    assert all(simulate_load(kind, seed=8, shape=(48, 96)).load_kg < 30_000 for kind in MATERIAL_CLASSES)


def test_material_tells_steel_from_textiles_whatever_the_packing() -> None:
    kinds = ["scrap_metal", "textiles"] * 6
    images = [simulate_scan(kind, seed=seed, shape=(64, 128), mixed_with=kind) for seed, kind in enumerate(kinds)]
    vectors = describe_materials(images)
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -1)
    assert [kinds[row] for row in likeness.argmax(1)] == kinds


@pytest.mark.parametrize(
    "arguments", [{"packing": "towers"}, {"shape": (10, 10)}, {"scanner": "phone"}, {"insert": "gold"}, {"insert_share": 0.9}]
)
def test_wrong_arguments_are_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"packing=|shape=|scanner=|insert="):
        simulate_scan("timber", seed=1, **arguments)
