"""A notice contains only what a postcard may."""

import json
import re
from dataclasses import replace

import pytest

from forms.city.notices import NoticesFile
from forms.text.foreign_day import is_foreign
from forms.text.translations import LANGUAGES
from portal.services.shared import write_notice as notices
from portal.services.shared.city_rules import put
from portal.services.shared.installation import Installation
from portal.services.shared.write_notice import (
    BY_CONSENT,
    USES,
    codes,
    messages,
    use_of,
    values_of,
    write_alert,
    write_notice,
    write_push,
)

RECEIPT = "26-123-456-789"


def test_a_mail_names_the_city_and_leads_to_the_page(installation: Installation) -> None:
    notice = write_notice(installation, "received", "ja", f"/applications/{RECEIPT}", {"receipt": RECEIPT})
    assert notice.subject == f"【見本市】受付のお知らせ（受付番号 {RECEIPT}）"
    assert f"{installation.settings.resident_address}/applications/{RECEIPT}\n" in notice.text
    assert notice.text.endswith(f"{installation.settings.resident_address}\n電話 000-000-0000\n")


@pytest.mark.parametrize("language", ["ja", *LANGUAGES])
def test_where_residents_reach_no_page_a_mail_names_none(installation: Installation, language: str) -> None:
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    for message in messages():
        facts = dict.fromkeys(values_of(message)[0] - {"link"}, "2026-12-04")
        here, notice = (write_notice(place, message, language, "/x", facts) for place in (installation, inner))
        gone = [line for line in here.text.splitlines() if line and line not in notice.text.splitlines()]
        assert not re.search("http|\0|この ページ|次のページ", notice.text), message
        assert len(gone) <= 3, "the link, the line that leads to it, the address below"
        assert "\n\n\n" not in notice.text
        assert len(notice.text.partition("\n--\n")[0]) > 10, message


def test_another_language_is_the_japanese_line_by_line(installation: Installation) -> None:
    notice = write_notice(installation, "received", "en", "/x", {"receipt": RECEIPT, "until": "2026-12-04T09:05"})
    assert notice.subject == f"【見本市】We have received it (receipt number {RECEIPT})"
    assert "Please hand them in by Fri, 4 Dec 2026 09:05." in notice.text
    assert f"{installation.settings.resident_address}/x" in notice.text
    push = write_push(installation, "line_linked", "en", "/x")
    assert push.startswith("Connected. From now on, news from 見本市 arrives here.")
    assert write_push(installation, "line_linked", "easy", "/x") not in (
        push,
        write_push(installation, "line_linked", "ja", "/x"),
    )


@pytest.mark.parametrize("language", [name for name in LANGUAGES if is_foreign(name)])
def test_no_line_of_any_mail_or_push_stays_japanese_in_another_language(
    installation: Installation, language: str
) -> None:
    assert not re.search("[ぁ-ん]", write_alert(installation, language))
    for message in (*messages(), "line_linked", "line_unknown_code"):
        facts = dict.fromkeys(values_of(message)[0] - {"link"}, "2026-12-04") if message in messages() else {}
        push = write_push(installation, message, language, "/x", facts)
        if message in messages():
            notice = write_notice(installation, message, language, "/x", facts)
            push += notice.subject + notice.text
        assert not re.search("[ぁ-ん]", push), message


@pytest.mark.parametrize(
    "hostile",
    [
        """{{ cycler.__init__.__globals__.os.popen('id').read() ~ "{ receipt }" }}""", "{{", "}} {{ link }}", "{% if %}",
        "{#", "{{ undefined }}", "{% raw %}", "{{ line(0) }}", "{0.__class__}",
    ],
)  # fmt: skip
def test_a_translation_is_never_compiled(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, hostile: str
) -> None:
    """Even past `fits`: what it has of a template stays as it is written, and values are the line's own."""
    monkeypatch.setattr(notices, "translate", lambda _, line: f"{hostile} {line}")
    notice = write_notice(installation, "received", "en", "/x", {"receipt": RECEIPT})
    push, alert = write_push(installation, "line_linked", "en", "/x"), write_alert(installation, "en")
    assert notice.subject == f"【見本市】{hostile} 受付のお知らせ（受付番号 {RECEIPT}）"
    assert f"{hostile} 手続を受け付けました。受付番号は {RECEIPT} です。\n" in notice.text
    assert push.startswith(f"{hostile} つながりました。これからは、見本市から")
    assert json.loads(alert)["body"].startswith(f"{hostile} 見本市からお知らせがあります。")


@pytest.mark.parametrize(
    ("until", "written"),
    [("2026-12-04", "2026年12月4日（金曜日）までに"), ("2026-12-04T09:05", "2026年12月4日（金曜日）9時05分までに")],
)
def test_a_day_or_minute_is_written_out(installation: Installation, until: str, written: str) -> None:
    assert written in write_notice(installation, "received", "ja", "/x", {"receipt": RECEIPT, "until": until}).text


def test_a_fact_that_may_not_leave_the_house_is_refused(installation: Installation) -> None:
    with pytest.raises(KeyError, match="name"):
        write_notice(installation, "received", "ja", "/x", {"receipt": RECEIPT, "name": "髙見本 太郎"})


def test_a_fact_with_a_line_end_stays_in_its_line(installation: Installation) -> None:
    """Else it could inject headers or sentences."""
    facts = {"receipt": f"{RECEIPT}\r\nBcc: mallory@example.jp"}
    notice = write_notice(installation, "received", "ja", "/x", facts)
    assert notice.subject == f"【見本市】受付のお知らせ（受付番号 {RECEIPT} Bcc: mallory@example.jp）"


def test_a_push_says_only_that_there_is_news(installation: Installation) -> None:
    assert write_push(installation, "received", "ja", "/x") == write_push(installation, "decided", "ja", "/x")
    assert f"{installation.settings.resident_address}/applications" in write_push(installation, "decided", "ja", "")


def test_codes_go_to_those_who_asked_and_every_other_notice_has_a_use_that_people_choose() -> None:
    assert "verify_mail" in codes()
    assert all(use_of(message) in (*USES, *BY_CONSENT) for message in messages() - set(codes()))


def test_what_the_city_wrote_goes_before_the_shipped_words(installation: Installation) -> None:
    own_words = {"ja": {"subject": "届きました {receipt}", "say": "番号 {receipt}\n{until}まで\n{link}"}}
    put(
        installation.city,
        installation.city.model_copy(
            update={"notices": NoticesFile.model_validate({"notices": {"received": own_words}})}
        ),
    )
    for language in ("ja", "easy", "en"):
        notice = write_notice(installation, "received", language, "/x", {"receipt": RECEIPT})
        assert notice.subject == f"【見本市】届きました {RECEIPT}"
        assert notice.text.startswith(f"番号 {RECEIPT}\n{installation.settings.resident_address}/x\n\n--\n")
    inner = replace(installation, settings=installation.settings.model_copy(update={"zone": "inner"}))
    inside = write_notice(inner, "received", "ja", "/x", {"receipt": RECEIPT})
    assert inside.text.startswith(f"番号 {RECEIPT}\n\n--\n"), "the line with the page alone is gone"
    assert "決まりました" not in write_notice(installation, "received", "ja", "", {"receipt": RECEIPT}).text
