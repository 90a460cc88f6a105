"""A JupyterLab and a Chromium, with every outside request refused and counted, and what a person does in them."""

import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import nbformat
from nbconvert import HTMLExporter
from playwright.sync_api import BrowserContext, Error, Locator, Page, Route, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "pictures"
"""Where screenshots are left; the README shows some of them."""
_FLAGS = (
    "--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
    "--use-gl=angle --use-angle=swiftshader --enable-unsafe-swiftshader --ignore-gpu-blocklist"
)
_START_S = 90
_VIEWS = {
    "chart": ".tidewaiter[data-settled='true'][data-fonts='loaded']",
    "map": ".tidewaiter-map[data-drawn='fine'][data-fonts='loaded']",
    "review": ".tidewaiter-review[data-shown]",
    "board": ".tidewaiter-board[data-tab]",
    "scans": ".tidewaiter-scans[data-painted][data-tiles]",
    "timeline": ".jp-OutputArea-output > * > .tidewaiter-timeline[data-drawn], .jp-OutputArea-output > .tidewaiter-timeline[data-drawn]",
    "leads": ".jp-OutputArea-output > * > .tidewaiter-leads[data-shown], .jp-OutputArea-output > .tidewaiter-leads[data-shown]",
}
_VIEW = "application/vnd.jupyter.widget-view+json"
_AXE = ROOT / "widgets" / "node_modules" / "axe-core" / "axe.min.js"


@dataclass
class Lab:
    """A running JupyterLab, a browser context that reaches nothing else, and what was asked for outside."""

    address: str
    token: str
    folder: Path
    context: BrowserContext
    outside: list[str] = field(default_factory=list)

    def open_notebook(self, name: str) -> Page:
        """Open a notebook that lies in the folder, and wait for its kernel."""
        page = self.context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{self.address}/lab/tree/{name}?token={self.token}&reset")
        page.wait_for_function("() => window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")
        return page


def write_notebook(path: Path, *cells: str) -> None:
    """Write a notebook of code cells."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def run_all(page: Page, timeout_s: float = 120) -> list[dict[str, object]]:
    """Run every cell; give the cells with their outputs; fail on the first error output."""
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        """() => {
            const cells = window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells;
            const code = cells.filter((cell) => cell.cell_type === 'code' && cell.getSource().trim() !== '');
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const failed = code.some((cell) => cell.getOutputs().some((output) => output.output_type === 'error'));
            return failed || (kernel.status === 'idle' && code.every((cell) => cell.execution_count !== null));
        }""",
        timeout=timeout_s * 1000,
    )
    cells: list[dict[str, object]] = page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.model.sharedModel.cells.map((cell) => cell.toJSON())"
    )
    for cell in cells:
        for output in cell.get("outputs", []):  # type: ignore[attr-defined]
            assert output["output_type"] != "error", "\n".join(output["traceback"])
    return cells


def ask_kernel(page: Page, expression: str) -> str:
    """Evaluate an expression in the notebook's kernel and give what it prints."""
    return str(
        page.evaluate(
            """async (code) => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const asked = kernel.requestExecute({ code, store_history: false });
                let text = '';
                asked.onIOPub = ({ header, content }) => {
                    if (header.msg_type === 'stream') text += content.text;
                    if (header.msg_type === 'error') text += content.traceback.join('\\n');
                };
                await asked.done;
                return text.trim();
            }""",
            f"print({expression})",
        )
    )


def show_view(page: Page, cell: int, kind: str) -> Locator:
    """Scroll a cell into view, wait until its view is drawn, and give the view. JupyterLab takes cells out of view away."""
    view = page.locator(_VIEWS[kind])
    for _ in range(40):
        # outputs above grow while they are drawn, most of all after a reload, and push the cell out of sight again
        page.evaluate("(cell) => window.jupyterapp.shell.currentWidget.content.scrollToItem(cell, 'start')", cell)
        try:
            view.wait_for(timeout=1500)
            break
        except Error:
            continue
    view.wait_for(timeout=1500)
    view.scroll_into_view_if_needed()
    return view


def wait_for_kernel(page: Page, expression: str, wanted: str) -> str:
    """Ask until the kernel answers what is wanted, some seconds long; give its last answer."""
    for _ in range(60):
        found = ask_kernel(page, expression)
        if found == wanted:
            break
        page.wait_for_timeout(50)
    return found


def type_choice(box: Locator, text: str) -> None:
    """Choose in a closed box by keyboard the entry that begins with a text; what is typed within a second continues the text."""
    box.focus()
    box.page.keyboard.type(text)


def watch_controls(page: Page) -> None:
    """Keep which controls a mouse or a key reaches; what a script does to them does not count."""
    page.evaluate(
        """() => {
            window.touched = new Set();
            window.nameControl = (control) => {
                const view = control.closest('.tidewaiter').className.replace(/^tidewaiter (tidewaiter-)?/, '').split(' ')[0];
                return `${view}: ${control.getAttribute('aria-label') ?? control.dataset.kind ?? control.textContent}`;
            };
            const note = ({ isTrusted, target, code }) => {
                if (!isTrusted || code === 'Tab' || !(target instanceof Element)) return;
                const control = target.closest('button, select, input, summary');
                if (control && control.closest('.tidewaiter')) window.touched.add(window.nameControl(control));
            };
            for (const type of ['click', 'keydown']) document.addEventListener(type, note, true);
        }"""
    )


