"""翻訳: what a machine translated is read, mended and signed."""

from collections.abc import Mapping, Sequence

from fastapi import Request
from fastapi.responses import Response

from forms.complaints import Refused
from forms.text.foreign_day import is_foreign
from forms.text.translations import IN_JAPANESE, Entry, read_entries
from forms.text.write_catalogue import write_catalogue
from portal.db import Unit
from portal.errors import Conflict, NotFound, required
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import write_audit
from portal.services.workshop.translate_texts import (
    MACHINE,
    MISSING,
    SIGNED,
    Line,
    count_states,
    entries_now,
    fits,
    lines_of,
    mark_of,
    own_by_language,
    own_of,
    put_translations,
    save_translation,
    sign_all,
    signed_at,
    stale_of,
    state_of,
    take_back_signs,
    take_entries,
)
from portal.store.workshop.translations import TranslationRow
from portal.web.shared.access import staff
from portal.web.shared.file_posting import FilePost
from portal.web.shared.page import render, see
from portal.web.shared.posting import Post, first
from portal.web.shared.router import Router
from portal.web.shared.state import changing, installation_of, member, reading, writing
from portal.web.shared.undo import Undo
from portal.web.workshop.translatable import Group, all_texts, groups, groups_of

HERE = "/desk/translations"
router = Router("staff", prefix=HERE, access=staff("translator"))

STATES = {MACHINE: "機械翻訳", SIGNED: "人が確かめた", MISSING: "訳がない"}
_SHOWN = 25
_MOST_WORDS = 60
_DID = {
    "saved": "保存しました。", "signed": "確かめた訳にしました。", "file": "ファイルの訳を入れました。",
    "back": "まだ確かめていない訳に戻しました。",
}  # fmt: skip
_UNFIT = "{ } の中のことばは、日本語と同じものを残してください。訳は4,000字までです。"
_UNREAD = "このファイルは、読めませんでした。ここから保存したファイル（.po）を選んでください。"
_CHANGED_ALL = (
    "そのあいだに、ほかの人がここの訳を変えました。何も変えていません。いまの訳を見て、もう一度押してください。"
)
_CHANGED = "そのあいだに、ほかの人がこの訳を変えました。いまの訳を見て、もう一度直してください。"


@router.get("")
def languages(request: Request) -> Response:
    with reading(request) as (installation, unit):
        signed, offered = (
            member(request, unit),
            [language for language in installation.city.languages if is_foreign(language)],
        )
        put_translations(installation.translated, unit)
        places, own = all_texts(_groups(installation, signed)), own_by_language(unit)
    counts = [
        (language, IN_JAPANESE[language], count_states(language, places.keys()), len(stale_of(own.get(language, {}), places)))
        for language in offered
    ]  # fmt: skip
    return render(
        request, "pages/workshop/translations.html", {"counts": counts, "whole": len(places), "states": STATES}
    )


@router.get("/{language}")
def show(request: Request, language: str) -> Response:
    return _page(request, language)


@router.post("/{language}")
def save(request: Request, language: str, posted: Post) -> Response:
    """`sign`: as one that a person has read."""
    japanese, translation = first(posted, "japanese"), first(posted, "text").replace("\r\n", "\n").strip()
    written, seen = Entry(japanese, translation, "sign" not in posted), first(posted, "seen")
    with writing(request) as (installation, unit):
        signed, group = _group(request, installation, unit, language, first(posted, "group"))
        if japanese not in group.texts:
            raise NotFound("text")
        why = "" if fits(japanese, translation) else _UNFIT
        try:
            if not why:
                number = int(seen) if seen.isdecimal() else -1
                save_translation(installation, unit, signed, group.duty, language, written, seen=number)
        except Conflict:
            why = _CHANGED
        else:
            unit.commit()
    if why:
        wrong = {japanese: (translation, why)}
        return _page(request, language, wrong=wrong, status=409 if why == _CHANGED else 422)
    return _done(request, language, posted, "signed" if "sign" in posted else "saved")


