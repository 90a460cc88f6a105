"""Write Operation Slack Water, an invented case with its answer key.

``python data_samples/generate.py --seed N --scale S --out DIR [--lawful]`` writes ``DIR/evidence`` (what an investigator
is given) and ``DIR/truth`` (the answer key, which no reader loads). Same seed, scale and mode: same bytes.
"""

import argparse
import sys
from pathlib import Path

if __package__ in {None, ""}:  # run as a script: let the repository's own packages be found
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from data_samples.answer_key import write_key
from data_samples.thread_a import write_thread_a
from data_samples.thread_b import write_thread_b

__all__ = ["generate_case"]


def generate_case(out: Path, *, seed: int = 0, scale: float = 1.0, lawful: bool = False) -> Path:
    """Write the whole case.

    Args:
        out: folder to write to; created if needed. Files of an earlier run are overwritten.
        seed: 0 gives the figures of the case book; every other seed draws its own names, places, times and amounts.
        scale: multiplies background traffic and background trade; what is planted stays as it is.
        lawful: leave out every offence and keep every lawful pattern that looks like one.

    Returns:
        ``out``.

    Raises:
        ValueError: if ``scale`` is not above zero or ``seed`` is negative.
    """
    if scale <= 0 or seed < 0:
        message = f"seed={seed}, scale={scale}: the seed must be 0 or more and the scale above 0"
        raise ValueError(message)
    (out / "evidence").mkdir(parents=True, exist_ok=True)
    rows = write_thread_a(out, seed=seed, scale=scale, lawful=lawful)
    rows += write_thread_b(out, seed=seed, scale=scale, lawful=lawful)
    write_key(rows, out / "truth" / "answers.csv")
    return out


def main() -> None:
    """Read the command line and write the case."""
    parser = argparse.ArgumentParser(description="Write Operation Slack Water, an invented case with its answer key.")
    parser.add_argument("--seed", type=int, default=0, help="0 gives the figures of the case book (default)")
    parser.add_argument("--scale", type=float, default=1.0, help="multiplies background traffic and trade (default 1)")
    parser.add_argument("--out", type=Path, required=True, help="folder to write evidence/ and truth/ to")
    parser.add_argument("--lawful", action="store_true", help="no offence planted, every lawful look-alike kept")
    arguments = parser.parse_args()
    generate_case(arguments.out, seed=arguments.seed, scale=arguments.scale, lawful=arguments.lawful)


if __name__ == "__main__":
    main()
