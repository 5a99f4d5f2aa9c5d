"""Every notice of every shipped definition, rendered from invented answers."""

import io
from dataclasses import replace
from functools import cache

import pytest
from pypdf import PdfReader

from forms.city.city_words import in_words_of
from forms.definition.outcome import EXTENDED
from forms.definition.registry import field_types
from forms.loading import load_folder
from forms.path.consequences import appeal_of, forwarding_of
from forms.path.environment import Environment
from forms.path.path import Path
from forms.scenarios.sampling import valid_sample
from integrations.city_environment import environment_of, person_of
from portal.config import TREE
from portal.services.notices.dispatch_line import same_name
from portal.services.notices.list_notices import NoticeOfOutcome, endings_of, notices_of, sample_notice
from portal.services.notices.notice_text import FORWARDED_TITLE
from portal.services.notices.print_letter import Letter, set_letters
from portal.services.shared.people_in import name_text
from tests.examples import some
from tests.portal.pdfs import page_texts
from tests.portal.services.paper.paper import CITY, ON

SHIPPED = {
    name: in_words_of(CITY, procedure, ON)
    for name, procedure in load_folder(TREE / "forms" / "procedures", fields=field_types()).items()
}
_SEEDS = 4


@cache
def answered(procedure_id: str, *, forwarded: bool) -> tuple[Path, Environment]:
    """Answers with which the application is forwarded, or not, and its decision may be objected to, if by any answers:
    a reduction of fees for water is a 処分 only as to the sewer. What is forwarded is not decided here."""
    procedure, samples = SHIPPED[procedure_id], []
    for seed in range(_SEEDS):
        environment = environment_of(procedure, CITY, ON, person_of(procedure, CITY, seed))
        path = valid_sample(procedure, environment, seed)
        if (forwarding_of(procedure, path) is not None) == forwarded:
            samples.append((path, environment))
            if forwarded or not any(
                outcome.disposition and appeal_of(procedure, path, name) is None
                for name, outcome in procedure.outcomes.items()
            ):
                return samples[-1]
    assert samples, procedure_id
    return samples[0]


@cache
def letters() -> tuple[tuple[NoticeOfOutcome, Path, Letter], ...]:
    """Those that the city writes."""
    made = []
    for procedure in SHIPPED.values():
        for notice in notices_of(procedure, CITY, ON):
            if not notice.core_system:
                away = procedure.forwarding
                always = away is not None and away.when is None
                path, environment = answered(procedure.id, forwarded=notice.forwarded or always)
                made.append((notice, path, sample_notice(procedure, path, environment, CITY, notice.outcome)))
    return tuple(made)


def test_each_is_addressed_numbered_dated_and_titled_as_listed_with_rows_of_its_fields() -> None:
    assert len(letters()) > 80
    for notice, _, letter in letters():
        assert letter.subject == notice.title, notice
        assert letter.number.endswith("第123号"), notice
        assert letter.name, notice
        assert any(letter.address), notice
        assert letter.notice is not None
        if notice.outcome != EXTENDED:
            of_rows = [label for label, value in letter.notice.rows if value and label not in notice.fields]
            assert of_rows == [], notice


def test_each_says_what_to_do_next_in_both_languages_and_names_days_that_the_city_set() -> None:
    """A 延期 says that there is nothing to do."""
    without = {
        (notice.procedure, notice.outcome)
        for notice, _, letter in letters()
        if letter.notice
        and not {"これからすること", "これからのこと", "支払いについて"}
        & {part.title for part in letter.notice.sections}
    }
    assert without == set()
    for _, _, letter in letters():
        assert letter.notice is not None
        assert not any("{" in line for part in letter.notice.sections for line in part.lines)
        assert not any("{" in line for line in letter.notice.easy)


def test_money_that_is_granted_has_its_days() -> None:
    paid = {
        (notice.procedure, notice.outcome)
        for notice, _, letter in letters()
        if letter.notice and any(part.title == "支払いについて" for part in letter.notice.sections)
    }
    assert {
        ("jido-teate-nintei", "approved"), ("jido-teate-gakukaitei", "approved"), ("jido-teate-mishiharai", "approved"),
        ("kaigo-kogaku", "approved"), ("kaigo-jutaku-kaishu-jigo", "approved"), ("shugaku-enjo", "approved"),
    } <= paid  # fmt: skip
    assert ("jido-teate-nintei", "refused") not in paid


