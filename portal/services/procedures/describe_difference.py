"""Differences between two versions in Japanese."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.definition.procedure import Procedure
from forms.path.carrying import ASKED_AGAIN, DOUBTFUL, KEPT, LOST, fates, renamed
from forms.path.difference import WHOLE, AspectValue, Change, Translated, difference, translations
from forms.rules.expression import Expression
from portal.services.procedures.answer_tables import answer_table
from portal.services.procedures.ask_reception import WORDS
from portal.services.procedures.describe_predecessor import CHANGES
from portal.services.procedures.rule_words import rule_words, value_words
from portal.services.shared.official_words import DOORS, STATES

_THINGS = {"ask": "質問", "attach": "書類", "steps": "段", "repeats": "くり返し", "signers": "署名する人"}
_ASPECTS: Mapping[str, str] = {
    "type": "答え方の型", "step": "置かれた段", "help": "説明", "why": "聞く理由", "required": "必須", "when": "聞く条件",
    "known_from": "先に入れる値", "known_from.change": "引き継いだ答えをだれが直せるか", "known_from.until": "引き継いだ答えを直せる日", "compute": "計算式", "protection": "保護の区分", "stop": "ここで終わる条件",
    "source": "もと", "stop.source": "ここで終わることのもと", "stop.say": "終わるときのことば", "stop.next": "終わったあとの案内", "min": "少なくとも", "max": "多くとも", "rows": "数の決まり",
    "later": "後日でもよい", "from": "発行するところ", "one_of": "どれか一つ", "certainty": "確かさ",
    "title": "手続の名前", "summary": "紹介の文", "kind": "種類", "duty": "事務", "law": "根拠", "law.certainty": "根拠の確かさ",
    "sign_in": "本人確認", "fee": "手数料", "fee.amount": "手数料の計算", "fee.exempt": "手数料の免除", "fee.evidence": "免除を示すもの",
    "fee.certainty": "手数料の確かさ", "fee.paid": "手数料を払う時", "delivery": "受け取り方", "next": "これからのこと",
    "helper": "手伝う人", "tallied": "答えの集計", "capacity": "定員", "kana": "手続のよみがな", "events": "できごと", "search": "さがすことば",
    "invited": "案内の届いた人だけ", "reservation": "予約するもの", "check": "審査の項目", "duplicate": "二重の申請を見る質問",
    "receiving": "受付の窓口を選ぶ質問", "receiving.near": "受付の窓口を先に選ぶ住所の質問",
    "drawing": "抽選の当選の数", "drawing.slots": "抽選する時間の日と、予約する日数", "drawing.units": "抽選を分ける質問", "drawing.tickets": "抽選の札の数", "drawing.certainty": "抽選の決まりの確かさ",
    "duplicate.open_only": "二重の申請は、まだ決まっていないものだけ", "duplicate.once": "1回だけ", "duplicate.per": "何ごとに1回か", "duplicate.household": "世帯ごとに数える", "duplicate.instead": "世帯がわからないときに数えるもの", "duplicate.years": "何年度に1回か", "duplicate.say": "1回だけのことば", "withdraw": "取り下げられる日", "withdraw.say": "取り下げられる日のことば", "withdraw.certainty": "取り下げられる日の確かさ", "period": "期間", "period.unit": "期間の単位", "period.kind": "期間の種類",
    "period.stops": "期間が止まる時", "period.certainty": "期間の確かさ", "due": "期限", "due.late": "期限を過ぎたときのことば", "due.say": "期限のことば",
    "due.certainty": "期限の確かさ", "window.from": "受付の始まり", "window.to": "受付の終わり", "window.say": "受付期間外のことば",
    "budget": "予算の設定", "budget.amount": "予算から使う額", "budget.granted": "決まった額の欄", "budget.order": "予算の使い方",
    "budget.used_up": "予算がなくなったとき", "budget.say": "予算がなくなったときのことば", "budget.certainty": "予算の確かさ",
    "follows": "続きのもとになる手続", "follows.outcomes": "続けて出せる前の結果", "follows.once": "1つの前の申請から1回だけ",
    "follows.by": "前の決定からの期限", "follows.answers": "前の申請から引き継ぐ質問", "follows.certainty": "続きの決まりの確かさ",
    "budget.settles": "予算にもどす確定の額の欄", "appeal": "審査請求先", "appeal.within": "審査請求の期間", "appeal.court": "取消訴訟の期間", "forwarding": "進達先", "signature": "署名",
    "appeal.first": "裁決を先にする定め", "appeal.law": "審査請求先の根拠",
    "forwarding.when": "進達する条件",
    "signature.because": "署名の根拠", "signature.order": "署名の順", "name": "氏名の質問", "birth": "生年月日の質問",
    "filed_by": "その人が署名するのは、だれが出すとき", "days": "署名を待つ日数", "paper": "紙の署名でもよい",
    "guardian": "未成年の代わりに署名する人の氏名の質問", "guardian.birth": "未成年の代わりに署名する人の生年月日の質問", "my_number": "個人番号", "my_number.of": "個人番号の対象", "keep": "保存年数",
    "keep.from": "保存の起算", "keep.then": "保存のあと",
}  # fmt: skip
_FAMILIES: Mapping[str, str] = {
    "option": "選択肢", "offered": "選択肢を出す条件", "places": "選択肢の定員", "limit": "決まり", "must": "誤りとする決まり", "warn": "注意する決まり", "who": "出せる人", "who_when": "出せる条件", "who_say": "出せないときのことば", "bring": "持ち物",
    "show": "見せるもの", "notice": "通知書", "principal": "だれについての手続か", "addressee": "あて名",
    "appeal_case": "教示の例外", "after": "結果のあとの案内", "setting": "市の設定", "outcome": "結果", "reason": "差し戻しの文", "reason_of": "差し戻しの文の質問・書類", "refusal": "認めない理由", "source": "もと",
}  # fmt: skip
_NAMES: Mapping[str, Mapping[str, str]] = {
    "who": DOORS, "who_when": WORDS, "who_say": WORDS, "bring": DOORS, "show": WORDS, "notice": STATES,
    "principal": {"name": "氏名", "kana": "ふりがな", "birth": "生年月日"}, "addressee": {"person": "人", "organisation": "会社や団体", "instead": "代わりに受け取る人"},
}  # fmt: skip
_DAYS = (
    "due",
    "follows.by",
    "known_from.until",
    "withdraw",
    "period",
    "drawing.tickets",
    "fee.amount",
    "budget.amount",
    "compute",
    "rows",
)  # values, not conditions
_LANGUAGES = {"easy": "やさしい日本語"}


@dataclass(frozen=True)
class DifferenceWords:
    changes: tuple[str, ...]
    translations: tuple[str, ...]
    drafts: tuple[str, ...]
    columns: tuple[str, ...]
    json: Mapping[str, Any]


def describe_difference(old: Procedure, new: Procedure) -> DifferenceWords:
    changes = difference(old, new)
    sentences = tuple(_sentence(old, new, change) for change in changes)
    translated = translations(old, new)
    columns = _columns(old, new)
    effect = _drafts(old, new)
    content = {
        "procedure": new.id,
        "from": old.version,
        "to": new.version,
        "changes": [
            {
                "place": change.place,
                "aspect": change.aspect,
                "before": plain(change.before),
                "after": plain(change.after),
                "says": sentence,
            }
            for change, sentence in zip(changes, sentences, strict=True)
        ],
        "translations": {language: {**vars(texts)} for language, texts in translated.items()},
        "drafts": {"moved": new.carry_over is not None, **effect},
        "columns": columns,
    }
    return DifferenceWords(
        sentences,
        tuple(_translated(language, texts) for language, texts in translated.items()),
        tuple(_draft_lines(old, new, effect)),
        tuple(_column_lines(columns)),
        content,
    )


def plain(value: AspectValue | None) -> object:
    return value.text if isinstance(value, Expression) else list(value) if isinstance(value, tuple) else value


def _sentence(old: Procedure, new: Procedure, change: Change) -> str:
    if not change.place:
        return f"{_aspect(change.aspect)}{_turn(old, new, change)}"
    kind = _THINGS[change.place.partition(".")[0]]
    if change.aspect == WHOLE:
        if change.before is None:
            return f"{kind}「{change.after}」：新しい"
        if change.after is None:
            return f"{kind}「{change.before}」：なくなった"
        return f"{kind}「{change.before}」：ことばが「{change.after}」に変わった"
    return f"{kind}「{_label(old, new, change.place)}」：{_aspect(change.aspect)}{_turn(old, new, change)}"


def _label(old: Procedure, new: Procedure, place: str) -> str:
    family, _, name = place.partition(".")
    for version in (new, old):
        labels: dict[str, str] = {
            "ask": {field.name: field.label for field in version.fields},
            "attach": {paper.id: paper.label for paper in version.papers},
            "steps": {step.id: step.title for step in version.steps},
            "repeats": {repeat.id: repeat.label for repeat in version.repeats},
            "signers": {signer.id: signer.label for signer in version.signature.signers} if version.signature else {},
        }[family]
        if name in labels:
            return labels[name]
    return name


def _aspect(aspect: str) -> str:
    if aspect in _ASPECTS:
        return _ASPECTS[aspect]
    family, _, name = aspect.partition(".")
    if family in ("must", "warn"):
        return _FAMILIES[family]
    return f"{_FAMILIES[family]}（{_NAMES.get(family, {}).get(name, name)}）"


def _turn(old: Procedure, new: Procedure, change: Change) -> str:
    before, after = _words(old, change, change.before), _words(new, change, change.after)
    if change.before is None:
        return f"に「{after}」が加わった"
    if change.after is None:
        return f"の「{before}」がなくなった"
    return f"が「{before}」から「{after}」に変わった"


def _words(procedure: Procedure, change: Change, value: AspectValue | None) -> str:
    if isinstance(value, Expression):
        within = change.place.partition(".")[2]
        teller = value_words if change.aspect in _DAYS else rule_words
        return teller(procedure, value, within).words
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if change.aspect == "known_from.change":
        return CHANGES[str(value)]
    return "、".join(value) if isinstance(value, tuple) else str(value)


def _translated(language: str, translation: Translated) -> str:
    parts = [
        f"{words}{len(paths)}"
        for words, paths in (
            ("新しい訳", translation.new), ("変わった訳", translation.changed), ("なくなった訳", translation.gone), ("日本語が変わったままの訳", translation.stale),
        )
        if paths
    ]  # fmt: skip
    return f"{_LANGUAGES.get(language, language)}：{'、'.join(parts)}"


def _drafts(old: Procedure, new: Procedure) -> dict[str, list[str]]:
    fate = fates(old, new)
    names = {
        kind: [name for name, answer in fate.items() if answer.what == kind]
        for kind in (KEPT, DOUBTFUL, ASKED_AGAIN, LOST)
    }
    kept = {answer.to for answer in fate.values()}
    return names | {"new": [name for name, field in new.by_name.items() if field.type.asks and name not in kept]}


def _draft_lines(old: Procedure, new: Procedure, effect: Mapping[str, list[str]]) -> Iterator[str]:
    if new.carry_over is None:
        yield f"書きかけを移す決まり（carry_over）がないので、書きかけは第{old.version}版のまま続きます"
        return
    yield f"書きかけは、次に開いたとき第{new.version}版に移ります"
    words = {
        KEPT: "残る答え", DOUBTFUL: "前の答えを見せて、もう一度聞く", ASKED_AGAIN: "もう一度聞く", LOST: "消える答え", "new": "新しく聞く",
    }  # fmt: skip
    for kind, names in effect.items():
        labels = (new if kind == "new" else old).by_name
        if names:
            yield f"{words[kind]}：{'、'.join(labels[name].label for name in names)}"


def _columns(old: Procedure, new: Procedure) -> dict[str, list[str]]:
    rename = new.carry_over.rename if new.carry_over is not None else {}
    before = {(renamed(column.field, rename), column.suffix): column.heading for column in answer_table(old).columns}
    after = {(column.field, column.suffix): column.heading for column in answer_table(new).columns}
    kept_before, kept_after = [key for key in before if key in after], [key for key in after if key in before]
    return {
        "added": [heading for key, heading in after.items() if key not in before],
        "gone": [heading for key, heading in before.items() if key not in after],
        "moved": [after[key] for key in kept_after if kept_after.index(key) != kept_before.index(key)],
    }


def _column_lines(columns: Mapping[str, list[str]]) -> Iterator[str]:
    for kind, words in (("added", "増える列"), ("gone", "なくなる列"), ("moved", "場所が変わる列")):
        if columns[kind]:
            yield f"{words}：{'、'.join(columns[kind])}"
