"""Shared answers are typed once."""

import pytest

from portal.db import Unit
from portal.jobs.delete_old_drafts import delete_old_drafts
from portal.jobs.remind_of_drafts import remind_of_drafts
from portal.jobs.send_notices import send_notices
from portal.jobs.sweep_ended import sweep_ended
from portal.services.bundles.open_bundle import bundle_of_resident
from portal.services.bundles.spread_answers import spread_answers
from portal.services.files.keep_numbers import open_number
from portal.services.filing.drafts import Draft, save_draft
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.files import my_numbers
from portal.store.files.attachments import Holder
from portal.store.statements import every, sql
from tests.forms.loading.small import small
from tests.portal.contacts import mails, proved
from tests.portal.later import later
from tests.portal.numbers import number
from tests.portal.routes.guest_browser import offer
from tests.portal.services.bundles.bundling import DUTIES, RIGHT, WHOLE, begin, count, offers, opened, send
from tests.portal.world import PLACE, alice


@pytest.mark.both_engines
def test_parts_end_together_and_their_owner_hears_once(installation: Installation) -> None:
    offers(installation)
    session = alice(installation)
    proved(installation, session.person_id)
    bundle_id = begin(installation, session)
    after = later(installation, days=20)
    with after.database.write() as unit:
        draft = bundle_of_resident(after, unit, session, bundle_id).drafts[0]
        save_draft(after, unit, draft, WHOLE, draft.seen)
        spread_answers(after, unit, session, draft, Actor("resident", session.person_id or ""))
        unit.commit()
    assert delete_old_drafts(later(installation, days=31)) == 0, "an edit of one part keeps all"
    reminding = later(installation, days=43.5)
    remind_of_drafts(reminding)
    send_notices(reminding)
    assert len(mails(installation)) == 1
    assert delete_old_drafts(later(installation, days=51)) == 2
    sweep_ended(later(installation, days=51))
    assert (count(installation, "bundle"), count(installation, "bundle_part")) == (0, 0)


_NUMBERS = """\
  - step: あなた
    id: you
    as: own
    role: principal
    ask:
      - {id: name, type: person_name, label: 氏名, concept: person.name, known_from: applicant.name}
      - {id: number, type: my_number, label: 個人番号, why: 法律で決まっています。, protection: number, concept: person.my_number}
"""


_KEY = "own.number"


@pytest.mark.both_engines
def test_a_number_is_typed_once_and_lies_sealed_with_each_part(installation: Installation) -> None:
    law = "{sign_in: card}\nmy_number: {how: ask, of: [own], basis: 番号法, certainty: assumed}"
    for procedure, duty in DUTIES.items():
        offer(installation, small(_NUMBERS, procedure=procedure, duty=duty, identity=law))
    session, named = alice(installation), {**WHOLE, "own.name": {"family": "見本", "given": "花子"}}
    bundle_id = begin(installation, session)

    def typed(value: str) -> list[Draft]:
        with installation.database.write() as unit:
            draft = bundle_of_resident(installation, unit, session, bundle_id).drafts[0]
            save_draft(installation, unit, draft, {**named, _KEY: value}, frozenset({"reason", "you"}))
            actor = Actor("resident", session.person_id or "", place=PLACE)
            spread_answers(installation, unit, session, draft, actor, ["own.name", _KEY])
            unit.commit()
        return list(opened(installation, session, bundle_id).drafts)

    first = typed(number(1))[0].answers[_KEY]
    parts = typed(number(2))
    assert first != parts[0].answers[_KEY] == parts[1].answers[_KEY], "the same reference in each, without digits"
    with installation.database.read() as unit:
        rows = [row for part in parts for row in my_numbers.of(unit, Holder(draft_id=part.id))]
        assert [open_number(installation.number_keys, row) for row in rows] == [number(2)] * 2
        details = every(unit, sql("SELECT detail FROM audit_record WHERE action = 'share number'"))
    assert details == [(RIGHT,), (RIGHT,)]
    assert isinstance(send(installation, session, bundle_id), str)
    left, right = opened(installation, session, bundle_id).sent
    with installation.database.write() as unit:
        (gone,) = my_numbers.of(unit, Holder(application_id=left.id))
        assert my_numbers.drop(unit, Holder(application_id=left.id), gone.id)
        (stays,) = my_numbers.of(unit, Holder(application_id=right.id))
        assert open_number(installation.number_keys, stays) == number(2), "each section's copy is deleted with its part"
        assert typed_digits(unit) == []


def typed_digits(unit: Unit) -> list[str]:
    return [str(row[0]) for row in every(unit, sql("SELECT detail FROM audit_record")) if number(2) in str(row[0])]
