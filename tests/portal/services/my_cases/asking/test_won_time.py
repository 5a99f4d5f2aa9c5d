"""A winner is asked to book until the last day."""

from portal.services.my_cases.asking.won_time import asked
from portal.services.my_cases.request_item import Asked, Whose
from portal.services.residents.start_guest import start_guest
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import GUEST, Session, find_session
from portal.web.shared.words import words
from tests.portal.later import at
from tests.portal.services.bookings.booking import resident
from tests.portal.services.bookings.drawing import win_shipped
from tests.portal.services.courier.carrying import case_at
from tests.portal.world import PLACE

LAST_DAY, TOO_LATE = "2026-12-21T23:00:00+09:00", "2026-12-22T00:10:00+09:00"  # ten days after the drawing


def items(installation: Installation, person: Session, number: str) -> list[Asked]:
    with installation.database.read() as unit:
        whose = Whose(person.person_id or "", [case_at(installation, number)], all=True)
        return list(asked(installation, unit, whose))


def test_it_leads_to_the_form_of_bookings_with_the_time(installation: Installation) -> None:
    late, winner, number = win_shipped(installation)
    (item,) = items(late, winner, number)
    assert (item.reason, item.href) == ("won_time", f"/apply/taiiku-shisetsu-yoyaku?won={number}")
    assert (item.until, item.days) == ("2026-12-21", {"day": "2027-02-06"})


def test_it_ends_with_the_last_day_and_is_nobody_elses(installation: Installation) -> None:
    late, winner, number = win_shipped(installation)
    assert items(late, resident(late, "他の人"), number) == []
    assert len(items(at(late, LAST_DAY), winner, number)) == 1
    assert items(at(late, TOO_LATE), winner, number) == []


def test_who_came_by_number_and_code_is_led_to_the_sign_in_of_the_winner(installation: Installation) -> None:
    late, _, number = win_shipped(installation)
    with late.database.write() as unit:
        viewer = find_session(late, unit, GUEST, start_guest(late, unit, PLACE))
        unit.commit()
    assert viewer is not None
    (item,) = items(late, viewer, number)
    address = f"/apply/taiiku-shisetsu-yoyaku%3Fwon%3D{number}"
    assert (item.reason, item.href, item.until) == ("won_time_sign_in", f"/sign-in?next={address}", "2026-12-21")
    with late.database.write() as unit:
        unit.connection.exec_driver_sql("UPDATE person SET issuer = 'guest'")
        unit.commit()
    (item,) = items(late, viewer, number)
    assert (item.reason, item.href[:4], bool(item.arguments["telephone"])) == ("won_time_call", "tel:", True)
    assert {f"asked.{reason}{end}" for reason in ("won_time_call", "won_time_sign_in") for end in ("", ".go")} <= words(
        "easy"
    ).keys()
