"""when people were entered"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('person', sa.Column('entered_at', sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column('person', 'entered_at')
