"""Companies over HTTP: sign-in, filing, and the page of rights."""

import re
from dataclasses import replace

import pytest

from portal.services.shared.installation import Installation
from portal.web.shared.piece_posting import KIND
from tests.definitions.chains import SECOND, granted
from tests.forms.loading.small import small
from tests.portal.routes.filing.test_elsewhere import with_card
from tests.portal.routes.guest_browser import Page, guest, offer
from tests.portal.services.bookings.booking import book
from tests.portal.services.residents.companies import (
    FakeGbizid,
    account,
    at_company,
    company_session,
    sign_in,
    with_gbizid,
)
from tests.portal.world import DUTY

MORE = """\
      - {id: firm, type: text, label: 会社の名前, max: 100, known_from: applicant.company.name}
      - {id: number, type: corporate_number, label: 法人番号, known_from: applicant.company.number}
"""
PAPER = "attach: [{id: proof, label: 在学証明書, later: true, later_days: 20}]\n"


@pytest.fixture
def offered(installation: Installation) -> Installation:
    offer(installation, small(MORE, version="1", duty=DUTY, identity="{sign_in: mail}"))
    return with_gbizid(
        installation,
        account(installation, "p"),
        account(installation, "m", "member"),
        account(installation, "e", "entry", company="entry:e"),
        account(installation, "o", company="1:5000000000202"),
    )


def written(page: Page) -> Page:
    return page.browser.open("/apply/small").press("次へ進む", {"reason": "lost"})


def sent(page: Page) -> Page:
    """What the company is called is filled in; nobody types it."""
    page = written(page)
    while "/check" not in page.path:
        page = page.press("次へ進む")
    return page.press("申請する")


def give(prime: Page, *acts: str) -> Page:
    page = prime.browser.open("/company")
    member = re.search(r"/company/members/(\d+)", page.text)
    assert member, page.text
    form = page.form("この権限にする")
    data = {**dict(form.values), "procedure": "", "acts": list(acts)}
    return Page(prime.browser, prime.browser.client.post(member[0], data=data))


def test_a_company_files_without_writing_what_its_account_knows(offered: Installation) -> None:
    page = sent(at_company(offered, "p"))
    assert re.search(r"/applications/[0-9A-Z-]+", page.path), page.text
    receipt = page.path
    assert "株式会社見本建設" in page.browser.open(receipt).text
    other = at_company(offered, "o").browser
    assert other.open(receipt).status == 404


def test_the_source_of_what_is_filled_in_is_named(offered: Installation) -> None:
    page = written(at_company(offered, "p"))
    assert "株式会社見本建設" in page.text
    assert "GビズID" in page.text
    assert "7000000000101" in page.press("次へ進む").text


def test_no_code_of_an_account_outlives_its_rights(offered: Installation) -> None:
    """The company's other accounts open what one began; a code would open it when these rights have ended."""
    prime = at_company(offered, "p")
    draft = written(prime).path.rpartition("/page/")[0]
    assert "/other-device" not in prime.browser.open("/apply/small").text
    page = f"{draft}/other-device"
    assert prime.browser.open(page).status == 404
    form = prime.browser.open("/apply/small").form("はじめから")
    refused = prime.browser.client.post(page, data={**dict(form.values), "birth.year": "1980"})
    assert refused.status_code == 404


def test_members_continue_by_their_rights(offered: Installation) -> None:
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    assert "まだ権限がありません" in member.text
    assert "権限を変える" not in member.text
    draft = written(prime).path.rpartition("/page/")[0]
    assert member.browser.open("/apply/small").status == 403
    assert draft in prime.browser.open("/applications").text
    assert draft not in member.browser.open("/applications").text
    refused = member.browser.open(f"{draft}/check")
    assert refused.status == 403
    assert "この申請の権限がありません" in refused.text
    assert give(prime, "write").path == "/company"
    page = member.browser.open("/apply/small")
    assert page.status == 200
    page = member.browser.open(f"{draft}/check")
    while "/check" not in page.path:
        page = page.press("次へ進む")
    assert "あなたには、出す権限がありません。書いた内容は残っています。" in page.text
    assert "申請する</button>" not in page.text
    form = dict(page.browser.open("/applications").form("ログアウト").values)
    assert page.browser.client.post(f"{draft}/submit", data=form).status_code == 403
    give(prime, "send")
    page = member.browser.open(f"{draft}/check").press("申請する")
    assert page.status == 200, page.text
    assert prime.browser.open(page.path).status == 200
    give(prime)
    assert member.browser.open(page.path).status == 403
    assert member.browser.open(f"{draft}/check").path == f"{draft}/check"  # and learns no number from the draft
    assert "見本" not in re.sub(
        "見本市|見本県", "", member.browser.open("/applications").text.partition("<main")[2][:600]
    )