@router.get("/{language}/sign")
def ask_to_sign(request: Request, language: str) -> Response:
    # All of a group is signed from here alone: on the list a press is for the lines that one has read there.
    installation, asked = installation_of(request), request.query_params.get("group", "")
    with installation.database.read() as unit:
        _, group = _group(request, installation, unit, language, asked)
        put_translations(installation.translated, unit)
        lines = lines_of(own_of(unit, language), language, group.texts)
    context = {
        "name": IN_JAPANESE[language], "group": group, "seen": state_of(lines), "number": _count(lines)[MACHINE],
        "here": f"{HERE}/{language}",
    }  # fmt: skip
    return render(request, "pages/workshop/translation_all.html", context)


@router.post("/{language}/sign")
def sign(request: Request, language: str, posted: Post) -> Response:
    # `line`: marks of the lines that the page showed; `all`: each line of the group.
    with writing(request) as (installation, unit):
        signed, group = _group(request, installation, unit, language, first(posted, "group"))
        put_translations(installation.translated, unit)
        chosen = None if "all" in posted else frozenset(posted.get("line", ()))
        texts = [text for text in group.texts if chosen is None or mark_of(text) in chosen]
        lines = lines_of(own_of(unit, language), language, texts)
        try:
            at = sign_all(installation, unit, signed, group.duty, language, lines, group.id, seen=first(posted, "seen"))
        except Conflict:
            late = True
        else:
            late = False
            unit.commit()
    if late:
        return _page(request, language, late=group.id, status=409)
    return _done(request, language, posted, f"signed&at={at}")


@router.post("/{language}/unsign")
def unsign(request: Request, language: str, posted: Post) -> Response:
    at = first(posted, "at")
    with writing(request) as (installation, unit):
        signed, group = _group(request, installation, unit, language, first(posted, "group"))
        number = int(at) if at.isdecimal() and len(at) < 20 else 0
        take_back_signs(installation, unit, signed, group.duty, language, group.texts, group.id, at=number)
        unit.commit()
    return _done(request, language, posted, "back")


@router.get("/{language}/file.po")
def save_file(request: Request, language: str) -> Response:
    with changing(request) as (installation, unit):
        signed = _translator(request, installation, unit, language)
        put_translations(installation.translated, unit)
        places = all_texts(_groups(installation, signed))
        write_audit(installation, unit, signed.actor, "write translation file", detail=language)
    text = write_catalogue(language, places, entries_now(language, places))
    headers = {"Content-Disposition": f'attachment; filename="{language}.po"', "Cache-Control": "no-store"}
    return Response(text.encode(), media_type="text/x-gettext-translation; charset=utf-8", headers=headers)


@router.post("/{language}/file")
def take_file(request: Request, language: str, sent: FilePost) -> Response:
    installation, uploads = installation_of(request), sent.uploads.get("file", ())
    with installation.database.change() as unit:
        signed = _translator(request, installation, unit, language)
        signed.demand("translate", "*")
        put_translations(installation.translated, unit)
        places = all_texts(_groups(installation, signed))
        entries = _read(uploads[0].content if len(uploads) == 1 else None)
        _, wrong = take_entries(installation, unit, signed.actor, language, entries, places)
    if wrong:
        problem = f"{_UNFIT}何も入れていません。直すところは{len(wrong)}か所です。はじめは「{wrong[0][:60]}」です。"
        return _page(request, language, problem=problem)
    if not entries:
        return _page(request, language, problem=_UNREAD)
    return _done(request, language, {}, "file")


def _read(content: bytes | None) -> list[Entry]:
    # Empty if it is none of these files.
    try:
        return list(read_entries((content or b"").decode(), ""))
    except (Refused, UnicodeDecodeError):
        return []


def _done(request: Request, language: str, posted: Mapping[str, Sequence[str]], did: str) -> Response:
    # Shown at once; other processes follow within a second.
    with reading(request) as (installation, unit):
        put_translations(installation.translated, unit)
    back = "&".join(f"{name}={posted[name][0]}" for name in ("group", "state", "after") if posted.get(name))
    return see(request, f"{HERE}/{language}?{back}&did={did}")


def _groups(installation: Installation, signed: Member) -> list[Group]:
    every = groups(installation.city, installation.catalogue.of_all(groups_of), installation.guides.values())
    return [group for group in every if signed.may("translate", group.duty)]


