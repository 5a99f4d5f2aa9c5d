#!/usr/bin/python3
"""`systemctl` where no systemd runs: a Debian in a folder. Reads the unit files as they are installed and starts what they say, as
their user, with their environment and their socket; verifies them with systemd's own reader. What isolates a unit is not applied.
"""

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

UNITS, STATE, LOGS = Path("/etc/systemd/system"), Path("/run/stand-in"), Path("/var/log/stand-in")
FIRST_GIVEN = 3


def main() -> None:
    STATE.mkdir(exist_ok=True)
    LOGS.mkdir(exist_ok=True)
    verb, *names = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    now = "--now" in sys.argv
    if verb == "daemon-reload":
        verify()
    elif verb == "enable" and not now:
        return
    else:
        for name in names:
            act("start" if verb == "enable" else verb, name)


def verify() -> None:
    """Instances, because a template alone is not read."""
    units = sorted(path.name for path in UNITS.glob("kakanai*") if path.is_file())
    for path in [UNITS / name for name in units if "@." in name]:
        path.with_name(path.name.replace("@.", "@8001.")).write_text(path.read_text())
    named = [name.replace("@.", "@8001.") for name in units]
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--recursive-errors=no", *(UNITS / name for name in named)],
        check=False,
        capture_output=True,
        text=True,
    )
    for name in units:
        if "@." in name:
            (UNITS / name.replace("@.", "@8001.")).unlink()
    complaints = [line for line in ran.stderr.splitlines() if "kakanai" in line]
    if complaints:
        sys.exit("\n".join(complaints))


def act(verb: str, name: str) -> None:
    if name.endswith((".socket", ".timer")) or name.startswith("systemd-"):
        print(f"{verb} {name}: left to systemd")
    elif name == "postgresql":
        for folder in Path("/etc/postgresql").glob("*/main"):
            subprocess.run(["pg_ctlcluster", folder.parent.name, "main", verb], check=True)
    elif name == "nginx":
        pid = Path("/run/nginx.pid")  # empty after `nginx -t`
        subprocess.run(["nginx", "-s", "reload"] if pid.exists() and pid.read_text() else ["nginx"], check=True)
    else:
        serve(verb, name if "." in name else f"{name}.service")


def serve(verb: str, name: str) -> None:
    unit = settings(name)
    if unit.get("Type") == ["oneshot"]:
        for command in unit["ExecStart"]:
            subprocess.run(argv(unit, command), env=environment(unit), cwd=unit["WorkingDirectory"][0], check=True)
        return
    pid = STATE / f"{name}.pid"
    running = pid.exists()
    if running and verb == "restart":
        os.kill(int(pid.read_text()), signal.SIGHUP)
    elif running and verb == "stop":
        os.kill(int(pid.read_text()), signal.SIGTERM)
        pid.unlink()
    elif not running:
        keep(name, unit, pid)


def keep(name: str, unit: dict[str, list[str]], pid: Path) -> None:
    """In the background: starts again what ends, and at SIGHUP, with the same socket."""
    if os.fork():
        while not pid.exists():
            time.sleep(0.05)
        return
    os.setsid()
    log = os.open(LOGS / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number in (0, 1, 2):
        os.dup2(os.open("/dev/null", os.O_RDONLY) if number == 0 else log, number)
    listener = listening(name)
    wanted = True
    child = start(unit, listener)

    def replace(*_signal: object) -> None:
        os.kill(child, signal.SIGTERM)

    def end(*_signal: object) -> None:
        nonlocal wanted
        wanted = False
        os.kill(child, signal.SIGTERM)

    signal.signal(signal.SIGHUP, replace)
    signal.signal(signal.SIGTERM, end)
    pid.write_text(str(os.getpid()))
    while wanted:
        os.waitpid(child, 0)
        if wanted:
            child = start(unit, listener)
    os._exit(0)


def listening(name: str) -> "socket.socket | None":
    path = name.removesuffix(".service") + ".socket"
    try:
        unit = settings(path)
    except FileNotFoundError:
        return None
    host, port = unit["ListenStream"][0].rsplit(":", 1)
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, int(port)))
    listener.listen(2048)
    return listener


def start(unit: dict[str, list[str]], listener: "socket.socket | None") -> int:
    child = os.fork()
    if not child:
        become(unit, listener)
    return child


def become(unit: dict[str, list[str]], listener: "socket.socket | None") -> None:
    surroundings = environment(unit)
    if listener is not None:
        os.dup2(listener.fileno(), FIRST_GIVEN, inheritable=True)
        surroundings |= {"LISTEN_FDS": "1", "LISTEN_PID": str(os.getpid())}
    command = argv(unit, unit["ExecStart"][0])
    os.chdir(unit["WorkingDirectory"][0])
    os.execvpe(command[0], command, surroundings)


def argv(unit: dict[str, list[str]], command: str) -> list[str]:
    user, group = unit["User"][0], unit["Group"][0]
    return ["setpriv", f"--reuid={user}", f"--regid={group}", "--init-groups", *shlex.split(command.replace("%%", "%"))]


def environment(unit: dict[str, list[str]]) -> dict[str, str]:
    lines = [line for file in unit.get("EnvironmentFile", []) for line in Path(file).read_text().splitlines()]
    lines += [word for words in unit.get("Environment", []) for word in words.split()]
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin", "LANG": "C.UTF-8", **values}


def settings(name: str) -> dict[str, list[str]]:
    """Of an instance: of its template, with %i."""
    template, instance = re.sub(r"@[^.]+\.", "@.", name), re.search(r"@([^.]+)\.", name)
    found: dict[str, list[str]] = {}
    for line in (UNITS / template).read_text().splitlines():
        key, sign, value = line.partition("=")
        if sign and not line.startswith(("#", "[")):
            found.setdefault(key, []).append(value.replace("%i", instance[1] if instance else ""))
    return found


if __name__ == "__main__":
    main()
