"""A chart as SVG, GraphML and JSON: what is shown, and how much that is of what there is."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import pandas as pd

from toolkit.errors import ArgumentError

__all__ = ["FORMATS", "write_chart"]

FORMATS = ("svg", "graphml", "json")
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) holds no character for."""
_WIDTH, _HEIGHT, _PAD = 1200.0, 800.0, 60.0
_LABEL = 60

Places = Mapping[str, tuple[float, float]]


def write_chart(kind: str, nodes: pd.DataFrame, edges: pd.DataFrame, places: Places, said: str) -> str:
    """Write a chart.

    Args:
        kind: svg, graphml or json.
        nodes: id, label, kind, hand (added by hand), pinned.
        edges: id, left, right, label, kind, suggested, hand, grade, source.
        places: where parties stand; those without a place stand on a circle.
        said: "N of M".

    Raises:
        ArgumentError: for another kind.
    """
    if kind == "svg":
        return _write_svg(nodes, edges, places, said)
    if kind == "graphml":
        return _write_graphml(nodes, edges, places, said)
    if kind == "json":
        listed = [{**row, "place": places.get(row["id"])} for row in nodes.to_dict("records")]
        return json.dumps({"count": said, "nodes": listed, "edges": edges.to_dict("records")}, ensure_ascii=False, indent=1)
    message = f"kind={kind!r}; allowed: {', '.join(FORMATS)}"
    raise ArgumentError(message)


def _write_svg(nodes: pd.DataFrame, edges: pd.DataFrame, places: Places, said: str) -> str:
    at = _fit(list(nodes["id"]), places)
    root = Element("svg", xmlns="http://www.w3.org/2000/svg", viewBox=f"0 0 {_WIDTH:g} {_HEIGHT:g}")
    SubElement(root, "title").text = said
    SubElement(root, "rect", width="100%", height="100%", fill="#ffffff")
    for row in edges.to_dict("records"):
        (x1, y1), (x2, y2) = at[row["left"]], at[row["right"]]
        look = {"stroke": "#cc79a7" if row["suggested"] else "#777777", "stroke-width": "1" if row["suggested"] else "1.5"}
        if row["hand"]:
            look["stroke-dasharray"] = "6 4"
        line = SubElement(root, "line", {"x1": _round(x1), "y1": _round(y1), "x2": _round(x2), "y2": _round(y2), **look})
        SubElement(line, "title").text = _clean(f"{row['label']} {row['grade']} {row['source']}".strip())
        _write_label(root, ((x1 + x2) / 2, (y1 + y2) / 2), row["label"], "8")
    for row in nodes.to_dict("records"):
        x, y = at[row["id"]]
        look = {"fill": "#ffffff" if row["hand"] else "#0072b2", "stroke": "#000000"}
        if row["hand"]:
            look["stroke-dasharray"] = "3 2"
        SubElement(SubElement(root, "circle", {"cx": _round(x), "cy": _round(y), "r": "6", **look}), "title").text = _clean(row["label"])
        _write_label(root, (x + 9, y + 4), row["label"], "11")
    _write_label(root, (8, _HEIGHT - 8), said, "11", len(said))
    return tostring(root, encoding="unicode")


def _write_label(root: Element, at: tuple[float, float], text: str, size: str, longest: int = _LABEL) -> None:
    label = SubElement(root, "text", {"x": _round(at[0]), "y": _round(at[1]), "font-size": size, "font-family": "sans-serif"})
    label.text = _clean(text if len(text) <= longest else f"{text[: longest - 1]}…")


def _write_graphml(nodes: pd.DataFrame, edges: pd.DataFrame, places: Places, said: str) -> str:
    root = Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    SubElement(root, "desc").text = said
    columns = {"node": ("label", "kind", "hand", "x", "y"), "edge": ("label", "kind", "suggested", "hand", "grade", "source")}
    types = {"x": "double", "y": "double", "hand": "boolean", "suggested": "boolean"}
    for what, names in columns.items():
        for name in names:
            SubElement(root, "key", {"id": f"{what}_{name}", "for": what, "attr.name": name, "attr.type": types.get(name, "string")})
    graph = SubElement(root, "graph", edgedefault="directed")
    for row in nodes.to_dict("records"):
        x, y = places.get(row["id"], (None, None))
        _write_data(SubElement(graph, "node", id=_clean(row["id"])), "node", columns["node"], {**row, "x": x, "y": y})
    for row in edges.to_dict("records"):
        ends = {"id": _clean(row["id"]), "source": _clean(row["left"]), "target": _clean(row["right"])}
        _write_data(SubElement(graph, "edge", ends), "edge", columns["edge"], row)
    return tostring(root, encoding="unicode", xml_declaration=True)


def _write_data(parent: Element, what: str, names: Sequence[str], row: Mapping[Any, Any]) -> None:
    for name in names:
        value = row[name]
        if value is not None:
            text = str(value).lower() if isinstance(value, bool) else _clean(str(value))
            SubElement(parent, "data", key=f"{what}_{name}").text = text


def _fit(ids: Sequence[str], places: Places) -> dict[str, tuple[float, float]]:
    turn = 2 * math.pi / max(1, len(ids))
    raw = {one: places.get(one, (math.cos(i * turn), math.sin(i * turn))) for i, one in enumerate(ids)}
    xs, ys = ([place[axis] for place in raw.values()] or [0.0] for axis in (0, 1))
    scale = min((_WIDTH - 2 * _PAD) / ((max(xs) - min(xs)) or 1.0), (_HEIGHT - 2 * _PAD) / ((max(ys) - min(ys)) or 1.0))
    # y grows upwards on the chart and downwards on paper
    return {one: (_PAD + (x - min(xs)) * scale, _PAD + (max(ys) - y) * scale) for one, (x, y) in raw.items()}


def _round(value: float) -> str:
    return f"{value:.1f}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", str(text))
