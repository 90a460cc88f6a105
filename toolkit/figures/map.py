"""The map: tracks as they were observed, silences as dashes, events as symbols, the land behind."""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.figures.canvas import COLOURS, INK, fit_text, fixed_settings, label, new_figure, settle
from toolkit.figures.picture import Picture
from toolkit.geo import NAUTICAL_MILE_M, haversine_m, load_land
from toolkit.tables import check
from toolkit.wording import codes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_map", "event_word"]

MAX_POINTS = 20_000
MAX_EVENTS = 200
MAX_PORTS = 60
SILENCE_H = 1.0
"""A step without a position for longer than this is dashed: nobody observed the ship along it."""
FASTEST_KN = 60.0
"""A step that would need more than this was made by no ship: two share an identity, or a position is wrong. It is left out."""
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
_STYLES = ("-", "-", "-.", ":")
_LEAST_SPAN_DEG = 0.4
_LEGEND_TRACKS = 8
_TURN = 360.0
Floats = npt.NDArray[np.float64]


def draw_map(  # noqa: PLR0913 - one argument a table, then paper
    positions: pd.DataFrame,
    events: pd.DataFrame | None = None,
    *,
    ports: pd.DataFrame | None = None,
    silence_h: float = SILENCE_H,
    language: str = "en",
    width_mm: float = 180,
    height_mm: float = 120,
) -> Picture:
    """Draw tracks and events over the outlines of the land.

    Equirectangular projection, true to scale at the middle latitude; a view over the antimeridian is not torn apart. A
    step that would need more than 60 knots is not drawn: no ship made it.

    Args:
        positions: table ``positions``; tracks by ``track_id``, else by ``asset_id``.
        events: table ``events``; those without a place are left out and counted.
        ports: table ``ports``; those in view are named, up to 60.
        silence_h: hours without a position above which a step is dashed.
        language: of the legend, ``"en"`` or ``"zh"``.
        width_mm: paper width.
        height_mm: paper height.

    Returns:
        The picture; ``shown`` and ``total`` count positions and events. Above 20,000 positions every n-th of a track is
        drawn, its ends always.

    Raises:
        TableError: a frame is not its table.
        MissingPackageError: land or fonts were not built into this installation.
    """
    check(positions, "positions")
    placed = positions.dropna(subset=["lon", "lat"])
    marks = _placed_events(events)
    spots = _placed_ports(ports)
    with fixed_settings():
        figure, axes = new_figure(width_mm, height_mm)
        middle = _middle(np.concatenate([placed["lon"].to_numpy(float), marks["lon"].to_numpy(float)]))
        drawn = _draw_tracks(axes, placed, middle, silence_h)
        _draw_events(axes, marks.head(MAX_EVENTS), middle, language)
        _frame(axes, placed, marks, middle, width_mm / height_mm)
        _draw_land(axes)
        _draw_ports(axes, spots, middle)
        axes.set_xlabel(label("figure_longitude", language))
        axes.set_ylabel(label("figure_latitude", language))
        if axes.get_legend_handles_labels()[0]:
            axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, fontsize=7, frameon=False)
        shown, total = drawn + min(len(marks), MAX_EVENTS), len(positions) + (0 if events is None else len(events))
        alt = label("figure_map", language, tracks=placed[_track_column(placed)].nunique(), shown=shown, total=total)
        axes.set_title(fit_text(alt, 120), fontsize=8, loc="left")
        settle(figure)
    return Picture(figure, alt, shown, total)


def _placed_events(events: pd.DataFrame | None) -> pd.DataFrame:
    if events is None:
        return pd.DataFrame({"kind": [], "lon": [], "lat": []})
    check(events, "events", columns=("lon", "lat"))
    return events.dropna(subset=["lon", "lat"])


def _placed_ports(ports: pd.DataFrame | None) -> pd.DataFrame:
    if ports is None:
        return pd.DataFrame({"name": [], "lon": [], "lat": []})
    check(ports, "ports")
    return ports.dropna(subset=["lon", "lat"])


def _track_column(positions: pd.DataFrame) -> str:
    return "track_id" if "track_id" in positions.columns and positions["track_id"].notna().any() else "asset_id"


def _middle(lon: Floats) -> float:
    """Longitude in the middle of what is shown: the direction of the mean of unit vectors."""
    if not len(lon):
        return 0.0
    return float(np.degrees(np.angle(np.exp(1j * np.radians(lon)).mean())))


def _around(lon: Floats, middle: float) -> Floats:
    """Longitudes within half a turn of the middle, so that a view over the antimeridian holds together."""
    moved: Floats = middle + (lon - middle + _TURN / 2) % _TURN - _TURN / 2
    return moved


