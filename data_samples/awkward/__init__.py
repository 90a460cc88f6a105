"""Forty-one awkward files and the truth of each: what an investigator is handed, and what must not be lost on the way.

``python -m data_samples.awkward --out DIR`` writes ``DIR/files`` and ``DIR/truth.json``.
"""

from data_samples.awkward.generate import write_awkward

__all__ = ["write_awkward"]
