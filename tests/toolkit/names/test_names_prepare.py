import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from toolkit import names
from toolkit.names import compare_names, prepare, prepare_name
from toolkit.names.words import read_words


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("洛克希德公司", "Lockheed Corp", "company"),
        ("绿源贸易", "Luyuan Trading", "company"),
        ("Mohammed al-Tikriti", "Muhamad Tikrity", "person"),
        ("Iron Mountain", "IRONMOUNTAIN LTD", "company"),
        ("海悦66", "Hai Yue 66", "vessel"),
    ],
)
def test_other_spellings_share_a_block_key(a: str, b: str, kind: str) -> None:
    assert set(prepare_name(a, kind).block_keys) & set(prepare_name(b, kind).block_keys)


def test_block_keys_are_few() -> None:
    many = prepare_name("深圳市绿源洛克希德国际贸易(香港)科技发展有限公司 Alpha Beta Gamma Delta Epsilon", "company")
    assert 0 < len(many.block_keys) <= 8


def test_each_distinct_name_is_prepared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    prepared: list[str] = []
    real = prepare.prepare_name

    def count(name: str, kind: str) -> prepare.PreparedName:
        prepared.append(name)
        return real(name, kind)

    monkeypatch.setattr(prepare, "prepare_name", count)
    compare_names(["绿源", "Luyuan", "绿源", "Luyuan"], ["Luyuan", "绿源", "Green", "绿源"])
    assert sorted(prepared) == ["Green", "Luyuan", "绿源"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("A.P. Moller - Maersk", ("ap", "moller", "maersk")),
        ("A P Moller Maersk", ("ap", "moller", "maersk")),
        ("Importadora y Exportadora Sur SA de CV", ("import", "export", "south")),
        ("Hong Kong Shpg. Srvces", ("hongkong", "shipping", "service")),
        ("14th Research Institute", ("14", "research", "institute")),
        ("The Bank of China", ("bank", "china")),
        ("S3 有限公司", ("s", "3")),
    ],
)
def test_words_of_companies(name: str, words: tuple[str, ...]) -> None:
    assert prepare_name(name, "company").words == words


@pytest.mark.parametrize(("name", "form"), [("OOO Stratim", "limited"), ("Stratim PJSC", "public"), ("Stratim Ltd", ""), ("Stratim", "")])
def test_legal_forms_that_registers_tell_apart(name: str, form: str) -> None:
    assert prepare_name(name, "company").form == form


def test_weights_tell_rare_words_from_common_ones() -> None:
    company = dict(zip(*_words_and_weights("Luyuan Ningbo Trading Group", "company"), strict=True))
    assert company["luyuan"] > company["ningbo"] > company["trading"] > company["group"]
    person = dict(zip(*_words_and_weights("Mohammed bin Tikriti", "person"), strict=True))
    assert person["tikriti"] > person["mohammed"] > person["bin"]


def _words_and_weights(name: str, kind: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    ready = prepare_name(name, kind)
    return ready.words, ready.weights


def test_no_table_entry_is_a_party_of_the_sample_case() -> None:
    parties = {
        line.casefold()
        for path in Path(__file__).parents[3].joinpath("data_samples").rglob("*.py")
        for line in path.read_text(encoding="utf-8").split('"')
        if " " in line.strip() and len(line) < 60
    }
    entries = {
        form.replace("_", " ")
        for table in files("toolkit.names").joinpath("tables").iterdir()
        if table.name.endswith((".tsv", ".txt"))
        for line in table.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for form in line.replace("\t", " ").split(" ")
        if "_" in form
    }
    assert not entries & parties
    assert not any(names.strip_han_form(form) in {"绿源", "海悦"} for form in read_words().han)


def test_the_dictionary_is_read_only_for_names_across_scripts() -> None:
    code = (
        "import sys, toolkit.names as n; from toolkit.names.dictionary import read_glosses;"
        "n.compare_names(['绿源', 'Green'], ['绿源贸易', 'Greene']); assert read_glosses.cache_info().currsize == 0;"
        "n.compare_names(['绿源'], ['Luyuan Trading']); assert read_glosses.cache_info().currsize == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
