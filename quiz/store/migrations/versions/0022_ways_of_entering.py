"""known devices, people who registered themselves, moves to another unit"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'known_device',
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('expires_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id']),
        sa.PrimaryKeyConstraint('digest', 'person_id'),
    )
    op.create_index('known_device_by_person', 'known_device', ['person_id'])
    op.create_table(
        'registration',
        sa.Column('once', sa.String(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['person_id'], ['person.id']),
        sa.PrimaryKeyConstraint('once'),
        sa.UniqueConstraint('person_id'),
    )
    op.create_table(
        'unit_move',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('from_unit_id', sa.Integer(), nullable=False),
        sa.Column('to_unit_id', sa.Integer(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('asked_by', sa.String(), nullable=False),
        sa.Column('asked_at', sa.BigInteger(), nullable=False),
        sa.Column('outcome', sa.String(), nullable=False),
        sa.Column('ended_by', sa.String(), nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('', 'signed', 'declined')", name='unit_move_outcome_is_known'
        ),
        sa.ForeignKeyConstraint(['person_id'], ['person.id']),
        sa.ForeignKeyConstraint(['from_unit_id'], ['unit.id']),
        sa.ForeignKeyConstraint(['to_unit_id'], ['unit.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_unit_move_person_id', 'unit_move', ['person_id'])


def downgrade() -> None:
    op.drop_table('unit_move')
    op.drop_table('registration')
    op.drop_index('known_device_by_person', 'known_device')
    op.drop_table('known_device')
