"""`kakanai bench` runs the measures beside the tests, and reports unknown ones."""

from pathlib import Path

import pytest

from portal.cli import benching, main


def test_an_unknown_measure_is_a_wrong_use(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "nothing-like-it"])
    assert ended.value.code == 2
    error = capfd.readouterr().err
    assert error.startswith("打ち方がちがいます。")
    assert all(f"'{name}'" in error for name in ("binding", "check", "effort", "question-page", "start", "submission"))


@pytest.mark.parametrize(("option", "place"), [("--page", "page.md"), ("--json", "folder/bench.json")])
def test_a_place_for_the_figures_that_is_not_there_is_refused_before_anything_is_measured(
    capfd: pytest.CaptureFixture[str], tmp_path: Path, option: str, place: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["bench", "submission", option, str(tmp_path / place)])
    assert ended.value.code == 2
    written = capfd.readouterr()
    assert option in written.err
    assert written.out == ""


def test_an_installation_without_tests_says_that_it_has_no_measures(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benching, "TREE", tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["bench"])
    assert ended.value.code == 1
    assert "from a source tree" in capsys.readouterr().err
