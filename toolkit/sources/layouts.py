"""Tell what a file is by its content and its headers, never by its name."""

from dataclasses import dataclass, replace
from pathlib import Path

from toolkit.errors import SourceError
from toolkit.sources.decoding import decode_text
from toolkit.sources.delimited import find_delimiter, read_delimited
from toolkit.sources.entity_lines import is_followthemoney
from toolkit.sources.formats import read_grids
from toolkit.sources.forms import find_forms
from toolkit.sources.grids import Grid
from toolkit.sources.headers import LAYOUTS, score_layout
from toolkit.sources.images import IMAGE_TYPES, examine_image
from toolkit.sources.kinds import tell_kind
from toolkit.sources.nmea import is_nmea
from toolkit.sources.ofac import ofac_file
from toolkit.sources.opening import Opened, open_source
from toolkit.sources.problems import Problem
from toolkit.sources.sections import find_header
from toolkit.sources.un_list import is_un_list, parse_xml
from toolkit.tables import Source

__all__ = ["Layout", "recognise", "recognise_opened"]

_EVEN = 0.9
_STOPS = (".", "。", "!", "！", "?", "？", "”", '"')
_CLAUSE = "，"
_SAMPLE_LINES = 60
_HEAD_BYTES = 262_144
_BINARY = (b"PK\x03\x04", b"PAR1")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a file was recognised as.

    ``name`` is one of declarations, registry, watchlist, positions, scan_index, scan_image, texts, transfers, samples, ports,
    unknown; ``reason`` a code of ``toolkit.wording``; ``confidence`` 0..1, the share of the headers that the layout explains
    (1 where the content itself settles it); ``why`` what was seen.
    """

    name: str
    reason: str
    confidence: float
    why: str = ""


def recognise(source: Source | str | Path) -> Layout:
    r"""Recognise the layout of a file.

    Raises:
        SourceError: the file cannot be read at all: empty, damaged, expanding beyond measure.
        EvidenceError: it is not the file that was recorded.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "goods.csv"
    ...     _ = file.write_text("报关单号,商品编号,净重(吨)\n1,3901100000,25.2\n", encoding="utf-8")
    ...     recognise(file).name
    'declarations'
    """
    return recognise_opened(open_source(source))


def recognise_opened(opened: Opened) -> Layout:
    """Recognise what was opened already; raises as :func:`recognise`."""
    if not opened.content:
        message = Problem("problem_nothing", name=opened.source.name)
        raise SourceError(message)
    return _by_signature(opened) or _by_columns(opened)


def _by_signature(opened: Opened) -> Layout | None:
    """Recognise what the first bytes settle."""
    name, content, media_type = opened.source.name, opened.content, opened.source.media_type
    if media_type in IMAGE_TYPES:
        facts = examine_image(content, name)
        return Layout("scan_image", "source_layout_image", 1.0, f"{media_type}, {facts.width_px} x {facts.height_px}")
    if is_un_list(content):
        return Layout("watchlist", "source_layout_content", 1.0, "consolidated list of the United Nations")
    if media_type == "application/xml":
        parse_xml(content, name)
        return Layout("unknown", "source_layout_unknown", 0.0, "XML of another kind")
    if is_followthemoney(content):
        return Layout("watchlist", "source_layout_content", 1.0, "entities of FollowTheMoney")
    if tell_kind(content) == "eml":
        return Layout("texts", "source_layout_content", 1.0, "an e-mail")
    return Layout("positions", "source_layout_content", 1.0, "AIS sentences") if is_nmea(content) else None


def _by_columns(opened: Opened) -> Layout:
    """Recognise a table by its headers or columns, a text by its having none."""
    media_type = opened.source.media_type
    try:
        grids = read_grids(_head_of(opened))
    except SourceError:
        if media_type.startswith("text/"):
            raise
        return Layout("unknown", "source_layout_unknown", 0.0, media_type)
    if find_forms(opened, grids):
        return Layout("declarations", "source_layout_content", 1.0, "print of a customs declaration")
    if any(ofac_file(grid.rows) for grid in grids if grid.sheet is None):
        return Layout("watchlist", "source_layout_content", 1.0, "headerless list of the Office of Foreign Assets Control")
    best = max((_score(grid) for grid in grids), key=lambda layout: layout.confidence, default=None)
    if best is not None and best.name != "unknown":
        return best
    if media_type == "application/pdf" and any(grid.rows for grid in grids):
        return Layout("texts", "source_layout_text", 0.6, "lines of a PDF")
    is_prose = tell_kind(opened.content) == "text" and _is_prose(opened)
    why = best.why if best else ""
    return Layout("texts", "source_layout_text", 0.6, "paragraphs without columns") if is_prose else replace(_UNKNOWN, why=why)


_UNKNOWN = Layout("unknown", "source_layout_unknown", 0.0)


def _head_of(opened: Opened) -> Opened:
    """Give the first lines of a long text: they are enough to tell what it is."""
    content = opened.content
    if tell_kind(content) != "text":
        return opened
    if len(content) <= _HEAD_BYTES or content[:4] in _BINARY or content[:2] in _UTF16 or b"\x00" in content[:_HEAD_BYTES]:
        return opened
    return replace(opened, content=content[: content.rindex(b"\n", 0, _HEAD_BYTES) + 1] if b"\n" in content[:_HEAD_BYTES] else content)


def _score(grid: Grid) -> Layout:
    found = find_header(grid)
    if found is None:
        return Layout("unknown", "source_layout_unknown", 0.0, "no row of headers")
    headers = found.headers
    ranked = [(fields, -order, share, name) for order, name in enumerate(LAYOUTS) for fields, share in [score_layout(headers, name)]]
    fields, _, share, name = max(ranked)
    shown = ", ".join(header for header in headers[:8] if header)
    if fields < 2:  # noqa: PLR2004 - one header alone names nothing
        return Layout("unknown", "source_layout_unknown", 0.0, shown)
    return Layout(name, "source_layout_headers", round(min(share, 1.0), 3), shown)


def _is_prose(opened: Opened) -> bool:
    """Tell prose from a table: few lines are cut into equally many fields."""
    text = decode_text(opened.content, opened.source.name).text
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    delimiter = find_delimiter(text)
    if delimiter is None or not lines or (delimiter == _CLAUSE and len(lines) == 1):
        return bool(lines)
    widths = [len(row) for row in read_delimited(_head_of(opened).content, opened.source.name).rows[:_SAMPLE_LINES]]
    even = max((widths.count(width) for width in set(widths) if width > 1), default=0)
    sentences = sum(line.rstrip().endswith(_STOPS) for line in lines)
    return even < _EVEN * len(widths) or sentences > len(lines) / 2
