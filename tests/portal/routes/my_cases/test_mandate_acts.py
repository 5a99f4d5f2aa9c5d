"""What an agent was not asked to do is refused over HTTP and not offered; the applicant always may, and who asked adds it."""

import pytest

from portal.services.cases.cases import case_of_member
from portal.services.desk.case.decide_application import decide_application, read_decision
from portal.services.desk.case.pass_screening import pass_screening
from portal.services.desk.case.return_for_correction import Asked, read_return, return_for_correction
from portal.services.my_cases.send_message import answer_applicant
from portal.services.shared.form_mark import new_form
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from tests.forms.loading.small import small
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import Page, offer
from tests.portal.routes.signing.test_mandates import BOTH, come, holder, number_of
from tests.portal.routes.staff_browser import StaffBrowser, at_desk
from tests.portal.world import DUTY, add_member

MORE = """\
      - id: acts
        type: multiple_choice
        concept: mandate.acts
        label: 頼まれたこと
        required: false
        options: {file: 書いて出すこと, mend: 直すこと, withdraw: 取り下げること, receive: 通知を読むこと}
      - together: あなた
        id: person
        ask:
          - {id: name, type: person_name, label: 氏名}
          - {id: birth, type: date, label: 生年月日}
"""
PERSON = {"name.family": "例示", "name.given": "花子", "birth.era": "western", "birth.year": "1980", "birth.month": "7",
          "birth.day": "7"}  # fmt: skip
REFUSED = "頼まれたことに入っていません"
STOP, STOP_GO = "/stop", "申し込みをやめる"
# Each act, and the addresses that are of it alone.
ACTS = {
    "mend": ("/correct", "/correct/first-2"),
    "withdraw": (STOP,),
    "receive": ("/notices/1.pdf", "/notices/1/pages/1", "/notices/1/pages/1/picture", "/given/1"),
}


@pytest.fixture
def reviewer(installation: Installation) -> Member:
    identity = "{sign_in: card}\nprincipal: {name: name, birth: birth}"
    offer(installation, small(MORE, version="1", duty=DUTY, who=BOTH, identity=identity))
    return add_member(installation, "reviewer", ("reviewer", DUTY))


def filed(installation: Installation, *acts: str, role: str = "agent") -> Page:
    """By bob, for 例示 花子 or for himself."""
    page = with_card(installation, "bob").open("/apply/small").press("次へ進む", {"role": role})
    page = page.press("次へ進む", {"reason": "lost"})
    form = page.form("次へ進む")
    data = {**dict(form.values), "acts": ["file", *acts] if role == "agent" else []}
    page = Page(page.browser, page.browser.client.post(form.action or page.path, data=data))
    receipt = page.press("次へ進む", PERSON).press("申請する")
    assert receipt.path.startswith("/applications/"), receipt.text
    return receipt


def give_back(installation: Installation, reviewer: Member, receipt: Page) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number_of(receipt))
        wanted = read_return(installation.clock, case, (Asked("reason", "", "理由を確かめてください。"),), "2026-12-04")
        return_for_correction(installation, unit, reviewer, case, case.row.revision, wanted)
        unit.commit()


def decide(installation: Installation, reviewer: Member, receipt: Page) -> None:
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number_of(receipt))
        pass_screening(installation, unit, reviewer, case, case.row.revision)
        case = case_of_member(installation, unit, reviewer, number_of(receipt))
        decision = read_decision(installation, case, "declined", "本人の収入のため。", "")
        decide_application(installation, unit, reviewer, case, case.row.revision, decision)
        unit.commit()


def posted(receipt: Page, address: str, **boxes: str) -> Page:
    """With the token of their own page, as somebody who knows the address."""
    token = receipt.browser.open("/applications").form("ログアウト").values
    sent = {**{name: value for name, value in token if name == "csrf_token"}, **boxes}
    return Page(receipt.browser, receipt.browser.client.post(f"{receipt.path}{address}", data=sent))


def judge(section: StaffBrowser, receipt: Page, before: str, *acts: str, state: str = "verified") -> None:
    page = f"/desk/{number_of(receipt)}"
    boxes: dict[str, str | list[str]] = {"state": state, "before": before, "shown": "委任状", "acts": ["file", *acts]}
    assert section.post(page, f"{page}/delegation", boxes).status_code == 303


