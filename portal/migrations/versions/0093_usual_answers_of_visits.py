"""How many boxes of a visit were filled with what is usual"""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("visit_figure", sa.Column("usual", _NUMBER, nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("visit_figure", "usual")
