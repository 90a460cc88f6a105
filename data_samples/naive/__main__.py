"""Print what the naive baselines score: ``python -m data_samples.naive [--seeds 0 1]``."""

import argparse
import tempfile
from pathlib import Path

from data_samples.generate import generate_case
from data_samples.naive import thread_a, thread_b


def main() -> None:
    """Generate a case for each seed and print one line a question."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1])
    parser.add_argument("--case", type=Path, help="score a case that is already written")
    arguments = parser.parse_args()
    scores: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        cases = [arguments.case] if arguments.case else [Path(folder) / str(seed) for seed in arguments.seeds]
        for number, case in enumerate(cases):
            if not arguments.case:
                generate_case(case, seed=arguments.seeds[number])
            for question, score in (thread_a.score_questions(case) | thread_b.score_questions(case)).items():
                scores.setdefault(question, []).append(score)
    for question, row in sorted(scores.items()):
        print(question, *(f"{score:.2f}" for score in row))


if __name__ == "__main__":
    main()
