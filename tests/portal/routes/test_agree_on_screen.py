"""What a visitor agrees to on their own screen is their answer: with all that they confirmed, as long as it stands so, and no more."""

import pytest

from portal.services.installation import Installation
from portal.services.rights import Member
from portal.services.show_on_screen import look, say
from portal.services.visit_facts import VISITOR
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.routes.test_counter_interview import filed
from tests.portal.routes.test_day_of_leaving import KEN
from tests.portal.routes.test_unwritten import AGAIN, ALLOWANCE, LICENCE, LOST, person, transfer
from tests.portal.world import add_member

AGREED = "consent_true"
SORA = person(2, "例示　空", "れいじ　そら", "R2.5.6", "male", "child")


@pytest.fixture
def one(here: Installation) -> Clerk:
    """All is taken down but what the visitor has to agree to."""
    member: Member = add_member(here, "clerk", ("clerk", "care-qualification"))
    made = serve(here, member, "A-1", LICENCE)
    made.find("S29.6.15", "うめこ")
    made.add(AGAIN)
    made.tablet = True
    made.pair()
    made.take_down(LOST)
    return made


def stands(one: Clerk) -> tuple[object, str]:
    """The answer, and where it is from."""
    (part,) = one.stands().parts
    origin = part.origins.get(AGREED)
    return part.entry.path.answers.get(AGREED), origin.source if origin else ""


def test_who_says_that_all_is_right_agrees_to_the_sentences_they_read(one: Clerk) -> None:
    tablet = one.show()
    assert stands(one) == (None, "")
    while "書いたことに間違いはありません" not in tablet.words:
        assert "同意" not in tablet.words
        tablet.press("right")
    assert ("しるしのついた文に同意しますか" in tablet.words, "まちがいありません。同意します" in tablet.words) == (
        True,
        True,
    )
    assert stands(one) == (None, "")  # all but this was said to be right
    tablet.press("right")
    assert stands(one) == (True, "visitor")
    answer = one.page("interview").press("register")
    assert answer.status_code == 303
    assert "来庁者の画面から" in one.browser.get(f"/desk/{filed(one)[0]}")


def test_what_is_changed_after_it_takes_the_agreement_out_until_it_is_confirmed(one: Clerk) -> None:
    one.show()
    one.agree()
    one.page("interview").press("refresh", {"p0.phone": ["000-0000-0008"]})
    assert stands(one) == (None, "")
    assert one.page("interview").press("register").status_code == 422
    one.show()
    one.agree()
    assert stands(one) == (True, "visitor")


def test_who_finds_something_wrong_has_agreed_to_nothing(one: Clerk) -> None:
    tablet = one.show()
    tablet.press("wrong")
    tablet.agree()
    assert stands(one) == (None, "")


def test_who_agreed_to_one_procedure_has_not_agreed_to_another_that_they_did_not_see(here: Installation) -> None:
    """The same sentence stands in both, and the one that asks first is not the one that was confirmed first."""
    clerk = serve(
        here, add_member(here, "clerk", ("clerk", "care-qualification"), ("clerk", "care-benefit")), "A-2", LICENCE
    )
    clerk.find("S29.6.15", "うめこ")
    clerk.add(AGAIN, "kaigo-futan-wariaisho-saikofu")
    clerk.tablet = True
    clerk.pair()
    clerk.take_down({**LOST, "also_lost": "only"})
    clerk.show()
    first, second = (part.draft.id for part in clerk.stands().parts)
    agree_to(clerk, second)
    clerk.page("interview").press("refresh")  # and that is stored
    given = {
        part.draft.id: [one.source for name, one in part.origins.items() if name.startswith("consent")]
        for part in clerk.stands().parts
    }
    assert (VISITOR in given[second], given[first]) == (True, [])
    agree_to(clerk, first)
    assert [part.entry.path.missing for part in clerk.stands().parts] == [(), ()]


def agree_to(clerk: Clerk, draft: str) -> None:
    with clerk.installation.database.write() as unit:
        for section in look(clerk.installation, unit, *clerk._paired(unit)).sections:
            if section.uid == draft:
                say(clerk.installation, unit, *clerk._paired(unit), section.key, right=True)
        unit.commit()


def test_what_tells_nothing_is_not_shown(here: Installation) -> None:
    """A count of people who follow one by one, and boxes that stay empty: nobody can say of them that they are right."""
    clerk = serve(here, add_member(here, "clerk", ("clerk", "child-allowance")), "A-3", LICENCE)
    clerk.key_paper("transfer", transfer(KEN, SORA))
    clerk.add("kodomo-iryohi")
    clerk.take_down(ALLOWANCE, ("person.0.children.2",))
    clerk.show()
    with clerk.installation.database.read() as unit:
        sections = look(clerk.installation, unit, *clerk._paired(unit)).sections
    assert not any(row.value.endswith("件") for section in sections for row in section.rows)
    assert all(any(row.value for row in section.rows) for section in sections)
    assert any("空" in row.value for section in sections for row in section.rows)
