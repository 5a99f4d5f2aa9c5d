"""Recipients and channels of notices; unproved addresses get none."""

from dataclasses import replace

import pytest

from portal.jobs.send_notices import send_notices
from portal.services.residents.contact_book import keep_contact
from portal.services.shared.installation import Installation
from portal.services.shared.notify import Addressee, notify
from portal.store.cases import applications
from portal.store.residents import contacts
from portal.store.signing import delegations
from portal.store.signing.delegations import DelegationRow
from tests.portal.contacts import ALICE_MAIL, mails, proved
from tests.portal.services.cases.test_move_application import decide, pass_it
from tests.portal.services.filing.filing import ask_again
from tests.portal.world import DUTY, add_member, alice, file_application


def sent_mails(installation: Installation) -> list[tuple[str, str]]:
    """(address, subject)."""
    send_notices(installation)
    return [(mail.to, mail.subject) for mail in mails(installation)]


def test_filing_is_confirmed_to_a_proved_address_and_to_nobody_else(installation: Installation) -> None:
    session = alice(installation)
    file_application(installation, session)
    assert sent_mails(installation) == []
    proved(installation, session.person_id)
    number = file_application(installation, session)
    assert sent_mails(installation) == [(ALICE_MAIL, f"【見本市】受付のお知らせ（受付番号 {number}）")]
    assert f"http://127.0.0.1:8000/applications/{number}\n" in mails(installation)[0].text


def test_being_asked_and_the_outcome_are_reported_once_each(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "tanto", ("reviewer", DUTY))
    number = file_application(installation, session)
    proved(installation, session.person_id)
    ask_again(installation, reviewer, number, "lost_how")
    assert sent_mails(installation) == [(ALICE_MAIL, f"【見本市】教えてほしいことがあります（受付番号 {number}）")]
    assert "2026年12月4日（金曜日）" in mails(installation)[0].text
    assert "lost_how" not in mails(installation)[0].text
    other = file_application(installation, session, {"reason": "lost"})
    pass_it(installation, reviewer, other)
    decide(installation, reviewer, other, "approved")
    assert sent_mails(installation)[1:] == [
        (ALICE_MAIL, f"【見本市】受付のお知らせ（受付番号 {other}）"),
        (ALICE_MAIL, f"【見本市】結果のお知らせ（受付番号 {other}）"),
    ]
    stopped = file_application(installation, session)
    pass_it(installation, reviewer, stopped)
    decide(installation, reviewer, stopped, "withdrawn")
    assert sent_mails(installation)[-1] == (ALICE_MAIL, f"【見本市】手続をやめました（受付番号 {stopped}）")


def test_whose_mandate_has_ended_hears_of_it_no_more(installation: Installation) -> None:
    session, reviewer = alice(installation), add_member(installation, "tanto", ("reviewer", DUTY))
    number = file_application(installation, session)
    proved(installation, session.person_id)
    with installation.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        delegations.add(unit, DelegationRow(row.id, "agent", row.procedure, "2026-11-01", b""))
        delegations.judge(unit, row.id, "claimed", "verified", "tanto", 1, b"", "2026-11-19")
        unit.commit()
    ask_again(installation, reviewer, number, "lost_how")
    assert sent_mails(installation) == []


def test_the_same_notice_asked_for_twice_is_sent_once(installation: Installation) -> None:
    session = alice(installation)
    proved(installation, session.person_id)
    for _ in range(2):
        with installation.database.write() as unit:
            to = Addressee(session.person_id)
            notify(installation, unit, to, "draft_reminder", link="/applications", once="draft:1", until="2026-12-20")
            unit.commit()
    assert len(sent_mails(installation)) == 1
    assert send_notices(installation) == 0


def test_each_person_hears_of_what_they_chose_in_their_own_words(installation: Installation) -> None:
    session = alice(installation)
    proved(installation, session.person_id, uses=["asks"], language="easy")
    reviewer = add_member(installation, "tanto", ("reviewer", DUTY))
    number = file_application(installation, session)
    assert sent_mails(installation) == []
    ask_again(installation, reviewer, number, "lost_how")
    assert sent_mails(installation) == [(ALICE_MAIL, f"【見本市】おしえて ほしい ことが あります（番号 {number}）")]


def test_an_address_that_was_removed_or_went_bad_meanwhile_gets_nothing(installation: Installation) -> None:
    session = alice(installation)
    person = session.person_id or ""
    for end in ("remove", "replace", "bad"):
        proved(installation, person)
        file_application(installation, session)
        with installation.database.write() as unit:
            if end == "remove":
                contacts.remove(unit, person, "mail")
            elif end == "replace":
                keep_contact(installation, unit, person, "mail", "new@example.jp", ["asks"], "ja")
            else:
                contacts.mark_bad(unit, contacts.of_person(unit, person)[0].id, 0)
            unit.commit()
    assert sent_mails(installation) == []


def test_without_mail_nothing_is_kept_for_later(installation: Installation) -> None:
    session = alice(installation)
    proved(installation, session.person_id)
    file_application(replace(installation, mailer=None), session)
    assert sent_mails(installation) == []


def test_what_a_notice_may_say_is_a_closed_list(installation: Installation) -> None:
    with installation.database.write() as unit:
        for facts in ({"name": "髙見本"}, {"title": "介護"}):
            with pytest.raises(ValueError, match="received"):
                notify(installation, unit, Addressee(mail=ALICE_MAIL), "received", **facts)
        with pytest.raises(ValueError, match="received"):
            notify(installation, unit, Addressee(mail=ALICE_MAIL), "received", link="https://elsewhere.example/")
