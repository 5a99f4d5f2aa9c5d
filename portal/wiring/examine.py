"""All that keeps an installation from starting."""

# Changes nothing.

import os
import stat
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TypeVar

from cryptography.x509.oid import NameOID
from sqlalchemy import make_url

from forms.city.city import City, load_city
from forms.complaint_lines import lines
from forms.complaints import Complaint, Refused
from integrations.keys.local import FILE_NAME, NUMBERS
from integrations.signatures.own_key import issued_to
from integrations.sockets.interfaces import AdapterError, KeyStore
from integrations.sockets.layout_socket import Layout
from portal.clock import Clock
from portal.config import Settings
from portal.config.settings import BLANK
from portal.db import Database
from portal.errors import BadSetting
from portal.migrate import is_empty, up_to_date
from portal.outages import outage_of
from portal.services.administration.begin_city import has_no_telephone, is_unnamed, is_unwritten
from portal.services.administration.follow_city import lay_first
from portal.services.audit.findings import NOTE, OK, WRONG, Finding
from portal.services.procedures.answer_tables import answer_tables
from portal.services.shared.catalogue import Catalogue
from portal.services.shared.check_key_rings import compare_key_rings
from portal.services.shared.city_rules import CityInForce
from portal.services.shared.installation import LaidCity
from portal.services.staff.groups import unfit_groups
from portal.wiring.examine_courier import examine_courier, exchanges
from portal.wiring.installing import catalogue_of, demand_fit, lay_whole, layouts_in_force, layouts_of
from portal.wiring.keys import key_rings, key_store, number_key_store, wire_courier, wire_documents
from portal.wiring.practice_content import demand_folder, demand_real
from portal.wiring.secret_of import secret_of
from portal.wiring.storage import open_database

T = TypeVar("T")
# part: how it is when it is well, and when it is not
_WORDS = {
    "データの置き場所": ("書き込めます。", "書き込めません。KAKANAI_DATA と、その権限を確かめてください。"),
    "秘密のファイル": ("読めます。", "読めません。設定のファイルと、その権限を確かめてください。"),
    "市の定義": ("読めます。", "まちがいがあるか、読めません。"),
    "本番の中身": ("見本のものはありません。", "見本のものが混じっています。本物に取りかえてください。"),
    "鍵のファイル": (
        "読めます。",
        "使えません。はじめてなら、kakanai keys create で作ります。失ったときは、控えから戻します。",
    ),
    "データベースへの接続": (
        "つながります。",
        "つながりません。動いているか、KAKANAI_DATABASE_URL を確かめてください。",
    ),
    "表": ("この版のものです。", "この版のものではありません。控えをとってから、kakanai migrate を動かしてください。"),
    "持ち運びの鍵": (
        "読めます。",
        "使えません。はじめてなら、kakanai courier keys create で作ります。失ったときは、控えから戻します。",
    ),
    "鍵とデータベース": ("合っています。", "合いません。ほかのプロセスが使っている鍵のファイルを戻してください。"),
    "引渡しの形": ("読めます。", "まちがいがあります。"),
    "手続と市の定義": ("合っています。", "合いません。"),
}

# What is true of other tables is not of none: a backup goes into an empty database alone, and `migrate` fills it.
_EMPTY = (
    "データベースは空です。はじめてなら kakanai migrate、バックアップを戻すなら先に kakanai restore FILE --into です。"
)
_FIRST = "run `kakanai migrate`, or to bring a backup back first `kakanai restore FILE --into`."
_UNNAMED = (
    "市の名前",
    "まだありません。命令 kakanai city code の番号で、画面から設定してください。",
    "The city has no name yet: it is set up in the browser, by the code of `kakanai city code`.",
)