def test_the_dead_and_children_get_no_letters_and_companies_are_addressed_as_such() -> None:
    named = {notice.procedure: letter for notice, _, letter in letters()}
    assert named["doro-senyo"].organisation or named["kasen-senyo"].organisation
    for procedure, question in (("okuyami-yoyaku", "visitor.name"), ("jido-teate-mishiharai", "filer.name")):
        path, _ = answered(procedure, forwarded=False)
        assert same_name(named[procedure].name, name_text(path.answers[question]))
        assert not named[procedure].organisation


def test_each_refusal_states_reasons_and_each_that_is_a_decision_its_provision() -> None:
    for notice, _, letter in letters():
        assert letter.notice is not None
        if notice.outcome == EXTENDED:
            continue
        outcome = SHIPPED[notice.procedure].outcomes[notice.outcome]
        assert bool(letter.notice.reasons) == outcome.reasons, notice
        assert bool(letter.notice.provision) == (outcome.reasons and outcome.disposition), notice


def test_each_decision_of_the_city_shows_how_to_object_and_nothing_else_does() -> None:
    for notice, path, letter in letters():
        procedure = SHIPPED[notice.procedure]
        assert letter.notice is not None
        expected = procedure.outcomes[notice.outcome].disposition and not notice.forwarded
        assert bool(letter.notice.appeal) == expected, notice
        if expected:
            assert appeal_of(procedure, path, notice.outcome) is not None, notice


def test_a_notification_that_ends_to_somebodys_disadvantage_shows_how_to_object() -> None:
    suspensions = {
        (notice.procedure, notice.outcome) for notice, _, letter in letters() if letter.notice and letter.notice.appeal
    }
    assert {
        ("jido-teate-genkyo", "suspended"),
        ("jido-teate-genkyo", "ended"),
        ("hoiku-genkyo", "changed"),
        ("hoiku-genkyo", "certification_revoked"),
        ("jido-fuyo-teate-genkyo", "stopped"),
        ("jido-fuyo-teate-genkyo", "suspended"),
        ("jido-fuyo-teate-genkyo", "ended"),
    } <= suspensions


def test_the_ruling_comes_first_in_insurance_local_taxes_fees_of_sewers_and_public_assistance_alone() -> None:
    first = {
        notice.procedure
        for notice, _, letter in letters()
        if letter.notice and any("裁決を経た後でなければ" in words for words in letter.notice.appeal)
    }
    by_law = {
        "kei-genmen", "kotei-genmen", "nozei-yuyo", "shikenminzei-genmen",  # 地方税法 第19条の12
        "suido-rosui",  # 地方自治法 第229条第5項
        "seikatsu-hogo-kaishi",  # 生活保護法 第69条
    }  # fmt: skip
    assert first == by_law | {
        notice.procedure
        for notice, _, letter in letters()
        if letter.notice
        and letter.notice.appeal
        and any(body in letter.notice.appeal[0] for body in ("介護保険審査会", "国民健康保険審査会"))
    }


def test_what_the_prefecture_decides_is_reported_without_the_title_of_a_decision() -> None:
    forwarded = {notice.procedure for notice, _, letter in letters() if letter.subject == FORWARDED_TITLE}
    assert forwarded == {
        "jiritsu-shien-iryo-henko", "jiritsu-shien-iryo-koshin", "jiritsu-shien-iryo-shinki", "seishin-techo",
        "koki-gendogaku", "koki-kakuninsho", "koki-kogaku", "koki-ryoyohi", "mishikyu-nenkin", "nenkin-menjo", "ryoiku-techo", "shintai-techo", "shogaisha-techo-saikofu", "sosaihi-koki",
        "tokubetsu-jido-fuyo-teate",
    }  # fmt: skip


def test_they_are_typeset_as_tagged_japanese_sheets_with_nothing_missing() -> None:
    """Forty of them, all in `make long`."""
    named = {f"{notice.procedure} {notice.outcome} {notice.title}": (notice, letter) for notice, _, letter in letters()}
    assert len(named) == len(letters())
    chosen = [named[name] for name in some(named, 40)]
    paper = set_letters(CITY, [letter for _, letter in chosen])
    assert paper.missing == ()
    reader = PdfReader(io.BytesIO(paper.pdf))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "ja-JP"  # type: ignore[index]
    sheets = page_texts(paper.pdf)
    starts = [number for number, text in enumerate(sheets) if "（公印省略）" in text]
    assert len(starts) == len(chosen)
    for (notice, letter), first, last in zip(chosen, starts, [*starts[1:], len(sheets)], strict=True):
        assert last - first <= 2, notice  # a sheet with its back
        text = "".join(sheets[first:last])
        assert "".join(notice.title.split()) in text, notice
        assert letter.notice is not None
        assert ("不服の申立てと訴え（教示）" in text) == bool(letter.notice.appeal), notice
        assert ("裏面に続きがあります" in sheets[first]) == (last - first == 2), notice


