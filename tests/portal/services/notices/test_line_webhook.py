"""LINE events: blocking stops deliveries."""

from integrations.sockets.notices import LineEvent
from portal.services.notices.line_webhook import receive_line_event
from portal.services.shared.installation import Installation
from portal.store.residents import contacts
from tests.portal.contacts import proved
from tests.portal.later import later
from tests.portal.services.notices.dispatching import audited
from tests.portal.world import alice

ACCOUNT = "U1"


def hear(installation: Installation, kind: str, *, minutes: int, account: str = ACCOUNT) -> str:
    """`minutes` after the contact was proved. Returns the contact's state."""
    at, person_id = int(later(installation, minutes=minutes).clock.now().timestamp() * 1000), alice_id(installation)
    with installation.database.write() as unit:
        receive_line_event(installation, unit, LineEvent(f"{kind} {minutes}", kind, account, "", at))
        (row,) = contacts.of_person(unit, person_id)
        unit.commit()
    return row.state


def alice_id(installation: Installation) -> str:
    return alice(installation).person_id or ""


def test_who_blocks_the_account_is_marked_and_unmarked_on_following_again(installation: Installation) -> None:
    proved(installation, alice_id(installation), "line", ACCOUNT)
    assert hear(installation, "unfollow", minutes=1) == "bad"
    assert hear(installation, "follow", minutes=2) == "proved"
    assert audited(installation, "mark contact bad", "mark contact good") == [
        ("mark contact bad", "LINE_UNFOLLOWED"), ("mark contact good", "LINE_FOLLOWED"),
    ]  # fmt: skip


def test_an_event_that_comes_twice_or_late_changes_nothing(installation: Installation) -> None:
    proved(installation, alice_id(installation), "line", ACCOUNT)
    assert hear(installation, "unfollow", minutes=-1) == "proved"
    assert hear(installation, "unfollow", minutes=5) == "bad"
    assert hear(installation, "follow", minutes=3) == "bad"
    assert hear(installation, "unfollow", minutes=5) == "bad"
    assert len(audited(installation, "mark contact bad", "mark contact good")) == 1


def test_another_account_concerns_nobody(installation: Installation) -> None:
    proved(installation, alice_id(installation), "line", ACCOUNT)
    assert hear(installation, "unfollow", minutes=1, account="u1") == "proved"
