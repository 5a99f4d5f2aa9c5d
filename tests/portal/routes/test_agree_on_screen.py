"""What a visitor agrees to on their own screen is their answer: with all that they confirmed, as long as it stands so, and no more."""

import pytest

from portal.services.installation import Installation
from portal.services.rights import Member
from tests.portal.routes.interviewing import Clerk, serve
from tests.portal.routes.test_counter_interview import filed
from tests.portal.routes.test_unwritten import AGAIN, LICENCE, LOST
from tests.portal.world import add_member

AGREED = "consent_true"


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
