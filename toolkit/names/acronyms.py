"""Acronyms of Slavic company names: ММЗ beside Murom machine plant."""

from collections.abc import Iterator

from toolkit.names.readings import Token

__all__ = ["find_acronyms"]

_ACRONYM = (0.0, 0.5, 0.65, 0.8, 0.9)  # by the number of letters
_SHORTEST_ACRONYM = 2
_AND = "i"  # the letter of и, which acronyms keep
# Compounds of Russian that are one word of English have a second letter: нефтехимический, судостроительный.
_SECOND_LETTERS = {
    "research": "ni",
    "ship": "s",
    "machine": "s",
    "aircraft": "s",
    "petrochemical": "h",
    "nanotechnology": "t",
    "electromechanical": "m",
    "radioelectronic": "e",
    "electrotechnical": "t",
    "metallurgy": "k",
}


def find_acronyms(short: list[Token], long: list[Token]) -> list[tuple[Token, list[Token], float]]:
    """Find acronyms on one side that are made of the first letters of words left over on the other, in any order.

    Returns:
        Each acronym with the words that it stands for, and how much that says, 0..1: more letters say more.

    >>> from toolkit.names.readings import read_slavic
    >>> [acronym], words = read_slavic("ММЗ", "company")[0].tokens, read_slavic("Murom Machine Plant", "company")[0].tokens
    >>> [([token.word for token in run], similarity) for _, run, similarity in find_acronyms([acronym], list(words))]
    [(['murom', 'machine', 'plant'], 0.65)]
    """
    found = []
    for x in short:
        if len(x.spelled) < _SHORTEST_ACRONYM:
            continue
        run = next((run for spelled in _list_spellings(x.spelled) for run in _list_runs(len(spelled), long) if _spells(spelled, run)), None)
        if run is not None:
            found.append((x, run, _ACRONYM[min(len(x.spelled), len(_ACRONYM)) - 1]))
    return found


def _list_spellings(spelled: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A romanised ts may have been ц, or т and с."""
    if "T" not in spelled:
        return [spelled]
    return [spelled, tuple(part for letter in spelled for part in (("t", "s") if letter == "T" else (letter,)))]


def _list_runs(size: int, long: list[Token]) -> Iterator[list[Token]]:
    # Fewer words than letters where a compound (научно-исследовательский) is one word of English.
    for n in (size, size - 1):
        if n > 1:
            for start in range(len(long) - n + 1):
                yield long[start : start + n]


def _spells(spelled: tuple[str, ...], run: list[Token]) -> bool:
    letters = list(spelled)
    for token in run:
        letter = next((letter for letter in letters if letter in token.letters), None)
        if letter is None:
            return False
        letters.remove(letter)
    if len(letters) == 1:
        return letters[0] == _AND or any(letters[0] in _SECOND_LETTERS.get(token.sound, "") for token in run)
    return not letters
