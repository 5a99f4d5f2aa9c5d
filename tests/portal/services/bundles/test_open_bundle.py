"""Only its owner opens a bundle."""

from dataclasses import replace

import pytest

from portal.errors import NoCompanyRight, NotFound, NotYours
from portal.services.bundles.open_bundle import bundle_of_resident, helpers_of, onward_in, procedures_of
from portal.services.filing.drafts import draft_of_resident, save_draft
from portal.services.filing.gather_sources import keep_source
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import REGISTER, Source
from portal.services.shared.sessions import READ, WRITE, Session
from tests.forms.loading.small import small
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bundles.bundling import DUTIES, LEFT, RIGHT, WHOLE, begin, offers, opened, send
from tests.portal.services.residents.companies import company_session
from tests.portal.services.residents.test_sign_in_company import again, grant
from tests.portal.world import alice

STRANGER = Session(b"", "resident", "charlie", None)
KNOWN = """\
      - {id: born, type: date, label: 生年月日, known_from: applicant.birth}
      - {id: note, type: text, label: ひとこと}
"""
STOP = """\
      - id: kind
        type: choice
        label: 種類
        options: {dog: 犬, cat: 猫}
        stop: {when: kind == cat, say: 猫は届けません。, next: 何もしなくてかまいません。}
"""


def answer(installation: Installation, session: Session, bundle_id: str, place: int, **answers: object) -> None:
    with installation.database.write() as unit:
        draft = bundle_of_resident(installation, unit, session, bundle_id).drafts[place]
        save_draft(installation, unit, draft, answers, frozenset(answers))
        unit.commit()


def test_a_stranger_sees_the_same_before_and_after_it_was_sent(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session)
    for _ in range(2):
        with installation.database.read() as unit:
            with pytest.raises(NotYours):
                bundle_of_resident(installation, unit, STRANGER, bundle_id)
            with pytest.raises(NotFound):
                bundle_of_resident(installation, unit, session, bundle_id + "x")
            assert procedures_of(unit, bundle_id) == [LEFT, RIGHT]
        send(installation, session, bundle_id)
    assert opened(installation, session, bundle_id).drafts == ()


def test_the_way_on_is_the_first_page_that_is_open_in_any_part(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle_id = begin(installation, session, answered=False)

    def place() -> str:
        onward = onward_in(installation, bundle_id, opened(installation, session, bundle_id).drafts)
        return "" if onward is None else f"{onward.draft.procedure.id} {onward.asked.page.id}"

    assert place() == f"{LEFT} reason"
    answer(installation, session, bundle_id, 0, **WHOLE)
    assert place() == f"{RIGHT} reason"
    answer(installation, session, bundle_id, 1, **WHOLE)
    assert place() == ""


def test_the_way_on_passes_a_page_that_the_register_knows(installation: Installation) -> None:
    offers(installation, KNOWN)
    session = alice(installation)
    bundle_id = begin(installation, session)
    with installation.database.write() as unit:
        for draft in bundle_of_resident(installation, unit, session, bundle_id).drafts:
            keep_source(installation, unit, draft, Source(REGISTER, applicant={"birth": "1990-01-01"}))
        unit.commit()
    onward = onward_in(installation, bundle_id, opened(installation, session, bundle_id).drafts)
    assert onward is not None
    assert (onward.draft.procedure.id, onward.asked.page.id) == (RIGHT, "note")


def test_a_part_that_leads_elsewhere_stops_the_bundle(installation: Installation) -> None:
    offers(installation, STOP)
    session = alice(installation)
    bundle_id = begin(installation, session)
    right = [draft.procedure.id for draft in opened(installation, session, bundle_id).drafts].index(RIGHT)
    answer(installation, session, bundle_id, right, **WHOLE, kind="cat")
    onward = onward_in(installation, bundle_id, opened(installation, session, bundle_id).drafts)
    assert onward is not None
    assert (onward.draft.procedure.id, onward.asked.page.id, onward.stopped) == (RIGHT, "kind", True)


def test_helpers_are_named_for_the_parts_in_which_their_answers_will_be_sent(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    bundle = opened(installation, session, begin(installation, session))
    left, right = bundle.drafts
    helped = replace(left, helped={"reason": "むすめ"})
    unsent = replace(right, helped={"removed": "まご"})
    assert helpers_of(installation, bundle) == {}
    assert helpers_of(installation, replace(bundle, drafts=(helped, unsent))) == {left.id: ["むすめ"]}


def test_an_account_of_a_company_needs_the_right_for_each_part(installation: Installation) -> None:
    for procedure, duty in DUTIES.items():  # that know companies: others give no rights
        offer(
            installation,
            small(
                "      - {id: company, type: text, label: 会社の名前, required: false}\n",
                procedure=procedure,
                duty=duty,
            ),
        )
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    bundle_id = begin(installation, prime)
    left = opened(installation, prime, bundle_id).drafts[0]

    def sees() -> list[str]:
        bundle = opened(installation, again(installation, member), bundle_id)
        return [part.procedure.id for part in bundle.drafts] + [part.procedure for part in bundle.sent]

    for procedure in (LEFT, RIGHT):  # parts show and change each other's answers
        grant(installation, prime, member, procedure, WRITE)
        with pytest.raises(NoCompanyRight):
            sees()
        with pytest.raises(NoCompanyRight):
            begin(installation, again(installation, member))
        with installation.database.read() as unit, pytest.raises(NoCompanyRight):
            draft_of_resident(installation, unit, again(installation, member), LEFT, left.id)
        grant(installation, prime, member, procedure)
    grant(installation, prime, member, LEFT, WRITE)
    grant(installation, prime, member, RIGHT, WRITE)
    assert begin(installation, again(installation, member)) == bundle_id
    assert sees() == [LEFT, RIGHT]
    send(installation, prime, bundle_id)
    assert sees() == [LEFT, RIGHT]
    grant(installation, prime, member, LEFT)
    grant(installation, prime, member, RIGHT, READ)
    assert sees() == [RIGHT]
    grant(installation, prime, member, RIGHT)
    with pytest.raises(NoCompanyRight):
        sees()
