"""Read the command line and write the files."""

import argparse
from pathlib import Path

from data_samples.awkward.generate import write_awkward


def main() -> None:
    """Write the awkward files and their truth."""
    parser = argparse.ArgumentParser(description="Write 41 awkward files and the truth of each.")
    parser.add_argument("--seed", type=int, default=0, help="draws other numbers, dates and goods")
    parser.add_argument("--out", type=Path, required=True, help="folder to write files/ and truth.json to")
    arguments = parser.parse_args()
    truths = write_awkward(arguments.out, seed=arguments.seed)
    print(f"{len(truths)} files in {arguments.out / 'files'}")


if __name__ == "__main__":
    main()
