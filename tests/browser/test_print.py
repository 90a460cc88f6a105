"""What a view leaves in a notebook, printed on A4: JupyterLab prints the notebook's HTML, in which no view lives."""

import io

import nbformat
import pandas as pd
import pypdfium2
from laboratory import Lab
from nbconvert import HTMLExporter

from widgets.still import tabulate

A4_PX = 794


def test_the_table_of_a_view_is_printed_whole_and_within_the_page(lab: Lab) -> None:
    row = {
        "id": "finding_" + "0" * 40,
        "what": "远海塑料贸易有限公司 " * 8,
        "kind": "price_below_peers",
        "from (UTC)": "2024-05-01 00:00:00",
    }
    frame = pd.DataFrame([{**row, "to (UTC)": "2024-05-01 03:00:00", "last": f"row {n}"} for n in range(60)])
    output = nbformat.v4.new_output("display_data", {"text/html": tabulate(frame, title="60 leads")})
    cell = nbformat.v4.new_code_cell("leads", outputs=[output])
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    page = lab.context.new_page()
    page.set_viewport_size({"width": A4_PX, "height": 1123})
    page.set_content(f"<!doctype html><meta charset='utf-8'><body>{body}</body>")
    assert not page.get_by_role("cell", name="row 59").is_visible()
    page.emulate_media(media="print")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= A4_PX
    printed = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(" ".join(sheet.get_textpage().get_text_range() for sheet in printed).split())
    assert [n for n in range(60) if f"row {n}" not in text] == []
    page.close()
