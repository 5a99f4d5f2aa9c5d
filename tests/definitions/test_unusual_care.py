"""What procedures of care, health insurance and disability owe to people whose case is unusual."""

import pytest

from forms.path.consequences import following, next_steps
from tests.definitions.test_unusual_people import SHIPPED, answered

KUBUN = {"current.level": "care2", "current.valid_from": "2026-01-01", "change": "worse"}


@pytest.mark.parametrize(
    ("name", "answers", "spoken", "unspoken"),
    [
        # The 60th day before 2027-01-19 is the day of these stories.
        ("yokaigo-kubun-henko", KUBUN | {"current.valid_to": "2027-01-19"}, "更新の申請をしたもの", "却下"),
        ("yokaigo-kubun-henko", KUBUN | {"current.valid_to": "2027-01-20"}, "却下", "更新の申請をしたもの"),
    ],
)
def test_what_comes_next_is_true_for_each(name: str, answers: dict[str, object], spoken: str, unspoken: str) -> None:
    sentences = [step.say for step in next_steps(SHIPPED[name], answered(name, answers))]
    assert any(spoken in say for say in sentences)
    assert not any(unspoken in say for say in sentences)


@pytest.mark.parametrize(
    ("name", "answers", "unspoken"),
    [
        ("hosogu-shikyu", {"way": "repair", "done": True}, "決定の通知が届いてから"),
        ("koki-kogaku", {"before": "account", "filer.kind": "self", "consent_auto": True}, "かかった月の"),
        ("koki-kogaku", {"filer.kind": "heir"}, "次からは"),
        ("koki-kogaku", {"filer.kind": "self", "consent_auto": False}, "次からは"),
        ("kaigo-kogaku", {"filer.kind": "heir", "died": True}, "次からは"),
        ("kaigo-kogaku", {"filer.kind": "self", "consent_auto": False}, "次からは"),
        ("card-kenmen", {"filer.kind": "agent"}, "その場で"),
    ],
)
def test_nothing_is_announced_that_does_not_come(name: str, answers: dict[str, object], unspoken: str) -> None:
    sentences = [step.say for step in next_steps(SHIPPED[name], answered(name, answers))]
    assert sentences
    assert not any(unspoken in say for say in sentences)


def test_a_card_without_a_pin_is_no_matter_of_age() -> None:
    # A scenario expects one warning of a field, and the first was untrue beside the second.
    answers: dict[str, object] = {"changes": ["address"], "claimant.birth": "2014-05-01", "pin": "face"}
    warnings = answered("card-kenmen", answers | {"certificate": "issue"}).warnings["certificate"]
    assert [warning.place for warning in warnings] == ["ask.certificate.warn.1.say"]


def test_who_changes_only_an_account_learns_of_no_limitation() -> None:
    path = answered("koki-kogaku", {"before": "account", "filer.kind": "self"})
    assert "month" not in path.required


@pytest.mark.parametrize(("reason", "spoken"), [("left_family", True), ("left_work", False)])
def test_who_leaves_the_insurance_of_somebody_turning_75_learns_of_the_reduction(reason: str, spoken: bool) -> None:
    answers: dict[str, object] = {"reason": reason, "happened_on": "2026-11-02", "members": [{"birth": "1958-05-01"}]}
    sentences = [item.say for item in following(SHIPPED["kokuho-kanyu"], answered("kokuho-kanyu", answers), "done")]
    assert any("75歳になって" in say for say in sentences) == spoken


@pytest.mark.parametrize(
    ("name", "without", "having", "spoken"),
    [
        ("kokuho-kogaku", {"filer.kind": "heir"}, {"filer.kind": "head"}, "次からは"),
        ("kaigo-kogaku", {"filer.kind": "heir"}, {"filer.kind": "self", "consent_auto": True}, "次からは"),
        ("kaigo-fukushi-yogu", {"filer.kind": "heir"}, {"filer.kind": "self"}, "次に買うとき"),
        ("kaigo-jutaku-kaishu-jigo", {"filer.kind": "heir"}, {"filer.kind": "self"}, "次の工事"),
        ("shitei-ko-henko", {"kind_of": "out_to", "reason": "passed"}, {"reason": "moved"}, "もう一度"),
    ],
)
def test_a_letter_says_nothing_of_a_next_time_that_does_not_come(
    name: str, without: dict[str, object], having: dict[str, object], spoken: str
) -> None:
    for given, expected in ((without, False), (having, True)):
        sentences = [item.say for item in following(SHIPPED[name], answered(name, given), "approved")]
        assert any(spoken in say for say in sentences) == expected


@pytest.mark.parametrize(
    ("name", "papers"),
    [
        ("hoiku-nintei", {"claimant_seeking_paper", "partner_seeking_paper"}),
        ("hoiku-riyo-moshikomi", {"claimant_seeking_paper", "partner_seeking_paper"}),
        ("hoiku-genkyo", {"claimant_seeking_paper", "partner_seeking_paper"}),
        ("shisetsu-riyo-nintei", {"claimant_seeking_paper", "partner_seeking_paper"}),
        ("risai-shomei", {"estimate"}),
        ("juminhyo-utsushi", {"family_proof"}),
        ("kodomo-iryohi-henko", {"mandate"}),
        ("ido-todoke", {"family_register"}),
    ],
)
def test_a_paper_that_not_everybody_has_is_never_owed(name: str, papers: set[str]) -> None:
    assert papers <= {paper.id for paper in SHIPPED[name].attach if not paper.required}


def test_who_got_a_first_residence_card_is_asked_for_the_day_of_the_card() -> None:
    path = answered("ido-todoke", {"reason": "resident", "moved_on": "2026-11-10"})
    assert "在留カードをもらった日" in next(field.label for field in path.fields if field.id == "moved_on")


def test_who_has_no_record_anywhere_may_leave_out_the_former_address_and_the_family_register() -> None:
    path = answered("ido-todoke", {"reason": "moved_in", "out_by": "unrecorded", "movers": [{"foreign": False}]})
    assert path.required.isdisjoint({"from_address", "domicile", "domicile_head"})