def _draw_tracks(axes: "Axes", positions: pd.DataFrame, middle: float, silence_h: float) -> int:
    column = _track_column(positions)
    order = [name for name in ("time", "seq", "line") if name in positions.columns]
    stride = max(1, int(np.ceil(len(positions) / MAX_POINTS)))
    drawn = 0
    for number, (name, track) in enumerate(positions.sort_values(order, kind="stable").groupby(column, observed=True, sort=True)):
        kept = np.unique(np.append(np.arange(0, len(track), stride), len(track) - 1))
        lon, lat = _around(track["lon"].to_numpy(float), middle), track["lat"].to_numpy(float)
        jumps, silent = _find_breaks(track, silence_h)
        runs = np.split(kept, [int(np.searchsorted(kept, at, side="right")) for at in np.union1d(jumps, silent)])
        colour, style = COLOURS[number % len(COLOURS)], _STYLES[(number // len(COLOURS)) % len(_STYLES)]
        shown_name = fit_text(name) if number < _LEGEND_TRACKS else None
        for at in silent:
            axes.plot(lon[at : at + 2], lat[at : at + 2], color=colour, linewidth=0.7, dashes=(3, 3), zorder=2)
        for run in runs:
            axes.plot(lon[run], lat[run], color=colour, linestyle=style, linewidth=0.9, label=shown_name, zorder=3)
            shown_name = None
        drawn += len(kept)
    return drawn


def _find_breaks(track: pd.DataFrame, silence_h: float) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Find the steps that are no track: those that no ship could make, and those too long in time to count as observed."""
    if "time" not in track.columns or len(track) < 2:  # noqa: PLR2004 - a step has two ends
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    hours = track["time"].diff().dt.total_seconds().to_numpy(float)[1:] / 3600
    lon, lat = track["lon"].to_numpy(float), track["lat"].to_numpy(float)
    miles = haversine_m(lon[:-1], lat[:-1], lon[1:], lat[1:]) / NAUTICAL_MILE_M
    impossible = miles > FASTEST_KN * np.maximum(hours, 1 / 60)  # clocks of receivers differ by up to a minute
    far = np.isnan(hours) & (miles > silence_h * FASTEST_KN)
    return np.flatnonzero(impossible), np.flatnonzero(((hours > silence_h) | far) & ~impossible)


def _draw_events(axes: "Axes", events: pd.DataFrame, middle: float, language: str) -> None:
    for number, (kind, group) in enumerate(events.groupby("kind", observed=True, sort=True)):
        axes.plot(
            _around(group["lon"].to_numpy(float), middle),
            group["lat"].to_numpy(float),
            linestyle="none",
            marker=_MARKERS[number % len(_MARKERS)],
            markersize=5,
            markerfacecolor="none",
            markeredgecolor=INK,
            markeredgewidth=0.9,
            label=f"{event_word(str(kind), language)} ({len(group)})",
            zorder=5,
        )


def event_word(kind: str, language: str) -> str:
    """Name a kind of event; one without a word in the catalogue is shown as it is."""
    return label(f"figure_event_{kind}", language) if f"figure_event_{kind}" in codes() else fit_text(kind)


def _frame(axes: "Axes", positions: pd.DataFrame, events: pd.DataFrame, middle: float, shape: float) -> None:
    lon = _around(np.concatenate([positions["lon"].to_numpy(float), events["lon"].to_numpy(float)]), middle)
    lat = np.concatenate([positions["lat"].to_numpy(float), events["lat"].to_numpy(float)])
    if not len(lon):
        lon, lat = np.array([-180.0, 180.0]), np.array([-60.0, 75.0])
    south, north = float(lat.min()), float(lat.max())
    stretch = 1 / max(0.1, float(np.cos(np.radians((south + north) / 2))))
    height = max(_LEAST_SPAN_DEG, (north - south) * 1.15)
    width = max(_LEAST_SPAN_DEG * stretch, (float(lon.max()) - float(lon.min())) * 1.15)
    # Fill the paper: widen the span that is too narrow for its shape.
    width, height = max(width, height * stretch * shape * 0.8), max(height, width / stretch / shape * 0.8)
    x, y = (float(lon.min()) + float(lon.max())) / 2, (south + north) / 2
    axes.set_xlim(x - min(width, _TURN) / 2, x + min(width, _TURN) / 2)
    axes.set_ylim(max(-90.0, y - height / 2), min(90.0, y + height / 2))
    axes.set_aspect(stretch)
    axes.grid(visible=True, linewidth=0.3, color="#c8d2d8", zorder=0)
    axes.set_facecolor("#f4f8fa")
    axes.xaxis.set_major_formatter(lambda value, _at: f"{(value + 180) % 360 - 180:g}°")
    axes.yaxis.set_major_formatter(lambda value, _at: f"{value:g}°")


def _draw_land(axes: "Axes") -> None:
    from matplotlib.collections import PathCollection
    from matplotlib.path import Path
    from shapely import clip_by_rect

    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    coarse = east - west > 60  # noqa: PLR2004 - degrees; finer outlines would not show
    paths = []
    for polygon in load_land("110m" if coarse else "50m"):
        for turn in (-_TURN, 0.0, _TURN):
            # A little beyond the frame, so that the cut itself is not drawn as a coast.
            cut = clip_by_rect(polygon, west - turn - 1, south - 1, east - turn + 1, north + 1)
            for piece in (piece for piece in getattr(cut, "geoms", [cut]) if piece.geom_type == "Polygon" and not piece.is_empty):
                rings = [np.asarray(ring.coords) + np.array([turn, 0.0]) for ring in (piece.exterior, *piece.interiors)]
                paths.append(Path.make_compound_path(*(Path(ring, closed=True) for ring in rings)))
    axes.add_collection(PathCollection(paths, facecolor="#e4e0d4", edgecolor="#9a9484", linewidth=0.4, zorder=1), autolim=False)


def _draw_ports(axes: "Axes", ports: pd.DataFrame, middle: float) -> None:
    if ports.empty:
        return
    (west, east), (south, north) = axes.get_xlim(), axes.get_ylim()
    lon, lat = _around(ports["lon"].to_numpy(float), middle), ports["lat"].to_numpy(float)
    inside = np.flatnonzero((lon > west) & (lon < east) & (lat > south) & (lat < north))[:MAX_PORTS]
    axes.plot(lon[inside], lat[inside], linestyle="none", marker=".", markersize=3, color="#606060", zorder=4)
    for at in inside:
        axes.annotate(
            fit_text(ports["name"].iloc[at]), (lon[at], lat[at]), xytext=(2, 2), textcoords="offset points", fontsize=6, color="#505050"
        )