@pytest.mark.parametrize("act", ACTS)
def test_what_was_not_asked_is_refused_and_what_was_asked_is_not(
    installation: Installation, reviewer: Member, act: str
) -> None:
    without, asked = filed(installation, *(ACTS.keys() - {act})), filed(installation, act)
    for receipt in (without, asked):
        give_back(installation, reviewer, receipt)
    for address in ACTS[act]:
        page = without.browser.open(f"{without.path}{address}")
        assert (page.status, REFUSED in page.text, "申請する人に頼んでください" in page.text) == (403, True, True), (
            address
        )
        assert asked.browser.open(f"{asked.path}{address}").status in (200, 404), address


def test_hostile_posts_of_what_was_not_asked_change_nothing(installation: Installation, reviewer: Member) -> None:
    receipt = filed(installation)
    give_back(installation, reviewer, receipt)
    section = at_desk(installation, reviewer)
    before = section.get(f"/desk/{number_of(receipt)}").partition("<main")[2]
    for address, boxes in (
        ("/stop", {"way": "now", "reason": ""}), ("/correct", {}), ("/correct/first", {"reason": "torn"}),
        ("/electronic", {}), ("/times/none", {"cancel": "yes"}), ("/times/none", {"slot": "x"}),
    ):  # fmt: skip
        page = posted(receipt, address, **boxes)
        assert (page.status, REFUSED in page.text) == (403, True), address
    after = section.get(f"/desk/{number_of(receipt)}").partition("<main")[2]
    assert "直しを待っています" in before or "補正" in before
    assert after.count("data-row") == before.count("data-row")
    assert receipt.browser.open(receipt.path).text.count("とりやめました") == 0


def test_what_was_not_asked_is_not_offered_and_the_page_says_how_to_get_it(
    installation: Installation, reviewer: Member
) -> None:
    receipt = filed(installation, "receive")
    give_back(installation, reviewer, receipt)
    page = receipt.browser.open(receipt.path).text
    assert f'href="{receipt.path}/stop"' not in page
    assert f'href="{receipt.path}/correct"' not in page
    assert "直すことは、あなたが頼まれたことに入っていません" in page
    assert "次のことは、頼まれていません" in page.partition('id="acts"')[2]
    mine = receipt.browser.open("/applications").text
    assert f'href="{receipt.path}/correct"' not in mine
    assert f'href="{receipt.path}#acts"' in mine
    assert "直すことは、あなたが頼まれたことに入っていません" in mine, "the state asks to correct"
    whole = filed(installation, *ACTS)
    give_back(installation, reviewer, whole)
    page = whole.browser.open(whole.path).text
    assert "次のことは、頼まれていません" not in page
    assert f'href="{whole.path}/stop"' in page
    assert f'href="{whole.path}/correct"' in page


def test_the_reasons_of_a_decision_are_read_by_who_was_asked_to(installation: Installation, reviewer: Member) -> None:
    without, asked = filed(installation, "mend"), filed(installation, "receive")
    for receipt, reads in ((without, False), (asked, True)):
        decide(installation, reviewer, receipt)
        assert ("本人の収入のため。" in receipt.browser.open(receipt.path).text) is reads


def test_the_applicant_themself_always_may(installation: Installation, reviewer: Member) -> None:
    receipt = filed(installation, role="self")
    give_back(installation, reviewer, receipt)
    assert 'id="acts"' not in receipt.browser.open(receipt.path).text
    assert receipt.browser.open(f"{receipt.path}/correct").status == 200
    assert "とりやめました" in receipt.browser.open(f"{receipt.path}{STOP}").press("とりやめる").text


def test_the_client_asks_more_on_their_own_page_and_takes_it_back(installation: Installation, reviewer: Member) -> None:
    receipt = filed(installation)
    client = come(holder(installation), receipt)
    assert "取り下げること" in client.text
    form = client.form("この人に頼みました")

    def send(page: Page, state: str, before: str, *acts: str) -> Page:
        data = {**dict(form.values), "state": state, "before": before, "acts": ["file", *acts]}
        return Page(page.browser, page.browser.client.post(page.path, data=data))

    confirmed = send(client, "verified", "claimed", "withdraw")
    assert "頼んだことを、市に伝えました" in confirmed.text
    assert receipt.browser.open(f"{receipt.path}{STOP}").status == 200
    changed = send(confirmed, "verified", "verified", "mend")
    assert changed.status == 200, changed.text
    assert receipt.browser.open(f"{receipt.path}{STOP}").status == 403
    assert send(changed, "verified", "verified", "mend").status == 409, "the same again changes nothing"
    stranger = holder(installation, "kin", "例示　一郎")
    assert Page(stranger, stranger.client.post(client.path, data=dict(form.values))).status in (403, 404)


