"""Write the start notebook in Chinese: the same code, its prose from the catalogue.

``python .ci/write_notebooks.py`` writes ``notebooks/00_start_here_zh.ipynb`` from ``00_start_here.ipynb`` and
``toolkit/wording/catalogue/notebook.toml``; a test fails when they drift apart.
"""

import copy
from pathlib import Path

import nbformat

from toolkit.wording import codes, say_label

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "notebooks" / "00_start_here.ipynb"
CHINESE = ROOT / "notebooks" / "00_start_here_zh.ipynb"
SWITCH = ('language = "en"  # "zh": everything below speaks Chinese', 'language = "zh"')


def translate_notebook(english: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Give the notebook in Chinese.

    Raises:
        RuntimeError: the catalogue lacks a cell, or says something else in English.
    """
    chinese = copy.deepcopy(english)
    for cell in chinese.cells:
        if cell.cell_type == "code":
            cell.source = cell.source.replace(*SWITCH)
            continue
        code = f"start_{cell.id.replace('-', '_')}"
        if code not in codes() or say_label(code) != cell.source:
            message = (
                f"cell {cell.id!r} of {ENGLISH.name} is not [{code}] of toolkit/wording/catalogue/notebook.toml; write it there, en and zh"
            )
            raise RuntimeError(message)
        cell.source = say_label(code, language="zh")
    return chinese


if __name__ == "__main__":
    nbformat.write(translate_notebook(nbformat.read(ENGLISH, as_version=4)), CHINESE)
