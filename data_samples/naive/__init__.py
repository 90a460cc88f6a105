"""Naive baselines: answer each question as a hasty script would, and score the answer against the key.

A baseline reads the evidence files and nothing else; the key is opened only to score. Each module here has one function
``score_questions(case: Path) -> dict[str, float]`` (``case`` is the folder that the generator wrote, with ``evidence`` and
``truth`` in it), giving each question id a score from 0 to 1. A question whose baseline reaches .8 is too easy.
"""

__all__ = ["TOO_EASY"]

TOO_EASY = 0.8
