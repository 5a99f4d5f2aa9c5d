"""What a city needs before it opens: each line open or closed, and where it is mended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from forms.city.city import City
from forms.city.counters import WINDOW
from portal.db import Unit
from portal.services.administration.begin_city import has_no_telephone, is_unnamed, is_unwritten
from portal.services.administration.needs import Administered
from portal.services.shared.check_key_rings import keys_answer
from portal.services.shared.city_rules import is_nameless
from portal.services.shared.rights import ALLOWED, Member
from portal.services.staff.words import ROLE_WORDS
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow

_LAST_MONTH = 12
_NO_DAYS = "土日・祝日・12月29日から1月3日までのほかに休む日は、書いてありません"
_UNPUBLISHED = (
    f"公開した手続がありません。「{ROLE_WORDS['author']}」と「{ROLE_WORDS['publisher']}」の権限の職員が画面で作って公開するか、"
    "命令 {command} procedures sign（確認票の署名）と {command} procedures publish を動かします。"
)
_TWO = 2  # the second confirms what the first asks for


@dataclass(frozen=True)
class FirstLine:
    """`note`: what is open, or how it is. `href`: where it is mended, "" if a command or file does it."""

    about: str
    open: bool
    note: str
    href: str = ""
    unused: bool = False  # a city may open without it


def first_settings(installation: Administered, unit: Unit, member: Member) -> list[FirstLine]:
    city, today = installation.city, installation.clock.today()
    return [
        *_of_city(city),
        *_of_duties(installation, unit, city, today),
        *_of_people(unit, today),
        *_of_machine(installation),
        *_of_days(city, today),
        *_of_procedures(installation, member),
    ]


def _of_city(city: City) -> Iterator[FirstLine]:
    fictional = is_unnamed(city)
    words = (
        f"{'まだ入れていません' if is_nameless(city) else '市のコードが、都道府県のものではありません'}。市のコードと名前を入れてください。"
        if fictional
        else f"{city.name}（{city.code}）"
    )
    yield FirstLine("市の名前とコード", fictional, words, "/admin/city/city")
    placeholder = has_no_telephone(city)
    words = "見本の番号のままです。" if placeholder else f"{city.telephone}、{city.hours}"
    yield FirstLine("電話と開庁時間", placeholder, words, "/admin/city/hours")
    unwritten = is_unwritten(city)
    words = "まだ書いていません。" if unwritten else "書いてあります。"
    yield FirstLine("利用規約・個人情報", unwritten, words, "/admin/city/leaflets")
    undivided = city.counters == (WINDOW,)
    words = (
        "分けていません。「窓口」1つで受け付けます。現金は受け取れません。"
        if undivided
        else f"{len(city.counters)}か所あります。"
    )
    yield FirstLine("受け付ける窓口", False, words, "/admin/city/counters", unused=undivided)


def _of_duties(installation: Administered, unit: Unit, city: City, today: date) -> Iterator[FirstLine]:
    # Before the first publication no procedure names a duty: those of the city count then.
    with_office = {duty for duty, rows in city.duties.items() if any(row.holds(today) for row in rows)}
    offered = {procedure.duty for procedure in installation.catalogue.all()} or with_office
    lacking = sorted(offered - with_office)
    words = f"{len(with_office)}の事務に、課と電話があります。"
    if lacking:
        words = f"課のない事務：{'、'.join(lacking)}"
    elif not with_office:
        words = "まだありません。課のない事務の手続は、公開できません。"
    yield FirstLine("課・窓口", bool(lacking) or not with_office, words, "/admin/city/offices")
    held = {right.duty for _, rights in _people(unit, today) for right in rights if right.role in ALLOWED["review"]}
    alone = [] if "*" in held else sorted(offered - held)
    words = "どの事務にも、審査する職員がいます。"
    if not held:
        words = "審査する職員が、まだ1人もいません。"
    elif alone:
        words = f"審査する職員がいない事務が{len(alone)}あります：{_few(city, alone, today)}"
    yield FirstLine("事務と職員", bool(alone) or not held, words, "/admin/people")


def _of_people(unit: Unit, today: date) -> Iterator[FirstLine]:
    whole = [
        name for name, rights in _people(unit, today) if ("administrator", "*") in {(r.role, r.duty) for r in rights}
    ]
    alone = len(whole) < _TWO
    words = "すべての事務の管理者が2人いません。もう1人登録してください。" if alone else f"{len(whole)}人います。"
    yield FirstLine("2人目の管理者", alone, words, "/admin/people")


def _people(unit: Unit, today: date) -> Iterator[tuple[str, list[RightRow]]]:
    day = today.isoformat()
    for row in staff_members.everyone(unit):
        if not row.shut_out(day):
            yield row.name, staff_members.rights(unit, row.id, day)


def _of_machine(installation: Administered) -> Iterator[FirstLine]:
    settings = installation.settings
    if settings.zone != "inner":
        # `auto` is none without a host: what was wired counts.
        mailed = installation.mailer is not None
        words = (
            "使えます。"
            if mailed
            else "使いません。お知らせは画面と紙だけで届きます。使うときは、設定 KAKANAI_MAIL_HOST を書きます。"
        )
        yield FirstLine("メール", False, words, unused=not mailed)
        signs = installation.documents is not None
        words = f"まだありません。命令 {settings.command} keys receipts を動かし、サービスを始めなおしてください。"
        there = f"あります。替えるときは、命令 {settings.command} keys rotate receipts を動かします。"
        yield FirstLine("控えに署名する鍵", not signs, there if signs else words)
    well = keys_answer(installation.keys)
    yield FirstLine("鍵", not well, "使えます。" if well else "使えません。", "/admin/keys")


def _of_days(city: City, today: date) -> Iterator[FirstLine]:
    own = [row.day for row in city.closed if row.day >= today]
    years = {row.day.year for row in city.closed}
    # A city that closes on no other day has none to write for the next year either.
    late = today.month == _LAST_MONTH and today.year in years and max(years) == today.year
    words = f"土日・祝日・12月29日から1月3日までのほかに休む日：これから{len(own)}日" if own else _NO_DAYS
    words += "。来年の分を確かめてください。" if late else ""
    yield FirstLine("休みの日", late, words, "/admin/city/closed")
    soon = [
        row.office
        for rows in city.duties.values()
        for row in rows[-1:]
        if row.to is not None and row.to < today + timedelta(days=31)
    ]
    if soon:
        yield FirstLine(
            "1か月のうちに終わる課", True, f"次の課の行がありません：{'、'.join(soon)}", "/admin/city/offices"
        )


def _of_procedures(installation: Administered, member: Member) -> Iterator[FirstLine]:
    every, command = installation.catalogue.all(), installation.settings.command
    words = (
        f"{len(every)}の手続を公開しています（命令 {command} procedures list で見られます）。"
        if every
        else _UNPUBLISHED.format(command=command)
    )
    # Administrators as such may not open it.
    may = any(role in ALLOWED["make procedures"] for role, _ in member.rights)
    yield FirstLine("公開した手続", not every, words, "/desk/workshop" if may else "")
    without = [procedure.title for procedure in every if procedure.keep is None]
    words = f"保存期間のない手続：{'、'.join(without[:5])}" if without else "どの手続にも、保存期間があります。"
    if every:
        yield FirstLine("保存期間", bool(without), words, "/admin/city/retention")


def _few(city: City, duties: list[str], today: date) -> str:
    names = [next((row.office for row in city.duties.get(duty, ()) if row.holds(today)), duty) for duty in duties[:3]]
    return "、".join(names) + ("など" if len(duties) > len(names) else "")