def test_copies_and_certificates_are_the_paper_themselves() -> None:
    asked = {"juminhyo-utsushi", "inkan-shomei", "zei-shomei"}
    written = {(notice.procedure, notice.outcome) for notice, _, _ in letters() if notice.procedure in asked}
    assert written == {(name, "refused") for name in asked} | {
        ("juminhyo-utsushi", "partly"), ("zei-shomei", "partly"),
    }  # fmt: skip


def test_only_a_certificate_and_a_permit_are_titled_so() -> None:
    """A card that comes from elsewhere is not this sheet."""
    titled = {
        (notice.procedure, notice.outcome)
        for notice, _, letter in letters()
        if letter.subject.endswith(("証明書", "証", "証）", "許可書"))
    }
    assert titled == {
        ("risai-shomei", "approved"), ("taiiku-shisetsu-yoyaku", "accepted"), ("kaiso-kyoka", "approved"),
        ("doro-senyo", "approved"), ("kasen-senyo", "approved"), ("koen-shiyo", "approved"),
    }  # fmt: skip


def test_what_ends_to_somebodys_disadvantage_rests_on_its_own_provision() -> None:
    provisions = {
        (notice.procedure, notice.outcome): letter.notice.provision for notice, _, letter in letters() if letter.notice
    }
    assert provisions["jido-teate-genkyo", "suspended"] == "児童手当法 第11条"
    assert provisions["jido-fuyo-teate-genkyo", "suspended"] == "児童扶養手当法 第15条"
    assert provisions["hoiku-genkyo", "certification_revoked"] == "子ども・子育て支援法 第24条第1項"
    assert provisions["jido-teate-nintei", "refused"] == SHIPPED["jido-teate-nintei"].law.text
    rows = {(notice.procedure, notice.outcome): letter.notice.rows for notice, _, letter in letters() if letter.notice}
    assert ("根拠となる規定", "児童扶養手当法 第8条") in rows["jido-fuyo-teate-genkyo", "changed"]


def shown_in(notice: NoticeOfOutcome) -> set[str]:
    """Labels of answers of the resident that the notice repeats."""
    procedure = SHIPPED[notice.procedure]
    outcome = procedure.outcomes.get(notice.outcome)
    return {procedure.by_name[name].label for name in (outcome.shows if outcome else ())}


def test_sample_values_are_such_as_a_section_writes() -> None:
    shown = {(notice.procedure, label) for notice, _, _ in letters() for label in shown_in(notice)}
    texts = [
        value
        for notice, _, letter in letters() if letter.notice
        for label, value in letter.notice.rows if (notice.procedure, label) not in shown
    ]  # fmt: skip
    assert not [value for value in texts if value in ("ABC-123", "１２３", "4円")]
    rows = dict(next(letter for notice, _, letter in letters() if notice.procedure == "gakudo-hoiku").notice.rows)  # type: ignore[union-attr]
    assert rows["利用の期間"] == "令和8年（2026年）11月20日から令和9年（2027年）11月30日まで"
    assert rows["利用料（月額）"] == "10,000円"


def test_days_in_what_follows_are_in_the_calendar_of_the_city() -> None:
    letter = next(letter for notice, _, letter in letters() if notice.procedure == "furusato-onestop")
    lines = "".join(line for part in letter.notice.sections for line in part.lines) if letter.notice else ""
    assert "令和9年（2027年）1月10日まで" in lines


def test_an_end_of_what_was_granted_is_listed_and_printed_though_no_definition_names_it() -> None:
    endings = {notice.outcome: notice for notice in endings_of(SHIPPED["jido-teate-nintei"], CITY, ON)}
    assert {name: notice.title for name, notice in endings.items()} == {
        "annulled": "決定取消通知書", "revoked": "決定撤回通知書",
    }  # fmt: skip
    path, environment = answered("jido-teate-nintei", forwarded=False)
    for name, notice in endings.items():
        letter = sample_notice(SHIPPED["jido-teate-nintei"], path, environment, CITY, name)
        assert letter.subject == notice.title
        assert letter.notice
        assert [label for label, _ in letter.notice.rows] == list(notice.fields)
        assert letter.notice.reasons
        assert letter.notice.provision
        assert letter.notice.appeal
    for without in ("gairoto-tsuho", "kokuho-kanyu", "tokubetsu-jido-fuyo-teate"):
        assert list(endings_of(SHIPPED[without], CITY, ON)) == []


