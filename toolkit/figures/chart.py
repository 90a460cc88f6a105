"""The link chart: parties as nodes, what files say of them as lines, suggestions as dashes."""

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from toolkit.figures.canvas import COLOURS, INK, fit_text, fixed_settings, label, new_figure, settle
from toolkit.figures.picture import Picture
from toolkit.tables import check
from toolkit.wording import codes

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_chart"]

_SHAPES = {"Person": "o", "Company": "s", "Organization": "s", "LegalEntity": "s", "Vessel": "^", "Address": "D", "Container": "p"}


def draw_chart(  # noqa: PLR0913 - one argument a table
    records: pd.DataFrame,
    relations: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
    entities: pd.DataFrame | None = None,
    *,
    focus: Sequence[str] = (),
    least: float = 0.5,
    limit: int = 40,
    language: str = "en",
    width_mm: float = 180,
    height_mm: float = 130,
) -> Picture:
    """Draw who is tied to whom.

    Records of one entity are one node. A solid line is a relation that a file states; a dashed line is a link that a
    method suggests, with its probability: not a fact.

    Args:
        records: table ``records``.
        relations: table ``relations``.
        links: table ``links``; links within one entity are not drawn again.
        entities: table ``entities``; without it each record is a node.
        focus: record or entity ids that must be shown, with their neighbours first.
        least: links below this probability are not drawn.
        limit: most nodes; those with most ties are kept.
        language: of the legend, ``"en"`` or ``"zh"``.
        width_mm: paper width.
        height_mm: paper height.

    Returns:
        The picture; ``shown`` of ``total`` counts nodes that have a tie. The layout is the same each time.

    Raises:
        TableError: a frame is not its table.
    """
    import networkx as nx

    check(records, "records")
    graph = _build(records, relations, None if links is None else links[links["probability"] >= least], entities)
    total = graph.number_of_nodes()
    kept = graph.subgraph(_choose(graph, _as_nodes(focus, entities), limit))
    with fixed_settings():
        figure, axes = new_figure(width_mm, height_mm)
        axes.set_axis_off()
        ordered = nx.Graph()
        ordered.add_nodes_from((node, graph.nodes[node]) for node in sorted(kept))
        ordered.add_edges_from(sorted((min(a, b), max(a, b)) for a, b in kept.edges))
        spots = _lay_out(ordered, width_mm / height_mm)
        _draw_edges(axes, kept, spots, language)
        _draw_nodes(axes, ordered, spots, language)
        alt = label("figure_chart", language, shown=len(ordered), total=total)
        axes.set_title(alt, fontsize=8, loc="left")
        axes.margins(0.12)
        if len(ordered):
            axes.legend(loc="upper left", bbox_to_anchor=(1.0, 1), borderaxespad=0, fontsize=7, frameon=False)
        settle(figure)
    return Picture(figure, alt, len(ordered), total)


def _node_of(entities: pd.DataFrame | None) -> dict[str, str]:
    if entities is None:
        return {}
    check(entities, "entities")
    return dict(zip(entities["record_id"], entities["entity_id"], strict=True))


def _as_nodes(focus: Sequence[str], entities: pd.DataFrame | None) -> set[str]:
    node_of = _node_of(entities)
    return {node_of.get(key, key) for key in focus}


def _build(records: pd.DataFrame, relations: pd.DataFrame | None, links: pd.DataFrame | None, entities: pd.DataFrame | None) -> Any:  # noqa: ANN401 - a networkx graph
    import networkx as nx

    node_of = _node_of(entities)
    graph = nx.Graph()
    for table, frame, ends in (("relations", relations, ("from_id", "to_id")), ("links", links, ("left_id", "right_id"))):
        if frame is None or frame.empty:
            continue
        check(frame, table)
        texts = frame["kind"].astype("str") if table == "relations" else frame["probability"].map("{:.2f}".format)
        for left, right, text in zip(frame[ends[0]], frame[ends[1]], texts, strict=True):
            a, b = node_of.get(left, left), node_of.get(right, right)
            if a != b and not (graph.has_edge(a, b) and table == "links"):
                graph.add_edge(a, b, text=text, suggested=table == "links")
    names: dict[str, Counter[str]] = {}
    kinds = {}
    for key, name, kind in zip(records["record_id"], records["name"], records["kind"].astype("str"), strict=True):
        node = node_of.get(key, key)
        if node in graph:
            names.setdefault(node, Counter())[str(name) if isinstance(name, str) else key] += 1
            kinds[node] = kind
    for node in graph:
        graph.nodes[node]["name"] = names[node].most_common(1)[0][0] if node in names else node
        graph.nodes[node]["kind"] = kinds.get(node, "")
    return graph


