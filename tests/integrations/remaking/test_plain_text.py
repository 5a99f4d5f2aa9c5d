"""Plain text and CSV."""

import pytest

from integrations.remaking import plain_text
from integrations.remaking.apart import Apart
from integrations.remaking.plain_text import read_plain, remake_plain
from integrations.sockets.interfaces import CUT, Unusable


@pytest.mark.parametrize(
    "content",
    [
        "氏名,年\r\n髙橋,\t4\r".encode("cp932"),
        "氏名,年\n髙橋,\t4\n".encode(),
        "氏名,年\n髙橋,\t4\n".encode("utf-8-sig"),
    ],
)
def test_it_is_kept_in_one_encoding_and_one_end_of_line(content: bytes) -> None:
    made = remake_plain(content)
    assert (made.content.decode(), made.media, made.pages) == ("氏名,年\n髙橋,\t4\n", "text/plain", 1)


@pytest.mark.parametrize(
    "content",
    [
        b"", b" \n", b"a\0b", b"a\x1b[2Jb", b"\xff\xfea\0", b"a\x0cb", b"\xff\xd8\xff\xe0", "a\u202egpj".encode(),
        "あ\ue000".encode(), "a\u200bb".encode(), b"\x81", b"\xed\xa0\x80", b"\x1e1", CUT.encode(),
    ],
)  # fmt: skip
def test_what_is_no_readable_text_is_refused(content: bytes) -> None:
    with pytest.raises(Unusable, match="not_text"):
        remake_plain(content)


def test_it_is_read_as_lines_and_never_as_a_table_or_title(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_plain(b"\ta\tb\nc\n").content == b" a b\nc\n"
    monkeypatch.setattr(plain_text, "_MOST_CHARACTERS", 3)
    assert read_plain("あいう\nえ".encode()).content.decode() == f"あいう\n{CUT}"


def test_the_process_without_files_reads_it_too() -> None:
    process = Apart()
    try:
        kept = process.remake("氏名,年".encode("cp932"), "text/plain").content
        assert process.read(kept, "text/plain") == "氏名,年"
    finally:
        process.close()
