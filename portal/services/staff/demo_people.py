"""Their secrets are public: never in production."""

from dataclasses import dataclass

from integrations.sockets.interfaces import KeyStore
from portal.db import Unit
from portal.errors import Conflict
from portal.services.shared.needs import Records
from portal.services.shared.write_audit import Actor
from portal.services.staff.add_staff import add_staff
from portal.services.staff.sign_in_by_password import totp_secret
from portal.store.staff import staff_members
from portal.store.staff.staff_members import RightRow


@dataclass(frozen=True)
class DemoStaff:
    login: str
    name: str
    about: str
    password: str
    totp_secret: str
    rights: tuple[tuple[str, str], ...]


def _section(*duties: str) -> tuple[tuple[str, str], ...]:
    return tuple((role, duty) for role in ("reviewer", "clerk", "exporter") for duty in duties)


_CARE = "care-qualification"
DEMO_STAFF = (
    DemoStaff(
        "tanto", "見本 課子", "介護保険の資格の担当課：受け付け、審査、引渡し", "mihon-tanto-2026", "KAKANAITANTOAAAABBBBCCCCDDDDEEEE",
        (("reviewer", _CARE), ("clerk", _CARE), ("exporter", _CARE), ("inviter", "child-allowance"), ("my_number", _CARE), ("author", _CARE)),
    ),
    DemoStaff(
        "yoyaku", "見本 実", "担当課：証明書の手数料、検診の予約", "mihon-yoyaku-2026", "KAKANAIYOYAKUAAAABBBBCCCCDDDDEEE",
        tuple((role, duty) for role in ("reviewer", "clerk") for duty in ("resident-certificates", "health-screening")),
    ),
    DemoStaff(
        "madoguchi", "見本 窓口", "窓口：来た人の申請を入れる、証明書を渡す", "mihon-madoguchi-2026", "KAKANAIMADOGUCHIAAAABBBBCCCCDDDD",
        (("clerk", "*"), ("reviewer", "resident-certificates"), ("reviewer", "tax-certificates")),
    ),
    DemoStaff(
        "hogo", "見本 保護", "支援措置の担当：守られている人の申請", "mihon-hogo-2026", "KAKANAIHOGOAAAAABBBBCCCCDDDDEEEE",
        (("reviewer", "*"), ("protected", "*"), ("my_number", "*")),
    ),
    DemoStaff(
        "kansa", "見本 監査", "監査：だれが何を見たか", "mihon-kansa-2026", "KAKANAIKANSAAAAABBBBCCCCDDDDEEEE",
        (("auditor", "*"),),
    ),
    DemoStaff(
        "kanri", "見本 管理", "管理者：職員と権限", "mihon-kanri-2026", "KAKANAIKANRIAAAABBBBCCCCDDDDEEEE",
        (("administrator", "*"),),
    ),
    DemoStaff(
        "jinji", "見本 人事", "もう1人の管理者：管理の申し出を確かめる", "mihon-jinji-2026", "KAKANAIJINJIAAAABBBBCCCCDDDDEEEE",
        (("administrator", "*"),),
    ),
    DemoStaff(
        "shinsa", "見本 審子", "どの課の手続も：受け付け、審査、引渡し、手続を作る", "mihon-shinsa-2026", "KAKANAISHINSAAAABBBBCCCCDDDDEEEE",
        (("reviewer", "*"), ("clerk", "*"), ("exporter", "*"), ("author", "*")),
    ),
    DemoStaff(
        "kessai", "見本 長", "どの課の手続も：決裁、廃棄の承認、手続の公開、翻訳", "mihon-kessai-2026", "KAKANAIKESSAIAAAABBBBCCCCDDDDEEE",
        (("approver", "*"), ("publisher", "*"), ("translator", "*")),
    ),
    DemoStaff(
        "kodomo", "見本 育子", "こどもの手当・保育・母子保健・予防接種・放課後・学校の担当課", "mihon-kodomo-2026", "KAKANAIKODOMOAAAABBBBCCCCDDDDEEE",
        _section("child-allowance", "childcare", "mother-and-child", "vaccination", "after-school", "schools"),
    ),
    DemoStaff(
        "fukushi", "見本 福", "介護の認定と給付・障害・福祉の担当課", "mihon-fukushi-2026", "KAKANAIFUKUSHIAAAABBBBCCCCDDDDEE",
        _section("care-assessment", "care-benefit", "disability", "welfare"),
    ),
    DemoStaff(
        "shimin", "見本 住江", "住民異動・おくやみ・国保・年金・税の担当課", "mihon-shimin-2026", "KAKANAISHIMINAAAABBBBCCCCDDDDEEE",
        _section(
            "resident-moves", "bereavement", "health-insurance", "pension", "tax-certificates", "disaster-certificates", "tax",
            "tax-collection", "resident-tax",
        ),
    ),
    DemoStaff(
        "machi", "見本 道夫", "道路・占用・公園・開発・環境・墓地・水道・ごみ・住宅・空き家・農地・消防の担当課", "mihon-machi-2026", "KAKANAIMACHIAAAABBBBCCCCDDDDEEEE",
        _section(
            "roads", "road-permits", "parks-and-rivers", "urban-planning", "environment", "climate", "cemeteries", "water", "bulky-waste", "waste",
            "housing", "vacant-houses", "farmland", "fire-prevention",
        ),
    ),
    DemoStaff(
        "manabi", "見本 学", "スポーツ・講座・観光・広聴・情報公開・採用・契約・防災・選挙の担当課", "mihon-manabi-2026", "KAKANAIMANABIAAAABBBBCCCCDDDDEEE",
        _section(
            "sports", "lifelong-learning", "tourism", "public-relations", "disclosure", "personnel", "contracts", "disaster-prevention",
            "elections",
        ),
    ),
)  # fmt: skip


# Accounts at the mock provider of the city: login, name, work, groups (forms/cities/mihon/staff_groups.yaml).
DEMO_COLLEAGUES = (
    ("m.kaigo", "見本 介", "介護保険課の職員", ("介護保険課",)),
    ("m.shimin", "見本 市子", "市民課の窓口の職員", ("市民課",)),
    ("m.zeimu", "見本 税", "税務課の職員（このサービスの権限はありません）", ("税務課",)),
)


def add_demo_staff(installation: Records) -> None:
    """Raises Conflict in production."""
    if installation.settings.env == "production":
        raise Conflict("demo staff")
    day = installation.clock.today().isoformat()
    with installation.database.read() as unit:
        known = {row.login for row in staff_members.everyone(unit)}
    for person in DEMO_STAFF:
        if person.login not in known:
            rights = [RightRow(role, duty, day, None) for role, duty in person.rights]
            with installation.database.change() as unit:
                add_staff(
                    installation, unit, Actor("system", "demo"), person.login, person.name, person.password, rights,
                    totp_secret=person.totp_secret,
                )  # fmt: skip


def public_logins(keys: KeyStore, unit: Unit) -> list[str]:
    secrets = {person.totp_secret for person in DEMO_STAFF}
    rows = [staff_members.by_login(unit, person.login) for person in DEMO_STAFF]
    return [row.login for row in rows if row and row.disabled_at is None and totp_secret(keys, row) in secrets]
