"""The running service."""

import gc

# Starting creates a million permanent objects; garbage collection would take a quarter of the time. `wiring.install`
# enables it again.
gc.disable()
