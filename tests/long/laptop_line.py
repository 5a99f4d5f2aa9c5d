"""`make installation`: a laptop of 出張受付 and the city over HTTPS, by the commands and files of docs/courier.md."""

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from portal.jobs.carry_courier import carry_courier
from portal.services.shared.installation import Installation
from portal.store.cases import applications
from tests.databases import Makers
from tests.house.pages import DOCS, blocks
from tests.portal.routes.courier.at_laptop import Field, at_field, served
from tests.servers import free_ports

FILES = DOCS / "installation" / "laptop"
NAME = "shucho.city.example"


@dataclass
class Line:
    field: Field
    folder: Path  # the city is in `home`; each laptop in a folder of its number
    port: int

    def placed(self, words: str, place: str) -> str:
        """With the folders of a test instead of those of a machine."""
        own = self.folder / place
        words = words.replace("/opt/kakanai/current/docs", str(DOCS)).replace("-o kakanai -g kakanai ", "")
        for there in ("/etc/kakanai/line", "/var/lib/kakanai"):
            words = words.replace(there, f"{own}{there}")
        return words.replace(":8443", f":{self.port}").replace("listen 8443", f"listen 127.0.0.1:{self.port}")

    def type_in(self, place: str, kind: str, **other: str) -> None:
        """The commands of the page, without those that need the users and systemd of a machine."""
        (block,) = blocks("courier.md", f"sh {kind}")
        lines = [line for line in block.splitlines() if not line.startswith(("chown", "systemctl"))]
        script = self.placed("\n".join(lines), place)
        for before, after in other.items():
            script = script.replace(before.replace("_", "-"), after)
        (self.folder / place / "etc/kakanai/line").mkdir(parents=True, exist_ok=True)
        subprocess.run(["sh", "-eu", "-c", script], capture_output=True, check=True)

    def hand_over(self, laptop: int) -> None:
        """Its certificate, made at the city."""
        self.type_in("home", "certificate", **{"laptop_02": f"laptop-{laptop:02d}"})
        self.type_in(str(laptop), "laptop")
        for name in ("ca.pem", "laptop.pem", "laptop.key"):
            content = (self.folder / "home/etc/kakanai/line" / name).read_bytes()
            (self.folder / str(laptop) / "etc/kakanai/line" / name).write_bytes(content)
        for side in ("in", "out"):
            (self.folder / str(laptop) / "var/lib/kakanai/courier" / side).mkdir(parents=True, exist_ok=True)

    def carry(self, laptop: int) -> subprocess.CompletedProcess[str]:
        script = self.placed((FILES / "carry.sh").read_text("utf-8"), str(laptop))
        return self.run("sh", "-c", script)

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        # The name is of no registry: curl gets its address by an option.
        folder = self.folder / "curl"
        folder.mkdir(exist_ok=True)
        (folder / ".curlrc").write_text(f"resolve = {NAME}:{self.port}:127.0.0.1\n")
        surroundings = {**os.environ, "CURL_HOME": str(folder)}
        return subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)

    def ask(self, laptop: int, path: str, *more: str) -> str:
        """The status that the city answers, "000" if there is no connection."""
        own = self.folder / str(laptop) / "etc/kakanai/line"
        proof = ["--cert", str(own / "laptop.pem"), "--key", str(own / "laptop.key")] if laptop else []
        address, ca = f"https://{NAME}:{self.port}{path}", str(self.folder / "home/etc/kakanai/line/ca.pem")
        command = ["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}", "--cacert", ca]
        return self.run(*command, *proof, *more, address).stdout

    def at(self, place: str, installation: Installation) -> Installation:
        courier = self.folder / place / "var/lib/kakanai/courier"
        folders = {"courier_in": str(courier / "in"), "courier_out": str(courier / "out")}
        return replace(installation, settings=installation.settings.model_copy(update=folders))

    def look(self, place: str, installation: Installation) -> None:
        for _ in range(2):  # the first look waits for the file to be whole
            carry_courier(self.at(place, installation))


