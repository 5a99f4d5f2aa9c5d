"""The running service."""

import gc

# Starting creates a million permanent objects; garbage collection would take a quarter of the time. `wiring` enables it
# again.
gc.disable()


def collect_cycles() -> None:
    """From the first installation of the process on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()
