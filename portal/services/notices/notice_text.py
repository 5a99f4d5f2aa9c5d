"""The text of a 通知書: result, reasons (行政手続法8条), what follows, 教示, easy Japanese."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.messages import sentences

FORWARDED_TITLE = "結果のお知らせ"
# In a notice the city speaks of what it decides, not of what was decided.
RESULTS: Mapping[str, str] = {
    "approved": "認めます", "partly": "一部を認めます", "refused": "認めません", "done": "届出を受け付けました",
    "sent_back": "届出をお返しします", "accepted": "受け付けました", "declined": "お受けできません", "waiting": "順番をお待ちください",
    "annulled": "決定を取り消します", "revoked": "決定を撤回します",
}  # fmt: skip
_CERTIFICATE = "証明書"
# Outcomes that easy Japanese puts in words; of any other it says only what the paper is and whom to ask.
_EASY = frozenset(
    {"approved", "partly", "refused", "done", "sent_back", "accepted", "declined", "waiting", "annulled", "revoked"}
)

_ENDED: Mapping[str, str] = {"annulled": "取り消した", "revoked": "撤回した"}


@dataclass(frozen=True)
class Section:
    title: str
    lines: Sequence[str]


@dataclass(frozen=True)
class NoticeText:
    opening: str
    rows: Sequence[tuple[str, str]]
    provision: str
    reasons: Sequence[str]
    sections: Sequence[Section]
    appeal: Sequence[str]
    easy: Sequence[str]  # やさしい日本語, without 教示


def notice_text(content: Mapping[str, Any]) -> NoticeText:
    """`content`: as sealed with the notice."""
    refused = content["reasons"]
    words = [line for line in content["words"].splitlines() if line.strip()]
    decided = [("決定した日", content["decided"])] if content["decided"] and content["appeal"] else []
    rows = [(label, value) for label, value in content["rows"]]
    law = [("根拠となる規定", content["law"])] if content["law"] and content["appeal"] and not refused else []
    # Lines about each child or room come last, under their own headings.
    grouped = next((place for place, (_, value) in enumerate(rows) if not value), len(rows))
    to = content["forwarded"]
    sections = [] if refused or not words else [Section("担当の課から", words)]
    sections += [Section(title, lines) for title, lines in content["after"]]
    if to:
        after = "".join(line for _, lines in content["after"] for line in lines)
        sections.append(Section("この紙について", _not_the_notice(to)[: 1 if "納得できない" in after else 2]))
    return NoticeText(
        opening=_opening(content, refused),
        rows=[
            ("結果", content["outcome"]),
            *rows[:grouped],
            *law,
            *decided,
            ("受付番号", content["receipt_number"]),
            *rows[grouped:],
        ],
        provision=content["provision"] if refused else "",
        reasons=words if refused else [],
        sections=sections,
        appeal=[line for line in content["appeal"].splitlines() if line.strip()],
        easy=_easy(content, refused),
    )


def extension_text(procedure: str, arrived: str, words: str, receipt_number: str) -> NoticeText:
    easy = sentences("easy")
    return NoticeText(
        opening=f"{arrived}に届いた「{procedure}」は、決まりの期間の中に決めることができないので、期間を延ばします。",
        rows=(("手続", procedure), ("受付番号", receipt_number)),
        provision="",
        reasons=[line for line in words.splitlines() if line.strip()],
        sections=(
            Section("これからのこと", ("今することはありません。決まったら、通知します。届いた日は変わりません。",)),
        ),
        appeal=(),
        easy=[easy[f"notice.easy.{key}"] for key in ("what", "extended", "ask")],
    )


def _opening(content: Mapping[str, Any], refused: bool) -> str:
    about = f"{content['arrived']}に届いた「{content['procedure']}」"
    if content["forwarded"]:
        to = content["forwarded"]
        return f"{about}は、{to}に送りました。{to}から届いた結果を、次のとおりお知らせします。"
    if content["subject"].endswith(_CERTIFICATE) and not refused:
        return f"{about}について、次のとおり証明します。"
    reason = "理由を付けて" if refused else ""
    if content.get("former"):
        did = _ENDED.get(content["state"], "変更した")
        return f"{about}についての決定（{content['former']}）を{did}ので、次のとおり{reason}通知します。"
    did = f"決定したので、{reason}通知します。" if content["appeal"] else "お知らせします。"
    return f"{about}について、次のとおり{did}"


def _not_the_notice(to: str) -> Sequence[str]:
    return (
        f"決定をしたのは、{to}です。この紙は、その結果をお知らせするもので、決定の通知書ではありません。",
        f"不服の申立てのしかたは、{to}の通知書に書いてあります。",
    )


def _easy(content: Mapping[str, Any], refused: bool) -> Sequence[str]:
    words, state = sentences("easy"), content["state"]
    lines = [words[f"notice.easy.{'decision' if content['appeal'] or content['forwarded'] else 'what'}"]]
    if content["easy"]:
        lines.append(words["notice.easy.result"].format(result=content["easy"]))
    elif state in _EASY:
        lines.append(words[f"notice.easy.{state}"])
    lines += content["easy_after"]
    keys = [*(["reason"] if refused else []), *(["appeal"] if content["appeal"] else []), "ask"]
    return [*lines, *(words[f"notice.easy.{key}"] for key in keys)]
