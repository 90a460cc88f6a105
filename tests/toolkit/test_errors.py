"""What somebody who works in a notebook sees of a refusal."""

import pytest
from IPython.core.interactiveshell import InteractiveShell


def test_a_notebook_shows_the_sentence_of_a_refusal_and_none_of_our_code(capsys: pytest.CaptureFixture[str]) -> None:
    shell = InteractiveShell()
    shell.run_cell("from toolkit.sources import look\nlook('no such folder')", store_history=False)
    said = capsys.readouterr().out
    assert said.strip() == "ArgumentError: folder='no such folder' does not exist; give the folder that holds the files"
    shell.run_cell("1 / 0", store_history=False)
    assert "Traceback" in capsys.readouterr().out
