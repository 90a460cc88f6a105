"""Which pairs of records are worth comparing: those that share a key that is not too common."""

import pandas as pd

from toolkit.engines import run_sql
from toolkit.identifiers import IDENTIFIERS
from toolkit.linking.keys import Parties

__all__ = ["block_pairs"]

_CAPS = {
    "names_rare": 200,
    "names_common": 200,
    "sounds": 60,
    "phone": 60,
    "address": 60,
    **{scheme: 1000 for scheme in IDENTIFIERS if scheme != "phone"},
}
_WORD_PAIR_CAP = 12
"""Two distinctive words in common block a pair, where no more records than this have both."""
_MOST_WORDS = 8


def block_pairs(parties: Parties) -> pd.DataFrame:
    """Pair records of one family that share an identifier, a name, its sound, a telephone, an address, or two rare words.

    A key that more records share than its cap blocks nothing: pairs grow with the square of it.

    Args:
        parties: prepared records.

    Returns:
        ``left_id`` < ``right_id``, each pair once, in order.
    """
    frame = parties.frame
    keys = [
        pd.DataFrame({"record_id": frame["record_id"], "family": frame["family"], "key": frame[column]})
        .explode("key")
        .dropna(subset=["key"])
        .assign(column=column, cap=cap)
        for column, cap in _CAPS.items()
    ]
    keys.append(_word_pairs(frame))
    table = pd.concat([part for part in keys if len(part)] or [keys[0].assign(column="", cap=0)], ignore_index=True)
    if table.empty:
        return pd.DataFrame({"left_id": pd.Series(dtype="str"), "right_id": pd.Series(dtype="str")})
    return run_sql(
        """
        with counted as (
            select record_id, family, "column", key, cap, count(*) over (partition by family, "column", key) as n from keys
        ), kept as (
            select * from counted where n between 2 and cap
        )
        select distinct a.record_id as left_id, b.record_id as right_id
        from kept a join kept b on a.family = b.family and a."column" = b."column" and a.key = b.key and a.record_id < b.record_id
        order by 1, 2
        """,
        {"keys": table},
    )


def _word_pairs(frame: pd.DataFrame) -> pd.DataFrame:
    rows: list[tuple[str, str, str]] = []
    for record_id, family, words in zip(frame["record_id"], frame["family"], frame["words"], strict=True):
        some = [word for word in words if len(word) > 1][:_MOST_WORDS]
        # A vessel or a company may have one distinctive word only; a person needs two.
        rows.extend((record_id, family, f"{a} {b}") for at, a in enumerate(some) for b in some[at + 1 :])
        if family != "person":
            rows.extend((record_id, family, word) for word in some)
    return pd.DataFrame(rows, columns=["record_id", "family", "key"], dtype="object").assign(column="words", cap=_WORD_PAIR_CAP)
