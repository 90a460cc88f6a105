"""What people read is in the catalogue, in English and Chinese: no sentence hides in the code, none is left untranslated."""

import ast
import re
import runpy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from markdown_it import MarkdownIt

from toolkit.case import Case
from toolkit.investigation import investigate
from toolkit.leads import apply_rules, describe_rules
from toolkit.provenance import locate
from toolkit.report import write_exhibits, write_report
from toolkit.sources import look, show_inventory
from toolkit.tables import SCHEMAS, Tables, describe, make_table
from toolkit.trade import compare_prices
from toolkit.wording import sentences

HAN = re.compile(r"[\u4e00-\u9fff]")
WORDS = re.compile(r"[A-Za-z]{3,}")
SENTENCE = re.compile(r"[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}[^|\n]{0,40}")
TOLD = (
    "report/*.py",
    "investigation/result.py",
    "case/show.py",
    "case/search.py",
    "case/changes.py",
    "case/verification.py",
    "figures/*.py",
)
"""Modules whose texts people read."""
NAMES = frozenset(
    {"AIS", "UTC", "WGS", "SHA", "IMO", "MMSI", "HS", "CITES", "OFAC", "PDF", "HTML", "ISO", "USD", "toml", "case", "kg", "km", "TEU"}
)
"""What stays as it is in every language."""
NOTEBOOKS = ("start_", "oil_", "waste_")
"""How the codes of the notebooks' words begin."""


