"""The 確認票: everything a definition decides, with source and certainty (`templates/print/sheet.*`)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from forms.city.city import City
from forms.city.city_words import in_words_of
from forms.definition.kind import KINDS
from forms.definition.outcome import Outcome
from forms.definition.procedure import Procedure, full_name
from forms.definition.signer import Signature
from forms.messages import sentences
from forms.path.result import as_procedure
from forms.rules.expression import Expression
from portal.services.paper.typeset import Paper, typeset
from portal.services.procedures.ask_reception import WORDS
from portal.services.procedures.changed_lines import changed_sections
from portal.services.procedures.check_definition import try_example
from portal.services.procedures.describe_appeal import describe_appeal
from portal.services.procedures.describe_predecessor import linked_lines, number_words
from portal.services.procedures.describe_question import describe_filers, describe_step
from portal.services.procedures.rule_words import rule_words, value_words
from portal.services.procedures.sheet_line import CERTAINTIES, PAID, REFUND, SheetLine, SheetSection
from portal.services.shared.official_words import DOORS, STATES, STOPS, period_words

_SIGN_IN = {"none": "いらない", "mail": "メールで確かめる", "card": "マイナンバーカード"}
_UNITS = {"day": "日", "bizday": "開庁日", "week": "週", "month": "か月"}
_NEEDS = {"none": "いらない", "required": "いる"}
_NUMBERS = {"none": "使わない", "ask": "書いてもらう", "fill_inside": "市の中で補う"}
_THEN = {"delete": "消す", "anonymise": "だれのものかわからなくする"}
_YES_NO = {True: "はい", False: "いいえ"}
_WHO = {**WORDS, "anyone": "だれでも"}
_DELIVERY = {"post": "郵送", "counter": "窓口", "electronic": "オンライン"}
_EXTENDED = "期間を延ばす"
_SEEN_BY = {"desk": "担当の職員だけ", "public": "だれでも（数だけ）"}
_ORDERS = {"parallel": "いっしょに（だれからでも）", "ordered": "書いた順に、一人ずつ"}


def print_sheet(procedure: Procedure, city: City, on: date, made: datetime, before: Procedure | None = None) -> Paper:
    """Raises KeyError if no office holds the duty."""
    return typeset("sheet", sheet_content(procedure, city, on, before), made)


def sheet_content(procedure: Procedure, city: City, on: date, before: Procedure | None = None) -> dict[str, Any]:
    sections = sheet_sections(procedure, city, on)
    if before is not None:
        sections = changed_sections(sheet_sections(before, city, on), sections)
    office = city.office(procedure.duty, on)
    lines = [line for section in sections for line in section.lines]
    return {
        "title": procedure.title,
        "city": city.name,
        "id": procedure.id,
        "version": procedure.version,
        "meaning": procedure.meaning,
        "source": Path(procedure.source).name,
        "on": on.isoformat(),
        "office": office.office,
        "authority": office.authority,
        "since": "" if before is None else str(before.version),
        "lines": len(lines),
        "assumed": sum(line.assumed for line in lines),
        "sections": [
            {
                "id": section.id,
                "title": section.title,
                "lines": [
                    asdict(line) | {"assumed": line.assumed, "certainty_words": CERTAINTIES.get(line.certainty, line.certainty)}
                    for line in section.lines
                ],
            }
            for section in sections
        ],
    }  # fmt: skip


def sheet_sections(procedure: Procedure, city: City, on: date) -> tuple[SheetSection, ...]:
    procedure = in_words_of(city, procedure, on)
    teller = _SheetWriter(procedure, city, on)
    columns = {f"{kept.id}.{name}": column.label for kept in city.kept.lists for name, column in kept.columns.items()}
    asked = [
        SheetSection(f"step-{step.id}", f"質問：{step.title}", tuple(describe_step(procedure, step, columns)))
        for step in procedure.steps
    ]
    result = () if procedure.result is None else tuple(describe_step(as_procedure(procedure), procedure.result))
    sections = (
        SheetSection("basis", "手続のあらまし", tuple(teller.basis())),
        SheetSection("time", "期間と保存", tuple(teller.time())),
        SheetSection("settings", "市が決める値", tuple(teller.settings())),
        *asked,
        SheetSection("papers", "持ってくるもの・出すもの", tuple(teller.papers())),
        SheetSection("staff", "職員が確かめること", tuple(teller.staff())),
        SheetSection("outcomes", "結果と通知書", (*teller.outcomes(), *result)),
        SheetSection("words", "お知らせのことば", tuple(teller.words())),
        SheetSection("scenarios", "試した例とその結果", tuple(teller.scenarios())),
    )
    return tuple(section for section in sections if section.lines)


class _SheetWriter:
    def __init__(self, procedure: Procedure, city: City, on: date) -> None:
        self.procedure = procedure
        self.city = city
        self.on = on

    def line(
        self,
        title: str,
        text: str,
        place: str,
        *,
        code: str = "",
        formula: str = "",
        source: str = "",
        certainty: str = "",
    ) -> SheetLine:
        row = self.procedure.marks.get(place, self.procedure.marks.get(place.partition(".")[0], (0, 0)))[0]
        return SheetLine(title, text, code, formula, source, certainty, row)

    def computed(
        self, title: str, rule: Expression, place: str, certainty: str, *, truth: bool = False, source: str = ""
    ) -> SheetLine:
        saying = rule_words(self.procedure, rule) if truth else value_words(self.procedure, rule)
        words = saying.when if truth else saying.words
        return self.line(title, words, place, formula=rule.text, source=source, certainty=certainty)

    def basis(self) -> Iterator[SheetLine]:
        procedure = self.procedure
        office = self.city.office(procedure.duty, self.on)
        yield self.line("名前", f"{procedure.title}（{procedure.kana}）", "title")
        yield self.line("種別", KINDS[procedure.kind].word, "kind", code=procedure.kind)
        yield self.line("あらまし", procedure.summary, "summary")
        yield self.line("根拠", procedure.law.text, "law", certainty=procedure.law.certainty)
        yield self.line(
            "事務と担当", f"{office.office}（{office.authority}）", "duty", code=procedure.duty, source="city.yaml"
        )
        for door, roles in procedure.who.items():
            yield self.line(f"出せる人（{DOORS[door]}）", "、".join(_WHO.get(role, role) for role in roles), "who")
        yield from describe_filers(procedure)
        yield self.line("サインイン", _SIGN_IN.get(procedure.sign_in, procedure.sign_in), "identity")
        if self.procedure.invited:
            yield self.line("始められる人", "案内の届いた人だけ", "invited")
        if self.procedure.tallied:
            yield self.line("答えの集計を見る人", _SEEN_BY[procedure.tallied], "tallied", code=procedure.tallied)
        if self.procedure.helper:
            yield self.line("下書きの手伝い", "持ち主が招いた人が書ける（送れない）", "helper")
        yield from self.identity()
        yield from self.fee()
        if self.procedure.delivery:
            delivery = "、".join(_DELIVERY[way] for way in self.procedure.delivery)
            yield self.line("結果の渡し方", delivery, "delivery")
        events = "、".join(sentences("ja")[f"event.{event}"] for event in procedure.events)
        for title, words, place in (
            ("できごと", events, "events"),
            ("さがすことば", "、".join(procedure.search), "search"),
        ):
            if words:
                yield self.line(title, words, place)

    def identity(self) -> Iterator[SheetLine]:
        signature, number = self.procedure.signature, self.procedure.my_number
        if signature is not None:
            text = _NEEDS.get(signature.need, signature.need)
            yield self.line("署名", text, "identity", source=signature.because, certainty=signature.certainty)
        by_hand = self.procedure.by_hand
        if by_hand is not None:
            text = "この様式に自分で署名する（来庁の署名とまとめない）"
            yield self.line("自署", text, "identity", source=by_hand.text, certainty=by_hand.certainty)
        if number is not None:
            text = f"{_NUMBERS.get(number.how, number.how)}（{'・'.join(number.of)}）"
            yield self.line("個人番号", text, "my_number", source=number.basis, certainty=number.certainty)
        if signature is not None and signature.signers:
            yield from self.signers(signature)
        yield from linked_lines(self.procedure)
        if self.procedure.duplicate is not None:
            same = "・".join(self.procedure.duplicate.same)
            yield self.line("重なりを知らせるもの", "同じ人についての申請", "duplicate", code=same)

    def signers(self, signature: Signature) -> Iterator[SheetLine]:
        yield self.line("最初に署名する人", "出す人（代理人が出すときは、代理人が自分の名前で）", "identity")
        yield self.line("ほかの人の署名の順", _ORDERS[signature.order], "identity.signature.order")
        for number, signer in enumerate(signature.signers):
            place = f"identity.signature.signers.{number}"
            named = f"「{self.procedure.by_name[signer.name].label}」に書いた人"
            parts = [named, f"{signer.days}日のうち", *(["紙の署名でもよい"] if signer.paper else [])]
            if signer.filed_by:
                parts.append(f"{'、'.join(_WHO[role] for role in signer.filed_by)}が出すときだけ")
            if signer.guardian is not None:
                parts.append(
                    f"18歳になっていないときは、「{self.procedure.by_name[signer.guardian.name].label}」の人が代わりに"
                )
            yield self.line(
                "署名する人",
                f"{signer.label}（{'。'.join(parts)}）",
                place,
                code=signer.id,
                certainty=signature.certainty,
            )
            if signer.when is not None:
                yield self.computed(
                    f"{signer.label}が署名するとき", signer.when, place, signature.certainty, truth=True
                )

    def fee(self) -> Iterator[SheetLine]:
        fee = self.procedure.fee
        yield self.line("手数料", fee.text, "fee", certainty=fee.certainty)
        if fee.amount is not None:
            yield self.computed("手数料の額", fee.amount, "fee.amount", fee.certainty)
            refund = "、".join(REFUND[case] for case in fee.refund)
            text = f"{PAID[fee.paid]}。返すのは、{refund or '担当の課が決めたとき'}。"
            yield self.line("払うとき", text, "fee", certainty=fee.certainty)
        if fee.exempt is not None:
            yield self.computed("手数料がいらないとき", fee.exempt, "fee.exempt", fee.certainty, truth=True)
            yield self.line("それが分かるもの", fee.evidence, "fee.exempt", certainty=fee.certainty)

    def due(self) -> Iterator[SheetLine]:
        due, window = self.procedure.due, self.procedure.window
        if due is not None:
            yield self.computed("期限", due.on, "time.due", due.certainty, source=due.source)
            if due.say:
                yield self.line("期限のことば", due.say, "time.due_say", certainty=due.certainty)
            if due.late:
                yield self.line("期限を過ぎたとき", due.late, "time.late", certainty=due.certainty)
        if self.procedure.capacity is not None:
            yield self.line("定員", number_words(self.procedure, self.procedure.capacity), "time.capacity")
        if window is not None:
            yield self.line("受付期間", f"{window.from_}〜{window.to}。外では：{window.say}", "time.window")

    def time(self) -> Iterator[SheetLine]:
        yield from self.due()
        period, keep = self.procedure.period, self.procedure.keep
        if period is not None:
            days, formula = str(period.days), ""
            if isinstance(period.days, Expression):
                days, formula = value_words(self.procedure, period.days).words, period.days.text
            stops = "、".join(STOPS[stop] for stop in period.stops)
            text = f"{period_words(self.procedure.kind, period.kind)}：{days}（{_UNITS[period.unit]}）。" + (
                f"{stops}の間は数えない。" if stops else "止まらない。"
            )
            yield self.line("かかる期間", text, "time", formula=formula, certainty=period.certainty)
            if period.extension:
                yield self.line("期間をのばすとき", period.extension, "time", certainty=period.certainty)
        yield from describe_appeal(self.procedure, self.city, self.city.office(self.procedure.duty, self.on))
        if keep is not None:
            text = f"{keep.from_}から{keep.years}年。そのあと{_THEN.get(keep.then, keep.then)}。"
            yield self.line("保存", text, "keep", certainty=keep.certainty)

    def settings(self) -> Iterator[SheetLine]:
        for name, setting in self.procedure.settings.items():
            own = self.city.setting(self.procedure.id, name, self.on)
            value, usual = (
                setting.labels.get(str(value)) or _shown(value)
                for value in (setting.default if own is None else own, setting.default)
            )
            text = f"{value}（定義のはじめの値：{usual}）"
            source = "定義のはじめの値" if own is None else "city.yaml"
            yield self.line(
                setting.label or name, text, "settings", code=name, source=source, certainty=setting.certainty
            )

    def papers(self) -> Iterator[SheetLine]:
        for door, papers in self.procedure.bring.items():
            for number, paper in enumerate(papers):
                yield self.line(DOORS[door], paper, f"bring.{door}.{number}")
        for role, papers in self.procedure.show.items():
            for number, paper in enumerate(papers):
                yield self.line(_WHO.get(role, role), f"見せるもの：{paper}", f"show.{role}.{number}")
        for needed in self.procedure.papers:
            notes = ["あるときだけ"] * (not needed.required) + ["あとからでもよい"] * needed.later
            notes += [f"{'、'.join(needed.one_of)}のどれか"] if needed.one_of else []
            when = "いつも" if needed.when is None else rule_words(self.procedure, needed.when, needed.id).when
            text = f"{needed.label}：{when}" + (f"（{'、'.join(notes)}）" if notes else "")
            formula = needed.when.text if needed.when is not None else ""
            yield self.line(
                "出す書類", text, f"{needed.path}.label", code=needed.id, formula=formula, source=needed.from_,
                certainty=needed.certainty,
            )  # fmt: skip

    def staff(self) -> Iterator[SheetLine]:
        for text in self.procedure.check:
            yield self.line("確かめること", text, "staff")

    def words(self) -> Iterator[SheetLine]:
        for item in self.procedure.next:
            when = "" if item.when is None else f"{rule_words(self.procedure, item.when).when}："
            formula = "" if item.when is None else item.when.text
            yield self.line("出したあと", f"{when}{item.say}", item.place, formula=formula)
        for code, text in self.procedure.return_reasons.items():
            of = self.labels(self.procedure.return_reasons_of.get(code, ()))
            limits = f"（{of}について）" if of else ""
            yield self.line("補正を求めるとき", f"{text}{limits}", f"staff.return_reasons.{code}", code=code)

    def outcomes(self) -> Iterator[SheetLine]:
        for code, text in self.procedure.notices.items():
            yield self.line("通知", text, f"staff.notices.{code}", code=code)
        for name, outcome in self.procedure.named_outcomes.items():
            notes = [f"通知書「{outcome.notice}」"] if outcome.notice else ["通知書なし"]
            notes += ["業務システムが作る"] if self.city.core_writes(self.procedure, outcome, self.on) else []
            notes += ["処分（教示がつく）"] if outcome.disposition else []
            notes += ["理由がいる"] if outcome.reasons else []
            notes += [f"申請から写すもの：{self.labels(outcome.shows)}"] if outcome.shows else []
            notes += ["窓口で渡すときは、その場で終わる"] if outcome.at_counter is not None else []
            notes += self.after(outcome)
            label = outcome.label or _EXTENDED
            yield self.line(
                "結果", f"{label}：{'、'.join(notes)}", f"outcomes.{name}", code=name, certainty=outcome.certainty
            )

        yield from self.refusals()
        yield from self.following()

    def refusals(self) -> Iterator[SheetLine]:
        labels = self.outcome_labels()
        for ready in self.procedure.refusal_reasons:
            limits = "、".join(labels.get(name, name) for name in ready.outcomes) or "理由のいる結果のどれにも"
            place = f"staff.refusal_reasons.{ready.id}"
            yield self.line(
                "認めない理由",
                f"{limits}：{ready.say}",
                place,
                code=ready.id,
                source=ready.law,
                certainty=ready.certainty,
            )

    def outcome_labels(self) -> dict[str, str]:
        return {name: outcome.label or STATES.get(name, name) for name, outcome in self.procedure.outcomes.items()}

    def following(self) -> Iterator[SheetLine]:
        labels = self.outcome_labels()
        for item in self.procedure.after:
            limits = "、".join(labels.get(name, name) for name in item.outcomes) or "どの結果でも"
            when = "" if item.when is None else f"（{rule_words(self.procedure, item.when).when}）"
            yield self.line(
                "支払いについて" if item.payment else "結果のあとにすること",
                f"{limits}{when}：{item.say}",
                f"{item.place}.say",
                formula=item.when.text if item.when is not None else "",
                source=item.source,
                certainty=item.certainty,
            )

    def after(self, outcome: Outcome) -> Iterator[str]:
        if outcome.law:
            yield f"根拠：{outcome.law}"
        if outcome.effective:
            yield f"効力が始まる日：{self.result_label(outcome.effective)}"
        if outcome.term:
            yield f"有効期間：{self.result_label(outcome.term)}"
            yield f"更新の手続：{outcome.renews_by or 'なし'}"
            yield f"終わる前のお知らせ：{'、'.join(f'{days}日前' for days in outcome.remind_days) or 'しない'}"
        yield from ["終わる前に課の一覧にも出す"] if outcome.on_list else []
        yield from [f"利用券を出す（回数：{self.result_label(outcome.coupon)}）"] if outcome.coupon else []

    def result_label(self, question: str) -> str:
        fields = self.procedure.result.fields if self.procedure.result is not None else ()
        return next((field.label for field in fields if field.name == question), question)

    def scenarios(self) -> Iterator[SheetLine]:
        for number, scenario in enumerate(self.procedure.scenarios):
            complaints = try_example(self.procedure, number, self.city)
            wrong = "／".join(complaint.text.removeprefix(f"{scenario['name']}: ") for complaint in complaints)
            result = f"期待と違います：{wrong}" if wrong else "期待どおり"
            text = f"{scenario['name']}。{'、'.join(self.expected(scenario['expect']))} → {result}"
            yield self.line(f"例{number + 1}（{scenario['today']}）", text, f"scenarios.{number}")

    def expected(self, expect: dict[str, Any]) -> Iterator[str]:
        for name, value in expect.items():
            match name:
                case "complete":
                    yield "最後まで進める" if value else "まだ出せない"
                case "stops_at":
                    yield f"{self.labels([value])}で終わる"
                case "asked":
                    yield f"{self.labels(value)}を聞く"
                case "not_asked":
                    yield f"{self.labels(value)}を聞かない"
                case "mistakes":
                    yield from (f"{self.labels([field])}に「{message}」と言う" for field, message in value.items())
                case _:
                    yield f"{name}＝{_shown(value)}"

    def labels(self, names: Iterable[str]) -> str:
        known = {paper.id: paper.label for paper in self.procedure.papers}
        known |= {name: field.label for name, field in self.procedure.by_name.items()}
        plain = [full_name(name.replace("[*]", "")) for name in names]
        return "".join(f"「{known.get(name, name)}」" for name in plain)


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "、".join(f"{row}→{_shown(amount)}" for row, amount in value.items())
    return _YES_NO[value] if isinstance(value, bool) else str(value)
