"""The program as it is handed out: built, started without any package, and tried over the real PC/SC service."""

import http.server
import json
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from joserfc.jwk import ECKey

from integrations.certificates.algorithms import RSA_2048
from integrations.http import Reply, Transport
from integrations.identity.card_agent import LoopbackAgent
from integrations.identity.card_question import written
from integrations.identity.client_key import public_jwks
from integrations.sockets.card_socket import CardAnswer, CardAsk, CardUse
from tests.house.tree import ROOT
from tests.integrations.card_reader.chips import NAME, driver_licence, my_number_card
from tests.integrations.card_reader.counters import practice
from tests.integrations.card_reader.pcscd import pcscd
from tests.integrations.card_reader.virtual_card import Chip, laid_down

ROOMS = {"integrations/card_reader", "integrations/sockets", "integrations", "forms", "forms/path", ""}


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reader") / "kakanai-reader.pyz"
    built(path)
    return path


def built(path: Path) -> None:
    subprocess.run([sys.executable, "scripts/build_reader.py", str(path)], cwd=ROOT, check=True, capture_output=True)


def test_the_file_holds_the_program_and_nothing_else(program: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(program) as archive:
        names = archive.namelist()
    assert {name.rpartition("/")[0] for name in names} == ROOMS
    assert {"__main__.py", "LICENSE", "integrations/card_reader/cards.toml", "integrations/card_reader/window.py"} <= {
        *names
    }
    built(tmp_path / "again")
    assert (tmp_path / "again").read_bytes() == program.read_bytes()


def test_a_question_about_its_options_writes_no_file(tmp_path: Path) -> None:
    script = ROOT / "scripts" / "build_reader.py"
    asked = subprocess.run(
        [sys.executable, str(script), "--help"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert ("usage:" in asked.stdout, [*tmp_path.iterdir()]) == (True, [])


@dataclass
class Program:
    """`portal`: the origin of the page."""

    portal: str
    key: ECKey
    process: subprocess.Popen[str]
    address: str = ""
    lines: list[str] = field(default_factory=list)

    def line_with(self, words: str) -> str:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if words in line:
                return line
        raise AssertionError(f"it ended without: {words}")

    def type(self, text: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def end_if_refused(self, asked: Future[Reply]) -> None:
        # The terminal would wait for a PIN that does not come.
        if asked.exception() or asked.result().status != 200:
            self.process.kill()

    def used(self, use: CardUse, chip: Chip, port: int, typed: str) -> CardAnswer:
        agent = LoopbackAgent(self.address, self.portal, self.key, fake=False)
        ask = CardAsk(use, f"number {use}", {RSA_2048.name: RSA_2048.digest_info(RSA_2048.hashed(b"challenge"))})
        question = json.dumps({"question": written(ask, self.key, self.portal, datetime.now(UTC))}).encode()
        transport, headers = Transport(timeout=20), {"Origin": self.portal}
        with laid_down(chip, port), ThreadPoolExecutor(1) as page:
            waiting = page.submit(transport.post, f"{self.address}/v1/use", question, "application/json", headers)
            waiting.add_done_callback(self.end_if_refused)
            self.line_with("あと")
            self.type(typed)
            reply = waiting.result(20)
        transport.close()
        return agent.read(reply.text, ask)


@contextmanager
def started(program: Path, *options: str, **environment: str) -> Iterator[Program]:
    """Without packages (-S) and without this tree (-I)."""
    key = ECKey.generate_key("P-256")

    class Portal(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(public_jwks(key)).encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        portal = f"http://127.0.0.1:{server.server_port}"
        command = [sys.executable, "-I", "-S", "-X", "utf8", str(program), "--portal", portal, "--port", "0", *options]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            cwd="/", env=environment,
        ) as process:  # fmt: skip
            try:
                running = Program(portal, key, process)
                running.address = running.line_with("http://").partition("：")[2].partition("（")[0]
                yield running
            finally:
                process.kill()
                server.shutdown()
                thread.join()


def test_cards_are_read_over_the_real_service_of_readers(program: Path) -> None:
    card = practice().cards.card("hanako")
    with pcscd() as (line, port), started(program, "--prompt", "terminal", PCSCLITE_CSOCK_NAME=line) as running:
        licence = running.used(CardUse.ATTRIBUTES, driver_licence(), port, "1234")
        assert licence.attributes
        assert (licence.attributes.name, licence.licence) == (NAME, True)
        chip = my_number_card(card)
        signed = running.used(CardUse.SIGN, chip, port, "test1234").signed
        assert signed
        assert chip.right == set(), "the card was reset"
        key = x509.load_der_x509_certificate(signed.certificate).public_key()
        assert RSA_2048.holds(key, signed.signature, RSA_2048.hashed(b"challenge"))
        assert "1234" not in "".join(running.lines)


def test_without_a_service_of_readers_it_says_so(program: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", "-X", "utf8", str(program)]
    nowhere = {"PCSCLITE_CSOCK_NAME": str(tmp_path / "nothing")}
    checked = subprocess.run(
        [*command, "--check"], env=nowhere, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert (checked.returncode, checked.stdout) == (1, "")
    assert "読み取り機がありません" in checked.stderr
    for options in ([], ["--portal", "http://shinsei.example.lg.jp"]):
        refused = subprocess.run(
            [*command, *options], env=nowhere, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert (refused.returncode != 0, "https://" in refused.stderr) == (True, True), options


def test_without_a_screen_the_pin_is_typed_in_the_terminal(program: Path) -> None:
    with started(program) as running:
        assert "窓を出せません" in running.lines[0]
