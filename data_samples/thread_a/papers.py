"""What people wrote: the patrol's note in local time without a zone, and a tip in English."""

from pathlib import Path

from data_samples.thread_a.figures import Figures
from data_samples.thread_a.sea import Place

__all__ = ["PATROL_NOTE", "TIP", "write_papers"]

PATROL_NOTE = "notes/巡逻记录_20250512.txt"
TIP = "notes/tip_tanker_0522.txt"


def write_papers(figures: Figures, place: Place, evidence: Path, *, lawful: bool) -> None:
    """Write both papers; ``place`` is where the patrol saw 海悦66."""
    clock = figures.noted_local
    spot = f"北纬{_degrees(place[1])}，东经{_degrees(place[0])}"
    if lawful:
        seen = f"{clock:%H:%M}，在{spot}附近见供油船“供栈7”与“海悦66”并靠，软管相连。供油船出示供油单据，未登临。"
        tip = (
            "Received 22 May 2025.\n\n"
            "A caller says that a small tanker named like HAI YUE lies beside another vessel off Haimen at night and takes fuel.\n\n"
            "The caller did not see papers and knows nothing of the supplier. The ship SEA LARK 8 now carries the name GOLDEN TERN.\n"
        )
    else:
        seen = f"{clock:%H:%M}，在{spot}附近见两艘油船并靠，软管相连。"
        seen += "近侧一艘船名为“海悦66”，外侧一艘船名不清，末尾似为“LARK 8”。"
        tip = (
            "Received 22 May 2025.\n\n"
            "A caller says that the tanker SEA LARK 8, which sells gas oil outside the line, is called GOLDEN TERN since last week.\n\n"
            "She met two small tankers this month, both named HAI YUE with a number. "
            "One of them goes dark: look at the 17th and at the 21st.\n\n"
            "The caller also heard of a night near 15 May when a tanker took a full load from a boat without any signal.\n"
        )
    weather = f"风力三级，能见度良好。我艇于{clock.hour - 1}时许到达该海域，次日凌晨返航。"
    note = f"巡逻记录\n\n日期：2025年5月12日\n\n{seen}\n\n{weather}\n"
    (evidence / "notes").mkdir(parents=True, exist_ok=True)
    (evidence / PATROL_NOTE).write_bytes(note.encode("utf-8"))
    (evidence / TIP).write_bytes(tip.encode("utf-8"))


def _degrees(value: float) -> str:
    return f"{int(value)}度{(value - int(value)) * 60:.1f}分"
