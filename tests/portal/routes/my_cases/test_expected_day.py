"""The expected day of an application, for a calendar."""

from integrations.payments.fake import FakePayments
from portal.services.my_cases.stop_application import ASK
from portal.services.shared.installation import Installation
from portal.services.signing.judge_signature import PENDING
from tests.portal.later import later
from tests.portal.routes.my_cases.test_result_shown import at_home
from tests.portal.services.fees.paying import file_with_fee, paid_online, with_provider
from tests.portal.services.my_cases.asking.test_signature import sign
from tests.portal.services.my_cases.test_stop_application import examined, stop
from tests.portal.world import DUTY, add_member, alice, file_application


def test_the_expected_day_goes_into_a_calendar_without_name_number_or_procedure(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    address = f"/applications/{number}"
    client = at_home(installation)
    assert f'href="{address}/day.ics"' in client.get(address).text
    assert "day.ics" not in client.get("/applications").text, "a card there has its way in and no other"
    answer = client.get(f"{address}/day.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert "DTSTART;VALUE=DATE:20261202" in answer.text
    assert "見本市からの返事のめやす" in answer.text
    for secret in (number, "要介護", "介護", "再交付"):
        assert secret not in answer.text


def test_a_day_that_has_passed_is_no_entry(installation: Installation) -> None:
    number = file_application(installation, alice(installation))
    late = later(installation, days=30)
    client = at_home(late)
    assert "day.ics" not in client.get(f"/applications/{number}").text
    assert client.get(f"/applications/{number}/day.ics").status_code == 404


def test_the_day_of_the_calendar_is_in_the_list_too_while_a_signature_is_checked(installation: Installation) -> None:
    number = sign(installation, alice(installation), PENDING)
    client = at_home(installation)
    assert "DTSTART;VALUE=DATE:20261202" in client.get(f"/applications/{number}/day.ics").text
    card = client.get(f"/applications/{number}").text.partition("<h2>いつ、どうなるか</h2>")[2]
    steps, _, below = card.partition("</section>")[0].partition("</ol>")
    # Below the steps, of which some follow the answer: a letter, the first payment.
    assert "<p><b>12月2日（水）ごろまで（めやす）</b><br>見本市からの返事のめやす</p>" in below
    assert "見本市からの返事のめやす" not in steps


def test_a_person_who_asked_to_stop_expects_no_day(installation: Installation) -> None:
    session = alice(installation)
    number = examined(installation, session, add_member(installation, "reviewer", ("reviewer", DUTY)))
    client = at_home(installation)
    assert "ごろまで（めやす）" in client.get(f"/applications/{number}").text
    stop(installation, session, number, ASK)
    page = client.get(f"/applications/{number}").text
    assert "「やめたい」という連絡が市に届いています" in page
    assert ("ごろまで（めやす）" in page, "day.ics" in page) == (False, False)
    assert client.get(f"/applications/{number}/day.ics").status_code == 404


def test_the_section_waits_for_the_fee_and_promises_no_day_before_it_is_paid(installation: Installation) -> None:
    provider = FakePayments()
    paying = with_provider(installation, provider)
    number = file_with_fee(paying, alice(paying))
    for now in (paying, later(paying, days=30)):
        page = at_home(now).get(f"/applications/{number}").text
        assert "の支払いをお願いします" in page
        assert [words for words in ("めやす", "day.ics", "お待たせしてすみません") if words in page] == []
        assert "めやす" not in at_home(now).get("/applications").text
    paid_online(paying, provider, alice(paying), number)
    page = at_home(paying).get(f"/applications/{number}").text
    assert ("ごろまで（めやす）" in page, "day.ics" in page) == (True, True)
