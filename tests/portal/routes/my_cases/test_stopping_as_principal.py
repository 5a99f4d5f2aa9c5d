"""A person or company for whom an agent filed takes the application back; no other person does by that way."""

import pytest

from portal.jobs.send_notices import send_notices
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from portal.store.signing import delegations
from portal.store.statements import every, run, sql
from tests.forms.loading.small import small
from tests.portal.contacts import mails, proved
from tests.portal.routes.guest_browser import Page, guest, offer
from tests.portal.routes.residents.test_hostile_companies import OTHERS
from tests.portal.routes.signing.test_mandates import BOTH, begun, come, desk, filed, holder, number_of
from tests.portal.services.residents.companies import NUMBER, account, at_company, company_session, with_gbizid
from tests.portal.world import DUTY, state_of

__all__ = ["begun"]
ACTS = """\
      - {id: acts, type: multiple_choice, concept: mandate.acts, label: 頼まれたこと, options: {file: 出す, withdraw: やめる}}
"""
HERE = {"Origin": "http://127.0.0.1:8000"}
COMPANY, MEMBER, AGENT, AGENTS_MEMBER = "p", "m", "o", "n"


def actions(installation: Installation) -> list[tuple[str, str]]:
    with installation.database.read() as unit:
        rows = every(unit, sql("SELECT action, actor FROM audit_record WHERE action LIKE '%withdraw%'"))
        return [(row[0], row[1]) for row in rows]


def agent_person(installation: Installation, number: str) -> str:
    with installation.database.read() as unit:
        row = applications.by_number(unit, number)
    assert row is not None
    return row.person_id or ""


def test_the_principal_withdraws_with_the_same_confirmation_and_the_agent_is_informed(
    installation: Installation, begun: Page
) -> None:
    receipt = filed(begun)
    number, principal = number_of(receipt), holder(installation)
    proved(installation, agent_person(installation, number), address="agent@example.jp")
    assert f'href="/mandates/{number}/stop"' in come(principal, receipt).text
    asked = principal.open(f"/mandates/{number}/stop")
    assert "もとに戻すことはできません" in asked.text
    done = asked.press("とりやめる")
    assert (done.path, state_of(installation, number)) == (f"/mandates/{number}", "withdrawn")
    assert "とりやめました。" in done.text
    assert f'href="/mandates/{number}/stop"' not in done.text
    ((action, actor),) = actions(installation)
    with installation.database.read() as unit:
        ((person,),) = every(unit, sql("SELECT principal_id FROM delegation"))
    assert (action, actor) == ("withdraw application", f"resident:{person}")
    send_notices(installation)
    assert [mail.to for mail in mails(installation) if f"手続をやめました（受付番号 {number}）" in mail.subject] == [
        "agent@example.jp"
    ]
    assert "申請する人が、自分で申請をやめました" in receipt.browser.open(receipt.path).text
    assert principal.open(f"/mandates/{number}/stop").path == f"/mandates/{number}", "once"


def test_in_the_examination_the_principal_asks_and_the_section_answers(installation: Installation, begun: Page) -> None:
    receipt = filed(begun)
    number, principal, section = number_of(receipt), holder(installation), desk(installation)
    come(principal, receipt)
    seen = principal.open(f"/mandates/{number}/stop")
    with installation.database.write() as unit:
        run(unit, sql("UPDATE application SET state = 'examining'"), {})
        unit.commit()
    changed = seen.press("とりやめる")
    assert (changed.status, state_of(installation, number)) == (409, "examining")
    asked = changed.press("やめたいと市に伝える")
    assert asked.path == f"/mandates/{number}"
    assert "という連絡が市に届いています" in asked.text
    assert "申請する人から、「やめたい」という連絡が市に届きました" in receipt.browser.open(receipt.path).text
    assert "取下げの申し出が届いた" in section.get(f"/desk/{number}")


def test_nobody_else_withdraws_by_this_way(installation: Installation, begun: Page) -> None:
    receipt = filed(begun)
    number, address = number_of(receipt), f"/mandates/{number_of(receipt)}/stop"
    principal, namesake = holder(installation), holder(installation, "a namesake")
    agent = receipt.browser
    for browser in (principal, namesake, agent):
        assert browser.open(address).status == 404, "before it is known to be theirs"
    come(principal, receipt).press("この人に頼みました").press("この人に頼むのをやめる")
    form = dict(principal.open(address).form("とりやめる").values)
    for browser in (namesake, agent):
        assert browser.open(address).status == 404
        token = dict(browser.open("/mandates").form("申請を見る").values)["csrf_token"]
        sent = browser.client.post(address, data={**form, "csrf_token": token}, headers=HERE)
        assert sent.status_code == 404
    assert guest(installation).open(address).path == "/sign-in"
    assert agent.open(f"/applications/{number}/stop").status == 403, "a former agent"
    assert state_of(installation, number) == "received"
    assert principal.open(address).press("とりやめる").path == f"/mandates/{number}", (
        "it is theirs after the mandate too"
    )
    assert state_of(installation, number) == "withdrawn"


@pytest.mark.parametrize("change", ["kind = 'guardian'", "state = 'rejected'"])
def test_where_the_law_or_the_section_decides_it_is_refused_calmly(
    installation: Installation, begun: Page, change: str
) -> None:
    receipt = filed(begun)
    number, principal = number_of(receipt), holder(installation)
    come(principal, receipt)
    form = principal.open(f"/mandates/{number}/stop")
    with installation.database.write() as unit:
        run(unit, sql(f"UPDATE delegation SET {change}"), {})
        unit.commit()
    assert form.press("とりやめる").status == 403
    assert f'href="/mandates/{number}/stop"' not in principal.open(f"/mandates/{number}").text
    assert state_of(installation, number) == "received"


def test_a_company_withdraws_what_its_agent_was_not_asked_to_and_no_other_company_does(
    installation: Installation,
) -> None:
    offer(installation, small(ACTS, version="1", duty=DUTY, who=BOTH, identity="{sign_in: mail}"))
    people = {
        COMPANY: ("prime", NUMBER),
        MEMBER: ("member", NUMBER),
        AGENT: ("prime", OTHERS),
        AGENTS_MEMBER: ("member", OTHERS),
    }
    city = with_gbizid(installation, *(account(installation, who, *it) for who, it in people.items()))  # type: ignore[arg-type]
    page = at_company(city, AGENT).browser.open("/apply/small")
    page = page.press("次へ進む", {"role": "agent"}) if "who-files" in page.path else page
    receipt = page.press("次へ進む", {"reason": "lost"}).press("次へ進む", {"acts": "file"}).press("申請する")
    number, client = number_of(receipt), at_company(city, COMPANY)
    company = company_session(city, COMPANY).person_id or ""
    with city.database.write() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        delegations.claim(unit, row.id, company, 1)
        unit.commit()
    assert receipt.browser.open(f"/applications/{number}/stop").status == 403, "not asked of the agent"
    refused = {
        who: at_company(city, who).browser.open(f"/mandates/{number}/stop").status
        for who in (MEMBER, AGENT, AGENTS_MEMBER)
    }
    assert refused == {MEMBER: 403, AGENT: 404, AGENTS_MEMBER: 403}
    assert client.browser.open(f"/mandates/{number}/stop").press("とりやめる").path == f"/mandates/{number}"
    assert state_of(city, number) == "withdrawn"