_BLANKS = (
    (
        is_unnamed,
        "市の名前",
        "city.yaml のコードが、都道府県のものではありません。市のコードと名前を書いてください。",
        "city.yaml: `code` is of no prefecture.",
    ),
    (
        has_no_telephone,
        "電話",
        "city.yaml の電話が、見本の番号のままです。電話と、開いている時間を書いてください。",
        "city.yaml: `telephone` is the blank folder's.",
    ),
    (
        is_unwritten,
        "利用規約・個人情報",
        "leaflets.yaml に「まだ書いていません。」が残っています。市の文を書いてください。",
        "leaflets.yaml: `terms` or `privacy` is the blank folder's.",
    ),
)


def examine(settings: Settings) -> list[Finding]:
    """Each part alone: a faulty one hides only what depends on it."""
    return _Examination(settings).findings()


class _Examination:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.clock = Clock(settings.now)
        self.collected: list[Finding] = []

    def findings(self) -> list[Finding]:
        settings = self.settings
        self._try("データの置き場所", self._look_at_data)
        self._try("秘密のファイル", self._read_secrets)
        city = self._try("市の定義", lambda: CityInForce(load_city(settings.city)))
        if city and settings.env == "production" and settings.city != BLANK:
            self.collected += [Finding(NOTE, *words) for is_blank, *words in _BLANKS if is_blank(city)]
        keys = self._try(
            "鍵のファイル", lambda: (key_store(settings, create=False), number_key_store(settings, create=False))
        )
        self._look_at_modes()
        database = self._try("データベースへの接続", self._reach)
        if database is None:
            self._look_at_groups(city)
            return self.collected
        try:
            if self._try("表", lambda: _demand_tables(database)):
                fits = self._examine_courier(database)
                if city and keys and fits and settings.env == "production":
                    self._try("鍵とデータベース", lambda: self._compare(database, city, *keys))
                if city:
                    self._look_at_contents(database, city)
            else:
                self._look_at_groups(city)
        finally:
            database.close()
        return self.collected

    def _look_at_groups(self, city: City | None) -> None:
        # Before there are tables: the rest is compared with procedures and editions, and is seen with them.
        try:
            unfit = unfit_groups(city) if city else []
        except Refused as error:
            unfit = list(error.complaints)
        about = "手続と市の定義"
        self.collected += [Finding(WRONG, about, _WORDS[about][1], _in_a_line(complaint)) for complaint in unfit]

    def _try(self, about: str, act: Callable[[], T]) -> T | None:
        well, ill = _WORDS[about]
        try:
            result = act()
        except _Empty as error:
            self.collected.append(Finding(WRONG, about, _EMPTY, str(error)))
        except BadSetting as error:
            words = error.words if len(error.words) == len(error.sentences) else [ill] * len(error.sentences)
            self.collected += [Finding(WRONG, about, *pair) for pair in zip(words, error.sentences, strict=True)]
        except Refused as error:
            self.collected += [Finding(WRONG, about, ill, _in_a_line(complaint)) for complaint in error.complaints]
        except AdapterError as error:
            self.collected.append(Finding(WRONG, about, ill, f"{error}."))
        except Exception as error:
            if not (kind := outage_of(error)):
                raise
            self.collected.append(Finding(WRONG, about, ill, f"{kind}."))
        else:
            self.collected.append(Finding(OK, about, well, "well"))
            return result
        return None

    def _look_at_data(self) -> bool:
        folder = self.settings.data
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            raise BadSetting(f"KAKANAI_DATA={folder}: is not a folder that this user can write to.")
        return True

    def _read_secrets(self) -> bool:
        sentences: list[str] = []
        for name in type(self.settings).model_fields:
            if name.endswith(("_secret_file", "_pin_file", "_password_file", "_token_file")):
                try:
                    secret_of(self.settings, name)
                except BadSetting as error:
                    sentences += error.sentences
        if sentences:
            raise BadSetting(*sentences)
        return True

    def _look_at_modes(self) -> None:
        folder = self.settings.data / "keys"
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            if path.name not in (FILE_NAME, NUMBERS) and path.stat().st_mode & stat.S_IRWXO:  # those two are refused
                words = f"{path.name} を、この機械のだれもが読めます。chmod o= で閉じてください。"
                self.collected.append(
                    Finding(NOTE, "鍵のファイル", words, f"{path} can be read by anybody on this machine: chmod o=")
                )

    def _reach(self) -> Database:
        database = open_database(self.settings)
        # SQLite would make the file.
        path = Path(make_url(self.settings.database).database or "")
        if database.sqlite and not path.exists():
            raise _Empty(f"{path}: there is no database yet: {_FIRST}")
        with database.read() as unit:
            unit.connection.exec_driver_sql("SELECT 1")
        if not database.replica_answers():
            raise BadSetting(
                "KAKANAI_DATABASE_REPLICA_URL: the server does not answer; figures are counted on the first one."
            )
        return database

    def _examine_courier(self, database: Database) -> bool:
        if not exchanges(self.settings):
            return True
        wired = self._try("持ち運びの鍵", lambda: wire_courier(self.settings))
        if wired:
            self.collected += examine_courier(self.settings, wired, database)
        return wired is not None

    def _compare(self, database: Database, city: City, store: KeyStore, numbers: KeyStore | None) -> bool:
        documents = wire_documents(self.settings, city, self.clock)
        with database.read() as unit:
            compare_key_rings(unit, key_rings(self.settings, store, numbers, documents))
        return True

    def _look_at_contents(self, database: Database, city: City) -> None:
        with database.read() as unit:
            lay_first(city, LaidCity(), unit)
        if self.settings.city == BLANK and is_unnamed(city):
            self.collected.append(Finding(NOTE, *_UNNAMED))
        self._look_at_signer(city)
        settings, catalogue = self.settings, catalogue_of(city, self.clock)
        tables = answer_tables(database, catalogue)
        read = self._try("引渡しの形", lambda: layouts_of(settings, database, catalogue))
        files = read or {}
        if settings.env == "production":
            self._try("本番の中身", partial(self._demand_real, database, city, files))
        with database.read() as unit:
            catalogue.take(catalogue.look(unit))
        layouts = layouts_in_force(settings, files, city, database, tables)
        if read is not None:
            self._try("手続と市の定義", lambda: self._fit(database, city, catalogue, layouts))

    def _look_at_signer(self, city: City) -> None:
        # Made while the folder was blank still, or before the city took another name.
        signer = issued_to(self.settings.data / "keys", NameOID.ORGANIZATION_NAME)
        if self.settings.env == "production" and signer not in ("", city.name) and not is_unnamed(city):
            self.collected.append(
                Finding(
                    WRONG, "控えに署名する鍵",
                    f"証明書の名前が「{signer}」で、市の名前（{city.name}）ではありません。kakanai keys rotate receipts を打って、始め直してください。",
                    f"The certificate is of {signer}, and the city is {city.name}: `kakanai keys rotate receipts`, then restart.",
                )
            )  # fmt: skip

    def _demand_real(self, database: Database, city: City, files: Mapping[str, Layout]) -> None:
        with database.read() as unit:
            demand_folder(self.settings, unit)
        demand_real(self.settings, city, files)

    def _fit(self, database: Database, city: City, catalogue: Catalogue, layouts: Mapping[str, Layout]) -> None:
        lay_whole(city, LaidCity(), catalogue, layouts, self.clock, database)
        demand_fit(city, catalogue, layouts, self.clock)


def _in_a_line(complaint: Complaint) -> str:
    # What to do in Japanese, then the English detail, as `procedures check` prints it.
    return " ".join(part.strip() for part in lines(complaint))


class _Empty(BadSetting):
    pass


def _demand_tables(database: Database) -> bool:
    if is_empty(database):
        raise _Empty(f"The database is empty: {_FIRST}")
    if not up_to_date(database):
        raise BadSetting("The tables are not those of this version: run `kakanai migrate`.")
    return True
