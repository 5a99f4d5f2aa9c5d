"""Slots and the waiting list."""

from tests.draft_paths import draft_in
from tests.journeys.booking import SLOT_PAGE, book
from tests.journeys.filing import sign_in
from tests.journeys.service import Service
from tests.journeys.tour import ALICE, HALTED


def test_a_booked_time_is_changed_seen_by_the_section_and_given_back(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as visitor, sqlite_service.member("yoyaku") as section:
        sign_in(visitor, ALICE)
        book(visitor, "check")
        assert "まであなたのために取ってあります" in visitor.text
        visitor.press("申請する")
        number = visitor.path.rpartition("/")[2]
        assert "午前10時30分から午前11時まで" in visitor.text
        visitor.go(f"/applications/{number}/times/{SLOT_PAGE}")
        visitor.press("この時間に変える", {"slot": "lung-4"})
        assert "予約の時間を変えました" in visitor.text
        assert "港町支所" in visitor.text
        calendar = visitor.go(f"/applications/{number}/reservation.ics")
        assert calendar.headers["content-type"].startswith("text/calendar")
        assert "STATUS:CONFIRMED" in calendar.text
        assert not any(mark in calendar.text for mark in ("髙見本", "太郎", "がん", number))
        visitor.go("/language/vi?next=/")
        assert "LOCATION:Chi nhánh Minatomachi" in visitor.go(f"/applications/{number}/reservation.ics").text
        visitor.go("/language/ja?next=/")
        section.go("/desk/slots?resource=lung&day=2026-12-09")
        assert "髙見本" in section.text
        assert number in section.text
        visitor.go(f"/applications/{number}/times/{SLOT_PAGE}")
        visitor.press("予約を取り消す", {"cancel": "yes"})
        assert "予約を取り消しました" in visitor.text
        assert "申請をやめました" in visitor.text
        assert "STATUS:CANCELLED" in visitor.go(f"/applications/{number}/reservation.ics").text
        assert number not in section.go("/desk/slots?resource=lung&day=2026-12-09").text


def test_a_closed_time_is_full_and_who_wants_it_waits(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as visitor, sqlite_service.member("yoyaku") as section:
        section.go("/desk/slots?resource=lung&day=2026-12-01")
        section.press("これ以上受け付けない")
        assert "締め切り" in section.text
        sign_in(visitor, HALTED)
        slot_page = book(visitor, SLOT_PAGE)
        visitor.press("次へ進む", {SLOT_PAGE: "lung-1"})
        assert visitor.seen.status_code == 422
        assert "いっぱいになりました。近い日時は" in visitor.text
        visitor.go(f"{slot_page}/wait")
        visitor.press("この時間の順番を待つ")
        assert "いま1番目です" in visitor.text
        assert "の順番を待っています。 いま1番目です" in visitor.go("/applications").text
        visitor.press("待つのをやめる")
        assert "待つのをやめました。" in visitor.text
        assert "番目です" not in visitor.text
        assert "番目です" not in visitor.go(f"{slot_page}/wait").text
        section.press("受け付けを再び始める")
        assert "締め切り" not in section.text


def test_a_draft_is_thrown_away_after_a_question_and_had_back(sqlite_service: Service) -> None:
    with sqlite_service.visitor() as visitor:
        sign_in(visitor, HALTED)
        slot_page = book(visitor, SLOT_PAGE)
        visitor.go("/applications")
        visitor.go(f"{draft_in(slot_page)}/discard")
        assert "書きかけの内容を消しますか" in visitor.text
        assert "マイページから元に戻せます" in visitor.text
        assert visitor.go(slot_page).status_code == 200, "opening the confirmation discards nothing"
        visitor.go(f"{draft_in(slot_page)}/discard")
        visitor.press("消す")
        assert visitor.path == "/applications"
        assert "11月21日" in visitor.text
        assert visitor.go(slot_page).status_code == 404, "the browser's Back shows a regular page"
        visitor.go("/applications")
        visitor.press("元に戻す")
        assert "続きから書く" in visitor.text
        assert visitor.go(slot_page).status_code == 200
