"""Answers A1 to A5, written from the story and pointing at the cells that prove them."""

from decimal import Decimal
from typing import Any

from data_samples.answer_key import make_row
from data_samples.thread_a.figures import at, write_instant
from data_samples.thread_a.papers import PATROL_NOTE
from data_samples.thread_a.registry import SHEET
from data_samples.thread_a.story import Meeting, Story

__all__ = ["answer_questions", "estimate_load_t"]

_COASTAL, _REGISTRY, _FUEL, _RECEIVER = "ais/ais_coastal.csv", "registry/船舶登记.xlsx", "fuel/bunker_notes.csv", "ais/receiver_log.nmea"
_ON = "2025-05-12"
_SEA_WATER_T_M3 = 1.025
_WATERPLANE = (0.70, 0.80, 0.90)
"""Waterplane coefficients of small full-bodied tankers: low, mid, high."""

Evidence = dict[str, str]


def answer_questions(story: Story) -> list[dict[str, Any]]:
    """Write the five rows of the key."""
    return [_answer_owner(story), _answer_when(story), _answer_transfers(story), _answer_gaps(story), _answer_load(story)]


def estimate_load_t(length_m: float, width_m: float, risen_m: float) -> tuple[float, float, float]:
    """Estimate what a ship took on from how much deeper she lies: length x width x coefficient x rise x sea water."""
    low, mid, high = (round(length_m * width_m * part * risen_m * _SEA_WATER_T_M3, 1) for part in _WATERPLANE)
    return low, mid, high


def _line(file: str, line: int, value: str = "", column: int | None = None) -> Evidence:
    locator = f"line={line}" + (f";column={column}" if column else "")
    return {"file": file, "locator": locator, "value": value} if value else {"file": file, "locator": locator}


