"""Every notice of every shipped definition, rendered from invented answers."""

import io
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from forms.city.city_words import in_words_of
from forms.definition.outcome import EXTENDED
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.consequences import appeal_of, forwarding_of
from forms.path.environment import Environment
from forms.path.path import Path
from forms.scenarios.sampling import valid_sample
from integrations.city_environment import environment_of, person_of
from portal.config import TREE
from portal.services.notices.dispatch_line import same_name
from portal.services.notices.list_notices import NoticeOfOutcome, notices_of, sample_notice
from portal.services.notices.notice_text import FORWARDED_TITLE
from portal.services.notices.print_letter import Letter, set_letters
from portal.services.shared.people_in import name_text
from tests.portal.pdfs import page_texts
from tests.portal.services.paper.paper import CITY, ON

SHIPPED = {
    name: in_words_of(CITY, procedure, ON)
    for name, procedure in load_folder(TREE / "forms" / "procedures", fields=field_types()).items()
}
_SEEDS = 12


@cache
def answered(procedure_id: str, *, forwarded: bool) -> tuple[Path, Environment]:
    """Answers with which the application is forwarded, or not."""
    procedure = SHIPPED[procedure_id]
    for seed in range(_SEEDS):
        environment = environment_of(procedure, CITY, ON, person_of(procedure, CITY, seed))
        path = valid_sample(procedure, environment, seed)
        if (forwarding_of(procedure, path) is not None) == forwarded:
            return path, environment
    raise AssertionError(procedure_id)


@cache
def letters() -> tuple[tuple[NoticeOfOutcome, Path, Letter], ...]:
    """Those that the city writes."""
    made = []
    for procedure in SHIPPED.values():
        for notice in notices_of(procedure, CITY, ON):
            if not notice.core_system:
                path, environment = answered(procedure.id, forwarded=notice.forwarded)
                made.append((notice, path, sample_notice(procedure, path, environment, CITY, notice.outcome)))
    return tuple(made)


def test_each_is_addressed_numbered_dated_and_titled_as_listed_with_rows_of_its_fields() -> None:
    assert len(letters()) > 80
    for notice, _, letter in letters():
        assert letter.subject == notice.title, notice
        assert letter.number.endswith("第123号"), notice
        assert letter.name, notice
        assert any(letter.address), notice
        assert letter.notice is not None
        if notice.outcome != EXTENDED:
            of_rows = [label for label, value in letter.notice.rows if value and label not in notice.fields]
            assert of_rows == [], notice


def test_each_says_what_to_do_next_in_both_languages_and_names_days_that_the_city_set() -> None:
    """Copies of the register and certificates are the paper itself; a 延期 says that there is nothing to do."""
    without = {
        (notice.procedure, notice.outcome)
        for notice, _, letter in letters()
        if letter.notice
        and not {"これからすること", "これからのこと", "支払いについて"}
        & {part.title for part in letter.notice.sections}
    }
    assert without == {
        (procedure, outcome)
        for procedure in ("juminhyo-utsushi", "inkan-shomei", "zei-shomei")
        for outcome in ("approved", "partly")
    }
    for _, _, letter in letters():
        assert letter.notice is not None
        assert not any("{" in line for part in letter.notice.sections for line in part.lines)
        assert not any("{" in line for line in letter.notice.easy)


def test_money_that_is_granted_has_its_days() -> None:
    paid = {
        (notice.procedure, notice.outcome)
        for notice, _, letter in letters()
        if letter.notice and any(part.title == "支払いについて" for part in letter.notice.sections)
    }
    assert {
        ("jido-teate-nintei", "approved"), ("jido-teate-gakukaitei", "approved"), ("jido-teate-mishiharai", "approved"),
        ("kaigo-kogaku", "approved"), ("kaigo-jutaku-kaishu-jigo", "approved"), ("shugaku-enjo", "approved"),
    } <= paid  # fmt: skip
    assert ("jido-teate-nintei", "refused") not in paid


def test_the_dead_and_children_get_no_letters_and_companies_are_addressed_as_such() -> None:
    named = {notice.procedure: letter for notice, _, letter in letters()}
    assert named["doro-senyo"].organisation or named["suido-kaishi"].organisation
    for procedure, question in (("okuyami-yoyaku", "visitor.name"), ("jido-teate-mishiharai", "filer.name")):
        path, _ = answered(procedure, forwarded=False)
        assert same_name(named[procedure].name, name_text(path.answers[question]))
        assert not named[procedure].organisation


