"""`staff`: credentials are printed once."""

import secrets
from typing import Annotated

import pyotp
import typer

from portal.cli import moving
from portal.cli.opened import opened, opened_records
from portal.cli.problem import Problem, both, command_line, wrong_option
from portal.errors import Conflict, LastAdministrator, NotFound
from portal.services.shared.needs import Records
from portal.services.staff.add_staff import ROLES, Credentials, add_staff, disable_staff, reset_staff
from portal.services.staff.locked_out import locked_out
from portal.store.staff.staff_members import RightRow

app = typer.Typer(help="Members of staff.", no_args_is_help=True)
app.add_typer(moving.app)

Login = Annotated[str, typer.Argument()]


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="Name as colleagues know it.")],
    right: Annotated[list[str], typer.Option(metavar="ROLE:DUTY", help=f"{', '.join(ROLES)}; duty * is every one.")],
) -> None:
    """Add a member of staff, with rights from today."""
    try:
        with opened_records() as installation:
            rights = [_right(installation, text) for text in right]  # reads the city: not while others wait to write
            with installation.database.change() as unit:
                credentials = add_staff(installation, unit, command_line(), login, name, _password(), rights)
            city = installation.city.name
    except Conflict:
        raise Problem.of(
            f"{login}：そのログイン名はもうあります。", f"{login}: there is such a login already."
        ) from None
    _print(credentials, city)


@app.command()
def reset(login: Login) -> None:
    """Give a new password and code generator; ends all sessions of this login."""
    try:
        with opened_records() as installation, installation.database.change() as unit:
            credentials = reset_staff(installation, unit, command_line(), login, _password())
            city = installation.city.name
    except NotFound:
        raise Problem.of(f"{login}：そのログイン名はありません。", f"{login}: there is no such login.") from None
    _print(credentials, city)


@app.command()
def disable(login: Login) -> None:
    """Disable a login immediately."""
    try:
        with opened_records() as installation, installation.database.change() as unit:
            disable_staff(installation, unit, command_line(), login)
            today = installation.clock.today().isoformat()
            held = [left for left in locked_out(unit, today, today).alone if left.login == login]
    except NotFound:
        raise Problem.of(
            f"{login}：そのログイン名はないか、もう止めてあります。",
            f"{login}: there is no such login, or it is disabled already.",
        ) from None
    except LastAdministrator:
        raise Problem.of(
            f"{login} は最後の管理者です。先に、だれかに administrator:* を足してください。だれかに知られたのなら、kakanai staff reset {login} で、パスワードと鍵を替えます。",
            f"{login} is the last administrator: first give administrator:* to somebody else, or give {login} other credentials (`staff reset`).",
        ) from None
    print(both(f"{login} を止めました。", f"{login} is disabled."))
    for left in held:
        print(
            both(
                f"{left.duty}：担当していた申請が{left.cases}件あります。担当課が「担当替えと不在」（/desk/assignment）で、ほかの人に渡してください。",
                f"{left.duty}: {left.cases} open cases are assigned to {login}; the section gives them to others at /desk/assignment.",
            )
        )


@app.command()
def link(
    login: Login, subject: Annotated[str, typer.Argument(help="What the city's provider calls this person.")]
) -> None:
    """Let a manually added member of staff also sign in at the city's own provider."""
    from portal.services.staff.sign_in_by_city import link_staff  # noqa: PLC0415 - reads the city's file, which the others need not

    try:
        with opened() as installation, installation.database.change() as unit:
            link_staff(installation, unit, command_line(), login, subject)
    except NotFound:
        raise Problem.of(
            f"{login}：そのログイン名がないか、市のサインインを使っていません（KAKANAI_STAFF_OIDC_ISSUER）。",
            f"{login}: there is no such login, or no provider is set (KAKANAI_STAFF_OIDC_ISSUER).",
        ) from None
    except Conflict:
        raise Problem.of(
            f"{subject} は、もうほかの職員です。", f"{subject} is another member of staff already."
        ) from None
    print(both(f"{login} は、市のサインインでも入れます。", f"{login} can sign in at the city's provider."))


def _right(installation: Records, text: str) -> RightRow:
    role, _, duty = text.partition(":")
    if role not in ROLES or (duty != "*" and duty not in installation.city.duties):
        duties = installation.city.duties
        known = f"か {'、'.join(duties)} です" if duties else "です（事務は、まだ1つもありません）"
        raise wrong_option(
            f"{text}：「役割:事務」と書きます。役割は {'、'.join(ROLES)}、事務は *（全部）{known}。",
            f"write ROLE:DUTY with a role of {', '.join(ROLES)} and a duty of {', '.join(('*', *duties))}",
            hint="--right",
        )
    return RightRow(role, duty, installation.clock.today().isoformat(), None)


def _password() -> str:
    return secrets.token_urlsafe(15)


def _print(credentials: Credentials, city: str) -> None:
    # An authenticator keeps one secret for a login and an issuer: who works for several cities has a line for each.
    address = pyotp.TOTP(credentials.totp_secret).provisioning_uri(name=credentials.login, issuer_name=city)
    print(
        "ログイン名（login）、パスワード（password）、認証アプリに入れる鍵（codes）です。本人だけに渡してください。\n"
        "    Login, password and the secret of the authenticator app: give them to this person alone.\n"
        f"login     {credentials.login}\npassword  {credentials.password}\ncodes     {credentials.totp_secret}\n{address}"
    )
