"""Lines of the 確認票 about one step."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from forms.definition.procedure import Field, Page, Procedure, Repeat, Rule, Sourced, Step
from forms.definition.text_values import with_labels
from forms.rules.expression import Expression
from portal.services.procedures.ask_reception import WORDS
from portal.services.procedures.describe_predecessor import inherited_words, number_words
from portal.services.procedures.number_questions import number_questions
from portal.services.procedures.rule_words import option_label, rule_words, value_words
from portal.services.procedures.sheet_line import ASSUMED, SheetLine

_DOORS = {"online": "オンライン", "counter": "窓口", "post": "郵送"}
_PROTECTED = {"open": "公開", "personal": "", "confidential": "秘匿", "number": "個人番号"}

# Settings of types; of one type alone before its dot.
_SETTINGS = {
    "text.max": "字の数のかぎり", "long_text.max": "字の数のかぎり", "consent.of": "だれについて", "min": "いちばん小さい数",
    "max": "いちばん大きい数", "places": "小数点より下のけた", "unit": "単位", "price": "1つの値段（円）", "unknown": "わからなくてよいところ",
    "open": "終わりの日を空けられる", "kinds": "口座の種類", "public_account": "公金受取口座を選べる", "debit": "口座振替で引き落とす", "scheme": "番号の種類", "list": "一覧",
    "columns": "一覧の列", "kind": "施設の種類", "wishes": "希望を書ける数", "least": "少なくとも", "most": "多くて", "media": "受け取るファイル",
    "place": "撮った場所を聞く", "resource": "予約するもの", "drawn": "抽選で決める", "of": "計算した値の型", "rows": "行", "every": "どの行も書く", "total": "合計を出す",
    "pattern": "全体の形", "example": "形の例", "suggest": "候補に出す施設", "refusable": "断れる", "scope": "市が調べること",
    "refuse_then": "断ったときの書類",
}  # fmt: skip
_CODES = {
    "day": "日", "month": "月と日", "ordinary": "普通", "current": "当座", "savings": "貯蓄", "care": "介護保険の被保険者番号",
    "health_insurer": "医療保険の保険者番号",
}  # fmt: skip


def setting_words(type_: str, name: str) -> str:
    return _SETTINGS.get(f"{type_}.{name}") or _SETTINGS[name]


def describe_step(procedure: Procedure, step: Step, columns: Mapping[str, str] = {}) -> Iterator[SheetLine]:
    teller = _Describer(procedure, columns)
    if step.when is not None:
        yield teller.rule("この区分を聞くとき", step.when, "", f"{step.path}.when")
    yield from teller.items(step.items)
    for number, rule in enumerate(step.must):
        yield teller.rule_line("守ること", rule, step.fields[-1].name, f"{step.path}.must.{number}.say")


def describe_filers(procedure: Procedure) -> Iterator[SheetLine]:
    teller = _Describer(procedure, {})
    for role, rule in procedure.who_when.items():
        yield teller.rule_line(f"{WORDS[role]}が出せるとき", rule, "", rule.place)


class _Describer:
    def __init__(self, procedure: Procedure, columns: Mapping[str, str]) -> None:
        self.procedure = procedure
        self.columns = columns
        self.numbers = number_questions(procedure)

    def items(self, items: Iterable[Page | Repeat]) -> Iterator[SheetLine]:
        for item in items:
            if isinstance(item, Repeat):
                yield from self.repeat(item)
                yield from self.items(item.items)
            else:
                for field in item.fields:
                    yield from self.field(field)

    def repeat(self, repeat: Repeat) -> Iterator[SheetLine]:
        row = self.row(repeat.path)
        yield SheetLine("くり返し", f"{repeat.label}（{repeat.min}から{repeat.max}まで）", repeat.id, row=row)
        if repeat.when is not None:
            yield self.rule("くり返すとき", repeat.when, repeat.id, repeat.path)
        if repeat.rows is not None:
            words = value_words(self.procedure, repeat.rows, repeat.id).words
            yield SheetLine("いくつ", words, formula=repeat.rows.text, row=row)
        if repeat.rows_from is not None:
            yield SheetLine("先に出すもの", "台帳から分かる人", formula=repeat.rows_from.text, row=row)
        inside = f"{repeat.id}."
        for number, rule in enumerate(repeat.must):
            yield self.rule_line("守ること", rule, inside, f"{repeat.path}.must.{number}.say")
        if repeat.distinct is not None:
            yield SheetLine("同じものがあるとき", repeat.distinct.say, "・".join(repeat.distinct.of), row=row)

    def field(self, field: Field) -> Iterator[SheetLine]:
        number = self.numbers.get(field.name)
        kind = f"問{number}" if number else "読むことば" if field.type.control == "note" else _calculation(field)
        yield _sourced(
            SheetLine(kind, field.label, f"{field.name}（{field.type.id}）", row=self.row(field.path)), field.source
        )
        for line in self.parts(field):
            yield replace(line, part=True)

    def parts(self, field: Field) -> Iterator[SheetLine]:
        yield from self.texts(field)
        yield from self.options(field)
        yield from self.settings(field)
        yield from self.wordings(field)
        if field.compute is not None:
            words = value_words(self.procedure, field.compute, field.name).words
            yield SheetLine("計算のしかた", words, formula=field.compute.text, row=self.row(f"{field.path}.compute"))
        if field.when is not None:
            yield self.rule("聞くとき", field.when, field.name, f"{field.path}.when")
        if field.type.asks:
            yield self.required(field)
        yield from self.at_counter(field)
        for number, rule in enumerate(field.must):
            yield self.rule_line("守ること", rule, field.name, f"{field.path}.must.{number}.say")
        for number, rule in enumerate(field.warn):
            yield self.rule_line("注意だけ", rule, field.name, f"{field.path}.warn.{number}.say")
        yield from self.stop(field)
        yield from self.known(field)

    def texts(self, field: Field) -> Iterator[SheetLine]:
        for name, kind in (("help", "説明"), ("why", "聞く理由")):
            text = getattr(field, name)
            if text:
                yield SheetLine(kind, text, row=self.row(f"{field.path}.{name}"))
        if _PROTECTED.get(field.protection, field.protection):
            yield SheetLine("守る区分", _PROTECTED.get(field.protection, field.protection), row=self.row(field.path))

    def options(self, field: Field) -> Iterator[SheetLine]:
        offered = getattr(field.settings, "options", {})
        codes = field.type.options(field.settings)
        if not codes:
            return
        labels = []
        for code in codes:
            option = offered.get(code)
            doors = "・".join(_DOORS[door] for door in option.doors) if option is not None else ""
            notes = [f"{doors}だけ"] if doors else []
            notes += [self.capacity(option.capacity)] if option is not None and option.capacity else []
            notes += ["内容も書く"] if option is not None and option.tell else []
            if code in field.offered_when:
                notes.append(
                    rule_words(self.procedure, field.offered_when[code], field.name, columns=self.columns).when
                )
            labels.append(option_label(field, code) + (f"（{'、'.join(notes)}）" if notes else ""))
        yield SheetLine("選ぶもの", "／".join(labels), row=self.row(f"{field.path}.options"))

    def capacity(self, number: int | str) -> str:
        return f"定員{number}" if isinstance(number, int) else f"定員は{number_words(self.procedure, number)}"

    def settings(self, field: Field) -> Iterator[SheetLine]:
        own = field.settings.model_dump(mode="json", exclude_unset=True, exclude={"options", "hidden", "exported"})
        if own:
            values = "、".join(
                f"{setting_words(field.type.id, name)}：{_plain_value(value)}" for name, value in own.items()
            )
            yield SheetLine("答えの形", values, row=self.row(field.path))

    def wordings(self, field: Field) -> Iterator[SheetLine]:
        if field.wording is None:
            return
        by = self.procedure.field(field.wording.by)
        for code, label in field.wording.labels.items():
            statement = f"「{by.label}」が「{option_label(by, code)}」のとき：{label}"
            yield SheetLine("聞き方", statement, row=self.row(f"{field.path}.label"))

    def required(self, field: Field) -> SheetLine:
        if isinstance(field.required, Expression):
            return self.rule("必須のとき", field.required, field.name, f"{field.path}.required")
        return SheetLine("必須か", "必須" if field.required else "任意", row=self.row(f"{field.path}.required"))

    def at_counter(self, field: Field) -> Iterator[SheetLine]:
        if field.usual is not None:
            words = "／".join(
                _plain_value(answer) if isinstance(answer, bool) else option_label(field, answer)
                for answer in (field.usual if isinstance(field.usual, list) else [field.usual])
            )
            yield SheetLine("窓口でふつうの答え", words, certainty=ASSUMED, row=self.row(f"{field.path}.usual"))
        if field.type.id == "consent":
            may = (
                "断れる。本人に聞いて入れる"
                if field.settings.refusable
                else "断ると出せない。来庁者の画面か様式で、本人が答える"
            )
            yield SheetLine("窓口での同意", may, row=self.row(field.path))

    def stop(self, field: Field) -> Iterator[SheetLine]:
        if field.stop is not None:
            line = self.rule("ここで終わるとき", field.stop.when, field.name, f"{field.path}.stop")
            yield _sourced(line, field.stop.source)
            yield SheetLine(
                "そのときのことば",
                with_labels(f"{field.stop.say}{field.stop.next}", field.stop.values),
                row=self.row(f"{field.path}.stop"),
            )

    def known(self, field: Field) -> Iterator[SheetLine]:
        if field.known_by is not None:
            words = value_words(self.procedure, field.known_by, field.name).words
            yield SheetLine(
                "先に入れるもの", words, formula=field.known_by.text, row=self.row(f"{field.path}.known_from")
            )
        if not field.known_from:
            return
        yield SheetLine(
            "先に入れるもの",
            inherited_words(self.procedure, field) or "サインインで分かっていること",
            field.known_from,
            row=self.row(f"{field.path}.known_from"),
        )
        if field.known_when is not None:
            yield self.rule("先に入れるとき", field.known_when, field.name, f"{field.path}.known_from")

    def rule(self, kind: str, rule: Expression, within: str, place: str) -> SheetLine:
        when = rule_words(self.procedure, rule, within, columns=self.columns).when
        return SheetLine(kind, when, formula=rule.text, row=self.row(place))

    def rule_line(self, kind: str, rule: Rule, within: str, place: str) -> SheetLine:
        words = rule_words(self.procedure, rule.that, within, columns=self.columns).words
        say = with_labels(rule.say, rule.values)
        line = SheetLine(kind, f"{words}。そうでないとき：{say}", formula=rule.that.text, row=self.row(place))
        return _sourced(line, rule.source)

    def row(self, place: str) -> int:
        while place:
            if place in self.procedure.marks:
                return self.procedure.marks[place][0]
            place = place.rpartition(".")[0]
        return 0


def _sourced(line: SheetLine, source: Sourced | None) -> SheetLine:
    return line if source is None else replace(line, source=source.text, certainty=source.certainty)


def _calculation(field: Field) -> str:
    if not field.hidden:
        return "計算"
    return "計算（画面に出さず、渡すもの）" if field.exported else "計算（画面に出ない途中の値）"


def _plain_value(value: object) -> str:
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, Mapping):
        return "／".join(map(str, value.values()))
    words = [_CODES.get(str(each), str(each)) for each in (value if isinstance(value, list | tuple) else (value,))]
    return "／".join(words)
