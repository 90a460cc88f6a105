"""What is wrong with a file, as a sentence that can be said again in another language."""

from typing import Any, Self

from toolkit.tables import Reason, make_reason
from toolkit.wording import say

__all__ = ["Problem", "problem_of", "say_problem"]


class Problem(str):  # noqa: SLOT000 - what it remembers is an attribute
    """A sentence in English that remembers its code and values.

    >>> Problem("problem_no_row", name="a.csv")
    "'a.csv' is empty: there is no row to read"
    """

    reason: Reason

    def __new__(cls, code: str, **values: object) -> Self:
        """Say what is wrong by its code in the catalogue; a ``name`` is shown in quotation marks, a number with its thousands."""
        shown: dict[str, Any] = {key: _show(key, value) for key, value in values.items()}
        reason = make_reason(code, **shown)
        problem = super().__new__(cls, say(reason))
        problem.reason = reason
        return problem


def _show(key: str, value: object) -> str:
    if key in _QUOTED:
        return repr(str(value))
    return f"{value:,}" if isinstance(value, int) else str(value)


_QUOTED = frozenset({"name", "sheet", "part"})


def problem_of(error: Exception) -> str:
    """Give what an error says, as the :class:`Problem` that it was raised with, if it was."""
    first = error.args[0] if error.args else ""
    return first if isinstance(first, Problem) else str(error)


def say_problem(problem: str, language: str = "en") -> str:
    """Say a problem in a language; what is no :class:`Problem` stays as it is.

    >>> say_problem(Problem("problem_no_row", name="a.csv"), "zh")
    "'a.csv' 为空：没有可读取的行"
    """
    return say(problem.reason, language) if isinstance(problem, Problem) else problem
