"""The all-lawful case keeps every look-alike and gives no strong lead."""

import subprocess
import sys
from pathlib import Path

from toolkit.case import Case
from toolkit.investigation import investigate


def test_the_all_lawful_case_gives_no_strong_lead(root: Path, tmp_path: Path) -> None:
    generator = root / "data_samples" / "generate.py"
    command = [sys.executable, generator, "--out", tmp_path / "lawful", "--scale", "0.2", "--lawful"]
    subprocess.run(command, check=True, capture_output=True)
    with Case.create(tmp_path / "case", analyst="test") as case:
        result = investigate(tmp_path / "lawful" / "evidence", case, zone="Asia/Shanghai", progress=False)
    assert len(result.findings) > 0
    assert "strong" not in set(result.findings["strength"])
    meetings = result.tables["events"]
    assert {"bunkering", "towing"} <= set(meetings["kind"])
    assert not meetings["kind"].isin(["encounter", "one_sided_meeting"]).any()
