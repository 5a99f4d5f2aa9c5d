"""`signatures verify`: an application's signatures judged once more, and written out for tools that are not ours.
`signatures part`: one document of a bundle, with the list that was signed for all."""

import json
from pathlib import Path
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, command_line
from portal.clock import TOKYO
from portal.errors import NeighbourDown, NotFound
from portal.services.installation import Installation
from portal.services.judge_signature import PERSON
from portal.services.receipt_number import read
from portal.services.signed_bundle import check_part
from portal.services.verify_signatures import Verified, package, verify_signatures
from portal.services.write_audit import write_audit

app = typer.Typer(help="Signatures by card under applications.", no_args_is_help=True)

_NO_SIGNING = "Nothing can be verified here: KAKANAI_SIGNING and KAKANAI_SIGNING_TRUST are not set."


@app.command()
def verify(
    receipt: Annotated[str, typer.Argument(help="The receipt number.")],
    as_json: AsJson = False,
    out: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            help="Write the document and the signature there, for `openssl cms -verify -binary -content … -inform DER -in …`.",
        ),
    ] = None,
) -> None:
    """Say each verdict for the moment it holds for. Status 1 unless every signature is sound."""
    number = read(receipt)
    if number is None:
        raise typer.BadParameter("that is no receipt number", param_hint="RECEIPT")
    with opened() as installation:
        try:
            found = verify_signatures(installation, number)
        except NotFound:
            raise Problem(f"{number}: there is no such application.") from None
        except NeighbourDown:
            raise Problem(_NO_SIGNING) from None
        if out is not None:
            with installation.database.write() as unit:
                write_audit(installation, unit, command_line(), "write signature out", detail=number)
                unit.commit()
            _write(installation, number, found, out)
    if as_json:
        print(json.dumps([_told(one) for one in found], ensure_ascii=False, indent=2))
    else:
        for one in found:
            _print(number, one)
    if not found:
        raise Problem(f"{number}: nobody was asked to sign it.")
    faults = [
        f"{number}: the signature of {one.role} {_stands(one)}: {_against(one)}." for one in found if not one.sound
    ]
    if faults:
        raise Problem(*faults)


@app.command()
def part(
    signed: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The list that was signed.")],
    document: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="One document of the bundle.")],
) -> None:
    """Say whether a document is one of those that a signed list names. The list's own signature is verified apart."""
    place = check_part(signed.read_bytes(), document.read_bytes())
    if place is None:
        raise Problem(f"{document}: it is not in the list {signed}.")
    print(f"{document}: number {place} of the list.")


def _told(one: Verified) -> dict[str, object]:
    return {
        "role": one.role,
        "state": one.state,
        "sound": one.sound,
        "at": one.at.isoformat() if one.at else None,
        "basis": one.basis,
        "revisions": one.revisions,
        "verdicts": {name: {"outcome": outcome, "code": code} for name, (outcome, code) in one.verdicts.items()},
        "certificate": one.report.get("certificate"),
        "revocation": one.report.get("revocation"),
    }


def _print(number: str, one: Verified) -> None:
    when = one.at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M:%S %Z") if one.at else "never"
    covers = ",".join(map(str, one.revisions)) or "none"
    print(f"{number}\t{one.role}\t{one.state}\t{when}\t{one.basis}\trevision {covers}")
    for name, (outcome, code) in one.verdicts.items():
        print("\t".join(part for part in (number, one.role, name, outcome, code) if part))


def _stands(one: Verified) -> str:
    return "waits for somebody to compare it" if one.state == PERSON else "is not sound"


def _against(one: Verified) -> str:
    bad = [f"{name} {code or outcome}" for name, (outcome, code) in one.verdicts.items() if outcome != "ok"]
    return ", ".join(bad) or f"it is {one.state}"


def _write(installation: Installation, number: str, found: tuple[Verified, ...], out: Path) -> None:
    """Who may read the folder reads the application."""
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place, one in enumerate(found, start=1):
        if one.evidence is not None:
            (out / f"{number}-{place}.json").write_bytes(one.document)
            (out / f"{number}-{place}.p7s").write_bytes(package(installation, one.evidence))
