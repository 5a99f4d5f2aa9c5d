"""The 教示 names the right body, period, order and defendant, and no notice of the city has one for what another decides."""

from dataclasses import replace

import pytest

from forms.definition.terms import Appeal, Forwarding
from portal.services.cases.cases import Case
from portal.services.notices.appeal_words import (
    appeal_paragraphs,
    appeal_summary,
    appeal_words,
    body_of_appeal,
    is_assumed,
    numbered,
)
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.services.desk.at_work import acting
from tests.portal.services.paper.paper import CITY, ON


@pytest.fixture
def case(installation: Installation, reviewer: Member, number: str) -> Case:
    with acting(installation, reviewer, number) as (_, opened):
        return opened


def paragraphs(installation: Installation, procedure: str) -> tuple[str, ...]:
    definition = installation.catalogue.current(procedure)
    assert definition.appeal is not None
    return appeal_paragraphs(CITY, CITY.office(definition.duty, ON), definition.appeal)


def test_care_insurance_goes_to_its_board_and_the_ruling_comes_before_the_court(installation: Installation) -> None:
    objection, court, exceptions = paragraphs(installation, "yokaigo-nintei")
    assert "3か月以内に、見本県介護保険審査会に対して審査請求" in objection
    assert "裁決を経た後でなければ提起することができません（介護保険法 第196条）" in court
    assert "裁決があったことを知った日の翌日から起算して6か月以内に、見本市を被告として" in court
    assert all(
        words in exceptions for words in ("第8条第2項", "3か月を経過しても裁決がないとき", "緊急の必要", "正当な理由")
    )


def test_child_allowance_goes_to_the_governor_and_the_court_is_open_at_once(installation: Installation) -> None:
    words = paragraphs(installation, "jido-teate-nintei")
    assert "見本県知事に対して審査請求" in words[0]
    assert (
        "この決定があったことを知った日の翌日から起算して6か月以内に、見本市を被告として（訴訟で見本市を代表する者は、見本市長です。）"
        in words[1]
    )
    assert "裁決を経た後でなければ" not in "".join(words)
    assert "その審査請求に対する裁決" in words[2]


def test_the_gist_says_in_another_language_what_the_body_is(installation: Installation) -> None:
    definition = installation.catalogue.current("yokaigo-nintei")
    assert definition.appeal is not None
    gists = {
        language: appeal_summary(CITY, CITY.office(definition.duty, ON), definition.appeal, language)
        for language in ("ja", "en", "zh-Hans")
    }
    assert "見本県介護保険審査会に「審査請求」" in gists["ja"]
    assert "見本県介護保険審査会 (the Long-term Care Insurance review board of the prefecture)" in gists["en"]
    assert "見本県介護保険審査会（县的介护保险审查会）" in gists["zh-Hans"]


def test_a_board_of_education_is_its_own_reviewer_and_represents_the_city(installation: Installation) -> None:
    objection, court, _ = paragraphs(installation, "shugaku-enjo")
    assert "見本市教育委員会に対して審査請求" in objection
    assert "見本市を被告として（訴訟で見本市を代表する者は、見本市教育委員会です。）" in court


def test_what_the_prefecture_decides_has_no_words_of_the_city(installation: Installation, case: Case) -> None:
    assert appeal_words(installation, case, "refused").count("\n") == 2
    away = replace(case, procedure=replace(case.procedure, forwarding=Forwarding("governor", "law")))
    assert (appeal_words(installation, away, "refused"), body_of_appeal(installation, away)) == ("", "")
    assert appeal_words(installation, case, "sent_back") == ""
    assert body_of_appeal(installation, case) == "見本県介護保険審査会"


def test_the_desk_is_informed_while_body_or_order_is_assumed(case: Case) -> None:
    def with_appeal(certainty: str) -> Case:
        return replace(case, procedure=replace(case.procedure, appeal=Appeal("mayor", "3か月", "6か月", certainty)))

    assert [is_assumed(with_appeal(certainty), "refused") for certainty in ("law", "assumed")] == [False, True]
    assert not is_assumed(replace(case, procedure=replace(case.procedure, appeal=None)), "refused")


def test_on_screens_the_paragraphs_are_numbered_because_they_refer_to_each_other() -> None:
    assert numbered("一つめ\n二つめ") == "1　一つめ\n2　二つめ"
    assert numbered("") == ""
