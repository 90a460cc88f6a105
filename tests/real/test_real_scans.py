import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit.ids import hash_file
from toolkit.scans import ScanLibrary, assess_library, embed_scans, load_scan
from toolkit.scans.questions import fit_whitening
from toolkit.scans.rows import Rows
from toolkit.scans.views import grey_view, resize
from toolkit.tables import conform, empty

FIRST_SERIES = ("0049", "0050", "0051", "0078")


def _sample(data: Path, per_class: int) -> list[Path]:
    """Take crops of every class evenly, over all series."""
    folders = sorted((data / "scans" / "xray_objects").glob("class_*"))
    return [path for folder in folders for path in sorted(folder.iterdir())[:: 400 // per_class][:per_class]]


def _measure(similarity: np.ndarray, queries: np.ndarray, gallery: np.ndarray) -> np.ndarray:
    """Give mean average precision, P@1 and P@10."""
    hit = gallery[np.argsort(-similarity, axis=1, kind="stable")] == queries[:, None]
    precision = hit.cumsum(axis=1) / np.arange(1, hit.shape[1] + 1)
    return np.array([((precision * hit).sum(axis=1) / hit.sum(axis=1)).mean(), hit[:, 0].mean(), hit[:, :10].mean()])


def _mean_average_precision(vectors: np.ndarray, kinds: np.ndarray, first: np.ndarray) -> float:
    scores = []
    for queries, gallery in ((first, ~first), (~first, first)):
        order = np.argsort(-(vectors[queries] @ vectors[gallery].T), axis=1, kind="stable")
        hit = kinds[gallery][order] == kinds[queries][:, None]
        precision = hit.cumsum(axis=1) / np.arange(1, hit.shape[1] + 1)
        scores.append(((precision * hit).sum(axis=1) / hit.sum(axis=1)).mean())
    return float(np.mean(scores))


def test_another_object_of_the_kind_is_found_across_series(data: Path) -> None:
    paths = _sample(data, 40)
    kinds = np.array([path.parent.name for path in paths])
    first = np.array([re.search(r"B(\d{4})", path.name)[1] in FIRST_SERIES for path in paths])  # type: ignore[index]
    images = [load_scan(path) for path in paths]
    thumbnails = np.stack([resize(grey_view(image), 32, 32).ravel() for image in images])
    thumbnails -= thumbnails.mean(axis=1, keepdims=True)
    thumbnails /= np.linalg.norm(thumbnails, axis=1, keepdims=True)

    assert _mean_average_precision(embed_scans(images), kinds, first) > _mean_average_precision(thumbnails, kinds, first) + 0.15


@pytest.fixture(scope="module")
def crops(data: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vectors, kinds, and which crops are of the first series; all of them."""
    paths = _sample(data, 400)
    first = np.array([re.search(r"B(\d{4})", path.name)[1] in FIRST_SERIES for path in paths])  # type: ignore[index]
    return embed_scans(paths), np.array([path.parent.name for path in paths]), first


def test_the_kind_is_found_as_the_issue_asks(crops: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    vectors, kinds, first = crops
    both = [_measure(vectors[a] @ vectors[b].T, kinds[a], kinds[b]) for a, b in ((first, ~first), (~first, first))]
    assert (np.mean(both, axis=0) >= [0.70, 0.78, 0.77]).all()


def test_the_same_object_is_found_in_whitened_vectors(crops: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    vectors, kinds, _ = crops
    asked = np.zeros(len(kinds), bool)
    asked[np.random.default_rng(0).choice(len(kinds), len(kinds) // 4, replace=False)] = True
    white = fit_whitening(Rows([vectors[~asked]])).transform(vectors)
    assert _measure(white[asked] @ white[~asked].T, kinds[asked], kinds[~asked])[1] >= 0.99


def test_crops_go_into_a_library_and_are_not_assessable_without_goods(data: Path, tmp_path: Path) -> None:
    paths = _sample(data, 10)
    rows = [
        {"scan_id": f"scan_{path.stem}", "source_id": "s", "locator": f"line={n}", "path": str(path), "sha256": hash_file(path)}
        for n, path in enumerate(paths, start=1)
    ]
    library = ScanLibrary.create(tmp_path / "library")
    assert library.add(conform(pd.DataFrame(rows), "scans")).empty
    assert len(ScanLibrary.open(library.path)) == 40
    assert len(library.search(paths[0], 10)) == 10
    assessed = assess_library(library, empty("goods"))
    assert set(assessed["outcome"]) == {"not_assessable"}
