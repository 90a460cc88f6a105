"""A list of invented parties: one stands in the files under another script, the rest only sound like somebody there."""

from pathlib import Path
from random import Random

from data_samples.thread_b.files import write_csv
from data_samples.thread_b.identities import draw_uscc
from data_samples.thread_b.parties import Cast, draw_person
from data_samples.thread_b.words import GIVEN, HK_BRANDS, SURNAMES
from toolkit.ids import make_locator

__all__ = ["WATCHLIST", "write_watchlist"]

WATCHLIST = "watchlist/watchlist.csv"
_HEADER = ("Entry ID", "Kind", "Name", "Aliases", "Country", "Identifiers", "Programme", "Listed")
_PROGRAMME = "SLACK-WASTE"
_FILLER = 30


def write_watchlist(evidence: Path, seed: int, cast: Cast, *, lawful: bool) -> str | None:
    """Write the list.

    Returns:
        The locator of the one entry that names a party of the case, or ``None`` for a lawful seed.
    """
    random = Random(f"{seed} watchlist")
    listed = draw_uscc(random) if lawful else cast.old.uscc
    homonym, other = draw_person(random, (("陈", "CHEN"), ("立群", "Liqun"))), draw_person(random)
    town = "Xipu" if lawful else "Langang"
    entries: list[tuple[str, ...]] = [
        ("Company", f"{town} Lüyuan Zaisheng Ziyuan Youxian Gongsi", f"{town} Luyuan Renewable Resources Co Ltd", "CN",
         f"USCC: {listed}", _PROGRAMME, "2024-09-12"),
        ("Person", homonym.latin, f"Li Qun {homonym.latin.split()[0]}; {homonym.name}", "CN",
         f"身份证: {homonym.cn_id}", _PROGRAMME, "2023-02-01"),
        ("Person", other.latin, other.name, "CN", f"身份证: {other.cn_id}", _PROGRAMME, "2022-07-19"),
        ("Company", "Green Source Recycling 751 Limited", "綠源再生751有限公司", "HK", "CR No. 9900751", _PROGRAMME, "2024-01-30"),
        ("Company", "Greensource Maritime Sorting Depot", "", "MY", "", _PROGRAMME, "2021-05-05"),
        ("Vessel", "SLACK PETREL 9", "", "PA", "", "SLACK-OIL", "2023-11-11"),
    ]  # fmt: skip
    for place in range(_FILLER):
        if place % 2:
            person = draw_person(random, (random.choice(SURNAMES[3:]), random.choice(GIVEN[4:])))
            entries.append(("Person", person.latin, "", "CN", f"身份证: {person.cn_id}", "SLACK-PARCELS", "2020-03-02"))
        else:
            brand = f"{random.choice(HK_BRANDS)[0]} {random.choice(('Freight', 'Holdings', 'Metals', 'Foods'))} FZE"
            entries.append(("Company", brand, "", "AE", "", "SLACK-METALS", "2019-10-21"))
    true = entries[0]
    random.shuffle(entries)
    write_csv(
        evidence / WATCHLIST,
        [_HEADER, *((f"SW-{place:04d}", *entry) for place, entry in enumerate(entries, 1))],
        encoding="utf-8-sig",
    )
    return None if lawful else make_locator(line=2 + entries.index(true))
