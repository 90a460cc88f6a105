"""The answer key of thread B."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median
from typing import Any

from data_samples.answer_key import make_row
from data_samples.thread_b.boxes import LDPE, Box
from data_samples.thread_b.certificates import REUSED
from data_samples.thread_b.declarations import HEADER, MONTHS, PEERS, TOTAL, UNREADABLE, WORKBOOK, Place
from data_samples.thread_b.laboratory import LABORATORY, PRODUCT, WASTE
from data_samples.thread_b.lines import Line
from data_samples.thread_b.parties import Cast, Company, HongKongCompany
from data_samples.thread_b.registry import HONG_KONG, MAINLAND
from data_samples.thread_b.scans import SCAN_INDEX
from data_samples.thread_b.watchlist import WATCHLIST

__all__ = ["Told", "answer_questions"]

Row = dict[str, Any]
_NET = HEADER.index("净重(千克)") + 1
_CERTIFICATE = HEADER.index("随附单证号") + 1


@dataclass(frozen=True, slots=True)
class Told:
    """What was written, and where each piece of it stands."""

    cast: Cast
    registers: dict[str, str]
    listed: str | None
    questioned: Sequence[Box]
    lines: Sequence[Line]
    workbook: Sequence[Line]
    places: dict[str, Place]
    pages: dict[str, str]
    scans: dict[str, str]
    results: dict[str, str]
    lawful: bool


def answer_questions(told: Told) -> list[Row]:
    """Give the rows of the key, B1 to B5."""
    return [_answer_boxes(told), _answer_price(told), _answer_successor(told), _answer_certificate(told), _answer_total(told)]


def _answer_boxes(told: Told) -> Row:
    waste = set() if told.lawful else {"waste 1", "waste 2", "laboratory only"}
    look = {"mixed colours"} if told.lawful else {"waste 1", "waste 2", "mixed colours"}

    def pick(roles: set[str]) -> list[str]:
        return sorted(box.container for box in told.questioned if box.role in roles)

    expected = {
        "asked": sorted(box.container for box in told.questioned),
        "scan_leads": pick(look),
        "confirmed_by_laboratory": pick(look & waste),
        "lawful_lead": pick(look - waste),
        "laboratory_only": pick(waste - look),
    }
    evidence: list[dict[str, str]] = []
    for box in told.questioned:
        evidence.append({"file": SCAN_INDEX, "locator": told.scans[box.container], "value": box.container})
        conclusion = WASTE if box.role in waste else PRODUCT
        evidence.append({"file": LABORATORY, "locator": told.results[box.container], "value": conclusion})
    right = (
        f"{len(expected['scan_leads'])} leads by scan, {len(expected['confirmed_by_laboratory'])} of them confirmed by the laboratory; "
        f"{len(expected['lawful_lead'])} is lawful mixed-colour regranulate; {len(expected['laboratory_only'])} more fails in the "
        "laboratory alone, and its scan must not claim it"
    )
    return make_row(
        "B",
        "B1",
        "Which of the six boxes that the importer declared as plastic pellets hold something else?",
        files=[SCAN_INDEX, LABORATORY, WORKBOOK, PEERS],
        naive_answer="all six (one importer, one exporter), or none (the boxes weigh what pellets weigh)",
        why_wrong="A scan shows density and texture, not cleanliness; a resemblance is a lead and the laboratory decides.",
        right_answer=right,
        expected=expected,
        evidence=evidence,
        innocent=[
            "Compacted film and regrind of mixed colours scans like waste and is a lawful product.",
            "Pellets made of unwashed waste scan like any pellets: a scan that raises no lead clears nobody.",
        ],
    )


def _answer_price(told: Told) -> Row:
    asked = next(line for line in told.workbook if line.role == "priced")
    peers = [line for line in told.lines if line.role == "price peer"]
    odd = [line for line in told.lines if line.role in {"tonnes as kg", "kg as tonnes"}]
    middle = median(line.value / line.net_kg for line in peers)
    price = asked.value / asked.net_kg
    evidence = [
        told.places[asked.number].cell("总价") | {"value": _show(asked.value)},
        told.places[asked.number].cell("净重(千克)") | {"value": _show(asked.net_kg / 1000)},
        *(told.places[line.number].row() | {"value": line.number} for line in peers),
        *(told.places[line.number].cell("净重(千克)") | {"value": _show(line.net_kg)} for line in odd),
    ]
    return make_row(
        "B",
        "B2",
        f"Is {price:.2f} USD/kg low for declaration {asked.number}?",
        files=[WORKBOOK, PEERS],
        naive_answer="yes: resin under the same code costs about 1.0 USD/kg",
        why_wrong="Virgin resin shares the code. Like is compared with like: same grade, origin and month, by other importers; "
        "and two peers have a weight that no container can have.",
        right_answer=f"no: the same grade, origin and month have n = {len(peers)} and a median of {middle:.2f}; two further rows are "
        "out by a thousand (tonnes typed as kilograms, and the reverse, which looks cheapest)",
        expected={
            "declaration_id": asked.number,
            "low": False,
            "usd_kg": round(price, 2),
            "grade": LDPE.grade,
            "n": len(peers),
            "median_usd_kg": round(middle, 2),
            "excluded": sorted(line.number for line in odd),
        },
        evidence=evidence,
        innocent=["Second-choice regranulate sells for less than half of virgin resin."],
    )


def _answer_successor(told: Told) -> Row:
    cast = told.cast
    others = sorted((cast.sister.number, *(company.number for company in cast.green)))
    namesake = next(company for company in cast.mainland if "绿源再生" in company.name)

    def cell(company: Company | HongKongCompany, column: int, value: str) -> dict[str, str]:
        file, key = (MAINLAND, company.uscc) if isinstance(company, Company) else (HONG_KONG, company.number)
        return {"file": file, "locator": f"{told.registers[key]};column={column}", "value": value}

    evidence = [
        *(cell(c, 4, c.head.cn_id) for c in (cast.old, cast.heir, namesake)),
        *(cell(c, 5, c.address) for c in (cast.old, cast.heir)),
        *(cell(c, 6, c.phone) for c in (cast.old, cast.heir)),
        cell(cast.old, 8, cast.old.dissolved.isoformat() if cast.old.dissolved else ""),
        cell(cast.heir, 7, cast.heir.founded.isoformat()),
        *(cell(c, 5, c.director.cn_id) for c in (cast.exporter, cast.sister)),
        *(cell(c, 7, c.phone) for c in (cast.exporter, cast.sister)),
        cell(cast.exporter, 8, cast.exporter.founded.isoformat()),
    ]
    if told.listed:
        evidence.append({"file": WATCHLIST, "locator": f"{told.listed};column=6", "value": f"USCC: {cast.old.uscc}"})
    successors = [] if told.lawful else [f"hk_cr:{cast.exporter.number}", f"uscc:{cast.heir.uscc}"]
    kept = [f"hk_cr:{number}" for number in others] + [f"uscc:{namesake.uscc}"]
    if told.lawful:
        kept += [f"hk_cr:{cast.exporter.number}"]
    right = (
        "no: nothing but the name is shared, and the old firm still stands"
        if told.lawful
        else f"Green Source 715 and {cast.heir.name} carry on {cast.old.name} (struck off {cast.old.dissolved}): same telephone and "
        f"director's number, founded {cast.heir.founded} and {cast.exporter.founded}, the heir at the same address; 716 and the "
        "other Green Source firms are strangers, and their director of the same name is another person"
    )
    return make_row(
        "B",
        "B3",
        f"Is {cast.old.name} the Hong Kong firm Green Source, and who carries it on?",
        files=[MAINLAND, HONG_KONG, WATCHLIST, WORKBOOK],
        naive_answer="every firm called 绿源 or Green Source is the same one",
        why_wrong="A name alone never merges; the registers tell namesakes, sister names and homonymous directors apart.",
        right_answer=right,
        expected={"subject": f"uscc:{cast.old.uscc}", "successors": sorted(successors), "kept_apart": sorted(kept)},
        evidence=evidence,
        innocent=[
            "Many unrelated firms share a company secretary's address.",
            "Several people are called 陈立群; number and birth differ.",
        ],
    )


def _answer_certificate(told: Told) -> Row:
    pair = [line for line in told.lines if line.role in {"withdrawn", "correction"}]
    again = [] if told.lawful else [line for line in told.workbook if line.role in REUSED]
    number, reused = pair[0].certificate, sorted(line.certificate for line in again)
    over = f"one stamped page lies under {', '.join(reused)}, each typed over it" if reused else "no other page or number stands twice"
    return make_row(
        "B",
        "B4",
        "Was a pre-shipment certificate used more than once?",
        files=[WORKBOOK, PEERS, *(told.pages[line.number] for line in (*again, *pair))],
        naive_answer=f"yes: {number} stands on two declarations",
        why_wrong="The first declaration was withdrawn and made anew: the second names it. Numbers do not show reuse, pages do.",
        right_answer=f"{number} is a lawful correction; {over}",
        expected={"reused": reused, "lawful_corrections": [number]},
        evidence=[
            *(told.places[line.number].cell("随附单证号") | {"value": line.certificate} for line in (*pair, *again)),
            *(told.places[line.number].cell("备注") | {"value": line.remark} for line in pair),
        ],
        innocent=[
            "A corrected declaration keeps its certificates, and their pages.",
            "Certificates of one office are one form: only stamp, slant and grain tell two pages apart.",
        ],
    )


def _answer_total(told: Told) -> Row:
    kept = [line for line in told.workbook if line.readable]
    lost = next(line for line in told.workbook if not line.readable)
    net, gross = (sum(Decimal(str(w)) for w in weights) for weights in ([x.net_kg for x in kept], [x.gross_kg for x in kept]))
    evidence = [told.places[lost.number].cell("净重(千克)") | {"value": UNREADABLE}]
    for month, name in MONTHS.items():
        unit = 1000 if month == max(MONTHS) else 1
        total = sum(line.net_kg for line in kept if line.declared_at.month == month) / unit
        evidence.append({"file": WORKBOOK, "locator": f"{told.places[TOTAL + name].locator};column={_NET}", "value": _show(total)})
    return make_row(
        "B",
        "B5",
        f"What is the total net weight in {WORKBOOK}?",
        files=[WORKBOOK],
        naive_answer="the sum of the column of net weights",
        why_wrong="The column holds totals too, one sheet is in tonnes, and one weight cannot be read.",
        right_answer=f"{net} kg net ({gross} kg gross) in {len(kept)} rows; the sheets' own totals agree; 1 row set aside",
        expected={
            "net_kg": str(net),
            "gross_kg": str(gross),
            "rows_kept": len(kept),
            "rows_set_aside": [told.places[lost.number].locator],
        },
        evidence=evidence,
        innocent=["A weight left to the weighbridge slip is common and no sign of anything."],
    )


def _show(value: float) -> str:
    """Write a number as both a CSV reader and a spreadsheet reader show it."""
    return f"{value:.3f}".rstrip("0").rstrip(".")