def test_an_outcome_without_a_paper_has_none() -> None:
    procedure = SHIPPED["gairoto-tsuho"]
    assert list(notices_of(procedure, CITY, ON)) == []
    with pytest.raises(KeyError, match="repaired"):
        sample_notice(procedure, *answered(procedure.id, forwarded=False), CITY, "repaired")


def test_a_seal_is_drawn_where_the_office_has_one_and_else_stated_to_be_left_out() -> None:
    _, _, letter = letters()[0]
    picture = next((TREE / "static").rglob("*.svg"))
    city = CITY.model_copy(update={"folder": picture.parent})
    sealed = replace(letter, sender=letter.sender.model_copy(update={"seal": picture.name}))
    texts = [PdfReader(io.BytesIO(set_letters(city, [each]).pdf)).pages[0].extract_text() for each in (sealed, letter)]
    assert ["公印省略" in text for text in texts] == [False, True]


def test_what_is_stated_of_each_child_is_under_its_name_and_a_booking_has_its_time() -> None:
    rows = {(notice.procedure, notice.outcome): letter.notice.rows for notice, _, letter in letters() if letter.notice}
    headings = [label for label, value in rows["jido-teate-nintei", "approved"] if not value]
    assert headings[0].startswith("子ども 1（")
    assert headings == sorted(headings)
    assert "来る日と時間" in dict(rows["okuyami-yoyaku", "accepted"])
    assert "住んでいる人の氏名" in dict(rows["risai-shomei", "approved"])


def test_no_line_about_the_whole_is_below_a_heading_of_one_child() -> None:
    rows = {(notice.procedure, notice.outcome): letter.notice.rows for notice, _, letter in letters() if letter.notice}
    for case, last in (
        (("tokubetsu-jido-fuyo-teate", "approved"), "証書番号"), (("hoiku-taien", "done"), "保育料の最後の月"),
    ):  # fmt: skip
        labels = [label for label, _ in rows[case]]
        assert labels.index(last) < min(place for place, (_, value) in enumerate(rows[case]) if not value), case


def test_no_label_names_the_child_twice() -> None:
    labels = {label for _, _, letter in letters() if letter.notice for label, _ in letter.notice.rows}
    assert {label for label in labels if "子どもの子ども" in label} == set()
    assert "子どもの生年月日" in labels


def test_a_fiscal_year_is_named_as_on_a_tax_bill() -> None:
    rows = {(notice.procedure, notice.outcome): letter.notice.rows for notice, _, letter in letters() if letter.notice}
    assert dict(rows["kei-genmen", "approved"])["減免する年度"] == "令和6年度（2024年度）"


def test_a_notification_that_is_sent_back_is_not_reported_as_the_act_of_another_body() -> None:
    (letter,) = [letter for notice, _, letter in letters() if notice.procedure == "techo-henkan"]
    assert letter.subject == "届出の返戻のお知らせ"
    assert letter.notice
    assert "送りました" not in letter.notice.opening
    assert "この紙について" not in [part.title for part in letter.notice.sections]


def test_how_to_object_to_another_body_is_in_the_letter_once() -> None:
    for notice, _, letter in letters():
        if notice.forwarded and letter.notice:
            lines = [line for part in letter.notice.sections for line in part.lines]
            assert sum("納得できない" in line or "不服の申立て" in line for line in lines) == 1, notice


def test_each_side_but_the_last_says_where_the_notice_goes_on() -> None:
    letter = next(letter for notice, _, letter in letters() if notice.procedure == "jido-teate-nintei")
    assert letter.notice
    long = replace(letter.notice, reasons=("申請のときに、決まりにある条件の1つに当てはまらなかったためです。" * 70,))
    pages = page_texts(set_letters(CITY, [replace(letter, notice=long)]).pdf)
    assert len(pages) == 3
    assert ["裏面に続きがあります" in page for page in pages] == [True, False, False]
    assert ["次の紙に続きがあります" in page for page in pages] == [False, True, False]


def test_no_notice_asks_a_question() -> None:
    labels = {
        (notice.procedure, row[0]) for notice, _, letter in letters() if letter.notice for row in letter.notice.rows
    }
    assert {(procedure, label) for procedure, label in labels if label.endswith(("か", "？"))} == set()
