"""Around the program: limits, and what it may answer."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from integrations.reading import tesseract
from integrations.reading.tesseract import Tesseract
from integrations.sockets.interfaces import AdapterError
from tests.pictures import jpeg

HEAD = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
PAGE, WORD = "1\\t1\\t0\\t0\\t0\\t0\\t0\\t0\\t60\\t40\\t-1\\t", "5\\t1\\t1\\t1\\t1\\t1\\t2\\t3\\t4\\t5\\t96.5\\t"


@pytest.fixture
def instead(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A program in place of Tesseract's."""
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    tesseract._has_japanese.cache_clear()
    yield tmp_path / "tesseract"
    tesseract._has_japanese.cache_clear()


def does(program: Path, script: str) -> Tesseract:
    program.write_text(f"#!/bin/sh\ncat >/dev/null\n{script}\n")
    program.chmod(0o755)
    return Tesseract(seconds=10)


def code(reader: Tesseract) -> str:
    with pytest.raises(AdapterError) as failed:
        reader.read(jpeg())
    return failed.value.code


def test_it_sees_no_network_and_writes_no_file(instead: Path, tmp_path: Path) -> None:
    seen = f"""printf '{HEAD}\\n{PAGE}\\n'
(echo x >{tmp_path}/kept) 2>/dev/null; printf '{WORD}'; wc -c <{tmp_path}/kept
printf '{WORD}'; tail -n +3 /proc/net/dev | cut -d: -f1 | tr -d ' \\n'; echo"""
    (page,) = does(instead, seen).read(jpeg())
    size, network = (word.text for word in page.words)
    assert size == "0"
    assert network == "lo" or "unshare" not in tesseract._apart()  # not every account may make such a process


def test_its_environment_is_empty(instead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAKANAI_SECRET", "open sesame")
    (page,) = does(instead, f"printf '{HEAD}\\n{PAGE}\\n{WORD}'; env | grep -c KAKANAI; pwd >/dev/null").read(jpeg())
    assert [word.text for word in page.words] == ["0"]


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("exit 1", "READER_FAILED"),
        ("echo; echo rubbish", "READER_RUBBISH"),
        (f"printf '{HEAD}\\n1\\t1\\tx\\n'", "READER_RUBBISH"),
        (f"printf '{HEAD}\\n{PAGE}\\n{WORD}a\\n' | sed s/96.5/nan/", "READER_RUBBISH"),
    ],
)
def test_what_it_may_answer(instead: Path, script: str, why: str) -> None:
    assert code(does(instead, script)) == why


@pytest.mark.parametrize(
    ("content", "lines"), [(b"/etc/passwd\n", False), (b"http://127.0.0.1:9/x\n", True), (jpeg(), True), (b"", False)]
)
def test_it_never_gets_what_it_would_take_for_a_list_of_files(instead: Path, content: bytes, lines: bool) -> None:
    reader = does(instead, f"printf '{HEAD}\\n{PAGE}\\n'")
    assert len(reader.read(jpeg())) == 1
    with pytest.raises(AdapterError, match="READER_PICTURE"):
        reader.read(content, lines=lines)


def test_it_is_stopped_in_time(instead: Path) -> None:
    program = does(instead, "sleep 60")
    program._seconds = 0.3
    assert code(program) == "READER_TIMEOUT"


def test_without_the_program_or_its_japanese_it_is_not_ready(instead: Path) -> None:
    does(instead, "echo 'List of available languages (1):'; echo eng")
    assert not Tesseract().ready()
    tesseract._has_japanese.cache_clear()
    does(instead, "echo jpn")
    assert Tesseract().ready()


def test_a_busy_machine_is_asked_again(instead: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    does(instead, "echo jpn")
    with monkeypatch.context() as busy:
        busy.setattr(subprocess, "run", _late)
        assert not Tesseract().ready()
    assert Tesseract().ready()


def _late(*_order: object, **_limits: object) -> NoReturn:
    raise subprocess.TimeoutExpired("tesseract", 10)


def test_signs_that_some_take_for_an_end_of_line_end_none(instead: Path) -> None:
    (page,) = does(instead, f"printf '{HEAD}\\n{PAGE}\\n{WORD}a\\342\\200\\250b\\n{WORD}c\\n'").read(jpeg())
    assert [word.text for word in page.words] == ["a\u2028b", "c"]
