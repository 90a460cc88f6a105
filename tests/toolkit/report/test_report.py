import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from toolkit.case import Case
from toolkit.errors import ArgumentError, CaseError
from toolkit.ids import hash_file
from toolkit.report import write_report
from toolkit.tables import make_reason

EVIL = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>"
GOODS = f'报关单号,总价,收货人\n2024001," 1,000.50","{EVIL}"\n2024002,200,海明塑料有限公司\nshort\n'
ADDRESSES = {"href", "src", "srcset", "action", "formaction", "data", "poster", "background", "cite", "ping", "xlink:href"}


class Page(HTMLParser):
    """What a browser would see: elements, addresses, texts by section, ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.events: list[str] = []
        self.ids: set[str] = set()
        self.sections: dict[str, str] = {"": ""}
        self.lang = ""
        self._section = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        given = dict(attrs)
        self.addresses += [value or "" for name, value in attrs if name in ADDRESSES]
        self.events += [name for name, _ in attrs if name.startswith("on") or name == "style"]
        if "id" in given:
            self.ids.add(given["id"] or "")
        if tag == "section":
            self._section = given["id"] or ""
            self.sections[self._section] = ""
        if tag == "html":
            self.lang = given.get("lang") or ""

    def handle_data(self, data: str) -> None:
        self.sections[self._section] += " " + " ".join(data.split())


def read_page(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


@contextmanager
def make_case(folder: Path) -> Iterator[Case]:
    (folder / "goods.csv").write_text(GOODS, encoding="utf-8")
    rng = np.random.default_rng(3)
    with Case.create(folder / "case", title=f"Slack {EVIL}", analyst="Li") as case:
        source = case.add_source(folder / "goods.csv", name=f"{EVIL}.csv", authority="2024-7")
        scans = []
        for number in range(2):
            path = folder / f"{number}.png"
            Image.fromarray(rng.integers(0, 255, (40, 60), dtype=np.uint8)).save(path)
            image = case.add_source(path)
            scans.append(
                {
                    "scan_id": f"scan_{number}",
                    "source_id": image.source_id,
                    "locator": "image=1",
                    "path": "elsewhere",
                    "sha256": image.sha256,
                }
            )
        case.record({"scans": pd.DataFrame(scans)}, method="sources.scans/1")
        goods = pd.DataFrame(
            {
                "goods_id": ["g1", "g2"],
                "source_id": source.source_id,
                "locator": ["line=2", "line=3"],
                "declaration_id": ["2024001", "2024002"],
            }
        ).assign(value=["1000.50", "200"], description=[EVIL, "再生颗粒"])
        records = pd.DataFrame(
            {
                "record_id": ["r1", "r2"],
                "source_id": source.source_id,
                "locator": ["line=2", "line=3"],
                "kind": "Company",
                "role": "importer",
            }
        ).assign(name=[EVIL, "海明塑料有限公司"])
        aside = pd.DataFrame({"source_id": [source.source_id], "locator": ["line=4"], "reason": ["source_empty_row"], "raw": ["short"]})
        mapping = {"goods": {"value": 2}, "records.importer": {"name": 3}}
        read = replace(source, layout="declarations", mapping=mapping, rows_read=3, rows_kept=2, quarantine=aside)
        case.record({"goods": goods, "records": records}, method="sources.declarations/1", source=read)
        case.record(make_claims(), method="investigation.demo/1", parameters={"threshold": 0.5})
        case.decide("finding_weak", "reject", f"lawful {EVIL}")
        yield case


def make_claims() -> dict[str, pd.DataFrame]:
    reason = make_reason("name_only", refs=["goods:g1@value", "records:r1@name"])
    findings = pd.DataFrame(
        {
            "finding_id": ["finding_weak", "finding_strong"],
            "subject_id": ["g2", "r1"],
            "rule": ["price_below_peers", "party_on_a_list"],
            "risk_kind": ["fraud", "threat"],
            "line_of_defence": ["domestic", "port"],
            "strength": ["weak", "strong"],
            "method": "leads/1",
        }
    )
    findings["reasons"] = [[], [reason, make_reason("no_such_code", n=7)]]
    findings["against"] = [[], [make_reason("route_gap_no_guilt")]]
    findings["refs"] = [["goods:g2@value"], ["links:link_1", "goods:gone"]]
    links = pd.DataFrame({"link_id": ["link_1"], "left_id": ["r1"], "right_id": ["r2"], "probability": [0.7], "method": "linking/1"})
    links["refs"] = [["records:r2@name"]]
    assessments = pd.DataFrame({"assessment_id": ["a1", "a2"], "detector": ["gap", "gap"], "subject_id": ["r2", "r1"], "method": "m/1"})
    assessments["outcome"] = ["not_assessable", "not_found"]
    assessments["reasons"] = [[make_reason("name_only")], []]
    events = pd.DataFrame(
        {
            "event_id": ["e1"],
            "kind": ["gap"],
            "asset_id": [EVIL],
            "started_at": ["2024-05-12T00:00Z"],
            "lon": [122.5],
            "lat": [30.0],
            "method": "m/1",
        }
    )
    matches = pd.DataFrame({"query_id": ["scan_0"], "scan_id": ["scan_1"], "rank": [1], "similarity": [0.91], "method": "scans.search/1"})
    return {"findings": findings, "links": links, "assessments": assessments, "events": events, "matches": matches}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    with make_case(tmp_path_factory.mktemp("report")) as case:
        yield case


@pytest.fixture(scope="module")
def english(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_report(case, tmp_path_factory.mktemp("out") / "report.html")


@pytest.fixture(scope="module")
def page(english: Path) -> Page:
    return read_page(english)


def test_nothing_is_loaded_from_anywhere(page: Page) -> None:
    assert page.addresses
    assert [address for address in page.addresses if not address.startswith(("#", "data:image/"))] == []
    assert {"script", "link", "iframe", "object", "embed", "base", "form", "video", "audio"} & set(page.tags) == set()


def test_a_policy_forbids_everything_but_the_pictures_and_our_own_style(english: Path, page: Page) -> None:
    html = english.read_text(encoding="utf-8")
    (policy,) = re.findall(r'content="(default-src[^"]*)"', html)
    assert re.fullmatch(
        r"default-src 'none'; img-src data:; style-src 'sha256-[A-Za-z0-9+/]{43}='; font-src data:; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert page.events == []
    assert {found[:10] for found in re.findall(r"url\(([^)]*)\)", html)} == {"data:font/"}
    assert "@import" not in html


def test_han_letters_travel_inside(english: Path) -> None:
    (carried,) = re.findall(r"url\(data:font/woff;base64,([^)]*)\)", english.read_text(encoding="utf-8"))
    font = TTFont(BytesIO(b64decode(carried)))
    cmap = font.getBestCmap()
    assert {ord(character) for character in "海明塑料有限公司再生颗粒"} <= set(cmap)
    assert all(font["glyf"][cmap[ord(character)]].numberOfContours > 0 for character in "海明塑料")


def test_html_in_names_is_shown_as_text(page: Page, english: Path) -> None:
    assert "script" not in page.tags
    assert EVIL in page.sections["findings"]
    assert EVIL in page.sections["sources"]
    assert "<script" not in english.read_text(encoding="utf-8")


def test_findings_come_strongest_first_with_reasons_for_and_against(page: Page) -> None:
    told = page.sections["findings"]
    assert told.index("Party resembles one on a list") < told.index("Price below peers")
    assert "Only the name agrees; a name alone never merges." in told
    assert "A gap is not guilt" in told
    assert "Leads: 2 of 2, strongest first" in told


def test_a_reason_without_a_sentence_is_not_lost(page: Page) -> None:
    assert "no_such_code (n: 7)" in page.sections["findings"]


def test_decisions_stand_with_the_finding_and_in_a_list(page: Page) -> None:
    assert "decision: rejected" in page.sections["findings"].replace("  ", " ")
    assert f"lawful {EVIL}" in page.sections["decisions"]


def test_each_statement_leads_to_file_hash_cell_and_raw_value(case: Case, page: Page) -> None:
    digest = hash_file(case.path.parent / "goods.csv")
    ways = page.sections["ways"]
    for locator, value in (("line=2;column=2", "1,000.50"), ("line=2;column=3", EVIL), ("line=3;column=3", "海明塑料有限公司")):
        assert re.search(rf"{re.escape(locator)}\s+{re.escape(value)}\s+{digest}", ways)


def test_every_number_in_brackets_leads_somewhere(page: Page) -> None:
    cited = {address[1:] for address in page.addresses if address.startswith("#")}
    assert len(cited) >= 4
    assert cited <= page.ids


def test_a_ref_that_leads_nowhere_is_told(page: Page) -> None:
    assert "goods:gone cannot be followed." in page.sections["ways"]


def test_what_was_read_and_set_aside_is_told(page: Page) -> None:
    told = page.sections["sources"]
    assert re.search(r"declarations\s+3\s+2\s+1\s", told)
    assert "Rows set aside, and why" in told
    assert "2024-7" in told


def test_what_could_not_be_assessed_is_told_with_its_cause(page: Page) -> None:
    told = page.sections["not-assessed"]
    assert "海明塑料有限公司" in told
    assert re.search(r"gap in a signal\s+0\s+1\s+1", told)


def test_base_rates_and_innocent_explanations_are_told(page: Page) -> None:
    assert "5.5 % differ more than tenfold" in page.sections["notes"]


def test_map_timeline_chart_and_strip_are_inside(page: Page) -> None:
    pictures = [address for address in page.addresses if address.startswith("data:image/")]
    assert len(pictures) == 4
    assert "1 of 1 that resemble it" in page.sections["pictures"]


def test_integrity_and_chain_head_are_told(case: Case, page: Page) -> None:
    told = page.sections["verification"]
    assert "the ledger's chain agree" in told
    assert case.head in told


def test_methods_and_parameters_are_told(page: Page) -> None:
    assert "investigation.demo/1" in page.sections["runs"]
    assert '{"threshold": 0.5}' in page.sections["runs"]


def test_the_same_state_gives_the_same_file_and_leaves_no_scraps(case: Case, english: Path) -> None:
    before = english.read_bytes()
    assert write_report(case, english) == english
    assert english.read_bytes() == before
    assert [path.name for path in english.parent.iterdir()] == ["report.html"]
    assert len(before) < 3_000_000


def test_it_speaks_chinese(case: Case, tmp_path: Path) -> None:
    page = read_page(write_report(case, tmp_path / "报告.html", language="zh"))
    assert page.lang == "zh-Hans"
    assert "线索：2条中的2条" in page.sections["findings"]
    assert "仅名称一致" in page.sections["findings"]
    assert "账本哈希链均相符" in page.sections["verification"]
    headings = re.findall(r"\b(?:Leads|What|strength|decision|sources)\b", page.sections["findings"])
    assert headings == []


def test_an_empty_case_has_a_report(tmp_path: Path) -> None:
    with Case.create(tmp_path / "case") as case:
        page = read_page(write_report(case, tmp_path / "out" / "report.html"))
    assert "No rule found anything." in page.sections["findings"]
    assert "pictures" not in page.sections


def test_damage_is_told_and_does_not_stop_the_report(tmp_path: Path) -> None:
    with make_case(tmp_path) as case:
        stored = case.source(case.table("goods")["source_id"].iloc[0]).path
        stored.chmod(0o644)
        stored.write_bytes(stored.read_bytes() + b"x")
        page = read_page(write_report(case, tmp_path / "report.html"))
    assert "does NOT agree with its ledger: 1 problems" in page.sections["verification"]
    assert "cannot be followed" in page.sections["ways"]


@pytest.mark.parametrize("only", [["findings:finding_weak"], ["finding_weak"], ["goods:g2"], ["goods:g2@value"]])
def test_only_what_was_chosen_is_told_and_the_report_says_so(case: Case, tmp_path: Path, only: list[str]) -> None:
    told = read_page(write_report(case, tmp_path / "report.html", only=only)).sections["findings"]
    assert "Leads: 1 of 2, strongest first" in told
    assert "chosen by the analyst" in told
    assert "Price below peers" in told
    assert "Party resembles one on a list" not in told


def test_choosing_nothing_tells_nothing_and_choosing_what_is_no_lead_is_refused(case: Case, tmp_path: Path) -> None:
    assert "Leads: 0 of 2" in read_page(write_report(case, tmp_path / "report.html", only=[])).sections["findings"]
    with pytest.raises(ArgumentError, match="only holds 'records:r9'"):
        write_report(case, tmp_path / "report.html", only=["records:r9"])


def test_another_language_is_refused(case: Case, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="language='fr'; allowed: en, zh"):
        write_report(case, tmp_path / "report.html", language="fr")


def test_a_place_that_cannot_be_written_is_named(case: Case, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(CaseError, match="cannot write path="):
        write_report(case, tmp_path / "file" / "report.html")