def test_the_company_reads_who_wrote_and_who_sent(offered: Installation) -> None:
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    draft = written(prime).path.rpartition("/page/")[0]
    assert "最後に書いた人：担当　p" in prime.browser.open("/applications").text
    give(prime, "send")
    page = member.browser.open(f"{draft}/check")
    assert "最後に書いた人：担当　p" in member.browser.open("/applications").text, "who only looks writes nothing"
    while "/check" not in page.path:
        page = page.press("次へ進む")
    assert "最後に書いた人：担当　m" in prime.browser.open("/applications").text
    receipt = page.press("申請する").path
    for browser in (prime.browser, member.browser):
        for address in (receipt, "/applications"):
            assert "出した人：担当　m" in browser.open(address).text


def test_an_earlier_application_is_copied_also_beside_a_draft(offered: Installation) -> None:
    """A company files the same for several places at once."""
    page = sent(at_company(offered, "p"))
    number = page.path.rpartition("/")[2]
    first_draft = written(page).path.rpartition("/page/")[0]
    mine = page.browser.open("/applications")
    assert "前の申請を写して始める" in mine.text
    copied = mine.press("見本").path.rpartition("/page/")[0]
    assert copied != first_draft
    assert number in page.browser.open(f"{copied}/check").text
    drafts = page.browser.open("/applications").text
    assert f"{first_draft}/check" in drafts
    assert f"{copied}/check" in drafts


def test_who_writes_copies_but_changes_no_case(offered: Installation) -> None:
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    receipt = sent(prime).path
    give(prime, "write")
    assert member.browser.open("/applications").press("見本").path.startswith("/apply/small/")
    form = dict(member.form("ログアウト").values)
    piece = {
        "content-type": KIND, "x-form-token": str(form["csrf_token"]), "repr-digest": f"sha-256=:{'A' * 43}=:",
        "upload-length": "1", "upload-offset": "0",
    }  # fmt: skip
    for path, status in (("/papers/x", 403), ("/signature/copy", 403), ("x/papers/x", 404)):
        assert member.browser.client.patch(receipt + path, headers=piece, content=b"x").status_code == status
    give(prime, "read")
    assert member.browser.client.post(f"{receipt}/again", data=form).status_code == 403
    shown, stop = member.browser.open(receipt), member.browser.open(f"{receipt}/stop")
    assert ("もう一度申請する" in shown.text, f"{receipt}/stop" in shown.text) == (False, False), (
        "what is refused is not offered"
    )
    assert stop.status == 403
    asks, why = (
        f"{receipt}/messages",
        "市に質問を送る、書類を出す、予約を変える、取り下げることは、出す権限のある人ができます。",
    )
    assert (asks in shown.text, why in shown.text) == (False, True)
    thread = member.browser.open(asks)
    assert ("市に送る</button>" in thread.text, why in thread.text) == (False, True)
    assert member.browser.client.post(asks, data=form | {"text": "いつですか"}).status_code == 403
    assert (asks in prime.browser.open(receipt).text, why in prime.browser.open(asks).text) == (True, False)
    assert f"{receipt}/stop" in prime.browser.open(receipt).text


@pytest.mark.parametrize(
    ("act", "done_by"),
    [("read", "これは、出す権限のある人ができます。権限は、会社のgBizIDプライムの人がつけます。"), ("send", "")],
)
def test_what_is_open_has_its_button_for_who_may_do_it_and_for_others_the_word_of_who_can(
    offered: Installation, act: str, done_by: str
) -> None:
    offer(offered, small(MORE + PAPER, version="2", duty=DUTY, identity="{sign_in: mail}"))
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    receipt = sent(prime).path
    give(prime, act)
    for page in ("/applications", receipt):
        asked = member.browser.open(page).text.partition('<section class="asked">')[2].partition("</section>")[0]
        assert "書類" in asked, page  # what is open is shown all the same
        assert ("これは、出す" in asked, f'href="{receipt}/papers"' in asked) == (bool(done_by), not done_by), page
        assert done_by in asked


