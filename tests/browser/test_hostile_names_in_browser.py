"""Names that would do harm, or break a layout, in every view: shown as text, and nothing is carried out."""

from laboratory import Lab, ask_kernel, close_notebook, run_all, show_view, wait_for_kernel, write_notebook
from test_views import TABLES

HOSTILE = """
import numpy as np
hostile = ["<img src=x onerror=hacked()>", "<script>hacked()</script>", "\\U0001f47b \\u202e\\u0639\\u0631\\u0628\\u064a",
           "\u9577" * 10_000, None, "a\\x00b", "&lt;b&gt;"]
def write(table, *rows):
    return tables.conform(pd.DataFrame(list(rows)), table)
each = list(enumerate(hostile))
records = write("records", *({**place, "record_id": f"h{n}", "kind": "Company", "name": name, "address": name} for n, name in each))
relations = write("relations", *({**place, "relation_id": f"x{n}", "kind": name or "Owns", "from_id": "h0", "to_id": f"h{n}", "role": name}
    for n, name in each if n))
links = write("links", *({"link_id": f"y{n}", "left_id": "h1", "right_id": f"h{n}", "probability": 0.5, "method": "t/1",
    "reasons": [tables.make_reason("same_name", weight=1.0, value=name or "")]} for n, name in each if n > 1))
events = write("events", *({"event_id": f"z{n}", "kind": "stop", "asset_id": name or "none", "started_at": start,
    "lon": 119.2 + n / 10, "lat": 24.1, "duration_h": 1.0, "method": "t/1"} for n, name in each))
positions = write("positions", *({"source_id": "s", "line": 2 + m + 2 * n, "asset_id": f"mmsi:{n}", "name": name,
    "lon": 119.0 + m, "lat": 24.0 + n, "time": start + pd.Timedelta(hours=m)} for n, name in each for m in range(2)))
ports = write("ports", *({"port_id": f"p{n}", "name": name or "none", "country": "CN",
    "lon": 118.0, "lat": 24.0 + n / 10} for n, name in each))
findings = write("findings", *({"finding_id": f"f{n}", "subject_id": f"h{n}", "rule": name or "none",
    "risk_kind": "fraud", "strength": "weak", "line_of_defence": "port", "method": "t/1", "sources": [name or "s"],
    "refs": [f"records:h{n}"]} for n, name in each))
scans = write("scans", *({**place, "scan_id": f"s{n}", "path": "x.png", "sha256": "0" * 64, "container_id": name, "port": name,
    "declared_hs": name, "width_px": 8, "height_px": 8} for n, name in each))
goods = write("goods", *({**place, "goods_id": f"g{n}", "declaration_id": "d", "description": name,
    "container_id": name, "declared_at": "2024-05-01"} for n, name in each))
names = ("records", "relations", "links", "events", "positions", "ports", "findings", "scans", "goods")
"""
BOARD = """
from widgets import CaseBoard
board = CaseBoard({name: globals()[name] for name in names}, load_image=lambda scan: np.eye(8, dtype=np.uint16),
    search_scans=lambda scan, **asked: tables.empty("matches"))
board
"""


def test_names_that_would_do_harm_are_text_in_every_view(lab: Lab) -> None:
    write_notebook(lab.folder / "hostile.ipynb", TABLES, HOSTILE, BOARD)
    page = lab.open_notebook("hostile.ipynb")
    done: list[str] = []
    page.expose_function("hacked", lambda: done.append("carried out"))
    page.on("dialog", lambda dialog: done.append(dialog.message))
    run_all(page)
    board = show_view(page, 2, "board")
    titles = [tab.inner_text() for tab in board.get_by_role("tab").all()]
    assert titles == ["Lead queue", "Link chart", "Link review", "Route map", "Scan search", "Timeline"]
    for at, title in enumerate(titles):
        board.get_by_role("tab", name=title).click()
        view = board.locator(".tidewaiter-board-view").nth(at)
        view.locator(".tidewaiter-count").first.wait_for()
        one = ask_kernel(page, f"list(board.views.values())[{at}].known()[0]")
        ask_kernel(page, f"setattr(list(board.views.values())[{at}], 'selection', [{one!r}])")
        assert wait_for_kernel(page, "board.trouble", "") == ""
        assert view.locator(".tidewaiter-error:visible").all_inner_texts() == []
        assert board.evaluate("(root) => root.scrollWidth <= root.clientWidth + 1"), title
        assert view.locator("img[src]:not([src^='blob:']), script").count() == 0, title
    ask_kernel(page, "setattr(board, 'selection', [f'h{n}' for n in range(6)])")
    card = board.locator(".tidewaiter-card[data-id='h0']")
    card.get_by_role("heading", name="<img src=x onerror=hacked()>").wait_for()
    board.locator(".tidewaiter-card[data-id='h3']").get_by_text("\u9577" * 200).first.wait_for()
    assert board.locator(".tidewaiter-evidence img, .tidewaiter-evidence script").count() == 0
    assert board.evaluate("(root) => root.scrollWidth <= root.clientWidth + 1")
    assert done == []
    assert lab.outside == []
    close_notebook(page)
