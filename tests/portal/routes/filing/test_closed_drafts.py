"""A draft whose procedure is no longer taken: its pages begin with that, before anything more is typed."""

from portal.services.shared.installation import Installation
from portal.store.procedures import procedure_stops
from portal.store.procedures.procedure_stops import LIFTED, STOPPED, StopRow
from tests.portal.routes.guest_browser import guest, offer, version

WHY = "システムを確かめているため、受付を止めています。"
KEPT = "ここまでに書いたことは残っています。"


def stop(installation: Installation, kind: str) -> None:
    with installation.database.write() as unit:
        procedure_stops.add(unit, StopRow(0, "small", kind, "" if kind == LIFTED else WHY, None, 1))
        unit.commit()
    with installation.database.read() as unit:
        installation.catalogue.keep_up(unit)


def test_an_emergency_stop_is_read_on_the_pages_of_a_draft_until_it_is_lifted(installation: Installation) -> None:
    offer(installation, version(1))
    question = guest(installation).open("/apply/small")
    check = question.press("次へ進む", {"reason": "lost"})
    stop(installation, STOPPED)
    for address in (question.path, check.path):
        page = check.browser.open(address).text
        notice = page.partition('class="notice with-icon tone-warn"')[2].partition("</section>")[0]
        assert WHY in notice
        assert KEPT in notice
        assert "申請する</button>" not in page
    assert "次へ進む</button>" in check.browser.open(question.path).text, "what is typed is still kept"
    stop(installation, LIFTED)
    assert WHY not in check.browser.open(question.path).text
    assert "申請する</button>" in check.browser.open(check.path).text


def test_the_addresses_of_a_stopped_procedure_lead_who_has_a_draft_to_it(installation: Installation) -> None:
    offer(installation, version(1))
    stranger = guest(installation)
    writer = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"}).browser
    stop(installation, STOPPED)
    assert 'href="/apply/small">書きかけの申請があります</a>' in writer.open("/procedures/small").text
    kept = writer.open("/apply/small")
    assert (kept.status, WHY in kept.text, KEPT in kept.text) == (200, True, True)
    assert "続きから書く" in kept.text
    assert "/apply/small" not in stranger.open("/procedures/small").text
    refused = stranger.open("/apply/small")
    assert (refused.status, WHY in refused.text, KEPT in refused.text) == (409, True, False)
