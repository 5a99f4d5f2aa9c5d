"""Faults of unreadable files."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from forms.complaints import Refused
from forms.loading.reading import Reading
from forms.loading.source import MAX_BYTES, read_source


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(Refused) as caught:
        read_source(path)
    (complaint,) = caught.value.complaints
    assert complaint.file == str(path)
    return complaint.key, complaint.text


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("塚: 葛󠄀\r\n".encode())
    assert read_source(path) == "塚: 葛󠄀\r\n"


def test_a_file_may_have_its_full_length_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"x" * MAX_BYTES)
    assert len(read_source(path)) == MAX_BYTES
    path.write_bytes(b"x" * (MAX_BYTES + 1))
    assert refused(path) == ("file.long", "longer than 2,000,000 bytes")


def test_what_is_no_text_is_reported_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"ab\xff")
    assert refused(path) == ("yaml.encoding", "not UTF-8 at byte 2: save the file as UTF-8")


@pytest.mark.parametrize("make", [lambda _: None, Path.mkdir, os.mkfifo])
def test_what_is_no_file_is_not_opened(make: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    make(path)
    assert refused(path) == ("file.none", "there is no such file")


def test_what_cannot_be_read_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests may run as root, for whom every file is readable."""
    path = tmp_path / "a.yaml"
    path.touch()

    def no_right(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", no_right)
    assert refused(path) == ("file.unreadable", "cannot be read: Permission denied")


def test_one_place_has_one_complaint_of_a_kind() -> None:
    reading = Reading("a.yaml")
    for _ in range(2):
        reading.complain((1, 2), "value.wrong", "this is wrong")
    reading.complain((1, 2), "key.unknown", "this too")
    reading.complain((1, 3), "value.wrong", "and this")
    assert [(complaint.column, complaint.key) for complaint in reading.complaints] == [
        (2, "value.wrong"),
        (2, "key.unknown"),
        (3, "value.wrong"),
    ]