def _translator(request: Request, installation: Installation, unit: Unit, language: str) -> Member:
    # Raises NotFound.
    signed = member(request, unit)
    if not is_foreign(language) or language not in installation.city.languages:
        raise NotFound("language")
    return signed


def _group(
    request: Request, installation: Installation, unit: Unit, language: str, name: str
) -> tuple[Member, Group]:  # fmt: skip
    # Raises NotFound, NotAllowed.
    signed = _translator(request, installation, unit, language)
    every = groups(installation.city, installation.catalogue.of_all(groups_of), installation.guides.values())
    group = required(next((group for group in every if group.id == name), None), NotFound("group"))
    signed.demand("translate", group.duty)
    return signed, group


def _count(lines: Sequence[Line]) -> dict[str, int]:
    return {state: sum(line.state == state for line in lines) for state in STATES}


def _flash(
    asked: Mapping[str, str], own: Mapping[str, TranslationRow], signed: Member, language: str, group: Group
) -> dict[str, object]:  # fmt: skip
    did, at = _DID.get(asked.get("did", ""), ""), asked.get("at", "")
    number = len(signed_at(own, signed, int(at))) if at.isdecimal() and len(at) < 20 else 0
    if not number or asked.get("did") != "signed":
        return {"flash": did}
    boxes = {"group": group.id, "at": at} | {name: asked[name] for name in ("state", "after") if asked.get(name)}
    undo = Undo(f"{HERE}/{language}/unsign", f"{number}行の訳", "元に戻す", boxes)
    return {"flash": f"{number}行の訳を、人が確かめた訳にしました。", "undo": undo}


def _page(
    request: Request, language: str, *, wrong: Mapping[str, tuple[str, str]] = {}, problem: str = "", late: str = "",
    status: int = 422,
) -> Response:  # fmt: skip
    """`q`: words of Japanese or translation; `group`; `state`; `after`: how many come before. `wrong`: as typed, and why;
    `late`: the group that another changed."""
    installation, asked = installation_of(request), request.query_params
    with installation.database.read() as unit:
        signed = _translator(request, installation, unit, language)
        put_translations(installation.translated, unit)
        parts, own = _groups(installation, signed), own_of(unit, language)
    if not parts:
        raise NotFound("group")
    group = next((part for part in parts if part.id == (late or asked.get("group"))), parts[0])
    if wrong:
        group = next(part for part in parts if next(iter(wrong)) in part.texts)
    whole = lines_of(own, language, group.texts)
    query, state = asked.get("q", "")[:_MOST_WORDS], asked.get("state", "")
    matches = [
        line
        for line in (lines_of(own, language, all_texts(parts)) if query else whole)
        if (not wrong or line.japanese in wrong) and state in ("", line.state)
        and query.casefold() in f"{line.japanese}\n{line.translation}".casefold()
    ]  # fmt: skip
    after = int(typed) if (typed := asked.get("after", "0")).isdecimal() and len(typed) < 7 else 0
    after = after if after < len(matches) else 0  # the last of a state are gone from it once they are signed
    shown = [
        (line, next(part.id for part in parts if line.japanese in part.texts) if query else group.id)
        for line in matches[after:]
    ]
    problems = [(why, "text-1") for _, why in wrong.values()] + ([(problem, "file")] if problem else [])
    problems += [(_CHANGED_ALL, "sign")] if late else []
    context = {
        "seen": state_of(line for line, _ in shown[:_SHOWN]), "late": _CHANGED_ALL if late else "",
        "reads": [mark_of(line.japanese) for line, _ in shown[:_SHOWN] if line.state == MACHINE],
        "spoken": language, "name": IN_JAPANESE[language], "parts": parts, "group": group, "states": STATES,
        "lines": shown[:_SHOWN], "whole": _count(whole), "matching": len(matches), "after": after, "most": _SHOWN, "query": query,
        "state": state, "wrong": wrong, "problems": problems, "problem": problem, **_flash(asked, own, signed, language, group),
        "stale": stale_of(own, all_texts(parts)) if signed.may("translate", "*") else [], "takes": signed.may("translate", "*"),
        "here": f"{HERE}/{language}",
    }  # fmt: skip
    return render(request, "pages/workshop/translation.html", context, status=status if problems else 200)
