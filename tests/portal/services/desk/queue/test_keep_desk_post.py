"""Posts after an expired session: sealed, for a day."""

import pytest

from portal.services.desk.queue.keep_desk_post import KeptDesk, keep_desk_post, kept_desk_posts_of
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.sessions import open_session
from tests.portal.later import later
from tests.portal.world import DUTY, add_member

PAGE, WORDS = "/desk/26/notes", "電話で聞いたこと"


@pytest.fixture
def token(installation: Installation, reviewer: Member) -> str:
    with installation.database.write() as unit:
        opened = open_session(installation, unit, "staff", staff_id=reviewer.id)
        unit.commit()
    return opened


def keep(installation: Installation, token: str, boxes: dict[str, list[str]], path: str = PAGE) -> bool:
    with installation.database.write() as unit:
        kept = keep_desk_post(installation, unit, token, path, boxes)
        unit.commit()
    return kept


def kept_posts(installation: Installation, member: Member) -> tuple[KeptDesk, ...]:
    with installation.database.read() as unit:
        return kept_desk_posts_of(installation, unit, member)


def test_free_text_is_kept_for_its_writer_for_a_day(installation: Installation, reviewer: Member, token: str) -> None:
    expired = later(installation, hours=20)
    assert keep(expired, token, {"text": [WORDS], "confirmed": ["yes"], "revision": ["3"]})
    (post,) = kept_posts(expired, reviewer)
    assert (post.path, post.boxes, post.words) == (PAGE, {"text": [WORDS], "revision": ["3"]}, (WORDS,))
    assert kept_posts(expired, add_member(installation, "colleague", ("reviewer", DUTY))) == ()
    assert len(kept_posts(later(installation, hours=43), reviewer)) == 1
    assert kept_posts(later(installation, hours=45), reviewer) == ()


@pytest.mark.parametrize(
    ("boxes", "path"),
    [
        ({"act": ["approved"]}, PAGE), ({"text": [WORDS]}, "/counter"), ({"text": [WORDS]}, "/desk/26/numbers"),
        ({"text": [WORDS]}, "/desk/" + "a" * 200), ({"text": ["あ" * 100_000]}, PAGE),
    ],
)  # fmt: skip
def test_a_post_without_free_text_of_another_place_or_without_end_is_not_kept(
    installation: Installation, reviewer: Member, token: str, boxes: dict[str, list[str]], path: str
) -> None:
    assert not keep(installation, token, boxes, path)
    assert kept_posts(installation, reviewer) == ()


def test_without_a_session_of_staff_nothing_is_kept(installation: Installation, reviewer: Member) -> None:
    with installation.database.write() as unit:
        resident = open_session(installation, unit, "resident", person_id=None)
        unit.commit()
    assert [keep(installation, token, {"text": [WORDS]}) for token in ("", "unknown", resident)] == [False] * 3


def test_of_a_draft_neither_numbers_nor_the_registering_are_kept(
    installation: Installation, reviewer: Member, token: str
) -> None:
    boxes = {
        "name": ["見本 花子"], "number": ["1234-5678-9018", "１２３４５６７８９０１８"], "phone": ["000-0000-0001"],
        "screen-act": ["register"],
    }  # fmt: skip
    assert keep(installation, token, boxes, "/counter/drafts/abc")
    (post,) = kept_posts(installation, reviewer)
    assert post.boxes == {"name": ["見本 花子"], "number": [], "phone": ["000-0000-0001"]}
