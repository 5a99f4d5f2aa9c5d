# `cities end`: a city leaves the joint installation. Nothing is deleted.
#
# Its file of settings gets another ending: after the next start its host answers that it has ended, while `--city` goes on
# to work for the last export, and the file's old name brings the city back.

import hashlib
import hmac
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url

from portal.cli.joint.folder import joint
from portal.cli.problem import Problem, both, outage_sentence
from portal.clock import Clock, from_micro, tokyo_minute
from portal.config import Settings
from portal.config.cities import ENDED, load_cities
from portal.db import Database
from portal.migrate import demand_tables, has_tables, holds_rows, last_backup, last_export
from portal.outages import AWAY, outage_of
from portal.store.cases import applications
from portal.store.shared import lag

_FRESH = timedelta(hours=24)
_CODE_LETTERS = 8


def end(
    name: Annotated[str, typer.Argument(metavar="NAME")],
    code: Annotated[str, typer.Option(help="The code that the preview prints. Without it nothing is changed.")] = "",
) -> None:
    settings = joint()
    file = Path(settings.cities) / f"{name}.env"
    cities = load_cities(settings)
    _demand_city(name, list(cities), file.with_suffix(ENDED))
    city = cities[name]
    try:
        figures, missing = _state_of(name, city)
    except Exception as error:
        if outage_of(error) != AWAY:
            raise
        raise Problem(outage_sentence(error), _by_hand(name, file)) from None
    for words, count in figures.items():
        print(f"{words}\t{count}")
    if missing:
        raise Problem(*missing)
    wanted = hashlib.sha256(f"{name} {city.base_url} {figures}".encode()).hexdigest()[:_CODE_LETTERS]
    if not code:
        print(
            both(
                f"{city.base_url} の受付を終わらせます。データ、鍵、設定は消えません。よければ：kakanai cities end {name} --code {wanted}",
                f"Nothing is changed yet. To end it: kakanai cities end {name} --code {wanted}",
            )
        )
    elif not hmac.compare_digest(code.encode(), wanted.encode()):
        raise Problem.of(
            "番号がちがいます。上の数を見て、もう一度 --code なしで打ってください（数が変わると、番号も変わります）。",
            "Another code: look at the figures, and take the code of a new preview.",
        )
    else:
        _rename(file)
        _print_what_stays(name, city, file)


def _state_of(name: str, city: Settings) -> tuple[dict[str, int], list[str]]:
    database = Database(city.database)
    try:
        # `cities add` ended before the tables were made.
        if not has_tables(database):
            return {}, []
        demand_tables(database)
        # One that was added by mistake has nothing to take along.
        return _figures(database), _missing(name, city, database) if holds_rows(database, "application") else []
    finally:
        database.close()


def _by_hand(name: str, file: Path) -> str:
    # What cannot be counted is not ended by this command: a database that is only stopped has applications.
    return both(
        f"{name} は終わらせていません。中の数と、持ち出しがあるかを見られないためです。データベースを直してから、もう一度打ちます。"
        f"もう直せないときは、手で終わらせて始め直します：mv {file} {file.with_suffix(ENDED)}（docs/cities.md）",
        "It has not ended: nothing can be counted. Mend the database; if it is lost, the mv above ends the city by hand.",
    )


def _rename(file: Path) -> None:
    try:
        file.rename(file.with_suffix(ENDED))
    except PermissionError:
        raise Problem.of(
            f"{file} の名前を変えられません。フォルダーの持ち主を、サービスの利用者にしてください（chown）。",
            f"{file} cannot be renamed: give the folder to the user of the service (chown).",
        ) from None


def _demand_city(name: str, names: list[str], ended: Path) -> None:
    if name not in names:
        words, english = (
            (f"{name} は、もう終わっています（{ended}）。", f"{name} has ended already: {ended}.")
            if ended.is_file()
            else (
                f"{name} という市町村はありません。あるのは：{'、'.join(names)}。",
                f"KAKANAI_CITIES: there is no city {name}.",
            )
        )
        raise Problem.of(words, english)
    if ended.exists():
        raise Problem.of(
            f"{ended} がもうあります。どちらが正しいかを見て、前のものを別の場所に移してください。",
            f"{ended} is there already: look which file is right, and move the former away.",
        )
    if len(names) == 1:
        raise Problem.of(
            f"{name} は、ただ1つの市町村です。終わらせると、サービスが始まりません。サービスそのものを止めてください。",
            f"{name} is the only city: without it the service does not start. Stop the service instead.",
        )


def _figures(database: Database) -> dict[str, int]:
    with database.read() as unit:
        waiting = lag.waiting_deliveries(unit)
        return {
            "処理中の申請 / open cases": sum(cases for _, _, cases in applications.open_by_assignee(unit)),
            "書きかけ / drafts": lag.open_drafts(unit),
            "まだ送っていない知らせ / messages not sent": sum(
                count for (_, state), count in waiting.items() if state == "waiting"
            ),
        }


def _missing(name: str, city: Settings, database: Database) -> list[str]:
    # An export that was never tried may turn out to be impossible when it is needed.
    since = Clock(city.now).now() - _FRESH
    ways = (
        (last_backup(database), "バックアップ", "backup", f"kakanai --city {name} backup FILE --passphrase-file SECRET"),
        (
            last_export(database), "すべての持ち出し", "export of everything",
            f"kakanai --city {name} export everything --out DIR --by LOGIN --second LOGIN --why …",
        ),
    )  # fmt: skip
    faults = []
    for made, words, english, command in ways:
        if made is None or from_micro(made) < since:
            last = f"{tokyo_minute(from_micro(made))}" if made is not None else ""
            faults.append(
                both(
                    f"24時間以内の{words}がありません{f'（前は {last}）' if last else ''}。先に：{command}",
                    f"There is no {english} of the last 24 hours.",
                )
            )
    return faults


def _print_what_stays(name: str, city: Settings, file: Path) -> None:
    shown = make_url(city.database).render_as_string(hide_password=True)
    print(
        both(
            f"{name} を終わらせました。ページと裏の仕事のプロセスを始め直すと、{city.host_name} は「受付は終わりました」と答えます。",
            f"{name} has ended; its host says so after the next start.",
        )
    )
    print(
        both(
            f"そのあとで、最後の持ち出しとバックアップを取ります（kakanai --city {name} …）。残るもの：{city.data}、{shown}、{file.with_suffix(ENDED)}。"
            f"もどすとき：mv {file.with_suffix(ENDED)} {file}",
            "Then make the last export and backup. What stays is named above; mv brings the city back.",
        )
    )
