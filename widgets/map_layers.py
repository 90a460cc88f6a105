"""What lies under the tracks of a map: declared routes, regions where a ship may have been, and the user's own layer."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.errors import ArgumentError

__all__ = ["BaseLayer", "list_declared", "pack_regions", "read_base"]

BaseLayer = str | Path | Mapping[str, Any] | None
"""A GeoJSON file on disk, or what was read from one."""

_SHAPES = ("Polygon", "MultiPolygon", "LineString", "MultiLineString")
_MOST_BYTES = 50_000_000


def list_declared(voyages: pd.DataFrame, ports: pd.DataFrame) -> dict[str, list[Any]]:
    """List declared routes both of whose ports have a place, by port id or name.

    Args:
        voyages: ``voyages`` table.
        ports: ``ports`` table.

    Returns:
        Columns id, label, from and to (longitude and latitude in degrees).
    """
    places: dict[str, list[float]] = {}
    for port, name, lon, lat in zip(ports["port_id"], ports["name"], ports["lon"], ports["lat"], strict=True):
        places |= {str(word).casefold(): [float(lon), float(lat)] for word in (name, port) if not pd.isna(word)}
    found: dict[str, list[Any]] = {"id": [], "label": [], "from": [], "to": []}
    for row in voyages.to_dict("records"):
        ends = [row["declared_from_port"], row["declared_to_port"]]
        at = [None if pd.isna(end) else places.get(str(end).casefold()) for end in ends]
        if at[0] is not None and at[1] is not None:
            values = (row["voyage_id"], f"{ends[0]} – {ends[1]} · {row['asset_id']}", *at)
            for column, value in zip(found.values(), values, strict=True):
                column.append(value)
    return found


def pack_regions(regions: pd.DataFrame | None) -> list[dict[str, Any]]:
    """Give the regions of silences as GeoJSON; rows without a geometry are left out.

    Args:
        regions: a ``geometry`` a row, such as ``routes.find_regions`` gives; with ``track_id``, ``started_at`` and ``ended_at``
            the map shows those of the selected tracks and of the time looked at.

    Returns:
        Geometries, each with ``track`` and, in Unix seconds or None, ``from`` and ``to``.

    Raises:
        ArgumentError: if there is no column ``geometry``.
    """
    if regions is None:
        return []
    if "geometry" not in regions.columns:
        message = f"regions has no column 'geometry'; columns found: {', '.join(map(str, regions.columns))}; pass what find_regions gives"
        raise ArgumentError(message)
    found = pd.DataFrame(regions).reindex(columns=["geometry", "track_id", "started_at", "ended_at"])
    return [
        {**json.loads(json.dumps(shape.__geo_interface__)), "track": "" if pd.isna(track) else str(track), "from": start, "to": end}
        for shape, track, start, end in zip(
            found["geometry"], found["track_id"], _to_seconds(found["started_at"]), _to_seconds(found["ended_at"]), strict=True
        )
        if shape is not None and not shape.is_empty
    ]


def _to_seconds(times: pd.Series) -> list[float | None]:
    return [None if pd.isna(time) else time.timestamp() for time in times]


def read_base(base: BaseLayer) -> list[dict[str, Any]]:
    """Read the polygons and lines of a GeoJSON file.

    Raises:
        ArgumentError: if it cannot be read, is no GeoJSON, is larger than 50 MB, or holds no polygon or line.

    >>> read_base({"type": "LineString", "coordinates": [[0, 0], [1, 1]]})[0]["type"]
    'LineString'
    """
    if base is None:
        return []
    found = list(_walk(base if isinstance(base, Mapping) else _load(Path(base))))
    if not found:
        message = "base holds no polygon or line; pass GeoJSON (RFC 7946) with Polygon, MultiPolygon, LineString or MultiLineString"
        raise ArgumentError(message)
    return found


def _load(path: Path) -> Mapping[str, Any]:
    try:
        if path.stat().st_size > _MOST_BYTES:
            message = f"base={str(path)!r} is larger than {_MOST_BYTES // 1_000_000} MB; simplify it first"
            raise ArgumentError(message)
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        if isinstance(error, ArgumentError):
            raise
        message = f"base={str(path)!r} cannot be read as GeoJSON: {error}"
        raise ArgumentError(message) from error
    return read if isinstance(read, Mapping) else {}


def _walk(node: Mapping[str, Any]) -> list[dict[str, Any]]:
    kind = node.get("type")
    if kind in _SHAPES:
        return [{"type": kind, "coordinates": node.get("coordinates") or []}]
    parts = [*(node.get("features") or ()), *(node.get("geometries") or ()), node.get("geometry")]
    return [shape for part in parts if isinstance(part, Mapping) for shape in _walk(part)]
