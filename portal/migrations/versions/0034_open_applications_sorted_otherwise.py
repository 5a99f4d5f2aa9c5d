"""Open applications sorted and filtered otherwise than by their due day"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_OPEN = sa.text("decided_at IS NULL")
_INDEXES = {
    "ix_application_open_assignee": ["duty", "assignee_id", "due", "id"],
    "ix_application_open_procedure": ["duty", "procedure", "due", "id"],
    "ix_application_open_arrival": ["duty", "arrived_at", "id"],
}


def upgrade() -> None:
    for name, columns in _INDEXES.items():
        op.create_index(name, "application", columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


def downgrade() -> None:
    for name in _INDEXES:
        op.drop_index(name, table_name="application")
