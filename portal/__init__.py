"""The running service: pages, people, rows and the queue. Knows integrations and forms; only `wiring` names plugs."""
