"""Sections: assignment, delegation, transfers, own cases."""
