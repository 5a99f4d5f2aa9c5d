"""`kakanai bench` runs the measures beside the tests, and reports unknown ones."""

from pathlib import Path

import pytest

from portal.cli import benching, main


def test_an_unknown_measure_is_a_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "nothing-like-it"])
    assert ended.value.code == 2
    error = capfd.readouterr().err
    assert all(f"'{name}'" in error for name in ("binding", "check", "effort", "question-page", "start", "submission"))


def test_an_installation_without_tests_says_that_it_has_no_measures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benching, "TREE", tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["bench"])
    assert ended.value.code == 1
    assert "from a source tree" in capsys.readouterr().err
