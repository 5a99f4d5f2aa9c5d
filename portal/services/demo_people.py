"""The staff of the fictional city, made once. Passwords and code generators are public: never for production."""

from dataclasses import dataclass

from portal.db import Unit
from portal.errors import Conflict
from portal.services.actor import Actor
from portal.services.add_staff import add_staff
from portal.services.installation import Installation
from portal.services.sign_in_staff import totp_secret
from portal.store import staff_members
from portal.store.staff_members import RightRow


@dataclass(frozen=True)
class DemoStaff:
    """`about` says in a few words what they do; `rights` as (role, duty)."""

    login: str
    name: str
    about: str
    password: str
    totp_secret: str
    rights: tuple[tuple[str, str], ...]


_CARE = "care-qualification"
DEMO_STAFF = (
    DemoStaff(
        "tanto", "見本 課子", "担当課：受け付け、審査、引渡し", "mihon-tanto-2026", "KAKANAITANTOAAAABBBBCCCCDDDDEEEE",
        (("reviewer", _CARE), ("clerk", _CARE), ("exporter", _CARE), ("inviter", "child-allowance"), ("my_number", _CARE)),
    ),
    DemoStaff(
        "yoyaku", "見本 実", "担当課：証明書の手数料、検診の予約", "mihon-yoyaku-2026", "KAKANAIYOYAKUAAAABBBBCCCCDDDDEEE",
        tuple((role, duty) for role in ("reviewer", "clerk") for duty in ("resident-certificates", "health-screening")),
    ),
    DemoStaff(
        "madoguchi", "見本 窓口", "窓口：来た人の申請を入れる", "mihon-madoguchi-2026", "KAKANAIMADOGUCHIAAAABBBBCCCCDDDD",
        (("clerk", "*"),),
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
)  # fmt: skip


# Who signs in at the mock of the city's own provider: login, name, what they do, groups (forms/cities/mihon/staff_groups.yaml).
DEMO_COLLEAGUES = (
    ("m.kaigo", "見本 介", "介護保険課の職員", ("介護保険課",)),
    ("m.shimin", "見本 市子", "市民課の窓口の職員", ("市民課",)),
    ("m.zeimu", "見本 税", "税務課の職員（このサービスの権限はありません）", ("税務課",)),
)


def add_demo_staff(installation: Installation) -> None:
    """Adds who is not there yet; who is stays as they are. Conflict in production."""
    if installation.settings.env == "production":
        raise Conflict("demo staff")
    day = installation.clock.today().isoformat()
    with installation.database.read() as unit:
        known = {row.login for row in staff_members.everyone(unit)}
    for person in DEMO_STAFF:
        if person.login not in known:
            rights = [RightRow(role, duty, day, None) for role, duty in person.rights]
            with installation.database.write() as unit:
                add_staff(
                    installation, unit, Actor("system", "demo"), person.login, person.name, person.password, rights,
                    totp_secret=person.totp_secret,
                )  # fmt: skip
                unit.commit()


def public_logins(installation: Installation, unit: Unit) -> list[str]:
    """Those who can sign in with a code generator that everybody knows: a demo's database, taken on by a production."""
    secrets = {person.totp_secret for person in DEMO_STAFF}
    rows = [staff_members.by_login(unit, person.login) for person in DEMO_STAFF]
    return [row.login for row in rows if row and row.disabled_at is None and totp_secret(installation, row) in secrets]
