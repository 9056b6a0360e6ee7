"""telephone numbers of the roster, where it says them"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('person', sa.Column('phone', sa.String(), server_default='', nullable=False))
    op.create_index('ix_person_phone', 'person', ['phone'])


def downgrade() -> None:
    op.drop_index('ix_person_phone', 'person')
    op.drop_column('person', 'phone')
