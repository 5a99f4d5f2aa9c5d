"""Places of days that come are found without reading those of days that are over"""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_reservation_starts", "reservation", ["starts"])


def downgrade() -> None:
    op.drop_index("ix_reservation_starts", "reservation")
