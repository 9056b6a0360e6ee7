"""who moved by a decision"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('decision_move',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], ),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], ),
    sa.PrimaryKeyConstraint('decision_id', 'round_id', 'position')
    )
    with op.batch_alter_table('decision_move', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_move_person_id'), ['person_id'], unique=False)

    op.create_table('decision_unit',
    sa.Column('decision_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('unit_id', sa.Integer(), nullable=False),
    sa.Column('before', sa.String(), nullable=False),
    sa.Column('after', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], ),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('decision_id', 'round_id', 'position')
    )


def downgrade() -> None:
    op.drop_table('decision_unit')
    with op.batch_alter_table('decision_move', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_decision_move_person_id'))

    op.drop_table('decision_move')
