"""The running service."""

import gc

# Starting creates a million permanent objects; garbage collection would take a quarter of the time. `wiring` enables it
# again.
gc.disable()
_frozen: list[bool] = []


def collect_cycles() -> None:
    """From the first installation of the process on."""
    if not gc.isenabled():
        # Once: what is frozen is never freed, and a process of tests makes thousands of applications.
        if not _frozen:
            gc.freeze()
            _frozen.append(True)
        gc.enable()
