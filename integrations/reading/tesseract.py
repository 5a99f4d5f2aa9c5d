"""Tesseract as a process of its own: Debian's tesseract-ocr and tesseract-ocr-jpn."""

import os
import shutil
import subprocess
from dataclasses import replace
from functools import cache

from integrations.sockets.interfaces import AdapterError
from integrations.sockets.reading_socket import PageRead, Word

_PROGRAM = "tesseract"
# Anything else it takes for a list of files and addresses to open.
_JPEG, _TIFF = b"\xff\xd8\xff", (b"II*\0", b"MM\0*")
_MEMORY, _PROCESSOR = 1_500_000_000, 60  # bytes, seconds
_MOST_ROWS = 20_000
_PAGE, _WORD = 1, 5  # levels of TSV
_LAYOUT, _ONE_LINE = "11", "7"  # --psm: sparse text, one line
_DOTS = "300"  # an inch: what it guesses without is often wrong


class Tesseract:
    """`seconds`: limit per picture."""

    name = "tesseract"

    def __init__(self, *, seconds: float = 30.0) -> None:
        self._seconds = seconds

    def read(self, picture: bytes, *, lines: bool = False) -> tuple[PageRead, ...]:
        if not picture.startswith(_TIFF if lines else _JPEG):
            raise AdapterError("READER_PICTURE", permanent=True)
        order = [
            _PROGRAM,
            "stdin",
            "stdout",
            "-l",
            "jpn",
            "--dpi",
            _DOTS,
            "--psm",
            _ONE_LINE if lines else _LAYOUT,
            "tsv",
        ]
        try:
            done = subprocess.run(  # noqa: S603 - fixed words; the picture comes by its standard input
                [*_apart(), *order], input=picture, capture_output=True, timeout=self._seconds, check=False,
                env={"PATH": os.environ.get("PATH", ""), "OMP_THREAD_LIMIT": "1"}, cwd="/",
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise AdapterError("READER_TIMEOUT", permanent=False) from None
        except OSError:
            raise AdapterError("READER_UNAVAILABLE", permanent=False) from None
        if done.returncode:
            raise AdapterError("READER_FAILED", permanent=True)
        try:
            return _pages(done.stdout.decode("utf-8", "replace"))
        except (ValueError, OverflowError):  # a number that is none
            raise AdapterError("READER_RUBBISH", permanent=True) from None

    def ready(self) -> bool:
        try:
            return _has_japanese()
        except (OSError, subprocess.TimeoutExpired):
            return False  # not kept: a busy machine answers later


@cache
def _apart() -> tuple[str, ...]:
    # Without a network where this account may make such a process, without files to write, and with its memory limited.
    alone = ("unshare", "--map-root-user", "--net")
    probe = subprocess.run([*alone, "true"], check=False, capture_output=True) if shutil.which(alone[0]) else None  # noqa: S603
    allowed = probe is not None and probe.returncode == 0
    limits = ("prlimit", f"--as={_MEMORY}", f"--cpu={_PROCESSOR}", "--fsize=0", "--core=0")
    return (*(alone if allowed else ()), *limits)


@cache
def _has_japanese() -> bool:
    done = subprocess.run([_PROGRAM, "--list-langs"], capture_output=True, timeout=10, check=False)  # noqa: S603
    return b"jpn" in done.stdout.split()


def _pages(table: str) -> tuple[PageRead, ...]:
    pages: list[PageRead] = []
    words: list[Word] = []
    for row in table.removesuffix("\n").split("\n")[1 : _MOST_ROWS + 1]:
        cells = row.split("\t", 11)
        if len(cells) != 12 or not all(map(str.isdecimal, cells[:10])):
            raise AdapterError("READER_RUBBISH", permanent=True)
        level, _, block, paragraph, line, _, left, top, width, height = map(int, cells[:10])
        if level == _PAGE:
            words = []
            pages.append(PageRead((width, height), ()))
        elif level == _WORD and pages and cells[11].strip():
            sure = max(0, min(100, round(float(cells[10]))))
            box = (left, top, left + width, top + height)
            words.append(Word(cells[11].strip(), box, sure, (block * 1000 + paragraph) * 1000 + line))
            pages[-1] = replace(pages[-1], words=tuple(words))
    return tuple(pages)
