"""The running service."""

import ctypes
import gc
import sys

# Starting creates a million permanent objects; garbage collection would take a quarter of the time. `wiring` enables it
# again.
gc.disable()
_frozen: list[bool] = []

_ARENA_MAX, _MMAP_THRESHOLD, _TRIM_THRESHOLD = -8, -3, -1  # options of glibc's mallopt
if sys.platform == "linux" and hasattr(_libc := ctypes.CDLL(None), "mallopt"):
    # One arena for all threads, which hold Python's lock while they allocate, and large blocks are given back: 40 MB of a
    # web process.
    for _option, _value in ((_ARENA_MAX, 1), (_MMAP_THRESHOLD, 128 * 1024), (_TRIM_THRESHOLD, 4 * 1024 * 1024)):
        _libc.mallopt(_option, _value)


def collect_cycles() -> None:
    """From the first installation of the process on."""
    if not gc.isenabled():
        # Once: what is frozen is never freed, and a process of tests makes thousands of applications.
        if not _frozen:
            gc.freeze()
            _frozen.append(True)
        gc.enable()
