"""A clamd for tests: folder below /tmp, own socket and port, one harmless signature, no official database and no
network.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from integrations.scanning.clamav import ClamavScanner
from integrations.scanning.fake import SIGNATURE, TEST_MALWARE

LIMIT = 12_000_000  # above the largest upload


@dataclass(frozen=True)
class Clamd:
    unix: str
    tcp: str


@contextmanager
def clamd() -> Iterator[Clamd]:
    program = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert program, "clamd is missing: scripts/system_packages.sh installs clamav-daemon"
    folder = Path(tempfile.mkdtemp(prefix="kakanai-clamd-"))
    process: subprocess.Popen[bytes] | None = None
    try:
        (folder / "rows").mkdir()
        (folder / "rows" / "kakanai.ndb").write_text(f"{TEST_MALWARE}:0:*:{SIGNATURE.hex()}\n")
        tries, deadline, daemon = 0, time.monotonic() + 30, Clamd("", "")
        while process is None or not (ClamavScanner(daemon.unix).ready() and ClamavScanner(daemon.tcp).ready()):
            if process is None or process.poll() is not None:
                # Another process may take the port between its choice and the listen.
                assert tries < 3, (folder / "log").read_text()
                tries, daemon = tries + 1, Clamd(str(folder / "clamd.sock"), f"127.0.0.1:{_free_port()}")
                (folder / "clamd.conf").write_text(_config(folder, daemon))
                with (folder / "log").open("ab") as log:
                    process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=log, stderr=log)
            assert time.monotonic() < deadline, "clamd does not answer"
            time.sleep(0.02)
        yield daemon
    finally:
        if process is not None:
            process.kill()
            process.wait()
        shutil.rmtree(folder)


def _config(folder: Path, daemon: Clamd) -> str:
    host, _, port = daemon.tcp.partition(":")
    lines = {
        "Foreground": "yes", "DatabaseDirectory": folder / "rows", "LocalSocket": daemon.unix, "TCPAddr": host,
        "TCPSocket": port, "TemporaryDirectory": folder, "StreamMaxLength": LIMIT, "MaxThreads": 2, "SelfCheck": 0,
        "Bytecode": "no", "OfficialDatabaseOnly": "no",
    }  # fmt: skip
    return "".join(f"{key} {value}\n" for key, value in lines.items())


def _free_port() -> int:
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return int(line.getsockname()[1])
