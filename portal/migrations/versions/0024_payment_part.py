"""Approved parts of payments are found without reading every event."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_PART = sa.text("what = 'approve part'")


def upgrade() -> None:
    op.create_index(
        "ix_payment_event_part", "payment_event", ["payment_id"], sqlite_where=_PART, postgresql_where=_PART
    )


def downgrade() -> None:
    op.drop_index("ix_payment_event_part", "payment_event")
