import json
from pathlib import Path
from typing import Annotated

import typer

from integrations.signatures.own_key import load_own_key, read_certificates
from integrations.sockets.document_socket import DocumentSigner
from integrations.sockets.interfaces import AdapterError
from portal.cli.problem import AsJson, Problem, both, complain
from portal.clock import TOKYO
from portal.config import load_settings
from portal.services.filing.verify_receipt import MOST_BYTES, TOO_LARGE, Verdict, verify_receipt

app = typer.Typer(help="Receipts that the service signed.", no_args_is_help=True)

SENTENCES = {
    "too_large": (
        f"{MOST_BYTES // 1024 // 1024} MBより大きく、控えではありません。",
        f"it has more than {MOST_BYTES // 1024 // 1024} MB, which no receipt has.",
    ),
    "not_pdf": ("PDFではありません。", "it is not a PDF."),
    "unsigned": ("署名がありません。", "it has no signature."),
    "changed": ("署名のあとで書き換えられています。", "it was changed after it was signed."),
    "added": ("署名のあとで、何かが足されています。", "something was added after it was signed."),
    "stranger": ("この市が控えに付けた署名ではありません。", "it was not signed by this city for a receipt."),
}
_WRONG_USE = 2


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A receipt as PDF.")],
    certificate: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="The city's certificate (PEM); else that of this installation."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show who signed a receipt, when, for which number, and whether it is unchanged. Status 1 if it is not."""
    signer = _signer(certificate)
    # The size limit applies before reading.
    verdict = Verdict(TOO_LARGE) if file.stat().st_size > MOST_BYTES else verify_receipt(signer, file.read_bytes())
    if as_json:
        signed_at = verdict.at.isoformat() if verdict.at else ""
        facts = {"sound": verdict.sound, "finding": verdict.finding, "signer": verdict.signer, "signed_at": signed_at}
        print(json.dumps({**facts, "receipt_number": verdict.number}, ensure_ascii=False))
    elif verdict.at is not None:
        when = verdict.at.astimezone(TOKYO).strftime("%Y-%m-%d %H:%M:%S %Z")
        print(
            both(
                f"{file}：控え {verdict.number}。{when} に {verdict.signer} が署名し、そのあと変わっていません。",
                f"{file}: receipt {verdict.number}, signed by {verdict.signer} on {when}, unchanged since.",
            )
        )
    if not verdict.sound:
        words, english = SENTENCES[verdict.finding]
        raise Problem.of(f"{file}：{words}", f"{file}: {english}")


def _signer(certificate: Path | None) -> DocumentSigner:
    if certificate is not None:
        try:
            return read_certificates(certificate.read_bytes())
        except AdapterError:
            raise Problem.of(
                f"{certificate}：証明書（PEM）ではありません。", f"{certificate}: it is no certificate (PEM)."
            ) from None
    folder = load_settings().data / "keys"
    own = load_own_key(folder)
    if own is None:
        complain(
            both(
                f"{folder} に控えの鍵がありません。市の証明書を --certificate で渡してください。",
                f"{folder} has no key for receipts: give the city's certificate with --certificate.",
            )
        )
        raise typer.Exit(_WRONG_USE)
    return own
