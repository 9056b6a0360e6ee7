"""which form registered people"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('registration', sa.Column('form', sa.String(), server_default='', nullable=False))
    op.create_index('ix_registration_form', 'registration', ['form'])


def downgrade() -> None:
    op.drop_index('ix_registration_form', 'registration')
    op.drop_column('registration', 'form')
