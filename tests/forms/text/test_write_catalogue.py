"""What is written is read again."""

from forms.text.translations import Entry, read_entries
from forms.text.write_catalogue import write_catalogue

TEXT = 'かぎ「"」\n\\と\tタブ'


def test_what_is_written_is_read_again_with_its_mark_and_place() -> None:
    entries = {TEXT: Entry(TEXT, 'a "key"\\\n', machine_made=True), "次へ": Entry("次へ", "Next")}
    text = write_catalogue("en", {TEXT: "page a b", "次へ": "city", "まだ": "city"}, entries)
    assert "# English." in text
    assert "#: page:a:b\n#, fuzzy\n" in text
    assert list(read_entries(text, "")) == [*entries.values(), Entry("まだ", "")]


def test_the_head_stays_in_which_tools_write_who_worked_on_it() -> None:
    head = 'msgid ""\nmsgstr ""\n"Last-Translator: alice\\n"\n'
    assert write_catalogue("vi", {}, {}, head) == head
