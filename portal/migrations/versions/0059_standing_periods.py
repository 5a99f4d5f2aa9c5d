"""When a period that stands was due"""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("forwarding", sa.Column("due", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("forwarding", "due")