def list_untouched(view: Locator) -> list[str]:
    """Name the controls of a view that nothing reached; entries of lists and gallery tiles are one control each list."""
    found: list[str] = view.evaluate(
        """(root) => [...root.querySelectorAll('button, select, input, summary')]
            .filter((control) => !control.matches('.tidewaiter-hit, .tidewaiter-pair, .tidewaiter-ref'))
            .map(window.nameControl).filter((name) => !window.touched.has(name))"""
    )
    return found


def assert_told(page: Page, expression: str, wanted: str) -> None:
    """Hold what arrived in Python against what is wanted, some seconds long."""
    assert wait_for_kernel(page, expression, wanted) == wanted


def assert_soon(page: Page, holds: Callable[[], bool]) -> None:
    """Hold that something comes true within some seconds."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(30)
    assert holds()


def close_notebook(page: Page) -> None:
    """Close a notebook and its kernel."""
    page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    page.close()


def find_barriers(view: Locator) -> list[str]:
    """Name what axe-core finds serious or critical in a view."""
    assert _AXE.is_file(), "axe-core is installed with what type-checks the views: make lint"
    view.page.evaluate(_AXE.read_text(encoding="utf-8"))
    found: list[str] = view.evaluate(
        """async (root) => (await axe.run(root, { resultTypes: ['violations'] })).violations
            .filter(({ impact }) => impact === 'serious' || impact === 'critical')
            .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`))"""
    )
    return found


def read_without_kernel(lab: Lab, cells: list[dict[str, object]], name: str) -> None:
    """Open cells that were run as a notebook that is not trusted and has no kernel, and as HTML; each view left picture and table."""
    given = [{key: value for key, value in cell.items() if key != "attachments"} for cell in cells]
    notebook = nbformat.from_dict({"cells": given, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    views = {
        at: cell
        for at, cell in enumerate(notebook.cells)
        if _VIEW in {kind for output in cell.get("outputs", []) for kind in _kinds(output)}
    }
    assert views
    for cell in views.values():
        assert [kinds[0] for output in cell.outputs if (kinds := _kinds(output))] == [_VIEW, "image/png", "text/html"]
        page = next(output.data["text/html"] for output in cell.outputs if "text/html" in output.get("data", {}))
        assert not re.search("<script|<svg|https?:", page)
        assert re.search(r"\d+ of [\d,]+|\d 行中的", page)
    # of a kernel that is not there; written anew, and so not trusted
    notebook.metadata.kernelspec = {"name": "gone", "display_name": "gone"}
    nbformat.write(notebook, lab.folder / f"sent_on_{name}")
    shared = lab.context.new_page()
    shared.goto(f"{lab.address}/lab/tree/sent_on_{name}?token={lab.token}&reset")
    shared.locator(".jp-Dialog").get_by_role("button", name="No Kernel", exact=True).click()  # the toolbar has one of that name too
    shared.locator(".jp-CodeCell").first.wait_for()
    for at in views:
        shared.evaluate("(at) => window.jupyterapp.shell.currentWidget.content.scrollToItem(at, 'start')", at)
        output = shared.locator(f".jp-Cell[data-windowed-list-index='{at}']")
        assert output.locator(".jp-RenderedImage img").evaluate("async (picture) => (await picture.decode(), picture.naturalWidth)") > 100
        output.locator("summary").click()
        output.locator("td").first.wait_for()
        assert not re.search(r"(?i)model not found|loading widget|object at 0x", output.inner_text())
    shared.close()
    body, _ = HTMLExporter(template_name="basic").from_notebook_node(notebook)
    assert body.count("data:image/png;base64") >= len(views)
    assert body.count("<summary>") >= len(views)
    assert not re.search(r"(?i)model not found|object at 0x", body)


def _kinds(output: nbformat.NotebookNode) -> list[str]:
    return [kind for kind in (_VIEW, "image/png", "text/html") if kind in output.get("data", {})]


def find_chromium() -> str | None:
    """Find a system Chromium; None lets Playwright use its own."""
    return next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _start_server(folder: Path, port: int, token: str) -> subprocess.Popen[bytes]:
    home = folder / ".home"
    environment = {
        **os.environ,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "PYTHONPATH": str(ROOT),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *(f"--port={port}", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={folder}"),
        *("--LabApp.expose_app_in_browser=True", "--LabApp.extension_manager=readonly"),
    ]
    with (folder / ".lab.log").open("wb") as log:
        return subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, cwd=folder)


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + _START_S
    while time.monotonic() < ends and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=5):  # noqa: S310 - our own server on the loopback
                return
        except OSError:
            time.sleep(0.2)
    message = f"JupyterLab did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
    raise RuntimeError(message)


@contextmanager
def open_lab(folder: Path) -> Iterator[Lab]:
    """Start a JupyterLab in a folder, and a Chromium that reaches nothing else."""
    port, token = _free_port(), secrets.token_hex(16)
    address = f"http://127.0.0.1:{port}"
    server = _start_server(folder, port, token)
    try:
        _wait_for(address, server, folder / ".lab.log")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_chromium(), args=_FLAGS.split())
            context = browser.new_context(viewport={"width": 1400, "height": 1000}, service_workers="block")
            running = Lab(address, token, folder, context)

            def refuse_outside(route: Route) -> None:
                if urlsplit(route.request.url).hostname == "127.0.0.1":
                    route.continue_()
                    return
                running.outside.append(route.request.url)
                route.abort()

            context.route("**/*", refuse_outside)
            yield running
            context.close()
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=20)