def test_who_may_not_send_reads_of_a_time_a_paper_and_what_is_next_but_is_offered_none_of_them(
    offered: Installation,
) -> None:
    booked = book(offered, company_session(offered, "p"))
    next_to = granted(offered, company_session(offered, "p"))
    offer(offered, small(MORE + PAPER, version="2", duty=DUTY, identity="{sign_in: mail}"))
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    owes = sent(prime).path.rpartition("/")[2]
    for rights, offers in (("read", False), ("send", True)):
        give(prime, rights)
        for number, does, shown in (
            (booked, "times/lung_slot", "12月9日（水）"), (owes, "papers/proof", "在学証明書"), (next_to, "next", "見本"),
        ):  # fmt: skip
            page = member.browser.open(f"/applications/{number}")
            assert (shown in page.text, f'"/applications/{number}/{does}"' in page.text) == (True, offers), does
            form = dict(page.form("ログアウト").values) | {"procedure": SECOND}
            refused = member.browser.client.post(f"/applications/{number}/{does}", data=form).status_code == 403
            assert refused is not offers, does


def test_only_a_prime_account_changes_rights(offered: Installation) -> None:
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    address = re.search(r"/company/members/\d+", prime.browser.open("/company").text)
    assert address
    token = dict(member.form("ログアウト").values)
    for who, status in ((member, 403), (at_company(offered, "o"), 404)):
        own = dict(who.form("ログアウト").values)
        sent_form = {**own, "procedure": "", "acts": ["send"]}
        assert who.browser.client.post(address[0], data=sent_form).status_code == status
    assert member.browser.client.post("/company/members/x", data=token).status_code == 404


def test_where_signatures_are_judged_a_company_learns_that_it_may_sign(offered: Installation) -> None:
    assert "商業登記電子証明書" in at_company(offered, "p").text
    assert "商業登記電子証明書" not in at_company(replace(offered, company_judge=None), "p").text


def test_an_agent_of_a_company_needs_no_card(offered: Installation) -> None:
    """The company with the 法人番号 of the application confirms the mandate (test_answer_mandate)."""
    page = at_company(offered, "p").browser.open("/apply/kanko-satsuei")
    assert page.path.endswith("/who-files")
    assert "マイナンバーカード" not in page.text
    assert "/page/" in page.press("次へ進む", {"role": "agent"}).path


def test_the_page_is_for_companies(offered: Installation) -> None:
    assert guest(offered).open("/company").path == "/sign-in"
    assert with_card(offered, "alice").open("/company").status == 404
    assert "gBizIDプライムが必要" in at_company(offered, "e").text


def test_an_earlier_session_of_the_browser_ends(offered: Installation) -> None:
    page = at_company(offered, "p")
    token = page.browser.client.cookies["kakanai_resident"]
    page = sign_in(page.browser, "o")
    assert "会社のページ" in page.browser.open("/applications").text
    stale = guest(offered)
    stale.client.cookies.set("kakanai_resident", token)
    assert stale.open("/company").path == "/sign-in"


def test_a_procedure_by_card_asks_a_company_for_one(offered: Installation) -> None:
    page = at_company(offered, "p").browser.open("/apply/kaigo-hihokenshasho-saikofu")
    assert page.path == "/sign-in"
    assert "GビズIDでログインする" not in page.text  # it would lead back here
    assert "GビズIDでログインする" in guest(offered).open("/apply/small").text


@pytest.mark.parametrize(
    ("code", "says", "status"),
    [
        ("USER_CANCELLED", "GビズIDのログインをやめました", 400),
        ("SCOPE_MISSING", "会社の名前や番号を受け取れませんでした", 400),
        ("PROVIDER_TIMEOUT", "今、GビズIDにつながりません", 503),
        ("TOKEN_INVALID_SIG", "GビズIDの返事を確かめられませんでした", 400),
    ],
)
def test_a_refusal_says_what_happened(offered: Installation, code: str, says: str, status: int) -> None:
    assert isinstance(offered.company_provider, FakeGbizid)
    offered.company_provider.refuses = code
    page = at_company(offered, "p", "/apply/small")
    assert (page.status, says in page.text) == (status, True)
    assert "/sign-in/company?next=/apply/small" in page.text


def test_a_provider_that_is_away_is_stated_before_anybody_leaves(offered: Installation) -> None:
    assert isinstance(offered.company_provider, FakeGbizid)
    offered.company_provider.refuses = "PROVIDER_UNAVAILABLE"
    page = guest(offered).open("/sign-in/company")
    assert (page.status, "今、GビズIDにつながりません" in page.text) == (503, True)


def test_a_callback_counts_once_and_in_its_browser(offered: Installation) -> None:
    assert "もう使えません" in guest(offered).open("/sign-in/company/callback?state=x&code=p").text


def test_mandates_are_for_prime_accounts(offered: Installation) -> None:
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    assert prime.browser.open("/mandates").status == 200
    assert member.browser.open("/mandates").status == 403
    links = ['href="/mandates"' in page.browser.open("/applications").text for page in (prime, member)]
    assert links == [True, False]