def test_each_refusal_states_reasons_and_each_that_is_a_decision_its_provision() -> None:
    for notice, _, letter in letters():
        assert letter.notice is not None
        if notice.outcome == EXTENDED:
            continue
        outcome = SHIPPED[notice.procedure].outcomes[notice.outcome]
        assert bool(letter.notice.reasons) == outcome.reasons, notice
        assert bool(letter.notice.provision) == (outcome.reasons and outcome.disposition), notice


def test_each_decision_of_the_city_tells_how_to_object_and_nothing_else_does() -> None:
    for notice, path, letter in letters():
        procedure = SHIPPED[notice.procedure]
        assert letter.notice is not None
        expected = procedure.outcomes[notice.outcome].disposition and not notice.forwarded
        assert bool(letter.notice.appeal) == expected, notice
        if expected:
            assert appeal_of(procedure, path, notice.outcome) is not None, notice


def test_a_notification_that_ends_to_somebodys_disadvantage_tells_how_to_object() -> None:
    suspensions = {
        (notice.procedure, notice.outcome) for notice, _, letter in letters() if letter.notice and letter.notice.appeal
    }
    assert {
        ("jido-teate-genkyo", "suspended"),
        ("jido-teate-genkyo", "ended"),
        ("hoiku-genkyo", "changed"),
        ("hoiku-genkyo", "certification_revoked"),
        ("jido-fuyo-teate-genkyo", "stopped"),
        ("jido-fuyo-teate-genkyo", "suspended"),
        ("jido-fuyo-teate-genkyo", "ended"),
    } <= suspensions


def test_the_ruling_comes_first_in_care_insurance_alone() -> None:
    first = {
        notice.procedure
        for notice, _, letter in letters()
        if letter.notice and any("裁決を経た後でなければ" in words for words in letter.notice.appeal)
    }
    assert first == {
        notice.procedure
        for notice, _, letter in letters()
        if letter.notice and letter.notice.appeal and "介護保険審査会" in letter.notice.appeal[0]
    }


def test_what_the_prefecture_decides_is_told_without_the_title_of_a_decision() -> None:
    forwarded = {notice.procedure for notice, _, letter in letters() if letter.subject == FORWARDED_TITLE}
    assert forwarded == {"jiritsu-shien-iryo-koshin", "shogaisha-techo-saikofu", "tokubetsu-jido-fuyo-teate"}


def test_all_are_typeset_as_tagged_japanese_sheets_with_nothing_missing() -> None:
    paper = set_letters(CITY, [letter for _, _, letter in letters()])
    assert paper.missing == ()
    reader = PdfReader(io.BytesIO(paper.pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "ja-JP"  # type: ignore[index]
    sheets = page_texts(paper.pdf)
    starts = [number for number, text in enumerate(sheets) if "（公印省略）" in text]
    assert len(starts) == len(letters())
    for (notice, _, letter), first, last in zip(letters(), starts, [*starts[1:], len(sheets)], strict=True):
        assert last - first <= 2, notice  # a sheet with its back
        text = "".join(sheets[first:last])
        assert "".join(notice.title.split()) in text, notice
        assert letter.notice is not None
        assert ("不服の申立てと訴え（教示）" in text) == bool(letter.notice.appeal), notice
        assert ("裏面に続きがあります" in sheets[first]) == (last - first == 2), notice


def test_an_outcome_without_a_paper_has_none() -> None:
    procedure = SHIPPED["gairoto-tsuho"]
    assert list(notices_of(procedure, CITY, ON)) == []
    with pytest.raises(KeyError, match="repaired"):
        sample_notice(procedure, *answered(procedure.id, forwarded=False), CITY, "repaired")


def test_a_seal_is_drawn_where_the_office_has_one_and_else_said_to_be_left_out() -> None:
    _, _, letter = letters()[0]
    picture = next((TREE / "static").rglob("*.svg"))
    city = CITY.model_copy(update={"folder": picture.parent})
    sealed = replace(letter, sender=letter.sender.model_copy(update={"seal": picture.name}))
    texts = [PdfReader(io.BytesIO(set_letters(city, [each]).pdf)).pages[0].extract_text() for each in (sealed, letter)]
    assert ["公印省略" in text for text in texts] == [False, True]


def test_what_is_said_of_each_child_stands_under_its_name_and_a_booking_has_its_time() -> None:
    rows = {(notice.procedure, notice.outcome): letter.notice.rows for notice, _, letter in letters() if letter.notice}
    headings = [label for label, value in rows["jido-teate-nintei", "approved"] if not value]
    assert headings[0].startswith("子ども 1（")
    assert headings == sorted(headings)
    assert "来る日と時間" in dict(rows["okuyami-yoyaku", "accepted"])
    assert "住んでいる人の氏名" in dict(rows["risai-shomei", "approved"])
