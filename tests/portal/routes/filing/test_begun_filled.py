"""A form that begins from several links at once has what each of them fills in."""

from forms.answers import Answers
from portal.services.filing.drafts import open_draft
from portal.services.shared.installation import Installation
from portal.store.filing import drafts
from portal.store.statements import every, sql
from tests.portal.routes.finding.test_guides import MOVED, answered
from tests.portal.routes.guest_browser import GuestBrowser, guest, offer, version

ASKED = """\
      - {id: way, type: choice, label: 水道, concept: water.way, options: {new: 新しく, move: 引っこし}}
      - {id: place, type: location, label: 場所}
"""
LAMP = {"asset": "M-0123"}


def answered_the_guide(installation: Installation) -> GuestBrowser:
    browser = guest(installation)
    answered(browser.open("/guides/moving/questions/direction"), MOVED)
    return browser


def filled(installation: Installation) -> Answers:
    """Of the only draft."""
    with installation.database.read() as unit:
        ((draft_id,),) = every(unit, sql("SELECT id FROM draft WHERE procedure = 'small'"))
        row = drafts.by_id(unit, draft_id)
        assert row is not None
        return open_draft(installation, unit, row).answers


def test_a_lamp_and_a_guide_both_fill_the_form(installation: Installation) -> None:
    offer(installation, version(1, ASKED))
    page = answered_the_guide(installation).open("/apply/small?asset=M-0123&guide=moving")
    assert page.status == 200, page.text
    assert filled(installation) == {"place": LAMP, "way": "move"}


def test_a_guide_fills_a_form_that_was_opened_before_its_newest_version(installation: Installation) -> None:
    offer(installation, version(1, ASKED))
    browser = answered_the_guide(installation)
    browser.open("/apply/small")
    offer(installation, version(2, f"{ASKED}      - {{id: more, type: text, label: ほか, max: 10}}\n"))
    page = browser.open("/apply/small?asset=M-0123&guide=moving")
    assert page.status == 200, page.text
    assert filled(installation) == {"place": LAMP, "way": "move"}
