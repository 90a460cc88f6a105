"""Still pictures of tables, for reports, for readers without a kernel, and for paper.

Each function takes tables and gives a :class:`Picture`, which renders to SVG (text as outlines, so that Han names show on
any machine) and to PNG (for places that refuse SVG). The same tables give the same bytes. Shapes and line styles differ
as well as colours, so that a picture survives a black-and-white print; a picture that leaves marks out says "N of M".
"""

from toolkit.figures.chart import draw_chart
from toolkit.figures.map import draw_map
from toolkit.figures.picture import Picture
from toolkit.figures.sheet import draw_contact_sheet
from toolkit.figures.strip import draw_strip
from toolkit.figures.timeline import draw_timeline
from toolkit.figures.waterfall import draw_waterfall

__all__ = ["Picture", "draw_chart", "draw_contact_sheet", "draw_map", "draw_strip", "draw_timeline", "draw_waterfall"]
