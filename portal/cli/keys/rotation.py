"""What `keys` does in the database."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import OperationalError

from integrations.courier.keys import keep_own, load_own
from integrations.keys.local import FILE_NAME, NUMBERS, LocalKeys, add_key, changing_keys, drop_keys, use_key
from integrations.keys.pkcs11_token import Token
from integrations.keys.refused import KeysRefused
from integrations.signatures.own_key import FILE_NAME as RECEIPTS
from integrations.signatures.own_key import create_own_key, renew_own_key
from portal import sealing as rings
from portal.cli import courier_keys
from portal.cli.keys.places import TOKEN, place
from portal.cli.opened import demand_name, named_city, opened
from portal.cli.problem import Problem, both, note_act
from portal.clock import Clock, to_micro
from portal.config import load_settings
from portal.db import Database
from portal.jobs.index_applications import index_applications
from portal.migrate import up_to_date
from portal.sealing import AUDIT, LOOK_UPS
from portal.services.audit.renew_roots import NotYet, renew_root, retire_audit, retire_look_ups
from portal.services.cases.keep_answers import mark_of
from portal.services.courier.ledger import ledger
from portal.services.shared.check_key_rings import WrappingRing, check_key_rings
from portal.services.shared.installation import Installation
from portal.services.shared.rotate_keys import StillNeeded, retire_keys, rewrap, rows_left
from portal.store.cases import look_ups
from portal.store.shared import key_checks
from portal.wiring.key_token import key_token

_REPORT_EVERY = 1000
_FILES = {rings.ANSWERS: FILE_NAME, rings.NUMBERS: NUMBERS}


def index_all() -> None:
    with opened() as installation:
        _index(installation)


def create_receipts() -> None:
    settings = load_settings()
    folder = settings.data / "keys"
    if (folder / RECEIPTS).exists():
        raise Problem.of(
            f"{folder / RECEIPTS} はもうあります。替えるときは kakanai keys rotate receipts です。",
            f"{folder / RECEIPTS} is there already.",
        )
    city = named_city(settings)
    create_own_key(folder, city.name, Clock(settings.now).now())
    print(
        both(
            f"{city.name}の控えに署名する鍵を作りました：{folder / RECEIPTS}",
            f"the key for receipts of {city.name} is made: {folder / RECEIPTS}",
        )
    )


def rotate(ring: str, add_only: bool, to: str) -> None:
    if ring == rings.COURIER:
        courier_keys.demand_own(load_settings().data / "keys")  # an installation that carries nothing has none
        courier_keys.create()
        return
    with opened() as installation:
        folder = installation.settings.data / "keys"
        try:
            with changing_keys(folder):
                _rotate(installation, folder, ring, add_only, to)
        except KeysRefused as error:
            raise Problem.of("鍵のファイルか、鍵の装置が使えません。", str(error)) from None


def retire(ring: str) -> None:
    with opened() as installation:
        folder = installation.settings.data / "keys"
        try:
            with changing_keys(folder):
                former = _retire(installation, folder, ring)
        except KeysRefused as error:
            raise Problem.of("鍵のファイルか、鍵の装置が使えません。", str(error)) from None
        except StillNeeded as needed:
            rows = ", ".join(f"{table} {count}" for table, count in needed.rows.items())
            raise Problem.of(
                f"前の鍵がまだ必要です。先に kakanai keys rotate {ring} を打ってください。",
                f"Former keys are needed still ({rows}): run `kakanai keys rotate {ring}` first.",
            ) from None
        except NotYet:
            raise Problem.of(
                "前の鍵がまだ使われているかもしれません。1分待って、もう一度打ってください。look-ups は rotate です。",
                "A former key may be in use still: wait a minute, and run it again; for look-ups: rotate.",
            ) from None
    _print_retired(ring, former)


def demanded(token: Token | None) -> Token:
    """Raises Problem."""
    if token is None:
        raise Problem.of(
            "鍵の装置がありません。KAKANAI_PKCS11_MODULE、KAKANAI_PKCS11_TOKEN、KAKANAI_PKCS11_PIN_FILE を決めてください。",
            "There is no token: set KAKANAI_PKCS11_MODULE, KAKANAI_PKCS11_TOKEN and KAKANAI_PKCS11_PIN_FILE.",
        )
    return token


def demand_unsealed(ring: str) -> None:
    """A new key opens nothing in an existing database. A missing database has none; each start checks again."""
    url = make_url(load_settings().database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        return
    database = Database(load_settings().database)
    try:
        # One connection after the other: two at once wait for each other behind a pooler that gives one.
        if not up_to_date(database):
            return
        with database.read() as unit:
            known = key_checks.by_ring(unit)[ring]
    except OperationalError:
        return
    finally:
        database.close()
    if known:
        raise Problem.of(
            "データベースは別の鍵で封じてあります。その鍵のファイルを戻してください。",
            "The database is sealed with another key: put its key file back.",
        )


def _index(installation: Installation) -> None:
    with installation.database.read() as unit:
        left = look_ups.left(unit, mark_of(installation.keys))
    done, reported = 0, 0
    while some := index_applications(installation):
        done += some
        if done - reported >= _REPORT_EVERY:
            reported = done
            print(f"{done} / {max(left, done)}", flush=True)
    print(both(f"{done}件の申請を、検索できるようにしました。", f"{done} applications indexed."))


def _rotate(installation: Installation, folder: Path, ring: str, add_only: bool, to: str) -> None:
    now = to_micro(installation.clock.now())
    if ring in _FILES:
        _rotate_file(installation, folder, ring, add_only, to)
    elif ring == rings.RECEIPTS:
        demand_name(installation.settings, installation.city)
        own = renew_own_key(folder, installation.city.name, installation.clock.now())
        note_act(installation, "rotate keys", f"{ring} {own.ids[0]}")
        print(
            both(
                f"始め直すと、{own.ids[0]} が控えに署名します。前の証明書 {len(own.ids) - 1}枚で、前の控えを確かめられます。",
                f"{own.ids[0]} signs receipts after a restart; {len(own.ids) - 1} former certificates verify.",
            )
        )
    else:
        number = renew_root(installation.database, installation.keys, ring, now)
        note_act(installation, "rotate keys", f"{ring} {number}")
        print(both(f"{ring} {number} を使っています。", f"{ring} {number} is in use."))
        if ring == LOOK_UPS:
            _index(installation)


def _rotate_file(installation: Installation, folder: Path, ring: str, add_only: bool, to: str) -> None:
    # A ring with one key gets a new one; with more, the rotation goes on.
    name, token = _FILES[ring], key_token(installation.settings)
    keys = LocalKeys(folder, name=name, token=token)
    with installation.database.read() as unit:
        known = key_checks.by_ring(unit)[ring]
    usable = {key_id for key_id in keys.ids if key_id not in known or not known[key_id].retired}
    waiting = sorted(usable - set(known))
    if len(usable) == 1 and not waiting:
        waiting = [add_key(folder, name, demanded(token) if (to or place(keys, keys.current())) == TOKEN else None)]
    elif to and place(keys, (waiting or [keys.current()])[0]) != to:
        raise Problem.of(
            f"別の場所への鍵の入替えが途中です。先に終わらせてください（keys rotate、keys retire {ring}）。",
            f"A rotation to another place was begun: end it (`keys rotate`, `keys retire {ring}`), then begin this one.",
        )
    if add_only:
        print(
            both(
                f"{'、'.join(waiting) or keys.current()} が {folder / name} に入りました。どのサーバーにも写してから、入れ替えてください。",
                f"{', '.join(waiting) or keys.current()} is in {folder / name}: copy it to every server, then rotate.",
            )
        )
        return
    if waiting:
        use_key(folder, name, waiting[0])
        now = to_micro(installation.clock.now())
        check_key_rings(installation.database, {ring: WrappingRing(ring, keys)}, now)
        note_act(installation, "rotate keys", f"{ring} {waiting[0]}")
    print(both(f"{keys.current()} を使っています。", f"{keys.current()} is in use."), flush=True)
    with installation.database.read() as unit:
        total = sum(rows_left(unit, keys, ring).values())
    done = 0

    def report(table: str, count: int) -> None:
        nonlocal done
        done += count
        print(f"{done} / {max(done, total)}\t{table}", flush=True)

    rewrap(installation.database, keys, ring, report)
    command = installation.settings.command
    print(
        both(
            f"{done}行を包み直しました。前の鍵は {command} keys retire {ring} で消します。",
            f"Rows wrapped again: {done}. `{command} keys retire {ring}` removes the former key.",
        )
    )


def _retire(installation: Installation, folder: Path, ring: str) -> list[str]:
    now = to_micro(installation.clock.now())
    if ring in _FILES:
        keys = LocalKeys(folder, name=_FILES[ring], token=key_token(installation.settings))
        former = retire_keys(installation.database, keys, ring, now)
        for key_id in sorted(keys.in_token.intersection(former)):
            print(
                both(
                    f"{key_id} は、バックアップのために装置に残ります。必要なくなったら、装置で消してください。",
                    f"{key_id} stays in the token, for backups; delete it there when none needs it.",
                )
            )
        drop_keys(folder, _FILES[ring], former)
    elif ring == rings.COURIER:
        former = _retire_courier(installation, folder, now)
    elif ring == AUDIT:
        former = [f"{ring} {number}" for number in retire_audit(installation.database, installation.keys, now)]
    else:
        former = [f"{ring} {number}" for number in retire_look_ups(installation.database, installation.keys)]
    note_act(installation, "retire keys", f"{ring} {len(former)}")
    return former


def _retire_courier(installation: Installation, folder: Path, now: int) -> list[str]:
    # Packages for a former key may be on their way until the other zone acknowledges ours.
    book = ledger(installation)
    if book.missing or book.on_the_way:
        raise Problem.of(
            "途中のパッケージがあります。先に取り込み、相手の受け取りの知らせを待ってください。",
            "Packages are on their way: take them in first, and let the other zone acknowledge ours.",
        )
    own = load_own(folder)
    former = [key.public.id for key in own[:-1]]
    with installation.database.change() as unit:
        key_checks.retire(unit, rings.COURIER, former, now)
    keep_own(folder, own[-1:])
    return former


def _print_retired(ring: str, former: list[str]) -> None:
    for name in former:
        print(f"{name}\t{'確かめるだけ / verifies only' if ring == AUDIT else '消しました / removed'}")
    if ring in _FILES:
        print(
            both(
                "ほかのサーバーの鍵のファイルからも消してください。鍵の控えは残してください。前のバックアップを開くのに必要です。",
                "Remove it from the key files of other servers as well; copies in backups still open those backups.",
            )
        )
    if not former:
        print(both("前の鍵はありません。", "There is no former key."))
