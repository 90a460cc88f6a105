"""The list of electronic evidence as a word-processor document, to be printed and signed."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.report.exhibits import ExhibitList

__all__ = ["write_document"]

_WIDTHS_MM = (10, 48, 26, 34, 22, 58, 62)
_FONTS = {"en": ("Arial", "SimSun"), "zh-Hans": ("SimSun", "SimSun")}
_SMALL_PT, _HASH_PT = 8.5, 7
_HASH_COLUMN = 5
_LINE = "_" * 28


def write_document(listed: "ExhibitList", draft: Path) -> None:
    """Write the list as DOCX: A4 across, the head of the table repeated on each page, lines to sign at the end."""
    from docx import Document
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(16)
    _set_fonts(document, listed.language)
    document.core_properties.title = _plain(f"{listed.title} · {listed.heading}")
    document.core_properties.author = ""
    document.add_heading(_plain(listed.heading), level=1)
    for line in listed.intro:
        document.add_paragraph(_plain(line))
    _add_table(document, listed)
    document.add_paragraph()
    document.add_paragraph(_plain(listed.closing))
    for signature in listed.signatures:
        document.add_paragraph(f"{_plain(signature)}  {_LINE}")
    document.save(str(draft))


def _set_fonts(document: Any, language: str) -> None:  # noqa: ANN401 - the package is untyped
    from docx.oxml.ns import qn
    from docx.shared import Pt

    latin, han = _FONTS[language]
    for name in ("Normal", "Heading 1"):
        style = document.styles[name]
        style.font.name = latin
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), han)
    document.styles["Normal"].font.size = Pt(10)


def _add_table(document: Any, listed: "ExhibitList") -> None:  # noqa: ANN401 - the package is untyped
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    table = document.add_table(rows=1, cols=len(listed.columns), style="Table Grid")
    table.autofit = False
    rows = [listed.columns]
    rows += [(str(one.number), one.name, one.category, one.format, one.size, one.sha256, "\n".join(one.custody)) for one in listed.exhibits]
    for number, texts in enumerate(rows):
        cells = table.rows[0].cells if number == 0 else table.add_row().cells
        for cell, text, width, column in zip(cells, texts, _WIDTHS_MM, range(len(texts)), strict=True):
            cell.width = Mm(width)
            run = cell.paragraphs[0].add_run(_plain(text))
            run.bold = number == 0
            run.font.size = Pt(_HASH_PT if column == _HASH_COLUMN and number else _SMALL_PT)
    repeat = OxmlElement("w:tblHeader")
    repeat.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeat)  # noqa: SLF001 - python-docx has no public way to repeat a head


def _plain(text: str) -> str:
    """Leave out what XML cannot hold: control characters and lone surrogates are shown as escapes."""
    return "".join(
        c if c in "\t\n" or (c.isprintable() and not "\ud800" <= c <= "\udfff") else c.encode("unicode_escape").decode() for c in text
    )