def test_many_earlier_applications_are_searched_and_any_of_them_copied(offered: Installation) -> None:
    page = sent(at_company(offered, "p"))
    receipts = [page.path.rpartition("/")[2]]
    for _ in range(5):
        begun = page.browser.open("/applications").press("見本")
        while "/check" not in begun.path:
            begun = begun.press("次へ進む", {"reason": "torn"} if 'name="reason"' in begun.text else None)
        receipts.append(begun.press("申請する").path.rpartition("/")[2])
    assert "送った申請をさがす" in page.browser.open("/applications").text
    earlier = page.browser.open("/applications/earlier")
    assert [number in earlier.text for number in receipts] == [True] * 6
    results = earlier.press("さがす", {"words": f"見本 {receipts[0][:6]}"})
    assert (results.path, receipts[0] in results.text) == ("/applications/earlier", True)
    exact = earlier.press("さがす", {"words": receipts[0]})
    assert [number in exact.text for number in receipts] == [True] + [False] * 5
    assert exact.press("写して始める").path.startswith("/apply/small/")
    other = at_company(offered, "o").browser.open("/applications/earlier")
    assert not any(number in other.text for number in receipts)
    assert f"/applications/{receipts[0]}" not in other.press("さがす", {"words": receipts[0]}).text
    member = at_company(offered, "m")
    assert not any(number in member.browser.open("/applications/earlier").text for number in receipts)
    give(page, "read")
    read_only = member.browser.open("/applications/earlier").text
    assert receipts[0] in read_only
    assert "写して始める" not in read_only


def test_the_form_has_the_name_of_whose_account_it_is_for_whomever_they_file(installation: Installation) -> None:
    questions = """\
      - {id: kind, type: choice, label: だれが出しますか, options: {self: 申請する人, agent: 頼まれた人}}
      - {id: sender, type: person_name, label: 代わりに出す人の氏名, when: kind == agent, known_from: applicant.sender}
      - {id: more, type: text, label: ほか, max: 10}
"""
    offer(installation, small(questions, version="1", duty=DUTY, who="{online: [self]}", identity="{sign_in: mail}"))
    city = with_gbizid(installation, account(installation, "p"), account(installation, "m", "member"))
    at_company(city, "m")
    give(at_company(city, "p"), "write")
    page = at_company(city, "p").browser.open("/apply/small").press("次へ進む", {"reason": "lost"})
    shown = page.press("次へ進む", {"kind": "agent"})
    assert "担当　p" in re.sub(r"<[^>]+>", "", shown.text), shown.text
    colleague = at_company(city, "m").browser.open(shown.path)
    assert "担当　m" in re.sub(r"<[^>]+>", "", colleague.text), colleague.text


def test_what_an_account_may_not_do_is_known_before_anything_is_written(offered: Installation) -> None:
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    begin, note = 'href="/apply/small"', "あなたは、書くことだけができます。"
    page = member.browser.open("/procedures/small").text
    assert "これは、書く権限のある人ができます。" in page
    assert begin not in page
    give(prime, "write")
    page = member.browser.open("/procedures/small").text
    assert note in page
    assert begin in page
    first = member.browser.open("/apply/small")
    assert note in first.text
    second = first.press("次へ進む", {"reason": "lost"})
    assert note not in second.text, "once is enough"
    assert note in member.browser.open("/apply/small").text, "who goes on is reminded"
    give(prime, "send")
    for address in ("/procedures/small", "/apply/small"):
        page = member.browser.open(address).text
        assert note not in page
    assert begin in member.browser.open("/procedures/small").text
    assert "権限" not in prime.browser.open("/procedures/small").text


def test_of_several_at_once_it_is_known_too_and_the_last_page_has_no_button(offered: Installation) -> None:
    offer(offered, small(MORE, procedure="other", title="別の手続", duty=DUTY, identity="{sign_in: mail}"))
    prime, member = at_company(offered, "p"), at_company(offered, "m")
    give(prime, "write")
    page = member.browser.open("/bundles/start/small,other")
    assert "あなたは、書くことだけができます。" in page.text
    address = page.path
    following = re.search(r'class="button" href="([^"]+)"', page.text)
    assert following
    page = member.browser.open(following[1])
    while "/check" not in page.path:
        page = page.press("次へ進む", {"reason": "lost"} if 'name="reason"' in page.text else {})
    assert page.path == f"{address}/check"
    assert "あなたには、出す権限がありません。" in page.text
    assert "まとめて申請する</button>" not in page.text
    give(prime, "send")
    assert "まとめて申請する</button>" in member.browser.open(page.path).text
