"""For administrators, without figures of people."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version

from portal.clock import TOKYO, from_micro, to_micro
from portal.config import TREE
from portal.migrate import last_backup
from portal.services.audit.note_faults import found_faults
from portal.services.files.keep_file import has_its_share
from portal.services.paper.find_fonts import NoJapaneseFont, faces
from portal.services.shared.check_key_rings import keys_answer
from portal.services.shared.needs import Records
from portal.services.shared.store_state import StoreState, store_state
from portal.store.administration import city_editions
from portal.store.administration.city_editions import EditionRow
from portal.store.imports import import_packages
from portal.store.imports.import_packages import QUARANTINED, WAITING
from portal.store.shared import lag

OK, NOTE, WRONG = "ok", "note", "wrong"
_MARKS = {OK: "○", NOTE: "△", WRONG: "×"}
_ORDER = (WRONG, NOTE, OK)
# Seconds. Sealed records and signed tokens carry times: neighbours refuse tokens that are a minute off.
_CLOCK_NOTE, _CLOCK_WRONG = 2, 30
_BACKUP_HOURS = 26  # one each night, and the time that it takes
_DATABASE = {
    "missing": ("データベースが答えません。動いているか、KAKANAI_DATABASE_URL を確かめてください。", "The database does not answer: see KAKANAI_DATABASE_URL."),
    "full": ("保存する場所が一杯で、申請を受け付けられません。空きを作ってください。", "The disk is full: make space."),
    "read_only": ("データベースが読むだけになっていて、申請を受け付けられません。主のサーバーにつながっているか確かめてください。", "The database can only be read: connect to the primary."),
    "busy": ("データベースがこみ合っていて、断った要求があります。", "The database was too busy for some requests."),
}  # fmt: skip
# key of /readyz: its name, and what does not work without it
_NEIGHBOURS = {
    "identity": ("住民のサインイン", "住民がサインインできません。"),
    "signing": ("電子署名", "署名が必要な申請を出せません。"),
    "revocation": ("証明書の失効の確認", "署名は受け取り、確かめるのはあとになります。"),
    "staff_identity": (
        "職員のサインイン（庁内）",
        "職員はパスワードでサインインします。理由は、画面で市のアカウントのサインインを1回試すと、記録の `provider` の行に出ます（証明書、URL）。",
    ),
    "payments": ("キャッシュレスの支払い", "手数料は窓口で受けます。"),
    "debits": ("口座振替のネット登録", "紙の口座振替依頼書で受けます。"),
    "scanner": ("ファイルの検査", "ファイルは預かったまま、開けません。"),
    "reader": (
        "文字の読み取り",
        "紙の書類は、窓口で見て打ちます。tesseract-ocr と tesseract-ocr-jpn を入れて、始め直してください。",
    ),
    "register": (
        "住民記録",
        "照合と、書かなくてよい欄を埋めることができません。そのあいだの申請の支援措置は、直ってから自動で確かめます。",
    ),
    "mail": ("メール", "お知らせは、直ってから自動で出ます。"),
    "line": ("LINE", "お知らせは、直ってから自動で出ます。"),
    "sms": ("SMS", "お知らせは、直ってから自動で出ます。"),
    "locks": ("かぎのサービス", "予約はできます。かぎの番号は、直ってから自動で出ます。"),
    "token_server": (
        "認可サーバー",
        "そのトークンで呼ぶシステムは、直るまで待ちます。答えないか、こちらを断っています（KAKANAI_TOKEN_SERVER_…）。",
    ),
    "delivery": ("引渡しの置き場所", "決まった時刻の引渡しが、置き場所に書けません。"),
    "files": ("ファイルの保管庫", "申請のファイルを開けません。新しいものは、データベースに入ります。"),
}


@dataclass(frozen=True)
class Finding:
    """`about`: in Japanese; `words`, `english`: state and remedy."""

    state: str
    about: str
    words: str
    english: str

    @property
    def mark(self) -> str:
        return _MARKS[self.state]


def of_version() -> Finding:
    number = version("kakanai")
    return Finding(OK, "版", f"{number}（{TREE}）", f"Version {number} in {TREE}.")


def in_order(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: _ORDER.index(finding.state))


def findings_of(installation: Records, neighbours: Mapping[str, str]) -> list[Finding]:
    """`neighbours`: ok, missing, others or none, by the keys of /readyz."""
    state = store_state(installation)
    findings = [*_of_store(state), *_of_machine(installation), *_of_definitions(installation)]
    if state.database != "missing":
        findings += _of_what_waits(installation)
    return [*findings, *_of_neighbours(neighbours)]


def _of_store(state: StoreState) -> Iterator[Finding]:
    words = state.words()
    if state.database == "ok":
        yield Finding(OK, "データベース", "書き込めます。", "The database takes writes.")
    else:
        yield Finding(NOTE if state.database == "busy" else WRONG, "データベース", *_DATABASE[state.database])
    space = f"{state.space / (1 << 30):,.1f} GB"
    if words["space"] == "ok":
        yield Finding(OK, "空き容量", f"{space}あります。", f"{space} are free.")
    else:
        yield Finding(
            WRONG, "空き容量", f"{space}しかありません。空きを作ってください。", f"Only {space} are free: make space."
        )
    if words["seal"] == "late":
        yield Finding(
            WRONG, "監査の記録", f"{state.seal:,}秒、封がされていません。裏側の処理（kakanai worker）が動いているか確かめてください。",
            f"Records were not sealed for {state.seal} s: is `kakanai worker` running?",
        )  # fmt: skip
    if words["outbox"] == "late":
        yield Finding(
            WRONG, "お知らせ", f"出すはずの時から{state.outbox // 60:,}分たったものがあります。メールなどの相手が答えるか確かめてください。",
            f"Messages are {state.outbox} s late: does their neighbour answer?",
        )  # fmt: skip


def _of_machine(installation: Records) -> Iterator[Finding]:
    if keys_answer(installation.keys):
        yield Finding(OK, "鍵", "使えます。", "The keys can be used.")
    else:
        yield Finding(
            WRONG, "鍵", "今は使えません。鍵のある装置（HSM）につながっているか確かめてください。",
            "The keys cannot be used: is the security module connected?",
        )  # fmt: skip
    try:
        faces()
    except NoJapaneseFont:
        yield Finding(
            WRONG,
            "印刷の字",
            "日本語の書体がありません。fonts-noto-cjk を入れてください。",
            "There is no Japanese font: install fonts-noto-cjk.",
        )


def _of_definitions(installation: Records) -> Iterator[Finding]:
    # D389
    unread = installation.catalogue.unread()
    if unread:
        yield Finding(
            WRONG, "手続", f"{'、'.join(procedure.title for procedure in unread)}：もっと新しい版のサービスで公開されたので、この版では読めません。受付を止めています。"
            "新しい版に戻すか、この版で読める定義を、もう一度公開してください。",
            f"Published by a newer release, and closed until it is back or a definition that this release reads is published: {', '.join(procedure.id for procedure in unread)}.",
        )  # fmt: skip


def _of_what_waits(installation: Records) -> Iterator[Finding]:
    now = to_micro(installation.clock.now())
    with installation.database.read() as unit:
        drift = lag.clock_drift(unit, now) / 1_000_000
        faults = sum(not fault.note for fault in found_faults(installation, unit))
        unused = len(city_editions.faulty(unit)) + sum(
            _is_left_out(row, installation) for row in city_editions.in_force(unit).values()
        )
        full = has_its_share(installation, unit)
        packages, messages = import_packages.counts(unit), lag.waiting_deliveries(unit)
    yield from _of_backups(installation, now)
    if abs(drift) >= _CLOCK_NOTE and not installation.settings.now:
        yield Finding(
            WRONG if abs(drift) >= _CLOCK_WRONG else NOTE, "時計", f"データベースの時計と{abs(drift):.0f}秒違います。時刻合わせ（NTP）を確かめてください。",
            f"The clock differs from the database's by {abs(drift):.0f} s: check NTP.",
        )  # fmt: skip
    if faults:
        yield Finding(
            WRONG, "監査の記録", f"つながりが切れた所が{faults}か所あります。「監査」で見て、理由を書いてください。",
            f"Breaks of the audit chain without an explanation: {faults}; see 監査.",
        )  # fmt: skip
    if unused:
        yield Finding(
            WRONG, "市の設定", f"画面で書いたもののうち、合わないので使っていないものが{unused}件あります。「市の設定」で見られます。",
            f"Editions of the city's files that do not fit and are left out: {unused}; see /admin.",
        )  # fmt: skip
    if full:
        yield Finding(
            WRONG, "ファイル", "データベースが決めた大きさ（KAKANAI_DATABASE_MEGABYTES）になり、ファイルを受け取っていません。大きくするか、保存期間の過ぎた申請を廃棄してください。",
            "No files are taken: the database has reached KAKANAI_DATABASE_MEGABYTES.",
        )  # fmt: skip
    failed = sum(count for (_, condition), count in messages.items() if condition != "waiting")
    if failed:
        yield Finding(
            NOTE,
            "お知らせ",
            f"届かなかったものが{failed:,}件あります。「発送簿」で見られます。",
            f"Messages that could not be delivered: {failed}.",
        )
    held = packages[WAITING] + packages[QUARANTINED]
    if held:
        yield Finding(
            NOTE,
            "取り込み",
            f"人を待っている申請が{held:,}件あります。「取り込み」で見られます。",
            f"Packages that wait for a person: {held}.",
        )


def _of_backups(installation: Records, now: int) -> Iterator[Finding]:
    # Where there was none, something else makes them.
    made = last_backup(installation.database)
    if made is not None and now - made > _BACKUP_HOURS * 3_600_000_000:
        at = from_micro(made).astimezone(TOKYO)
        yield Finding(
            NOTE, "バックアップ", f"{at.month}月{at.day}日 {at:%H:%M} のあと、できていません。systemctl status kakanai-backup.service を見てください。",
            f"None was made since {at:%Y-%m-%d %H:%M} (Asia/Tokyo): see kakanai-backup.service.",
        )  # fmt: skip


def _is_left_out(row: EditionRow, installation: Records) -> bool:
    laid = installation.city.laid.values()
    return not row.to_file and all(row.text.strip() not in text for text in laid)


def _of_neighbours(neighbours: Mapping[str, str]) -> Iterator[Finding]:
    for key, answer in neighbours.items():
        name, without = _NEIGHBOURS[key]
        if answer == "missing":
            yield Finding(WRONG, name, f"答えません。{without}", f"`{key}` does not answer.")
        elif answer == "others":
            yield Finding(
                WRONG, name, "ほかの設置の置き場所です。KAKANAI_FILES_BUCKET_FOLDER に、この設置だけのフォルダを書いてください。ファイルは、データベースに残しています。",
                f"`{key}`: KAKANAI_FILES_BUCKET_FOLDER is another installation's; name one of this installation alone.",
            )  # fmt: skip
        elif answer == "ok":
            yield Finding(OK, name, "答えます。", f"`{key}` answers.")
