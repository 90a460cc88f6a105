import sys
from pathlib import Path

import numpy as np
import pytest

from toolkit.names.calibration import COEFFICIENTS, Features, score_features


@pytest.fixture
def fit_names(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.syspath_prepend(str(Path(__file__).parents[2] / "benchmarks"))
    import fit_names

    yield fit_names
    sys.modules.pop("fit_names", None)


def test_the_fit_finds_which_features_tell_right_from_wrong_and_repeats_itself(fit_names: object) -> None:
    draw = np.random.default_rng(7)
    labels = draw.random(600) < 0.2
    features = draw.random((600, len(Features._fields)))
    features[:, 0] = np.clip(0.5 * labels + 0.5 * features[:, 0], 0, 1)  # tells
    features[:, 1] = np.clip(0.5 * ~labels + 0.5 * features[:, 1], 0, 1)  # tells the wrong way round
    found = fit_names.fit(features, labels)  # type: ignore[attr-defined] # a script, not a package
    assert found == fit_names.fit(features, labels)  # type: ignore[attr-defined] # a script, not a package
    assert found[1] > 1
    assert found[2] == 0
    assert min(found[1:]) >= 0


@pytest.mark.parametrize("family", COEFFICIENTS)
def test_more_agreement_never_lowers_a_score(family: str) -> None:
    constant, *slopes = COEFFICIENTS[family]
    assert constant < 0
    assert min(slopes) >= 0
    assert score_features(Features(*[0.0] * len(Features._fields)), family) < 0.05
    assert score_features(Features(*[1.0] * len(Features._fields)), family) > 0.9
