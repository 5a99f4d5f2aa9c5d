"""One example of everything that pages show."""

import re
from functools import cached_property
from urllib.parse import urlsplit

from portal.db import Database
from portal.store.handover import hand_over_orders
from portal.store.staff import staff_members
from tests.draft_paths import draft_in
from tests.journeys import disposing, numbers, papers, signing
from tests.journeys.booking import SLOT_PAGE, book
from tests.journeys.filing import answer_until, decide, file_application, send_back, sign_in
from tests.journeys.lamps import JPEG, REPORT_TITLE, at_photos, files, send
from tests.journeys.looking_along import OfTwo
from tests.journeys.paper_forms import OfPaperForms
from tests.journeys.paying import ask_for_a_copy, choose, file_for_a_copy, pay_page, visit_to_sign
from tests.journeys.people import FOR_TARO, HOUSEHOLD, PROCEDURE, TARO, TITLE
from tests.journeys.service import Service
from tests.journeys.tour_of_administrators import OfAdministrators
from tests.journeys.tour_of_bundles import WithBundles
from tests.journeys.tour_of_sections import BetweenSections
from tests.journeys.visiting import OfVisits
from tests.journeys.visitor import Visitor

ALICE = "takamihon-taro"
CHARLIE = "reiji-ichiro"
HALTED = "takamihon-ichiro"
ANA_CARD = "mihon-silva-ana"
LAYOUT, DUTY = "generic.application", "care-qualification"
CAMPAIGN_LIST = """整理番号,氏名,郵便番号,住所,生年月日,name,insured_no
K-1,髙見本　太郎,000-0001,見本県見本市見本町一丁目2番3号,1949-04-03,髙見本 太郎,0000000101
K-2,例示　花子,000-0001,見本県見本市見本町一丁目2番4号,1950-05-06,例示 花子,0000000102
"""
KIN = {
    "kin_name.family": "髙見本", "kin_name.given": "太郎", "kin_birth.era": "western", "kin_birth.year": "1949",
    "kin_birth.month": "4", "kin_birth.day": "3",
}  # fmt: skip
RETURN_WORDS = "いつごろのことか、もう少しくわしく教えてください。"


