import json
from pathlib import Path
from typing import Annotated

import typer

from portal.cli.opened import opened
from portal.cli.problem import AsJson, Problem, both, note_act, wrong_option
from portal.clock import TOKYO
from portal.errors import NeighbourDown, NotFound
from portal.services.shared.installation import Installation
from portal.services.shared.receipt_number import read
from portal.services.signing.judge_signature import PERSON
from portal.services.signing.signed_bundle import check_part
from portal.services.signing.verify_signatures import Verified, package, verify_signatures

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
    """Show each verdict and its time. Status 1 unless every signature is valid."""
    number = read(receipt)
    if number is None:
        raise wrong_option(
            "受付番号ではありません。26-123-456-789 のように書いてください。", "not a receipt number", hint="RECEIPT"
        )
    with opened() as installation:
        try:
            signatures = verify_signatures(installation, number)
        except NotFound:
            raise Problem.of(f"{number}：その申請はありません。", f"{number}: there is no such application.") from None
        except NeighbourDown:
            raise Problem.of("電子署名の設定がありません。", _NO_SIGNING) from None
        if out is not None:
            note_act(installation, "write signature out", number)
            _write(installation, number, signatures, out)
    if as_json:
        print(json.dumps([_as_json(signature) for signature in signatures], ensure_ascii=False, indent=2))
    else:
        for signature in signatures:
            _print(number, signature)
    if not signatures:
        raise Problem.of(f"{number}：電子署名を求めていません。", f"{number}: no signature was requested for it.")
    faults = [
        f"{number}: the signature of {signature.role} {_state_words(signature)}: {_against(signature)}."
        for signature in signatures
        if not signature.sound
    ]
    if faults:
        raise Problem.of("有効でない電子署名があります。", *faults)


@app.command()
def part(
    signed: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The list that was signed.")],
    document: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="One document of the bundle.")],
) -> None:
    """Check that a signed list names a document. Verify the list's own signature separately."""
    place = check_part(signed.read_bytes(), document.read_bytes())
    if place is None:
        raise Problem.of(f"{document}：一覧 {signed} にありません。", f"{document}: it is not in the list {signed}.")
    print(both(f"{document}：一覧の{place}番目です。", f"{document}: number {place} of the list."))


def _as_json(signature: Verified) -> dict[str, object]:
    return {
        "role": signature.role,
        "state": signature.state,
        "sound": signature.sound,
        "at": signature.at.isoformat() if signature.at else None,
        "basis": signature.basis,
        "revisions": signature.revisions,
        "verdicts": {name: {"outcome": outcome, "code": code} for name, (outcome, code) in signature.verdicts.items()},
        "certificate": signature.report.get("certificate"),
        "revocation": signature.report.get("revocation"),
    }


def _print(number: str, signature: Verified) -> None:
    when = signature.at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M:%S %Z") if signature.at else "never"
    covers = ",".join(map(str, signature.revisions)) or "none"
    print(f"{number}\t{signature.role}\t{signature.state}\t{when}\t{signature.basis}\trevision {covers}")
    for name, (outcome, code) in signature.verdicts.items():
        print("\t".join(part for part in (number, signature.role, name, outcome, code) if part))


def _state_words(signature: Verified) -> str:
    return "waits for a person's comparison" if signature.state == PERSON else "is not valid"


def _against(signature: Verified) -> str:
    bad = [f"{name} {code or outcome}" for name, (outcome, code) in signature.verdicts.items() if outcome != "ok"]
    return ", ".join(bad) or f"it is {signature.state}"


def _write(installation: Installation, number: str, signatures: tuple[Verified, ...], out: Path) -> None:
    # Private: it holds the application.
    out.mkdir(parents=True, exist_ok=True, mode=0o700)
    for place, signature in enumerate(signatures, start=1):
        if signature.evidence is not None:
            (out / f"{number}-{place}.json").write_bytes(signature.document)
            if signature.signed:
                (out / f"{number}-{place}-list.json").write_bytes(signature.signed)
            (out / f"{number}-{place}.p7s").write_bytes(package(installation.verifier, signature.evidence))