def _choose(graph: Any, focus: set[str], limit: int) -> list[str]:  # noqa: ANN401 - a networkx graph
    """Nodes in focus, then their neighbours, then those with most ties."""
    near = {other for node in focus if node in graph for other in graph[node]}
    return sorted(graph, key=lambda node: (node not in focus, node not in near, -graph.degree[node], node))[:limit]


def _lay_out(graph: Any, shape: float) -> dict[str, tuple[float, float]]:  # noqa: ANN401 - a networkx graph
    """Lay each connected group out by itself and set the groups on shelves, largest first, so that none drifts away."""
    import networkx as nx

    groups = sorted(nx.connected_components(graph), key=lambda group: (-len(group), min(group)))
    sides = [len(group) ** 0.5 for group in groups]
    shelf = max([*sides, (sum(side**2 for side in sides) * shape) ** 0.5])
    spots: dict[str, tuple[float, float]] = {}
    x = y = height = 0.0
    for group, side in zip(groups, sides, strict=True):
        if x + side > shelf and x:
            x, y, height = 0.0, y - height, 0.0
        part = nx.Graph()
        part.add_nodes_from(sorted(group))
        part.add_edges_from(sorted(graph.subgraph(group).edges))
        scale = side * 0.36
        for node, (dx, dy) in nx.spring_layout(part, seed=1, iterations=150, scale=scale).items():
            spots[node] = (x + side / 2 + float(dx), y - side / 2 + float(dy))
        x, height = x + side, max(height, side)
    return spots


def _draw_edges(axes: "Axes", graph: Any, spots: dict[str, Any], language: str) -> None:  # noqa: ANN401 - a networkx graph
    named: set[bool] = set()
    plate = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    for left, right, tie in sorted(graph.edges(data=True), key=lambda edge: (min(edge[:2]), max(edge[:2]))):
        (x1, y1), (x2, y2) = spots[left], spots[right]
        suggested = tie["suggested"]
        word = label("figure_suggested" if suggested else "figure_stated", language) if suggested not in named else None
        named.add(suggested)
        axes.plot([x1, x2], [y1, y2], color="#707070", linewidth=0.8, linestyle=(0, (4, 3)) if suggested else "-", label=word, zorder=1)
        text = tie["text"] if suggested else tie_word(tie["text"], language)
        axes.annotate(text, ((x1 + x2) / 2, (y1 + y2) / 2), fontsize=5.5, color="#505050", ha="center", va="center", zorder=2, bbox=plate)


def _draw_nodes(axes: "Axes", graph: Any, spots: dict[str, Any], language: str) -> None:  # noqa: ANN401 - a networkx graph
    kinds = sorted({graph.nodes[node]["kind"] for node in graph})
    for number, kind in enumerate(kinds):
        chosen = [node for node in graph if graph.nodes[node]["kind"] == kind]
        axes.plot(
            [spots[node][0] for node in chosen],
            [spots[node][1] for node in chosen],
            linestyle="none",
            marker=_SHAPES.get(kind, "h"),
            markersize=7,
            color=COLOURS[number % len(COLOURS)],
            markeredgecolor="white",
            label=f"{tie_word(kind, language)} ({len(chosen)})",
            zorder=3,
        )
    for node in graph:
        axes.annotate(
            fit_text(graph.nodes[node]["name"]),
            spots[node],
            xytext=(0, 6),
            textcoords="offset points",
            fontsize=6.5,
            ha="center",
            color=INK,
            zorder=4,
        )


def tie_word(kind: str, language: str) -> str:
    """Name a kind of party or relation; one without a word in the catalogue is shown as it is."""
    code = f"figure_kind_{kind.lower()}"
    return label(code, language) if code in codes() else fit_text(kind or "?")
