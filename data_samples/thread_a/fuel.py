"""Bunker notes: one delivery stands in two books, the supplier's and the receiver's."""

import csv
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from data_samples.thread_a.crew import Firm, Hull
from data_samples.thread_a.figures import LOCAL, OPENING, Figures
from data_samples.thread_a.lookalikes import Bunkering

__all__ = ["HEADER", "FuelLines", "write_bunker_notes"]

HEADER = (
    "单据号",
    "日期",
    "供方",
    "供方船舶",
    "受方",
    "受方船舶",
    "油品",
    "体积(立方米)",
    "密度(吨/立方米)",
    "质量(吨)",
    "单价",
    "币制",
    "账簿",
)
SELLER, BUYER = "供方账", "受方账"

_OWNER_OF = {
    "h66": "owner_then",
    "client_1": "line_1",
    "client_2": "line_1",
    "client_3": "line_2",
    "client_4": "line_2",
    "client_5": "line_3",
}
_SUPPLIER_OF = {"barge_north": "supplier_north", "barge_south": "supplier_south", "mother": "owner_mother"}


@dataclass(frozen=True)
class FuelLines:
    """Lines of the one load that thread A asks about."""

    seller: int
    buyer: int


def write_bunker_notes(
    figures: Figures,
    plans: list[Bunkering],
    hulls: dict[str, Hull],
    firms: dict[str, Firm],
    path: Path,
) -> FuelLines:
    """Write both books of every delivery, the supplier's row first; dates are local, as books keep them."""
    loads = [
        (plan.span[0], plan.barge, plan.client, Decimal(plan.volume_m3), figures.density_t_m3 if plan.client == "h66" else Decimal("0.842"))
        for plan in plans
    ]
    if not any(client == "h66" for _, _, client, _, _ in loads):
        loads.append((figures.first_meeting[0], "mother", "h66", figures.volume_m3, figures.density_t_m3))
    rows: list[tuple[str, ...]] = []
    for number, (start_s, giver, taker, volume, density) in enumerate(sorted(loads)):
        supplier, receiver = firms[_SUPPLIER_OF[giver]], firms[_OWNER_OF[taker]]
        given = OPENING + timedelta(seconds=start_s) + LOCAL
        parties = (supplier.name, hulls[giver].name or hulls[giver].name_en, receiver.name, hulls[taker].name)
        day, mass = given.date().isoformat(), volume * density
        sold = ("船用柴油", f"{volume}", f"{density}", f"{mass:.2f}", "4860", "CNY", SELLER)
        bought = ("0号柴油", f"{volume:.1f}", f"{density}", f"{mass:.1f}", "4860", "CNY", BUYER)
        rows.append((f"GY2505{41 + 7 * number:04d}", day, *parties, *sold))
        rows.append((f"SY-{number + 3:03d}/25", day, *parties, *bought))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(rows)
    seller, buyer = (line for line, row in enumerate(rows, start=2) if row[5] == hulls["h66"].name)
    return FuelLines(seller, buyer)