def test_the_section_writes_what_the_paper_says_also_after_it_confirmed(
    installation: Installation, reviewer: Member
) -> None:
    receipt, section = filed(installation, "withdraw"), at_desk(installation, reviewer)
    case = section.get(f"/desk/{number_of(receipt)}")
    assert "頼まれていないこと" in case
    judge(section, receipt, "claimed")
    assert receipt.browser.open(f"{receipt.path}{STOP}").status == 403
    assert "頼まれたことを直す" in section.get(f"/desk/{number_of(receipt)}")
    judge(section, receipt, "verified", "withdraw", "mend")
    assert receipt.browser.open(f"{receipt.path}{STOP}").status == 200
    judge(section, receipt, "verified", "withdraw", "mend", state="rejected")
    page = receipt.browser.open(f"{receipt.path}{STOP}")
    assert (page.status, REFUSED in page.text) == (403, True), "what cannot be undone waits for a mandate"


def test_who_sends_back_reads_that_the_agent_was_not_asked_to_correct(
    installation: Installation, reviewer: Member
) -> None:
    section, words = at_desk(installation, reviewer), "代理の人は、直すことを頼まれていません"
    for receipt, warned in ((filed(installation), True), (filed(installation, "mend"), False)):
        page = f"/desk/{number_of(receipt)}/return"
        assert (words in section.get(page)) is warned
        refused = section.post(page, page, {"due": "2026-12-04"})
        assert (refused.status_code, words in refused.text) == (422, warned)


def test_an_agent_cannot_widen_what_they_were_asked_by_a_correction(
    installation: Installation, reviewer: Member
) -> None:
    receipt = filed(installation, "mend")
    with installation.database.write() as unit:
        case = case_of_member(installation, unit, reviewer, number_of(receipt))
        wanted = read_return(installation.clock, case, (Asked("acts", "", "委任状のとおりに。"),), "2026-12-04")
        return_for_correction(installation, unit, reviewer, case, case.row.revision, wanted)
        unit.commit()
    page = receipt.browser.open(f"{receipt.path}/correct")
    while "/correct/" in page.path or "次へ進む" in page.text:
        form = page.form("次へ進む")
        data = {**dict(form.values), "acts": ["file", "mend", "withdraw"]}
        page = Page(page.browser, page.browser.client.post(form.action or page.path, data=data))
    assert page.press("送").status == 200
    assert receipt.browser.open(f"{receipt.path}{STOP}").status == 403


@pytest.mark.parametrize(
    ("acts", "talks"), [((), False), (("withdraw",), False), (("mend",), True), (("receive",), True)]
)
def test_messages_are_of_those_asked_to_correct_or_to_receive(
    installation: Installation, reviewer: Member, acts: tuple[str, ...], *, talks: bool
) -> None:
    receipt, section = filed(installation, *acts), at_desk(installation, reviewer)
    case, address = f"/desk/{number_of(receipt)}/messages", f"{receipt.path}/messages"
    words = {"text": "本人の収入を聞いています。", "once": new_form()}
    with installation.database.write() as unit:
        opened = case_of_member(installation, unit, reviewer, number_of(receipt))
        assert answer_applicant(installation, unit, reviewer, opened, **words)
        unit.commit()
    own, mine = receipt.browser.open(receipt.path).text, receipt.browser.open("/applications").text
    page = receipt.browser.open(address)
    assert (page.status, words["text"] in page.text, REFUSED in page.text) == (
        (200, True, False) if talks else (403, False, True)
    )
    assert ("本人の収入" in own, address in own, address in mine) == (talks, talks, talks)
    sent = posted(receipt, "/messages", text="質問です。", once=new_form())
    assert (sent.status, "質問です。" in section.get(case)) == ((200, True) if talks else (403, False))
    assert ("代理の人は、直すことも" in section.get(case), 'name="text"' in section.get(case)) == (not talks, talks)


def test_who_files_for_themself_always_has_messages(installation: Installation, reviewer: Member) -> None:
    assert reviewer
    receipt = filed(installation, role="self")
    assert receipt.browser.open(f"{receipt.path}/messages").status == 200
    assert f"{receipt.path}/messages" in receipt.browser.open(receipt.path).text
