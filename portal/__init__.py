"""The running service: pages, people, rows and the queue. Knows integrations and forms; only `wiring` names plugs."""

import gc

# A start makes a million objects that all stay, and looks through them again and again for what goes in circles: a quarter
# of its time. `wiring.install` lets it look again, at what came later.
gc.disable()
