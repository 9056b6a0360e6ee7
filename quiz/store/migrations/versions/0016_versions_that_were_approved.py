"""versions whose questions somebody else approved"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain statements: a batch would build the table anew, and drop it under its references.
    op.add_column(
        'bank_version',
        sa.Column('approved', sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    # Made from a working bank; what came as a file is older than the bank that goes on from it.
    op.execute(
        "UPDATE bank_version SET approved = true WHERE id IN"
        " (SELECT version_id FROM working_question WHERE version_id IS NOT NULL)"
        " OR EXISTS (SELECT 1 FROM bank_origin o JOIN working_bank b ON b.id = o.bank_id"
        " WHERE o.version_id = bank_version.id AND bank_version.published_at > b.created_at)"
    )


def downgrade() -> None:
    op.drop_column('bank_version', 'approved')
