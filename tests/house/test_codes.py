"""Every reason that the toolkit can give has a sentence in both languages, with the same values."""

import ast
import string
from pathlib import Path

from toolkit import wording
from toolkit.wording import sentences


def emitted(root: Path) -> set[str]:
    found = set()
    for path in (root / "toolkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_reason = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("make_reason")
            if is_reason and node.args and isinstance(node.args[0], ast.Constant):
                found.add(node.args[0].value)
    return found


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_code_in_the_code_has_a_sentence(root: Path) -> None:
    assert emitted(root) <= wording.codes()


def test_both_languages_quote_the_same_values() -> None:
    differing = {code for code, by_language in sentences._catalogue().items() if fields(by_language["en"]) != fields(by_language["zh"])}
    assert not differing
