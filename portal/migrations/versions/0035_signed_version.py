"""Versions with every assumed line signed."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
STATISTICS = ("definition.signed",)  # marked again by the way forward and by the next publication

_RELEASED = sa.text(
    "UPDATE definition SET signed = true WHERE meaning IN (SELECT meaning FROM definition_release WHERE state = 'done')"
)


def upgrade() -> None:
    op.add_column("definition", sa.Column("signed", sa.Boolean(), nullable=False, server_default=sa.false()))
    # The workshop always demands every signature; of a file's version only its next publication knows.
    op.execute(_RELEASED)


def downgrade() -> None:
    op.drop_column("definition", "signed")
