"""Whoever sends gets the same answers, mails and work done, whether or not the people they name are protected (支援措置):
nobody learns who is protected by naming them."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest

from forms.definition.procedure import Procedure
from integrations.certificates.mock.holder import Holder
from portal.routes.families import pages_of
from portal.services.shared.people_in import name_text, people_in
from portal.services.signing.answer_mandate import mandate_code
from portal.store.cases import applications
from portal.store.signing import delegations
from tests.databases import Makers
from tests.examples import some
from tests.journeys.signing import way_to_sign
from tests.journeys.visitor import Visitor
from tests.portal.hostile.same_page import SENDER, SHIPPED, Side, answers_of, first_difference, plain, side
from tests.portal.invited import BIRTH
from tests.portal.invited import code_of as code_of_invitation
from tests.portal.services.filing.filing import ask_again
from tests.portal.services.notices.test_correction_code import code_of, letter
from tests.portal.world import add_member

DRAFT, APPLICATION = "/apply/{procedure}/{draft}/", "/applications/{receipt_number}"
# Opened in `of_draft` and `of_application` in the order of a real sender, or at the end, because nothing comes after them.
LAST = frozenset({f"{DRAFT}submit", f"{DRAFT}discard", f"{APPLICATION}/stop"})
NOT_ON_LINE = frozenset({
    "card-ansho", "card-keizoku", "card-kenmen", "card-saikofu", "denshi-shomeisho", "ido-todoke", "inkan-toroku",
    "kei-jidosha-haisha", "kei-jidosha-toroku", "koki-soshitsu", "kokumin-nenkin-henko", "koseki-azukari",
    "mishikyu-nenkin", "sosaihi-koki", "sosaihi-kokuho", "sozokunin-daihyo", "techo-henkan",
})  # fmt: skip
SHIPPED_ONES = sorted({path.stem for path in SHIPPED.glob("*.yaml") if "." not in path.stem} - NOT_ON_LINE)
# Name nobody with a birthday, so that there is nobody to protect.
NAMING_NOBODY = frozenset({
    "boka-kanrisha", "gomi-shusekijo", "hojin-setsuritsu", "jutaku-yochi", "kaihatsu-kyoka", "kaihatsu-sodan", "kaiso-kyoka", "kasen-senyo",
    "kanko-satsuei", "kijitsumae-senseisho", "kotei-genmen", "moyoshi-roten", "nochi-sozoku", "nochi-tenyo", "nozei-sofusaki", "shisei-iken", "suido-rosui",
    "doro-senyo", "doro-sonsho-tsuho", "event-moshikomi", "gairoto-tsuho", "inkan-shomei", "inu-chusha-hyo", "inu-shibo",
    "inu-tennyu", "inu-toroku", "jokaso-jisseki", "jokaso-seikyu", "kaoku-messhitsu", "kobunsho-kaiji", "koen-meigi", "koen-shiyo",
    "shisei-anketo", "shisetsu-chusen", "sodai-gomi", "suido-chushi", "suido-kaishi", "suido-koza", "suido-meigi", "taiiku-shisetsu-yoyaku", "taryo-gomi",
})  # fmt: skip
_ASKED = frozenset({"text", "phone", "address", "person_name"})
_CODE = r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])"
TOGETHER = ("gakudo-hoiku", "kodomo-daredemo-tsuen")  # without a signature
# Not open today, or more than answers are needed (a letter, files, an earlier application).
NOT_SENT = frozenset({"jido-fuyo-teate-genkyo", "jido-teate-genkyo", "kaigo-jutaku-kaishu-jigo", "shokuin-saiyo"})


@pytest.fixture(scope="module")
def sides(makers: Makers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Side, Side]]:
    """SQLite alone: pages do not depend on the engine. In the second service the people who are named are protected."""
    with (
        side(makers["sqlite"].migrated(), tmp_path_factory.mktemp("open"), protected=False) as free,
        side(makers["sqlite"].migrated(), tmp_path_factory.mktemp("closed"), protected=True) as closed,
    ):
        yield free, closed


@pytest.mark.parametrize("name", some(sorted({*SHIPPED_ONES} - NAMING_NOBODY), 4))
def test_same_page_for_the_sender_and_whom_they_invite(name: str, sides: tuple[Side, Side]) -> None:
    """Half of the people are protected by the register, half by staff."""

    def walked(here: Side) -> None:
        procedure = here.installation.catalogue.current(name)
        answers = answers_of(procedure)
        here.name_people(people_in(procedure, answers), by_staff=len(name) % 2 == 0)
        walk(here, procedure, answers)

    same(sides, walked)
    free, closed = sides
    assert mail_words(free, name) == mail_words(closed, name)
    assert ("receipt" in closed.answers) == (name not in NOT_SENT)


def test_the_procedures_left_out_name_nobody(sides: tuple[Side, Side]) -> None:
    for name in SHIPPED_ONES:
        procedure = sides[0].installation.catalogue.current(name)
        assert bool(people_in(procedure, answers_of(procedure))) == (name not in NAMING_NOBODY), name


def test_what_is_not_walked_has_no_door_for_a_sender(sides: tuple[Side, Side]) -> None:
    for name in NOT_ON_LINE:
        assert "online" not in sides[0].installation.catalogue.current(name).who


def mail_words(here: Side, name: str) -> list[str]:
    return sorted(plain(f"{mail.subject}{mail.text}") for mail in here.mails() if mail.to == f"{name}@example.jp")


def walk(here: Side, procedure: Procedure, answers: dict[str, object]) -> None:
    with here.sender(procedure) as visitor:
        draft = here.begin(visitor, procedure, answers)
        if not draft:
            here.keep("not open", visitor)
            return
        of_draft(here, visitor, procedure, draft)
        number = send(here, visitor, draft)
        every_route(here, visitor, procedure, f"{DRAFT}discard", draft=draft.rpartition("/")[2])
        if number:
            of_others(here, visitor, number)
            of_application(here, visitor, procedure, number)


def of_draft(here: Side, visitor: Visitor, procedure: Procedure, draft: str) -> None:
    here.press(visitor, f"{draft}/page/{here.naming_page(draft)}", "次へ進む")
    here.press(visitor, f"{draft}/with-staff", "コードを作る")
    if procedure.helper:
        of_helper(here, visitor, draft)
    every_route(here, visitor, procedure, DRAFT, draft=draft.rpartition("/")[2], page="none")


def of_helper(here: Side, visitor: Visitor, draft: str) -> None:
    """The sender can invite themselves, and reads what the helper reads."""
    steps = re.search(r'name="steps"[^>]*value="([^"]+)"', visitor.go(f"{draft}/with-helper").text)
    assert steps, visitor.text
    here.press(visitor, f"{draft}/with-helper", "招くためのコードを作る", name="むすめ", lasts="d3", steps=steps[1])
    match = re.search(
        r"/helping/([0-9A-Y]{5}-[0-9A-Y]{5})</span>.*?<strong class=\"number\">(\d{4})</strong>", visitor.text, re.S
    )
    assert match, visitor.text
    with here.house.visitor() as helper:
        here.press(helper, f"/helping/{match[1]}", "手伝いはじめる", word=match[2])
        here.look(helper, f"{draft}/page/{here.naming_page(draft)}", "helper")
        here.look(helper, f"{draft}/check", "helper check")


def send(here: Side, visitor: Visitor, draft: str) -> str:
    """The receipt number, "" if something is missing."""
    visitor.go(f"{draft}/check")
    if way_to_sign(visitor):
        here.texts.clear()
        here.cards.sign(visitor, "sender")
    elif "申請する" in visitor.text:
        here.texts.clear()
        visitor.press("申請する")
    here.keep("sent", visitor)
    return visitor.path.rpartition("/")[2] if re.fullmatch(r"/applications/[\d-]+", visitor.path) else ""


def of_application(here: Side, visitor: Visitor, procedure: Procedure, number: str) -> None:
    receipt = f"/applications/{number}"
    here.look(visitor, receipt, "receipt")
    here.look(visitor, "/applications", "my page")
    here.post(visitor, "/receipts", "receipts check", number=number)
    asked = next(page for page in here.case(number).path.pages if any(field.type.id in _ASKED for field in page.fields))
    field = next(field for field in asked.fields if field.type.id in _ASKED)
    ask_again(here.installation, here.reviewer, number, field.id)
    every_route(here, visitor, procedure, APPLICATION, receipt_number=number, page=asked.page.id)
    for order in here.orders(number):
        here.look(visitor, f"/payments/{order}/back", "back from the provider")
    stop = visitor.go(f"{receipt}/stop").text
    here.press(visitor, f"{receipt}/stop", stop.partition('button-danger">')[2].partition("<")[0])
    here.look(visitor, receipt, "receipt, stopped")


def every_route(here: Side, visitor: Visitor, procedure: Procedure, begin: str, **values: str) -> None:
    """Also those that come to be later. Posts hold a form token alone, and pieces of files are left out."""
    slot = next((field.id for field in procedure.fields if field.type.id == "slot"), "none")
    paper = next((paper.id for paper in procedure.papers), "none")
    values = {
        "procedure": procedure.id,
        "paper": paper,
        "question": slot,
        "file": "x" * 22,
        "number:row_number": "1",
        "given:row_number": "1",
        "page:row_number": "1",
    } | values
    for page in pages_of("single").pages:
        if not page.path.startswith(begin) or (page.path in LAST and page.path != begin) or page.method == "PATCH":
            continue
        address = re.sub(r"{([\w:]+)}", lambda match: values[match[1]], page.path)
        name = f"{page.method} {page.path}"
        if page.method == "GET":
            here.look(visitor, address, name)
        else:
            here.post(visitor, address, name)


def of_others(here: Side, sender: Visitor, number: str) -> None:
    """Who signs beside the sender, and for whom it was filed, may work together with the sender."""
    codes = re.findall(_CODE, sender.go(f"/applications/{number}").text.partition("ほかに署名する人")[2])
    for at, (signer, code) in enumerate(zip(here.signers(number), codes, strict=False)):
        with here.resident(
            f"signer {at} {number}", Holder("", signer.name, "", date.fromisoformat(signer.birth), "")
        ) as other:
            here.press(other, "/signers", "申請を見る", number=number, code=code)
            assert other.path == f"/signers/{number}", other.text
            here.look(other, f"/signers/{number}/go", "signer goes")
            here.press(other, f"/signers/{number}", "署名しない", reason="頼まれていない")
    with here.installation.database.read() as unit:
        row = applications.by_number(unit, number)
        assert row is not None
        delegation = delegations.of_application(unit, row.id)
    if delegation is None:
        return
    roles, case = here.case(number).procedure.principal, here.case(number)
    born = date.fromisoformat(str(case.answers.get(roles["birth"], "1971-01-01")))
    with here.resident(
        f"principal {number}", Holder("", name_text(case.answers[roles["name"]]), "", born, "")
    ) as principal:
        code = mandate_code(here.installation.code_key, row)
        here.press(principal, "/mandates", "見る", number=number, code=code)
        assert principal.path == f"/mandates/{number}", principal.text
        here.look(principal, "/mandates", "mandates")
        here.look(principal, f"/mandates/{number}/sign/go", "mandate signed")
        here.look(principal, f"/mandates/{number}/stop", "withdrawal by the principal")
        here.post(principal, f"/mandates/{number}", "mandate revoked", before="claimed", state="revoked")


def same(sides: tuple[Side, Side], walked: Callable[[Side], object]) -> None:
    for here in sides:
        here.answers.clear()
        walked(here)
    free, closed = sides
    assert free.answers.keys() == closed.answers.keys()
    different = {key: answer.differences(closed.answers[key]) for key, answer in free.answers.items()}
    assert {key: pairs for key, pairs in different.items() if pairs} == {}


@pytest.mark.parametrize("by_staff", [False, True])
def test_same_page_in_a_bundle(sides: tuple[Side, Side], *, by_staff: bool) -> None:
    def walked(here: Side) -> None:
        parts = {name: here.installation.catalogue.current(name) for name in TOGETHER}
        answers = {name: answers_of(procedure) for name, procedure in parts.items()}
        here.name_people(
            frozenset().union(*(people_in(parts[name], answers[name]) for name in parts)), by_staff=by_staff
        )
        with here.sender(parts[TOGETHER[0]], f"bundle {by_staff}") as visitor:
            bundle = here.begin_bundle(visitor, parts, answers)
            here.routes_of_bundle(visitor, bundle, "before")
            here.press(visitor, f"{bundle}/check", "2件をまとめて申請する")
            assert visitor.path == bundle, visitor.text
            here.routes_of_bundle(visitor, bundle, "sent", "/bundles/{bundle}/discard")
            for number in dict.fromkeys(re.findall(r"/applications/([\d-]{14})", visitor.go(bundle).text)):
                here.look(visitor, f"/applications/{number}", f"part {len(here.answers)}")
        assert len(here.answers) > 12

    same(sides, walked)


def test_same_page_for_who_holds_an_invitation_of_the_city(sides: tuple[Side, Side]) -> None:
    """By the register at first, then by staff, which is how most become protected after a letter was sent."""

    def walked(here: Side) -> None:
        name = "招待見本　二郎"
        here.name_people(frozenset(), by_staff=False)
        campaign = here.campaign("案内", name)
        here.name_people(frozenset({(name, BIRTH)}), by_staff=False)
        with here.resident("invited", Holder("", name, "", date.fromisoformat(BIRTH), "1")) as visitor:
            code = code_of_invitation(here.installation, campaign)
            for address in ("/invited", f"/invited/{code}", "/invited/open"):
                here.look(visitor, address, re.sub(code, "code", address))
            here.press(visitor, f"/invited/{code}", "内容を見る", **{"birth.year": "19490404"})
            here.keep("another birthday", visitor)
            here.press(visitor, f"/invited/{code}", "内容を見る", **{"birth.year": BIRTH.replace("-", "")})
            draft = re.match(r"/(?:invited/drafts|apply/[\w-]+)/([\w-]{22})", visitor.path)
            assert draft, visitor.path
            here.look(visitor, f"/invited/drafts/{draft[1]}", "invited")
            here.name_people(frozenset({(name, BIRTH)}), by_staff=True)
            here.look(visitor, f"/invited/drafts/{draft[1]}", "invited, marked")
            here.post(visitor, f"/invited/drafts/{draft[1]}", "invited, unchanged")
            here.look(visitor, "/applications", "my page")

    same(sides, walked)


def test_same_page_for_who_answers_a_letter_that_was_sent_before(sides: tuple[Side, Side]) -> None:
    """Once protected, nobody is sent a letter; by what was sent before they answer as ever. Of nobody does it tell where they live."""

    def walked(here: Side) -> None:
        procedure = here.installation.catalogue.current("kaigo-hihokenshasho-saikofu")
        name = {"family": "手紙見本", "given": "守"}
        answers = answers_of(procedure) | {procedure.principal["name"]: name}
        here.name_people(frozenset(), by_staff=False)
        with here.resident("by letter", SENDER) as visitor:
            number = send(here, visitor, here.begin(visitor, procedure, answers))
        case = here.case(number)
        asked = [next(field.id for field in case.path.fields if field.type.id == kind) for kind in ("phone", "address")]
        lived = str(case.answers[asked[1]]["street"])
        ask_again(here.installation, here.reviewer, number, *asked)
        code = code_of(letter(here.installation, here.reviewer, number))
        here.name_people(people_in(procedure, answers), by_staff=True)
        assert here.case(number).protected == here.register.protected
        born = str(case.answers[procedure.principal["birth"]]).replace("-", "")
        with here.house.visitor() as visitor:
            here.look(visitor, f"/correct/{code}", "letter")
            here.press(visitor, f"/correct/{code}", "答えるところへ進む", **{"birth.year": born})
            typed = {asked[0]: "000-0000-0009", f"{asked[1]}.town": "見本県見本市中央", f"{asked[1]}.street": "1番"}
            for _ in asked:
                assert visitor.path.removeprefix("/correct/open/") in asked, visitor.path
                here.press(visitor, visitor.path, "次へ", **typed)
                here.keep(f"after {len(here.answers)}", visitor)
            here.press(visitor, "/correct/open", "直した内容を送る")
            assert visitor.path == "/correct/sent", visitor.text
        assert [name for name, answer in here.answers.items() if name != "sent" and lived in answer.body] == []

    same(sides, walked)


# Words that say why something is not shown.
_WHY = re.compile(r"支援措置|秘匿|守る必要|守られて|見せない扱い|権限のある職員|保護されて")
ROLES = ("clerk", "reviewer", "approver", "exporter", "inviter", "auditor")
HOME = "伏ノ巻77番7号"


@pytest.fixture(scope="module")
def seen_by_staff(sides: tuple[Side, Side]) -> tuple[dict[str, str], dict[str, str]]:
    """Every page and file of staff without the right that needs no more than the application."""
    texts: list[dict[str, str]] = []
    for here in sides:
        procedure = here.installation.catalogue.current("jido-teate-nintei")
        answers = answers_of(procedure)
        answers["claimant.address"] = {**answers["claimant.address"], "street": HOME}
        here.name_people(people_in(procedure, answers), by_staff=False)
        with here.sender(procedure, "for staff") as visitor:
            number = send(here, visitor, here.begin(visitor, procedure, answers))
        assert here.case(number).protected == here.register.protected
        member = add_member(here.installation, "without", *((role, "*") for role in ROLES))
        with here.house.member(member) as visitor:
            texts.append({address: here.text(visitor, address, number) for address in staff_addresses()})
    return texts[0], texts[1]


def staff_addresses() -> list[str]:
    pages = [page for page in pages_of("single").pages if page.method == "GET" and page.access.who == "staff"]
    return [page.path for page in pages if re.fullmatch(r"[^{]*(\{receipt(:receipt_number)?\})?[^{]*", page.path)]


def test_same_page_in_lists_books_and_files_of_staff_without_the_right(
    seen_by_staff: tuple[dict[str, str], dict[str, str]],
) -> None:
    free, closed = seen_by_staff
    lists = [address for address in free if "{" not in address]
    assert len(lists) > 40
    assert {a: first_difference(free[a], closed[a]) for a in lists if free[a] != closed[a]} == {}


def test_no_page_of_staff_without_the_right_says_why_something_is_not_shown(
    seen_by_staff: tuple[dict[str, str], dict[str, str]],
) -> None:
    free, closed = seen_by_staff
    assert sum(HOME in text for text in free.values()) >= 2
    assert [address for address, text in closed.items() if HOME in text] == []
    assert {a: words for a in free if (words := set(_WHY.findall(closed[a])) - set(_WHY.findall(free[a])))} == {}


def test_staff_with_the_right_see_where_the_person_lives(
    sides: tuple[Side, Side], seen_by_staff: tuple[dict[str, str], dict[str, str]]
) -> None:
    # In both services: an application looks at each member who may be given it, and tests come in any order.
    _, member = (add_member(here.installation, "with", ("reviewer", "*"), ("protected", "*")) for here in sides)
    here = sides[1]
    with here.house.member(member) as visitor:
        text = here.text(visitor, "/desk/{receipt:receipt_number}", here.last)
    assert HOME in text
    assert "見せない扱い" in text
