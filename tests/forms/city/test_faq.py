"""よくある質問: what is shipped, and what a city adds."""

import re
from pathlib import Path

import pytest

from forms.city.city import load_city
from forms.city.faq import FaqFile, Question, shipped, with_shipped
from forms.complaints import Refused
from forms.loading.library import SHIPPED
from forms.text.reading import read_text

MIHON = SHIPPED / "cities" / "mihon"
QUESTIONS = [row for file in shipped() for row in file.questions]
WHOLE = """title: {ja: この市}
questions:
  - id: %s
    question: {ja: 問い}
    answer: [{ja: 答え}]
    guides: [moving]
    source: {text: 市の案内, certainty: std}
"""
KANJI, READ = re.compile("[一-龯]"), re.compile("（[ぁ-んー 　]+）")


def own(text: str) -> FaqFile:
    return read_text(text, Path("faq.yaml"), FaqFile)


def ids(files: tuple[FaqFile, ...]) -> list[str]:
    return [row.id for file in files for row in file.questions]


def test_the_shipped_questions_are_some_forty_and_each_has_its_own_name() -> None:
    names = ids(shipped())
    assert len(names) >= 40
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.id)
def test_each_speaks_of_something_that_there_is_in_easy_japanese_too(row: Question) -> None:
    missing = [name for name in row.procedures if not (SHIPPED / "procedures" / f"{name}.yaml").exists()]
    missing += [name for name in row.guides if not (SHIPPED / "guides" / f"{name}.yaml").exists()]
    assert missing == []
    for text in (row.question, *row.answer):
        assert text.easy, text.ja
        assert bool(KANJI.search(text.easy)) == bool(READ.search(text.easy)), text.easy
    assert "{" not in row.source.text


def test_a_city_adds_replaces_and_leaves_out() -> None:
    files = with_shipped(own(WHOLE % "risai" + "without: [sosaihi]\n"))
    assert files[0].questions[0].answer[0].ja == "答え"
    assert sorted(ids(files)) == sorted({*ids(shipped())} - {"sosaihi"})
    assert with_shipped(FaqFile()) == shipped()


def test_a_heading_of_which_nothing_is_left_is_not_shown() -> None:
    taxes = next(file for file in shipped() if "onestop-itsu" in ids((file,)))
    left = with_shipped(FaqFile(without=tuple(ids((taxes,)))))
    assert len(left) == len(shipped()) - 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (WHOLE.replace("    guides: [moving]\n", "") % "a", "write a procedure or a guide of which it speaks"),
        (WHOLE.replace("title: {ja: この市}\n", "") % "a", "the questions have no heading: write title"),
        (WHOLE.replace("std", "sure") % "a", "certainty"),
        (WHOLE % "a" + "extra: 1\n", "extra"),
    ],
)
def test_a_fault_is_refused_with_its_line(text: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        own(text)
    (complaint,) = refused.value.complaints
    assert words in str(complaint)
    assert complaint.line >= 1


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    faulty = WHOLE.replace("std", "sure").replace("{ja: 問い}", "{easy: 問い}") % "a"
    for name in ("one", "two"):
        (tmp_path / f"{name}.yaml").write_text(faulty, "utf-8")
    with pytest.raises(Refused) as refused:
        shipped(tmp_path)
    places = [(Path(complaint.file).name, complaint.line) for complaint in refused.value.complaints]
    assert sorted(places) == [("one.yaml", 4), ("one.yaml", 7), ("two.yaml", 4), ("two.yaml", 7)]


def test_a_citys_file_is_read_with_the_city() -> None:
    city = load_city(MIHON, {"faq.yaml": WHOLE % "our-own"})
    assert city.faq[0].questions[0].id == "our-own"
    assert load_city(MIHON).faq == shipped()