def _reports(story: Story, key: str, start_s: float, end_s: float, value: str = "") -> list[Evidence]:
    """Cite the first, middle and last report of a ship within a span."""
    lines = story.coastal.inside(key, (start_s, end_s))
    chosen = dict.fromkeys((lines[0], lines[len(lines) // 2], lines[-1]))
    return [_line(_COASTAL, line, value or story.vessels[key].mmsi) for line in chosen]


def _register(row: int, column: int, value: str) -> Evidence:
    return {"file": _REGISTRY, "locator": f"sheet={SHEET};row={row};column={column}", "value": value}


def _answer_owner(story: Story) -> dict[str, Any]:
    hull, other = story.vessels["h66"], story.vessels["other_hull"]
    then, now = story.firms["owner_then"], story.firms["owner_now"]
    row, today = story.registry["h66"]
    start, end = at(12, 8), at(12, 20)
    evidence = [
        *_reports(story, "h66", start, end),
        *_reports(story, "other_hull", start, end),
        _register(row, 9, then.name),
        _register(row, 10, then.credit_code),
        _register(row, 12, story.figures.owner_change.isoformat()),
        _register(today, 9, now.name),
        _register(today, 11, story.figures.owner_change.isoformat()),
    ]
    hulls = 1 if story.lawful else 2
    shared = (
        "She alone uses her MMSI."
        if story.lawful
        else f"Two hulls use MMSI {hull.mmsi}: one of {hull.length_m} m, IMO {hull.imo}, and one of {other.length_m} m without IMO, "
        "hundreds of kilometres away; the second is another ship."
    )
    return make_row(
        "A",
        "A1",
        "Who answers for 海悦66 on 12 May 2025?",
        files=[_COASTAL, _REGISTRY],
        naive_answer=f"{now.name}, the owner in the newest row; or the owner of 海悦68",
        why_wrong="Ownership has dates, 海悦68 is another ship, and an MMSI is not a hull.",
        right_answer=f"{then.name} ({then.credit_code}), owner until {story.figures.owner_change}. {shared}",
        expected={
            "on": _ON,
            "owner": then.name,
            "owner_uscc": then.credit_code,
            "owner_today": now.name,
            "owner_of_sister": story.firms["owner_68"].name,
            "mmsi": hull.mmsi,
            "imo": hull.imo,
            "hulls": hulls,
            "lengths_m": [hull.length_m] if story.lawful else sorted([hull.length_m, other.length_m]),
        },
        evidence=evidence,
        innocent=["A wrongly keyed MMSI after repairs gives the same picture as a borrowed one.", "The register may lag behind a sale."],
    )


def _answer_when(story: Story) -> dict[str, Any]:
    figures = story.figures
    meeting = next(m for m in story.meetings if "h66" in {m.left, m.right})
    partner = story.vessels[meeting.right if meeting.left == "h66" else meeting.left]
    clock, instant = figures.noted_local.strftime("%H:%M"), write_instant(figures.noted_s)
    near = (figures.noted_s - 900, figures.noted_s + 900)
    return make_row(
        "A",
        "A2",
        f"The patrol saw 海悦66 beside another ship on 12 May at {clock}. When did they meet, and with whom?",
        files=[PATROL_NOTE, _COASTAL],
        naive_answer=f"{clock} read as UTC: the two are far apart then, so the note is not borne out",
        why_wrong="The patrol writes its own clock, eight hours ahead of UTC, and names no zone.",
        right_answer=f"{instant} ({clock} +08:00, the analyst states the zone), inside {write_instant(meeting.span[0])} to "
        f"{write_instant(meeting.span[1])}; the other ship was {partner.name_at(figures.noted_s)}, MMSI {partner.mmsi}.",
        expected={
            "met_at": instant,
            "local": f"{_ON}T{clock}",
            "zone": "Asia/Shanghai",
            "started_at": write_instant(meeting.span[0]),
            "ended_at": write_instant(meeting.span[1]),
            "mmsi": sorted([story.vessels["h66"].mmsi, partner.mmsi]),
            "kind": meeting.kind,
        },
        evidence=[
            {"file": PATROL_NOTE, "locator": "line=5", "value": clock},
            *_reports(story, "h66", *near),
            *_reports(story, partner.key, *near),
        ],
        innocent=["The patrol's clock may be wrong by minutes.", "Lying side by side is not proof that oil was handed over."],
    )


def _describe(story: Story, meeting: Meeting) -> dict[str, Any]:
    return {
        "kind": meeting.kind,
        "mmsi": sorted([story.vessels[meeting.left].mmsi, story.vessels[meeting.right].mmsi]),
        "started_at": write_instant(meeting.span[0]),
        "ended_at": write_instant(meeting.span[1]),
    }


def _answer_transfers(story: Story) -> dict[str, Any]:
    figures = story.figures
    transfers = [m for m in story.meetings if m.kind == "transfer"]
    innocent = [m for m in story.meetings if m.kind != "transfer"]
    waiting = story.vessels["waiting"]
    before, after = waiting.draught_at(0), waiting.draught_at(at(24))
    start, end = figures.loitering
    evidence = [item for m in story.meetings for key in (m.left, m.right) for item in _reports(story, key, *m.span)]
    evidence += _reports(story, "waiting", start - 7_200, start, f"{before:.1f}") + _reports(story, "waiting", start, end)
    evidence += _reports(story, "waiting", end + 3_600, end + 18_000, f"{after:.1f}")
    loitering = {
        "mmsi": waiting.mmsi,
        "started_at": write_instant(start),
        "ended_at": write_instant(end),
        "draught_before_m": before,
        "draught_after_m": after,
        "partner": None,
    }
    right = (
        "0. The only ship that waited at sea came back as deep as she went."
        if story.lawful
        else f"2 observed, and 1 wait at sea with draught {before} to {after} m and partner unknown."
    )
    return make_row(
        "A",
        "A3",
        "How many transfers at sea were there in May 2025?",
        files=[_COASTAL, _RECEIVER, _FUEL],
        naive_answer=f"{len(story.meetings)} or more: every pair within 500 m for two hours",
        why_wrong="Bunkering, towing, a pilot, a raft in harbour and a hull with two transponders lie just as near; and a partner "
        "without AIS makes no pair.",
        right_answer=right,
        expected={
            "transfers": [_describe(story, m) for m in transfers],
            "loitering": [loitering],
            "unknown_partner": 0 if story.lawful else 1,
            "innocent": [_describe(story, m) for m in innocent],
        },
        evidence=evidence,
        innocent=[
            "A ship may wait at sea for a berth, for repairs or for weather.",
            "Draught is typed by hand; a change may be a late correction.",
        ],
    )


def _answer_gaps(story: Story) -> dict[str, Any]:
    gaps, evidence = [], []
    for gap in story.gaps:
        hours = (gap.span[1] - gap.span[0]) / 3_600
        gaps.append(
            {
                "mmsi": story.vessels[gap.key].mmsi,
                "started_at": write_instant(gap.span[0]),
                "ended_at": write_instant(gap.span[1]),
                "hours": round(hours, 2),
                "others": gap.others,
                "silent": gap.silent,
                "verdict": "no_sign" if gap.cause == "reception" else "moderate",
            },
        )
        evidence += [_line(_COASTAL, line, story.vessels[gap.key].mmsi) for line in story.coastal.around(gap.key, gap.span)]
    first = gaps[0]
    right = f"No sign on the 17th: {first['silent']} of {first['others']} other ships near her fell silent in the same hours."
    if not story.lawful:
        second = gaps[1]
        right += f" The gap of {second['hours']:.1f} h on the 21st: {second['silent']} of {second['others']} others were silent; moderate."
    return make_row(
        "A",
        "A4",
        "Did 海悦68 switch her AIS off on the 17th?",
        files=[_COASTAL],
        naive_answer=f"Yes: a gap of {first['hours']:.1f} h is disabling",
        why_wrong="A receiver that fails silences everybody near; only a ship that is silent among ships that are heard stands out.",
        right_answer=right,
        expected={"gaps": gaps},
        evidence=evidence,
        innocent=["Transponders fail.", "A ship between two receivers' ranges is lost while others nearby are not."],
    )


def _answer_load(story: Story) -> dict[str, Any]:
    figures, hull = story.figures, story.vessels["h66"]
    end = figures.first_meeting[1]
    before, after = hull.draught_at(figures.noted_s), hull.draught_at(end + 3_600)
    low, mid, high = estimate_load_t(hull.length_m, hull.width_m, round(after - before, 1))
    mass = figures.mass_t.quantize(Decimal("0.01"))
    volume, density = str(figures.volume_m3), str(figures.density_t_m3)
    books = ((story.fuel.seller, volume, f"{mass:.2f}"), (story.fuel.buyer, f"{figures.volume_m3:.1f}", f"{mass:.1f}"))
    evidence = [
        _line(_FUEL, line, value, column) for line, metres, tonnes in books for column, value in ((8, metres), (9, density), (10, tonnes))
    ]
    evidence += _reports(story, "h66", end - 3_600, end, f"{before:.1f}") + _reports(story, "h66", end + 2_400, end + 9_000, f"{after:.1f}")
    return make_row(
        "A",
        "A5",
        "How much oil did 海悦66 take over on 12 May?",
        files=[_FUEL, _COASTAL],
        naive_answer=f"{mass * 2} t: both rows added",
        why_wrong="One delivery stands in two books, under two numbers and in two spellings; equal amounts elsewhere are other loads.",
        right_answer=f"One load, {volume} m3 x {density} = {mass} t; by draught {low:.0f} to {high:.0f} t, mid {mid:.0f}.",
        expected={
            "loads": 1,
            "volume_m3": float(figures.volume_m3),
            "density_t_m3": float(figures.density_t_m3),
            "mass_t": float(mass),
            "draught_t": {"low": low, "mid": mid, "high": high},
            "loads_in_file": len(story.plans) + (0 if story.lawful else 1),
        },
        evidence=evidence,
        innocent=["Ballast or stores change the draught too.", "Draught is read to a tenth of a metre at best."],
    )
