"""Consents that visitors give on their own screen hold only while the confirmed sections stay unchanged."""

import pytest

from portal.services.counter.visitor_screen_sections import look, record_answer
from portal.services.filing.visit_facts import VISITOR
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.portal.routes.counter.test_day_of_leaving import KEN
from tests.portal.routes.counter.test_interview import filed
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.routes.residents.test_unwritten import AGAIN, ALLOWANCE, LICENCE, LOST, person, transfer
from tests.portal.world import add_member

AGREED = "consent_true"
SORA = person(2, "例示　空", "れいじ　そら", "R2.5.6", "male", "child")


@pytest.fixture
def clerk(equipped: Installation) -> Clerk:
    member: Member = add_member(equipped, "clerk", ("clerk", "care-qualification"))
    clerk = serve(equipped, member, "A-1", LICENCE)
    clerk.find("S29.6.15", "うめこ")
    clerk.add(AGAIN)
    clerk.tablet = True
    clerk.pair()
    clerk.take_down(LOST)
    return clerk


def consent(clerk: Clerk) -> tuple[object, str]:
    (part,) = clerk.current().parts
    origin = part.origins.get(AGREED)
    return part.entry.path.answers.get(AGREED), origin.source if origin else ""


def test_who_says_that_all_is_right_agrees_to_the_sentences_they_read(clerk: Clerk) -> None:
    tablet = clerk.show()
    assert consent(clerk) == (None, "")
    while "書いたことに間違いはありません" not in tablet.words:
        assert "同意" not in tablet.words
        tablet.press("right")
    assert ("しるしのついた文に同意しますか" in tablet.words, "まちがいありません。同意します" in tablet.words) == (
        True,
        True,
    )
    assert consent(clerk) == (None, "")  # everything else is confirmed
    tablet.press("right")
    assert consent(clerk) == (True, "visitor")
    response = clerk.page("interview").press("register")
    assert response.status_code == 303
    assert "来庁者の画面から" in clerk.browser.get(f"/desk/{filed(clerk)[0]}")


def test_what_is_changed_after_it_takes_the_agreement_out_until_it_is_confirmed(clerk: Clerk) -> None:
    clerk.show()
    clerk.agree()
    clerk.page("interview").press("refresh", {"p0.phone": ["000-0000-0008"]})
    assert consent(clerk) == (None, "")
    assert clerk.page("interview").press("register").status_code == 422
    clerk.show()
    clerk.agree()
    assert consent(clerk) == (True, "visitor")


def test_who_finds_something_wrong_has_agreed_to_nothing(clerk: Clerk) -> None:
    tablet = clerk.show()
    tablet.press("wrong")
    tablet.agree()
    assert consent(clerk) == (None, "")


def test_who_agreed_to_one_procedure_has_not_agreed_to_another_that_they_did_not_see(equipped: Installation) -> None:
    """Both procedures have the same sentence, and the first to ask is not the first to be confirmed."""
    clerk = serve(
        equipped,
        add_member(equipped, "clerk", ("clerk", "care-qualification"), ("clerk", "care-benefit")),
        "A-2",
        LICENCE,
    )
    clerk.find("S29.6.15", "うめこ")
    clerk.add(AGAIN, "kaigo-futan-wariaisho-saikofu")
    clerk.tablet = True
    clerk.pair()
    clerk.take_down({**LOST, "also_lost": "only"})
    clerk.show()
    first, second = (part.draft.id for part in clerk.current().parts)
    agree_to(clerk, second)
    clerk.page("interview").press("refresh")  # and that is stored
    given = {
        part.draft.id: [origin.source for name, origin in part.origins.items() if name.startswith("consent")]
        for part in clerk.current().parts
    }
    assert (VISITOR in given[second], given[first]) == (True, [])
    agree_to(clerk, first)
    assert [part.entry.path.missing for part in clerk.current().parts] == [(), ()]


def agree_to(clerk: Clerk, draft: str) -> None:
    with clerk.installation.database.write() as unit:
        for section in look(clerk.installation, unit, *clerk._paired(unit)).sections:
            if section.uid == draft:
                record_answer(clerk.installation, unit, *clerk._paired(unit), section.key, right=True)
        unit.commit()


def test_what_shows_nothing_is_not_shown(equipped: Installation) -> None:
    """Counts of rows and empty boxes cannot be confirmed by anybody."""
    clerk = serve(equipped, add_member(equipped, "clerk", ("clerk", "child-allowance")), "A-3", LICENCE)
    clerk.key_paper("transfer", transfer(KEN, SORA))
    clerk.add("kodomo-iryohi")
    clerk.take_down(ALLOWANCE, ("person.0.children.2",))
    clerk.show()
    with clerk.installation.database.read() as unit:
        sections = look(clerk.installation, unit, *clerk._paired(unit)).sections
    assert not any(row.value.endswith("件") for section in sections for row in section.rows)
    assert all(any(row.value for row in section.rows) for section in sections)
    assert any("空" in row.value for section in sections for row in section.rows)
