"""What the service itself says in Japanese uses the words that definitions must use (forms/text/official_words.yaml)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from forms.text.official_words import official_words
from tests.house.tree import texts

ROOT = Path(__file__).parents[2]
ESCAPED = re.compile(r"\\[uUN]")
SHEETS = (
    "templates/**/*.html", "templates/**/*.txt", "templates/**/*.typ", "portal/web/words/*.yaml", "forms/messages/*.yaml",
    "forms/loading/meanings.yaml", "forms/city/*.yaml",
)  # fmt: skip


def sheets() -> Iterator[Path]:
    """Easy Japanese keeps everyday words."""
    for pattern in SHEETS:
        yield from (path for path in sorted(ROOT.glob(pattern)) if "easy" not in path.name.split("."))


def modules() -> Iterator[Path]:
    for folder in ("portal", "integrations", "forms"):
        yield from sorted((ROOT / folder).rglob("*.py"))


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """Without docstrings, and without those of modules without Japanese."""
    source = path.read_text("utf-8")
    if source.isascii() and not ESCAPED.search(source):  # half of the modules need not be parsed
        return
    yield from ((line, value) for line, value, is_docstring in texts(path).strings if not is_docstring)


def avoided(text: str) -> list[str]:
    return [f"{match[0]}: write {better}" for word, better in official_words() if (match := word.search(text))]


@pytest.mark.parametrize("path", list(sheets()), ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_letters_and_messages_use_the_words_of_official_documents(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    written = ((number, line) for number, line in enumerate(lines, 1) if not line.lstrip().startswith("#"))
    assert [(number, word) for number, line in written for word in avoided(line)] == []


def test_words_in_modules_do_too() -> None:
    remaining = [
        (str(path.relative_to(ROOT)), number, word)
        for path in modules()
        for number, text in strings(path)
        for word in avoided(text)
    ]
    assert remaining == []


def test_a_word_of_a_module_is_seen_and_its_docstring_is_not(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    for written in ('"""わけ"""\nWORDS = "返すわけ"\n', r'WORDS = "\u308f\u3051"'):
        module.write_text(written, "utf-8")
        assert [avoided(text) for _, text in strings(module)] == [["わけ: write 理由"]]


def test_no_notification_names_a_standard_period() -> None:
    """行政手続法6条 is about applications."""
    texts = [path.read_text("utf-8") for path in (ROOT / "forms" / "procedures").glob("*.yaml")]
    notifications = [text for text in texts if "\nkind: notification" in text]
    assert len(notifications) > 20
    assert [text.splitlines()[0] for text in notifications if "標準処理期間" in text] == []