def texts_shown(path: Path) -> Iterator[tuple[int, str]]:
    """Give texts of a module that may reach a reader: not docstrings, not messages of errors, not keys, queries or styles."""
    tree = ast.parse(path.read_text("utf-8"))
    hidden: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            hidden |= {id(node.value)}
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and (target.id == "message" or target.id.isupper()) for target in targets):
                hidden |= {id(child) for child in ast.walk(node)}
        if isinstance(node, ast.Raise):
            hidden |= {id(child) for child in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in hidden:
            yield node.lineno, re.sub(r"<[^>]*>?|&\w+;|[\w-]+=['\"][^'\"]*['\"]?", "", node.value)


def test_no_sentence_hides_in_a_module_that_tells(root: Path) -> None:
    found = [
        f"{path.relative_to(root)}:{line}: {text!r}"
        for pattern in TOLD
        for path in sorted((root / "toolkit").glob(pattern))
        for line, text in texts_shown(path)
        if SENTENCE.search(text)
    ]
    assert found == []


def test_every_chinese_sentence_is_chinese() -> None:
    untranslated = {
        code: by_language["zh"]
        for code, by_language in sentences._catalogue().items()
        if not HAN.search(by_language["zh"]) and set(WORDS.findall(re.sub(r"\{[^}]*\}", "", by_language["en"]))) - NAMES
    }
    assert untranslated == {}


def test_every_rule_is_explained_in_both_languages_and_in_english_as_its_docstring_does() -> None:
    rules = describe_rules()
    told = {rule: sentences._catalogue()[f"report_explain_{rule}"]["en"] for rule in rules["rule"]}
    assert told == dict(zip(rules["rule"], rules["explanation"], strict=True))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_table_and_column_is_told_in_both_languages_and_in_english_as_its_schema_does(name: str) -> None:
    schema = SCHEMAS[name]
    assert describe(name)["about"].tolist() == [column.about for column in schema.columns]
    assert sentences.say_label(f"table_{name}") == schema.about
    told = [*describe(name, language="zh")["about"], sentences.say_label(f"table_{name}", language="zh")]
    assert [text for text in told if not HAN.search(text)] == []


def test_tables_are_shown_in_their_language_whatever_is_put_together() -> None:
    note = make_table([{"note_id": "n1", "text": "再看", "analyst": "李", "noted_at": pd.Timestamp(0, tz="UTC")}], "notes")
    shown = Tables({"notes": note}, language="zh").only("notes") | {"links": make_table([], "links")}
    assert repr(shown) == "Tables(notes: 1 行, links: 0 行)"
    assert "<th>行数</th>" in shown._repr_html_()
    assert "人在某行旁或对案件所作的记录。" in shown._repr_html_()
    assert repr(Tables({"notes": note})) == "Tables(notes: 1 rows)"


def test_no_english_sentence_is_chinese() -> None:
    switch = {"view_language"}  # the button that leads to the other language
    quoted = re.compile(r'"[^"]*"|\([^)]*\)')  # notebooks name headings and words of the files
    told = {code: quoted.sub("", text["en"]) if code.startswith(NOTEBOOKS) else text["en"] for code, text in sentences._catalogue().items()}
    assert [code for code, text in told.items() if HAN.search(text) and code not in switch] == []


@pytest.fixture(scope="module")
def told_in_chinese(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Everything that a case tells, in Chinese."""
    home = tmp_path_factory.mktemp("languages")
    (home / "files").mkdir()
    prices = (205, 430, 436, 440, 441, 443, 445, 450, 452, 461)
    (home / "files" / "tip.txt").write_text("线报。\n", "utf-8")
    (home / "goods.csv").write_text("".join(f"{price}\n" for price in prices), "utf-8")
    with Case.create(home / "case", title="憩流行动", analyst="李", language="zh") as case:
        result = investigate(home / "files", case, progress=False)
        source = case.add_source(home / "goods.csv", holder="王")
        line = {"source_id": source.source_id, "hs": "3901100000", "grade": "LDPE", "origin": "TH", "currency": "USD", "net_kg": "1000"}
        rows = [
            line | {"goods_id": f"g{at}", "declaration_id": f"d{at}", "locator": f"line={at + 1}", "value": str(price)}
            for at, price in enumerate(prices)
        ]
        goods = make_table(rows, "goods")
        checks = compare_prices(goods)
        findings = apply_rules({"goods": goods, "checks": checks})
        case.record({"goods": goods, "checks": checks, "findings": findings}, method="demo.all/1")
        result = replace(result, tables=case.tables())
        finding = result.findings.iloc[0]
        case.decide(finding["finding_id"], "unsure")
        case.add_note("再看", about=f"findings:{finding['finding_id']}")
        case.add_fact("见两船并靠", stated_by="巡逻队", reliability="B", credibility="2")
        hit = case.search("3901100000")
        return {
            "result": str(result),
            "result as page": result._repr_html_(),
            "tables": repr(case.tables()),
            "tables as page": case.tables()._repr_html_(),
            "inventory": show_inventory(look(home / "files", progress=False), language="zh").to_html(),
            "search": str(hit) + hit._repr_html_(),
            "changes": str(case.changes(0)) + case.changes(0)._repr_html_(),
            "verification": str(case.verify()),
            "place": locate(case, hit.hits["ref"].iloc[0])._repr_html_(),
            "case": case._repr_html_(),
            "report": write_report(case, home / "report.html", language="zh").read_text("utf-8"),
            "exhibits": write_exhibits(case, home / "list.html", language="zh").read_text("utf-8"),
            "why": " ".join(pd.Series(result.not_assessable["why"])),
        }


def test_nothing_told_in_chinese_holds_an_english_sentence_of_the_catalogue(told_in_chinese: dict[str, str]) -> None:
    pieces = {
        piece.strip()
        for by_language in sentences._catalogue().values()
        for piece in re.split(r"\{[^}]*\}", by_language["en"])
        if len(WORDS.findall(piece)) >= 3
    }
    assert {(name, piece) for name, text in told_in_chinese.items() for piece in pieces if piece in text} == set()


def test_nothing_told_in_chinese_holds_three_english_words_in_a_row(told_in_chinese: dict[str, str]) -> None:
    left = {}
    for name, text in told_in_chinese.items():
        shown = re.sub(r"<style>.*?</style>|<code>.*?</code>|<[^>]*>", "|", text, flags=re.DOTALL)
        left[name] = SENTENCE.findall(shown)
    assert {name: words for name, words in left.items() if words} == {}


@pytest.mark.parametrize("name", ["00_start_here", "50_refined_oil", "60_waste"])
def test_a_notebook_stands_in_chinese_as_the_catalogue_says(root: Path, name: str) -> None:
    script = runpy.run_path(str(root / ".ci" / "write_notebooks.py"))
    wanted = script["translate_notebook"](name)
    assert nbformat.read(root / "notebooks" / f"{name}_zh.ipynb", as_version=4) == wanted, "run python .ci/write_notebooks.py"
    assert sum('language = "zh"' in cell.source for cell in wanted.cells if cell.cell_type == "code") == 1
    prose = [cell.source for cell in wanted.cells if cell.cell_type == "markdown"]
    assert all(HAN.search(text) for text in prose)
    shown = re.sub(r"<code>.*?</code>", "", MarkdownIt().render("\n\n".join(prose)))
    assert "*" not in shown  # beside a full-width mark, Markdown may leave the asterisks
