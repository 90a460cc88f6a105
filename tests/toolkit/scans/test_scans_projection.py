import numpy as np
import pytest

from data_samples.simulation import PACKINGS_FOR_FITTING, simulate_scan
from toolkit.errors import ArgumentError, LibraryError
from toolkit.scans import Projection, describe_materials
from toolkit.scans.encoder import DIM
from toolkit.scans.physics import PHYSICS_DIM
from toolkit.scans.projection import shipped_projection

KINDS = ("virgin_pellets", "scrap_metal", "textiles")


def _blocks(seed: int, count: int, packings: tuple[str, ...]) -> tuple[dict[str, np.ndarray], list[str]]:
    """Simulate small loads; shapes are left to chance, so that the material alone can tell."""
    random = np.random.default_rng(seed)
    kinds = [KINDS[number % len(KINDS)] for number in range(count)]
    images = [
        simulate_scan(kind, seed=seed + number, shape=(48, 96), packing=packings[number % len(packings)], mixed_with=kind)
        for number, kind in enumerate(kinds)
    ]
    return {"cnn": random.normal(0, 0.04, (count, DIM)), "physics": describe_materials(images)}, kinds


def _agree(vectors: np.ndarray, kinds: list[str]) -> float:
    likeness = vectors @ vectors.T
    np.fill_diagonal(likeness, -2)
    return float(np.mean([kinds[near] == kind for kind, near in zip(kinds, likeness.argmax(1), strict=True)]))


def test_a_small_set_retrains_it_for_other_seeds_and_ways_of_stowing() -> None:
    blocks, codes = _blocks(1, 60, PACKINGS_FOR_FITTING)
    codes[::10] = ["scrap_metal"] * 6  # some declarations are false
    others, kinds = _blocks(1000, 30, ("cartons", "heap", "drums"))
    fitted = Projection().fit(blocks, codes).transform(others)
    plain = np.concatenate([others["cnn"], others["physics"]], axis=1)
    assert fitted.shape == (30, 2)
    assert _agree(fitted, kinds) > 0.85
    assert _agree(fitted, kinds) >= _agree(plain / np.linalg.norm(plain, axis=1, keepdims=True), kinds)


def test_the_same_blocks_give_the_same_weights() -> None:
    blocks, codes = _blocks(1, 12, PACKINGS_FOR_FITTING)
    assert Projection().fit(blocks, codes).to_bytes() == Projection().fit(blocks, codes).to_bytes()


def test_weights_outlive_writing_and_reading() -> None:
    blocks, codes = _blocks(1, 12, PACKINGS_FOR_FITTING)
    fitted = Projection().fit(blocks, codes)
    again = Projection.from_bytes(fitted.to_bytes())
    assert np.allclose(fitted.transform(blocks), again.transform(blocks), atol=0.02)


def test_the_weights_that_come_with_the_toolkit_fit_its_blocks_and_a_megabyte() -> None:
    shipped = shipped_projection()
    assert shipped.axes_.shape == (DIM + PHYSICS_DIM, 32)
    assert len(shipped.to_bytes()) < 1_000_000


@pytest.mark.parametrize("codes", [["3901"] * 12, ["3901"] * 11 + ["7204"], ["3901"] * 5])
def test_codes_that_nothing_can_be_learned_from_are_refused(codes: list[str]) -> None:
    blocks, _ = _blocks(1, 12, PACKINGS_FOR_FITTING)
    with pytest.raises(ArgumentError, match="code"):
        Projection().fit(blocks, codes)


def test_blocks_of_another_width_and_damaged_weights_are_refused() -> None:
    with pytest.raises(ArgumentError, match="fit"):
        Projection().transform({"cnn": np.zeros((1, 3)), "physics": np.zeros((1, 2))})
    with pytest.raises(LibraryError, match="weights"):
        Projection.from_bytes(b"PK")
