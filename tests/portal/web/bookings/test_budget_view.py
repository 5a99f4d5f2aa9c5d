"""予算 on the pages of residents."""

from portal.services.cases.cases import case_of_resident
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.web.bookings.budget_view import budget_lines, queue_line
from tests.definitions.budgets import CLOSED, PERIOD, WAIT, file, offered
from tests.definitions.shelf import shelf
from tests.portal.world import alice


def _lines(installation: Installation, of: str, language: str = "ja") -> list[str]:
    with installation.database.read() as unit:
        return budget_lines(installation, unit, installation.catalogue.current(of), language)


def _queue(installation: Installation, session: Session, number: str) -> str:
    with installation.database.read() as unit:
        case = case_of_resident(installation, unit, session, number)
        return str(queue_line(installation, unit, case, "ja")["budget_queue"])


def test_what_is_left_is_stated_in_both_languages(installation: Installation) -> None:
    installation = offered(installation, 1_300_000)
    assert _lines(installation, CLOSED) == [
        "令和8年度の予算 1,300,000円のうち、いまの残りは1,300,000円です。送った順に使います。"
    ]
    assert "1,300,000円（えん） 残って" in _lines(installation, CLOSED, "easy")[0]
    with installation.database.read() as unit:
        assert budget_lines(installation, unit, shelf()["capacity"], "ja") == []


def test_who_waits_reads_the_place_and_others_how_many_wait(installation: Installation) -> None:
    installation, session = offered(installation, 300_000, WAIT), alice(installation)
    first, second = [file(installation, session, 300_000, WAIT) for _ in range(2)]
    assert _lines(installation, WAIT)[1:] == [
        "今年度の予算がなくなりました。申請して、順番を待つことができます。",
        "いま、順番を待っている申請が1件あります。",
    ]
    assert _queue(installation, session, first) == ""
    assert "いま1番目" in _queue(installation, session, second)


def test_a_period_has_no_order(installation: Installation) -> None:
    installation, session = offered(installation, 300_000, PERIOD), alice(installation)
    assert _queue(installation, session, file(installation, session, 300_000, PERIOD)) == ""
    assert "受付期間のあとで" in _lines(installation, PERIOD)[0]
