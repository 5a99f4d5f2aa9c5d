"""Which cases name a person whom the register does not have."""

from dataclasses import replace
from datetime import date

from portal.services.desk.queue.find_unfound import find_unfound, unfound_words
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.desk.case.test_compare import TARO
from tests.portal.services.desk.at_work import audited
from tests.portal.services.residents.test_match_resident import FakeRegister
from tests.portal.world import add_member


def test_a_good_outcome_looks_the_people_up_and_a_refusal_does_not(
    installation: Installation, reviewer: Member, number: str
) -> None:
    site = replace(installation, register=FakeRegister(replace(TARO, birth=date(1950, 1, 1))))
    assert find_unfound(site, reviewer, {number: "approved"}) == {number: ("髙見本　太郎",)}
    assert len(audited(installation, "compare with register")) == 1
    assert find_unfound(site, reviewer, {number: "refused"}) == {}
    assert len(audited(installation, "compare with register")) == 1


def test_who_is_there_or_cannot_be_looked_up_keeps_no_case_back(
    installation: Installation, reviewer: Member, number: str
) -> None:
    stranger = add_member(installation, "stranger", ("reviewer", "roads"))
    nowhere = replace(installation, register=FakeRegister())
    for site, member in (
        (replace(installation, register=FakeRegister(TARO)), reviewer),
        (replace(installation, register=FakeRegister(TARO, away=True)), reviewer),
        (replace(installation, register=None), reviewer),
        (nowhere, stranger),
    ):
        assert find_unfound(site, member, {number: "approved", "26-000-000-000": "approved"}) == {}


def test_each_person_is_named() -> None:
    assert unfound_words(("見本　太郎", "見本　花子")).startswith(
        "見本　太郎さん、見本　花子さんが住民票に見つかりません"
    )
