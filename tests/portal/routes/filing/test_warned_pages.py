"""What looks wrong is named on the page that comes next; the way goes on, with no press more."""

from portal.services.shared.installation import Installation
from tests.definitions.shelf import shelf
from tests.portal.routes.guest_browser import Page, guest, offer, version

EARLY = "生まれる前の日です。確かめてください。"
QUESTIONS = f"""\
      - {{id: born, type: date, label: 生まれた日}}
      - {{id: event, type: date, label: できごとの日, warn: [{{that: event >= born, say: {EARLY}}}]}}
      - {{id: note, type: text, label: ひとこと}}
"""


def day(page: Page, name: str, year: str) -> Page:
    return page.press(
        "次へ進む", {f"{name}.era": "western", f"{name}.year": year, f"{name}.month": "5", f"{name}.day": "5"}
    )


def test_a_day_before_the_birth_is_named_at_once_with_the_way_back(installation: Installation) -> None:
    offer(installation, version(1, QUESTIONS))
    page = day(guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"}), "born", "1988")
    following = day(page, "event", "1987")
    assert following.path.endswith("/page/note"), "it goes on all the same"
    notice = following.text.partition('class="notice with-icon tone-warn"')[2].partition("</section>")[0]
    back = following.path.removesuffix("note") + "event"
    assert EARLY in notice
    assert f'href="{back}"' in notice
    mended = day(following.browser.open(back), "event", "1989")
    assert mended.path.endswith("/page/note")
    assert EARLY not in mended.text
    again = day(mended.browser.open(back), "event", "1987")
    assert EARLY in again.press("次へ進む", {"note": "はい"}).text, "and on the check page"


def test_a_made_up_page_before_shows_nothing(installation: Installation) -> None:
    offer(installation, version(1, QUESTIONS))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert page.browser.open(f"{page.path}?after=nothing/event").status == 200


def test_a_doubt_names_its_question_and_leads_to_it(installation: Installation) -> None:
    offer(installation, version(1, "      - {id: mail, type: email, label: 連絡用のメール}\n"))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    check = page.press("次へ進む", {"mail": "taro@gmai.com"})
    assert check.path.endswith("/check"), check.text
    notice = check.text.partition('<section class="notice with-icon tone-warn">')[2].partition("</section>")[0]
    assert "連絡用のメール" in notice
    assert "taro@gmail.com ではありませんか。" in notice
    question = notice.partition('href="')[2].partition('"')[0]
    assert 'name="mail"' in page.browser.open(question).text


LATE = "期限を過ぎています。来月の分からになります。"
MANY = f"""\
      - together: くわしいこと
        id: more
        ask:
          - {{id: happened_on, type: date, label: それがあった日}}
          - {{id: two, type: text, label: 学校の名前}}
{"".join(f"          - {{id: q{number}, type: text, label: 家族の人が今の住まいについて思っている{number}番目のこと}}{chr(10)}" for number in range(24))}\
time: {{due: happened_on + days(15), due_say: 15日のうちに出します。, certainty: std, late: {{say: {LATE}}}}}
"""


def test_that_it_is_late_is_above_the_answers_and_what_is_folded_shows_questions_with_their_answers(
    installation: Installation,
) -> None:
    offer(installation, version(1, MANY))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    days = {"happened_on.era": "western", "happened_on.year": "2026", "happened_on.month": "5", "happened_on.day": "5"}
    check = page.press("次へ進む", {**days, "two": "一番小学校", **{f"q{number}": "はい" for number in range(24)}})
    assert check.path.endswith("/check"), check.text
    before, _, answers = check.text.partition('<section class="check">')
    assert before.count(LATE) == 1
    assert LATE not in answers
    gist = answers.partition('<span class="gist screen-only">')[2].partition("</span>")[0]
    assert gist == "理由：なくした　それがあった日：令和8年（2026年）5月5日…", "an answer alone says little"


def test_what_follows_from_answers_is_on_the_page_after_them(installation: Installation) -> None:
    sums = "      - {id: since, type: computed, of: date, label: はじまる日, compute: born + days(1)}\n"
    page = "      - together: できごと\n        id: event\n        ask:\n          - {id: born, type: date, label: 生まれた日}\n"
    note = "      - {id: note, type: text, label: ひとこと}\n"
    offer(installation, version(1, f"{page}    {sums}{note}"))
    first = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    assert "この画面に書いて進むと、次の画面に出ます" in first.text
    following = day(first, "born", "2026")
    assert following.path.endswith("/page/note"), following.text
    assert "はじまる日：令和8年（2026年）5月6日" in following.text
    assert "はじまる日：" not in following.browser.open(following.path).text, "once"


BORN = """\
      - together: できごと
        id: event
        ask:
          - {id: born, type: date, label: 生まれた日}
          - {id: since, type: computed, of: date, label: はじまる日, compute: born + days(1)}
"""
ROWS = """\
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    each: "{called}"
    max: 2
    ask: [{id: called, type: text, label: 名前}]
"""


def test_what_follows_is_above_a_list_of_rows_too(installation: Installation) -> None:
    offer(installation, version(1, BORN + ROWS))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    following = day(page, "born", "2026")
    assert following.path.endswith("/page/children"), following.text
    assert "はじまる日：令和8年（2026年）5月6日" in following.text


def test_a_page_whose_sum_is_of_another_page_is_not_on_the_next_one(installation: Installation) -> None:
    elsewhere = BORN.replace("{id: born, type: date, label: 生まれた日}", "{id: note, type: text, label: ひとこと}")
    born = "      - {id: born, type: date, label: 生まれた日}\n"
    last = "      - {id: last, type: text, label: おわりに}\n"
    offer(installation, version(1, born + elsewhere + last))
    page = day(guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"}), "born", "2026")
    assert ">令和8年（2026年）5月6日</output>" in page.text
    following = page.press("次へ進む", {"note": "はい"})
    assert following.path.endswith("/page/last"), following.text
    assert "はじまる日：" not in following.text, "it was on the page before"


DOUBTED = """\
  - step: 子ども
    id: kids
    repeat: children
    label: 子ども
    each: "{called}"
    min: 2
    max: 2
    ask:
      - {id: called, type: text, label: 名前}
      - {id: mail, type: email, label: 連絡用のメール}
"""


def test_of_two_rows_a_doubt_names_the_row(installation: Installation) -> None:
    offer(installation, version(1, DOUBTED))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    for number, name, domain in ((1, "ひかり", "gmai.com"), (2, "そら", "gmail.com")):
        page = page.press("次へ進む", {f"children.{number}.called": name})
        page = page.press("次へ進む", {f"children.{number}.mail": f"a@{domain}"})
        if number == 1:
            assert "子ども 1（ひかり） 連絡用のメール</h2>" in page.text, page.text
    check = page.press("次へ進む")
    assert check.path.endswith("/check"), check.text
    assert "子ども 1（ひかり） 連絡用のメール</h2>" in check.text, check.text


def test_what_follows_is_above_the_rest_of_the_same_page_too(installation: Installation) -> None:
    why = "          - {id: why, type: text, label: わけ, when: born < today}\n"
    offer(installation, version(1, BORN + why))
    page = guest(installation).open("/apply/small").press("次へ進む", {"reason": "lost"})
    rest = day(page, "born", "2026")
    assert (rest.path, 'name="why"' in rest.text) == (page.path, True), rest.text
    assert "はじまる日：令和8年（2026年）5月6日" in rest.text


def test_a_warning_of_the_deadline_is_quoted_once_the_application_is_sent(installation: Installation) -> None:
    offer(installation, shelf()["due-late"])
    warning = "期限を過ぎています。できるだけ早く出してください。"
    check = day(guest(installation).open("/apply/due-late"), "moved", "2026")
    assert f"<b>{warning}</b>" in check.text or warning in check.text.partition("tone-warn")[2]
    sent = check.press("申請する").text
    assert f"<p>出すときに出ていた注意：{warning}</p>" in sent
    assert sent.count(warning) == 1
