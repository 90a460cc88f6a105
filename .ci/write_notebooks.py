"""Write the notebooks that stand in Chinese too: the same code, its words from the catalogue.

``python .ci/write_notebooks.py`` writes ``notebooks/NAME_zh.ipynb`` from ``NAME.ipynb`` and ``toolkit/wording/catalogue``; a
test fails when they drift apart.
"""

import ast
import copy
from pathlib import Path

import nbformat

from toolkit.wording import codes, say_label

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
TRANSLATED = {"00_start_here": "start", "50_refined_oil": "oil", "60_waste": "waste"}
"""Notebooks, each with how the codes of its words begin; they stand in ``notebook_*.toml``."""
SWITCH = ('language = "en"  # "zh": everything below speaks Chinese', 'language = "zh"')


def translate_notebook(name: str) -> nbformat.NotebookNode:
    """Give a notebook in Chinese: its prose, and a code cell whose comments and notes the catalogue translates.

    Args:
        name: of the English notebook, without its ending.

    Raises:
        RuntimeError: the catalogue lacks a cell, says something else in English, or changes code.
    """
    chinese = copy.deepcopy(nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4))
    for cell in chinese.cells:
        code = f"{TRANSLATED[name]}_{cell.id.replace('-', '_')}"
        if cell.cell_type == "code" and code not in codes():
            cell.source = cell.source.replace(*SWITCH)
            continue
        if code not in codes() or say_label(code) != cell.source:
            message = f"cell {cell.id!r} of {name}.ipynb is not [{code}] of toolkit/wording/catalogue; write it there, en and zh"
            raise RuntimeError(message)
        words = say_label(code, language="zh")
        if cell.cell_type == "code" and not _is_same_code(cell.source, words):
            message = f"[{code}] of toolkit/wording/catalogue changes more than comments, notes and the language"
            raise RuntimeError(message)
        cell.source = words
    return chinese


def _is_same_code(english: str, chinese: str) -> bool:
    return _dump_code(english.replace('language = "en"', 'language = "zh"')) == _dump_code(chinese)


def _dump_code(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "note":
            node.value = ast.Constant("")
    return ast.dump(tree)


if __name__ == "__main__":
    for each in TRANSLATED:
        nbformat.write(translate_notebook(each), NOTEBOOKS / f"{each}_zh.ipynb")
