import re
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.ids import hash_file
from toolkit.scans import ScanLibrary, assess_library, embed_scans, load_scan
from toolkit.scans.views import grey_view, resize
from toolkit.tables import conform, empty

FIRST_SERIES = ("0049", "0050", "0051", "0078")


def _sample(data: Path, per_class: int) -> list[Path]:
    """Take crops of every class evenly, over all series."""
    folders = sorted((data / "scans" / "xray_objects").glob("class_*"))
    return [path for folder in folders for path in sorted(folder.iterdir())[:: 400 // per_class][:per_class]]


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
