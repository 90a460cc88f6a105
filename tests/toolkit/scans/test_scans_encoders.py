from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import ArgumentError, LibraryError
from toolkit.scans import ScanLibrary, encoders
from toolkit.scans.encoders import Encoder, GivenVectors, OnnxEncoder
from toolkit.tables import conform


class Thumbnail:
    """Brightness of four quarters."""

    name = "thumbnail/1"
    dim = 4

    def embed(self, image: np.ndarray) -> np.ndarray:
        rows, columns = (side // 2 for side in image.shape[:2])
        return np.array([image[:rows, :columns].mean(), image[:rows, columns:].mean(), image[rows:, :columns].mean(), 1.0])


class Liar(Thumbnail):
    def embed(self, image: np.ndarray) -> np.ndarray:
        return np.full(5, image.mean())


@pytest.fixture
def scans(tmp_path: Path) -> pd.DataFrame:
    from PIL import Image

    rows = []
    for number in range(3):
        path = tmp_path / f"{number}.png"
        Image.fromarray(np.random.default_rng(number).integers(0, 255, (20, 80), np.uint8)).save(path)
        rows.append({"scan_id": f"s{number}", "source_id": "s", "locator": f"line={number}", "path": str(path), "sha256": ""})
    return conform(pd.DataFrame(rows).assign(width_px=80, height_px=20), "scans")


def _model(path: Path, dim: int = 5) -> OnnxEncoder:
    from onnx import TensorProto, helper, numpy_helper

    kernel = numpy_helper.from_array(np.random.default_rng(0).normal(size=(dim, 3, 3, 3)).astype(np.float32), "k")
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "k"], ["maps"]), helper.make_node("Relu", ["maps"], ["y"])],
        "small",
        [value("x", TensorProto.FLOAT, ["n", 3, 32, "w"])],
        [value("y", TensorProto.FLOAT, ["n", dim, 30, "v"])],
        [kernel],
    )
    path.write_bytes(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8).SerializeToString())
    return OnnxEncoder(path)


def test_a_library_keeps_to_its_encoder(scans: pd.DataFrame, tmp_path: Path) -> None:
    assert isinstance(Thumbnail(), Encoder)
    made = ScanLibrary.create(tmp_path / "library", encoder=Thumbnail())
    made.add(scans)
    assert made.vectors().shape == (3, 4)
    assert made.search("s0", 2, region=(40, 0, 20, 20))["box"].notna().all()
    for other in (GivenVectors("thumbnail/2", 4), GivenVectors("thumbnail/1", 5)):
        with pytest.raises(LibraryError, match="new library"):
            ScanLibrary.open(made.path, encoder=other)
    without = ScanLibrary.open(made.path)
    assert len(without.search("s0", 2)) == 2
    with pytest.raises(ArgumentError, match="computed elsewhere"):
        without.search(scans["path"][0])


def test_a_registered_encoder_is_found_by_its_name(scans: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ScanLibrary.create(tmp_path / "library", encoder=Thumbnail())
    found = EntryPoints([EntryPoint("thumbnail/1", f"{__name__}:Thumbnail", encoders.GROUP)])
    monkeypatch.setattr(encoders, "entry_points", found.select)
    opened = ScanLibrary.open(tmp_path / "library")
    assert opened.add(scans).empty
    assert opened.search(scans["path"][1], 1)["scan_id"].tolist() == ["s1"]


def test_an_encoder_that_breaks_its_promise_is_refused(scans: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="expected 4 finite numbers"):
        ScanLibrary.create(tmp_path / "library", encoder=Liar()).add(scans)


def test_an_onnx_file_is_an_encoder(scans: pd.DataFrame, tmp_path: Path) -> None:
    encoder = _model(tmp_path / "small.onnx")
    assert encoder.dim == 5
    assert encoder.name.startswith("small.")
    made = ScanLibrary.create(tmp_path / "library", encoder=encoder)
    made.add(scans)
    assert ScanLibrary.open(made.path, encoder=_model(tmp_path / "small.onnx")).search(scans["path"][2], 1)["scan_id"].tolist() == ["s2"]


def test_what_is_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(LibraryError, match="no ONNX model of images"):
        OnnxEncoder(tmp_path / "model.onnx")


def test_an_older_version_of_our_own_is_refused() -> None:
    with pytest.raises(LibraryError, match="this version makes"):
        encoders.choose_encoder(None, "efficientnet-lite0.last/1", 320)
