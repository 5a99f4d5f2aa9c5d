"""What the first keyed of a paper form that another keys without seeing it"""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("paper_keyed", sa.Column("sealed_first", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("paper_keyed", "sealed_first")