class Tour(BetweenSections, OfAdministrators, WithBundles, OfVisits, OfPaperForms, OfTwo):
    """Each part is created on first use."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self._at_work: dict[str, Visitor] = {}
        self._visitors: list[Visitor] = []
        self._draft = ""

    def close(self) -> None:
        for visitor in self._visitors:
            visitor.client.close()

    def visitor(self, whose: str) -> Visitor:
        """`anyone`, a resident's id, or a login of staff."""
        if whose in ("alice", "charlie", "halted", "ana"):
            resident: Visitor = getattr(self, whose)
            return resident
        if whose not in self._at_work:
            self._at_work[whose] = self._visitor()
            if whose != "anyone":
                self._at_work[whose].client.cookies.update(self.service.cookies(whose))
        return self._at_work[whose]

    def _visitor(self) -> Visitor:
        self._visitors.append(Visitor(self.service.url))
        return self._visitors[-1]

    def signed_in(self, person: str) -> Visitor:
        visitor = self._visitor()
        sign_in(visitor, person)
        return visitor

    @cached_property
    def alice(self) -> Visitor:
        return self.signed_in(ALICE)

    @cached_property
    def charlie(self) -> Visitor:
        return self.signed_in(CHARLIE)

    @cached_property
    def halted(self) -> Visitor:
        return self.signed_in(HALTED)

    @cached_property
    def ana(self) -> Visitor:
        return self.signed_in(ANA_CARD)

    def filed(self) -> str:
        return file_application(self.alice, TARO)

    @cached_property
    def mandated(self) -> str:
        """Filed by a household member."""
        kin = self.signed_in("takamihon-hanako")
        number = file_application(kin, FOR_TARO)
        code = kin.go(f"/applications/{number}").text.partition("本人のための番号")[2]
        self.alice.go("/mandates")
        self.alice.press("申請を見る", {"number": number, "code": found_code(code)})
        assert self.alice.path == f"/mandates/{number}", self.alice.text
        return number

    @cached_property
    def beside(self) -> str:
        """Filed and signed by a household member; alice has not signed yet."""
        kin = self.signed_in("takamihon-hanako")
        kin.go("/apply/mihon-doui")
        kin.press("次へ進む", {"wish": "見本"})
        kin.press("次へ進む", KIN)
        number = signing.send(kin, "takamihon-hanako")
        code = kin.text.partition("ほかに署名する人")[2]
        self.alice.go("/signers")
        self.alice.press("申請を見る", {"number": number, "code": found_code(code)})
        assert self.alice.path == f"/signers/{number}", self.alice.text
        return number

    @cached_property
    def assigned(self) -> str:
        """The section's cases, which can be assigned."""
        section = self.visitor("tanto")
        section.go(f"/desk/{self.sent}")
        if "自分の担当にする" in section.text:
            section.press("自分の担当にする")
        page = section.go("/desk/assignment").text
        match = re.search(r'value="([0-9]+)"[^>]*>見本 課子', page)
        assert match, page
        return f"/desk/assignment?from={match[1]}"

    @cached_property
    def sent(self) -> str:
        return self.filed()

    @cached_property
    def search_result(self) -> str:
        section = self.visitor("tanto")
        _ = self.sent
        section.go("/desk")
        section.press("さがす", {"find": "たかみほん タロウ"})
        return section.press("電話での問い合わせ").url.raw_path.decode()

    @cached_property
    def view(self) -> str:
        section = self.visitor("tanto")
        section.go("/desk?due=over")
        section.press("保存する", {"name": "急ぎの分", "duty": DUTY})
        return first(section.go("/desk/views").text, "/desk/views/").partition("/")[0]

    @cached_property
    def views(self) -> str:
        _ = self.view
        return "/desk/views"

    @cached_property
    def returned(self) -> str:
        number = self.filed()
        send_back(self.visitor("tanto"), number, "lost_how", RETURN_WORDS)
        return number

    @cached_property
    def mended(self) -> str:
        """Returned and corrected, but not sent."""
        number = self.filed()
        send_back(self.visitor("tanto"), number, "lost_how", RETURN_WORDS)
        self.alice.go(f"/applications/{number}/correct")
        self.alice.press("次へ進む", {"lost_how": "other", "lost_how.tell": "駅のベンチに"})
        return number

    @cached_property
    def delivery(self) -> str:
        self.alice.go("/applications/contact")
        self.alice.post("/applications/contact/letter/uses", [("csrf_token", self.alice.token()), ("uses", "asks")])
        number = self.filed()
        send_back(self.visitor("tanto"), number, "lost_how", RETURN_WORDS)
        page = self.visitor("tanto").go("/desk/deliveries?state=waiting&kind=letter").text
        return "/desk/deliveries/" + page.partition('href="/desk/deliveries/')[2].partition("/letter.pdf")[0]

    @cached_property
    def decided(self) -> str:
        number = self.filed()
        decide(self.visitor("tanto"), number, "refused", "証はもう送ってあります。")
        self.alice.go(f"/applications/{number}/messages")
        self.alice.press("市に送る", {"text": "証はいつ届きますか。"})
        return number

    @cached_property
    def given(self) -> str:
        section, page = self.visitor("tanto"), f"/desk/{self.decided}/given"
        section.go(page)
        section.press("渡す", files={"file": [("annai.jpg", JPEG)]})
        return str(re.findall(rf'"{page}/([0-9]+)"', section.go(page).text)[0])

    @cached_property
    def granted(self) -> str:
        number = self.filed()
        decide(self.visitor("tanto"), number, "approved", "新しい証を送ります。")
        return number

    @cached_property
    def disposal(self) -> str:
        return disposing.listed(self.service, self.filed, self.visitor("tanto"), DUTY)

    @cached_property
    def notified(self) -> str:
        self.alice.go(f"/applications/{self.decided}")
        self.alice.press("通知書をこのページで受け取る")
        return self.decided

    @cached_property
    def asked_to_stop(self) -> str:
        number = self.filed()
        section = self.visitor("tanto")
        section.go(f"/desk/{number}")
        section.press("実質審査に進める")
        self.alice.go(f"/applications/{number}/stop")
        self.alice.press("やめたいと市に伝える", {"reason": "証が見つかりました。"})
        return number

    @property
    def draft(self) -> str:
        """A complete draft. A resident has one draft per procedure, so filing requires a new one."""
        _ = self.sent, self.returned, self.mended, self.decided, self.asked_to_stop, self.batch
        if not self._is_open(self._draft):
            self._draft = f"/apply/{PROCEDURE}/{answer_until(self.alice, TARO)}"
        return self._draft

    def _is_open(self, draft: str) -> bool:
        return bool(draft) and self.alice.client.get(f"{draft}/check").status_code == 200

    @cached_property
    def examined(self) -> str:
        _ = self.batch
        return self._examined

    @cached_property
    def helped(self) -> str:
        _ = self.draft
        return draft_in(self.alice.go("/apply/yokaigo-nintei").url.path) + "/with-helper"

    @cached_property
    def long_draft(self) -> str:
        """For a household member under 65: nearly all questions."""
        return f"/apply/{PROCEDURE}/{answer_until(self.ana, HOUSEHOLD)}"

    @cached_property
    def stopped(self) -> str:
        self.halted.go(f"/apply/{PROCEDURE}")
        self.halted.press("次へ進む", {"filer_kind": "other"})
        return self.halted.path

    @cached_property
    def parked(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go("/counter")
        clerk.press(TITLE)
        address = clerk.path
        clerk.press("中断して", {"name.family": "髙見本", "name.given": "梅子", "phone": "000-0000-0002"})
        return address

    @cached_property
    def report_file(self) -> str:
        _ = self.reported
        at_photos(self.alice)
        return self._with_photograph(self.alice)

    @cached_property
    def reported(self) -> str:
        at_photos(self.alice)
        self._with_photograph(self.alice)
        send(self.alice)
        return files(self.alice)[0]

    @cached_property
    def owed(self) -> str:
        return papers.owed(self.alice)

    @cached_property
    def numbered(self) -> str:
        """An application with a 個人番号, and a second one that staff may enter."""
        return numbers.file_with_number(self.alice)

    @cached_property
    def paper_draft(self) -> str:
        _ = self.owed
        return papers.at_check(self.alice)

    @cached_property
    def booked(self) -> str:
        return book(self.alice)

    @cached_property
    def choosing(self) -> str:
        _ = self.booked
        return book(self.alice, SLOT_PAGE)

    @cached_property
    def unsigned(self) -> str:
        """An application of alice's whose signature staff rejected."""
        number = file_for_a_copy(self.alice, ALICE)
        section = self.visitor("yoyaku")
        section.go(f"/desk/{number}")
        section.press("本人の署名と認めない", {"shown": "写真が別の人"})
        return number

    @cached_property
    def to_sign(self) -> str:
        _ = self.unsigned
        ask_for_a_copy(self.alice)
        return self.alice.path.removesuffix("/check")

    @cached_property
    def visit_to_sign(self) -> str:
        return visit_to_sign(self.visitor("madoguchi"))

    @cached_property
    def order(self) -> str:
        number = file_for_a_copy(self.alice, ALICE)
        return urlsplit(choose(pay_page(self.alice, number), "abandon")).path

    @cached_property
    def visit_file(self) -> str:
        clerk = self.visitor("madoguchi")
        clerk.go("/counter")
        clerk.press(REPORT_TITLE)
        return self._with_photograph(clerk)

    @staticmethod
    def _with_photograph(visitor: Visitor) -> str:
        visitor.press("選んだものを加える", files={"photos.upload": [("a.jpg", JPEG)]})
        return files(visitor)[0]

    @cached_property
    def batch(self) -> str:
        self._examined = self.filed()
        section = self.visitor("tanto")
        section.go(f"/desk/{self._examined}")
        section.press("実質審査に進める")
        section.go(f"/desk/exports/layouts/{LAYOUT}/{DUTY}")
        section.press("引き渡す")
        return section.path

    @cached_property
    def hand_over_order(self) -> str:
        """Written into the database, since more than a thousand applications would have to be filed. Ended: nothing waits for it."""
        database = Database(self.service.database_url)
        with database.write() as unit:
            staff = staff_members.by_login(unit, "tanto")
            assert staff is not None
            order = hand_over_orders.add(
                unit, layout=LAYOUT, duty=DUTY, staff_id=staff.id, ordered_at=1, expected=2_000
            )
            assert hand_over_orders.claim(unit, order, now=2, before=1)
            assert hand_over_orders.end(unit, order, 2, 3, problem="NOTHING_READY")
            unit.commit()
        database.close()
        return f"/desk/exports/orders/{order}"

    @cached_property
    def batch_file(self) -> str:
        return f"{self.batch}/files/{first(self.visitor('tanto').go(self.batch).text, '/files/')}"

    @cached_property
    def campaign(self) -> str:
        section = self.visitor("tanto")
        section.go("/desk/campaigns/new")
        boxes = {
            "procedure": PROCEDURE, "name": "再交付の案内", "purpose": "証を新しくします。", "expires": "2026-12-25",
        }  # fmt: skip
        section.press("名簿を確かめる", boxes, {"people": [("people.csv", CAMPAIGN_LIST.encode())]})
        second = self.visitor("shinsa")
        second.go(section.path)
        second.press("この案内を始める")
        return section.path

    @cached_property
    def letter(self) -> str:
        return f"/mock/letters/{self.campaign.rpartition('/')[2]}/1.pdf"

    @cached_property
    def invited(self) -> str:
        _ = self.draft, self.campaign
        box = self.alice.go("/mock/letters").text.partition("再交付の案内")[2]
        self.alice.go(f"/invited/{first(box, '/invited/')}")
        self.alice.press("内容を見る", {"birth.year": "1949-04-03"})
        return self.alice.path

    @cached_property
    def style(self) -> str:
        return f"/static/{first(self.visitor('anyone').go('/').text, '/static/')}"


def found_code(html: str) -> str:
    return str(re.findall(r"(?<![\w-])[2-9A-Y]{5}-[2-9A-Y]{5}(?![\w-])", html)[0])


def first(html: str, folder: str) -> str:
    return html.partition(folder)[2].partition('"')[0]
