"""答えの集計 over HTTP."""

from portal.services.shared.installation import Installation
from portal.store.shared import audit_records
from tests.portal.routes.staff_browser import at_desk
from tests.portal.services.desk.queue.test_count_answers import DUTY, SURVEY, answer
from tests.portal.world import PROCEDURE, add_member

HERE = f"/desk/answers/{SURVEY}"


def test_counts_bars_texts_and_the_file_say_the_same_and_each_look_is_on_record(installation: Installation) -> None:
    number = answer(installation, {"wishes": ["road", {"code": "other", "tell": "<b>図書館</b>"}], "free": "=1+1"})
    answer(installation, {"wishes": ["disaster"]})
    browser = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    assert f'href="{HERE}"' in browser.get("/desk/figures")
    with installation.database.read() as unit:
        before = audit_records.last_number(unit)
    page = browser.get(HERE)
    assert "届いた2件です" in page
    assert '<td class="number" data-label="割合">50.0%</td><td class="bar-cell"><svg class="bar"' in page
    assert "図書館" not in page
    lines = browser.get(f"{HERE}/answers.csv").splitlines()
    assert '"力を入れてほしいことは何ですか（3つくらい）","道路・交通","1","50.0"' in lines
    texts = browser.client.get(f"{HERE}/texts/wishes").text
    assert "&lt;b&gt;図書館" in texts
    assert f'href="/desk/{number}"' in texts
    with installation.database.read() as unit:
        assert [record.action for record in audit_records.after(unit, before)] == [
            "see counted answers", "see counted answers", "read free text",
        ]  # fmt: skip


def test_a_wrong_period_is_reported_and_nothing_is_opened(installation: Installation) -> None:
    browser = at_desk(installation, add_member(installation, "reviewer", ("reviewer", DUTY)))
    assert "終わりの日を" in browser.get(f"{HERE}?from=2026-11-20&to=2026-11-01", 422)
    browser.get(f"{HERE}/answers.csv?from=x", 400)
    for before in ("x", "-1", "9" * 19):
        browser.get(f"{HERE}/texts/free?before={before}", 400)
    assert "答えはありません" in browser.get(f"{HERE}?from=2020-01-01&to=2020-01-31&door=post")


def test_strangers_are_refused_and_an_auditor_reads_no_texts(installation: Installation) -> None:
    answer(installation)
    stranger = at_desk(installation, add_member(installation, "stranger", ("reviewer", "roads")))
    for end in ("", "/answers.csv", "/texts/free"):
        stranger.get(f"{HERE}{end}", 403)
    assert HERE not in stranger.get("/desk/figures")
    auditor = at_desk(installation, add_member(installation, "auditor", ("auditor", "*")))
    assert "1件ずつ、理由を書いて" in auditor.get(HERE)
    assert "/texts/" not in auditor.get(HERE)
    auditor.get(f"{HERE}/texts/free", 403)
    auditor.get(f"/desk/answers/{PROCEDURE}", 404)