@pytest.fixture
def line(makers: Makers, tmp_path: Path) -> Iterator[Line]:
    (port,) = free_ports(1)
    with at_field(makers, "sqlite", tmp_path / "field") as field:
        made = Line(field, tmp_path, port)
        field.hire()
        for laptop in (1, 2):
            field.unpack(field.along(laptop), laptop)
        made.type_in("home", "home")
        for side in ("in", "out/laptop-01", "out/laptop-02"):
            (tmp_path / "home/var/lib/kakanai/courier" / side).mkdir(parents=True)
        for laptop in (1, 2):
            made.hand_over(laptop)
        conf = tmp_path / "home/etc/kakanai/line/nginx.conf"
        conf.write_text(made.placed(conf.read_text("utf-8"), "home"))
        if os.geteuid() == 0:
            conf.write_text(f"user root;\n{conf.read_text()}")
        process = subprocess.Popen(["/usr/sbin/nginx", "-p", tmp_path, "-c", conf])
        try:
            deadline = time.monotonic() + 30
            while made.ask(1, "/out/") != "200":
                assert time.monotonic() < deadline
                time.sleep(0.1)
            yield made
        finally:
            process.terminate()
            process.wait(30)


def test_what_was_filed_at_a_laptop_comes_to_the_city_and_its_answer_comes_back(line: Line) -> None:
    field = line.field
    numbers = [served(field, f"visit{laptop}", laptop) for laptop in (1, 2)]
    for laptop in (1, 2):
        line.look(str(laptop), field.laptops[laptop])
        assert line.carry(laptop).returncode == 0
    line.look("home", field.home)
    with field.home.database.read() as unit:
        assert all(applications.by_number(unit, number) is not None for number in numbers)
    for laptop in (1, 2):
        sent = line.folder / str(laptop) / "var/lib/kakanai/courier"
        assert list((sent / "out").glob("*.courier")) == []
        assert line.carry(laptop).returncode == 0
        assert [path.name[:14] for path in (sent / "in").glob("*.courier")] == [f"kakanai-home0{laptop}"]
        line.look(str(laptop), field.laptops[laptop])
        with field.laptops[laptop].database.read() as unit:  # erased by the city's acknowledgement
            assert applications.by_number(unit, numbers[laptop - 1]) is None
        assert list((line.folder / f"home/var/lib/kakanai/courier/out/laptop-0{laptop}").glob("*.courier")) == []


def test_a_laptop_reaches_nothing_of_another_and_nothing_else(line: Line, tmp_path: Path) -> None:
    package = tmp_path / "kakanai-laptop02-00000001.courier"
    package.write_bytes(b"of the second")
    line.field.home.database.close()
    out = line.folder / "home/var/lib/kakanai/courier/out/laptop-02/kakanai-home02-00000009.courier"
    out.write_bytes(b"for the second")
    put = ("--upload-file", str(package))
    assert line.ask(1, f"/in/{package.name}", *put) == "403"
    assert line.ask(2, f"/in/{package.name}", *put) == "201"
    assert line.ask(2, f"/in/{package.name}") == "403"  # what was laid is not read
    assert line.ask(1, f"/out/{out.name}") == "404"
    assert line.ask(1, f"/out/{out.name}", "--request", "DELETE") == "404"
    assert line.ask(1, "/out/../laptop-02/", "--path-as-is") == "404"
    assert line.ask(1, "/in/", *put) == "403"
    for path in ("/", "/in/", "/etc/kakanai/line/ca.key", "/in/.hidden", "/in/x.courier"):
        assert line.ask(1, path) == "404", path
    assert line.ask(2, f"/out/{out.name}") == "200"
    assert line.ask(2, f"/out/{out.name}", "--request", "DELETE") == "204"
    assert not out.exists()


def test_only_certificates_of_the_city_are_believed_on_either_side(line: Line, tmp_path: Path) -> None:
    assert line.ask(0, "/out/") == "400"  # no certificate: nginx asks for one, and shows nothing
    other = Line(line.field, tmp_path / "other", line.port)
    other.folder.mkdir()
    other.type_in("home", "home")
    other.hand_over(1)
    own = line.folder / "1/etc/kakanai/line"
    for name in ("laptop.pem", "laptop.key"):
        (own / name).write_bytes((other.folder / "1/etc/kakanai/line" / name).read_bytes())
    assert line.ask(1, "/out/") == "400"
    line.hand_over(1)
    (own / "ca.pem").write_bytes((other.folder / "home/etc/kakanai/line/ca.pem").read_bytes())
    refused = line.carry(1)
    assert refused.returncode != 0
    assert "certificate" in refused.stderr
