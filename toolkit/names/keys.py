"""Keys that a name shares with its other spellings, for blocking and for searching a list."""

from collections.abc import Sequence

from toolkit.names.han import split_run
from toolkit.names.scripts import HAN
from toolkit.names.sound import sounds_of_latin, sounds_of_syllables
from toolkit.names.syllables import read_syllables

__all__ = ["MOST_KEYS", "find_block_keys"]

MOST_KEYS = 8
_DISTINCT = 0.55
_SOUNDS = 4
_FEWEST_SOUNDS = 2
_LONGEST_JOINED = 8
_MOST_WORDS = 3
_MOST_BRANDS = 2


def find_block_keys(
    words: Sequence[str], weights: Sequence[float], skeletons: Sequence[str], runs: Sequence[str], kind: str
) -> tuple[str, ...]:
    """Derive the keys from what is prepared.

    ``w:`` the consonant skeleton of a distinctive word, ``j:`` that of the distinctive words without spaces, ``s:`` the first
    sounds of a distinctive word as Mandarin would render it, which a foreign name in Han shares with its Latin form.
    """
    distinct = [at for at, weight in enumerate(weights) if weight >= _DISTINCT] or list(range(len(words)))
    order = sorted(distinct, key=lambda at: (-weights[at], -len(words[at]), words[at]))[:_MOST_WORDS]
    keys = ["j:" + "".join(skeletons[at] for at in distinct)[:_LONGEST_JOINED]]
    keys.extend(f"w:{skeletons[at]}" for at in order)
    sounds = [sounds for brand in _find_brands(runs, kind) for sounds, _ in sounds_of_syllables(tuple(read_syllables(brand)))]
    if not runs:
        sounds = [sounds_of_latin(words[at])[0][0] for at in order if words[at].isalpha()]
    keys.extend("s:" + each[:_SOUNDS] for each in sounds if len(each) >= _FEWEST_SOUNDS)
    return tuple(dict.fromkeys(keys))[:MOST_KEYS]


def _find_brands(runs: Sequence[str], kind: str) -> list[str]:
    han = [run for run in runs if HAN.match(run)]
    if kind != "company":
        return han[:_MOST_BRANDS]
    return [run[start:end] for run in han for start, end, known in split_run(run) if not known][:_MOST_BRANDS]
