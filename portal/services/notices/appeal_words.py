"""行政不服審査法82条, 行政事件訴訟法46条, as numbered paragraphs."""

from datetime import date

from forms.city.bodies import KEYS, body_name, defendant, representative
from forms.city.city import City, Office
from forms.definition.terms import Appeal
from forms.messages import sentences
from forms.path.consequences import appeal_of
from forms.text.foreign_day import is_foreign, spaces_words
from forms.text.translations import translate
from portal.services.cases.cases import Case
from portal.services.shared.needs import Basics

_YEAR = "決定の日の翌日から起算して1年を経過すると"


def appeal_words(installation: Basics, case: Case, outcome: str) -> str:
    """A paragraph a line; "" without a disposition of the city. Also for favourable ones: a part may be contested."""
    chosen = case.procedure.outcome(case.row.kind, outcome)
    disposition = chosen is not None and chosen.disposition
    appeal = appeal_of(case.procedure, case.path, outcome) if disposition else None
    if appeal is None:
        return ""
    today: date = installation.clock.today()
    return "\n".join(appeal_paragraphs(installation.city, installation.city.office(case.row.duty, today), appeal))


def appeal_summary(city: City, office: Office, appeal: Appeal, language: str) -> str:
    within = translate(language, appeal.within)
    words, body = sentences(language), body_name(city, office, appeal.body)
    if is_foreign(language) and appeal.body in KEYS:
        meaning = words[f"appeal.body.{appeal.body}"]
        body += f" ({meaning})" if spaces_words(language) else f"（{meaning}）"
    return words["appeal.gist"].format(within=within, body=body)


def body_of_appeal(installation: Basics, case: Case) -> str:
    """ "" if the definition does not say."""
    appeal = appeal_of(case.procedure, case.path, case.row.state)
    office = installation.city.office(case.row.duty, installation.clock.today())
    return "" if appeal is None else body_name(installation.city, office, appeal.body)


def is_assumed(case: Case, outcome: str) -> bool:
    appeal = appeal_of(case.procedure, case.path, outcome)
    first = appeal.ruling_first if appeal is not None else None
    return appeal is not None and "assumed" in (appeal.certainty, first.certainty if first else "")


def numbered(appeal: str) -> str:
    """For screens and mail: paragraphs refer to each other by number."""
    return "\n".join(f"{number}　{line}" for number, line in enumerate(appeal.splitlines(), 1))


def appeal_paragraphs(city: City, office: Office, appeal: Appeal) -> tuple[str, ...]:
    body = body_name(city, office, appeal.body)
    within, court_within = appeal.within, appeal.court_within
    against = f"{defendant(city, office)}を被告として（訴訟で{defendant(city, office)}を代表する者は、{representative(office)}です。）"
    objection = (
        f"この決定に不服があるときは、この決定があったことを知った日の翌日から起算して{within}以内に、{body}に対して"
        f"審査請求をすることができます（この期間の中でも、{_YEAR}、正当な理由がなければ、審査請求をすることができません。）。"
    )
    ruled = f"審査請求に対する裁決があったことを知った日の翌日から起算して{court_within}以内"
    late = "裁決の日の翌日から起算して1年を経過すると"
    if appeal.ruling_first is None:
        return (
            objection,
            f"この決定の取消しの訴えは、この決定があったことを知った日の翌日から起算して{court_within}以内に、{against}、"
            f"提起することができます（この期間の中でも、{_YEAR}、正当な理由がなければ、提起することができません。）。",
            f"1の審査請求をしたときは、この決定の取消しの訴えは、その{ruled}に提起することができます"
            f"（この期間の中でも、{late}、正当な理由がなければ、提起することができません。）。",
        )
    return (
        objection,
        f"この決定の取消しの訴えは、1の審査請求に対する裁決を経た後でなければ提起することができません（{appeal.ruling_first.text}）。"
        f"{ruled}に、{against}、提起することができます（この期間の中でも、{late}、正当な理由がなければ、提起することができません。）。",
        "次のどれかに当たるときは、裁決を経ないで、この決定の取消しの訴えを提起することができます（行政事件訴訟法第8条第2項）。"
        "（1）審査請求があった日から3か月を経過しても裁決がないとき。"
        "（2）決定、決定の執行又は手続の続行により生ずる著しい損害を避けるため緊急の必要があるとき。"
        "（3）その他裁決を経ないことにつき正当な理由があるとき。",
    )
