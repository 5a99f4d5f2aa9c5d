"""How many boxes of a visit the visitor filled by a press of their own"""

import sqlalchemy as sa
from alembic import op

revision = "0097"
down_revision = "0093"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("visit_figure", sa.Column("chosen", _NUMBER, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("visit_figure", "chosen")
