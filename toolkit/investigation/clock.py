"""Where the time went."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from tqdm.auto import tqdm

__all__ = ["Clock"]


class Clock:
    """Times named steps and shows which one is under way."""

    def __init__(self, *, progress: bool) -> None:
        """Start with no step; ``progress`` shows a bar on the terminal or in the notebook."""
        self.seconds: dict[str, float] = {}
        self._bar = tqdm(disable=None if progress else True, bar_format="{desc}", leave=False)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time the block under ``name``; the same name again adds to it."""
        self._bar.set_description_str(name)
        started = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - started

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()
