"""`kakanai bench` hands over to the measures beside the tests; what it cannot do it says."""

from pathlib import Path

import pytest

from portal.cli import benching, main


def test_an_unknown_measure_is_a_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "nothing-like-it"])
    assert ended.value.code == 2
    said = capfd.readouterr().err
    assert all(f"'{name}'" in said for name in ("binding", "check", "effort", "question-page", "start", "submission"))


def test_an_installation_without_tests_says_that_it_has_no_measures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benching, "TREE", tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["bench"])
    assert ended.value.code == 1
    assert "from a source tree" in capsys.readouterr().err
