"""Places that the section has the other zone give, and which of the taken ones were given there"""

import sqlalchemy as sa
from alembic import op

revision = "0099"
down_revision = "0097"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("slot_change", sa.Column("outside", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("reservation", sa.Column("away", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("reservation", "away")
    op.drop_column("slot_change", "outside")
