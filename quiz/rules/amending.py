"""What may still change in the rules of a contest that is open, and how the change is said."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from quiz.rules.eligibility import RoundKind
from quiz.rules.printed import printed
from quiz.rules.reasons import ContestReason
from quiz.rules.refusal import Refusal
from quiz.rules.round import Rules


@dataclass(frozen=True, slots=True)
class Amendment:
    """The sentences of the thể lệ that fall away and those that come."""

    gone: tuple[str, ...]
    come: tuple[str, ...]


def frozen_part(rules: Rules) -> tuple[object, ...]:
    """What papers are drawn by: whoever redraws them afterwards must find it as it was."""
    return (
        rules.blueprint,
        rules.shuffle_questions,
        rules.shuffle_options,
        rules.audiences,
        rules.prediction,
        rules.balanced,
    )


def amended(before: Rules, wanted: Rules) -> Rules:
    """The wanted rules. Refuses rules that are wrong, that change nothing, or that papers depend
    on.
    """
    if frozen_part(wanted) != frozen_part(before):
        raise Refusal(ContestReason.RULES_FROZEN)
    problems = wanted.problems()
    if problems:
        raise Refusal(ContestReason.RULES_INVALID, problems=" ".join(problems))
    if wanted == before:
        raise Refusal(ContestReason.RULES_UNCHANGED)
    return wanted


def with_frozen_part(before: Rules, wanted: Rules) -> Rules:
    """The wanted rules with what cannot change as it was."""
    return replace(
        wanted,
        blueprint=before.blueprint,
        shuffle_questions=before.shuffle_questions,
        shuffle_options=before.shuffle_options,
        audiences=before.audiences,
        prediction=before.prediction,
        balanced=before.balanced,
    )


def said(
    before: Rules, after: Rules, topic_titles: Mapping[str, str], kind: RoundKind
) -> Amendment:
    """The change as the thể lệ's sentences, of a contest of such rounds."""
    old, new = (printed(one, topic_titles, kind) for one in (before, after))
    gone: list[str] = []
    come: list[str] = []
    for change, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if change != "equal":
            gone += old[a:b]
            come += new[c:d]
    return Amendment(tuple(gone), tuple(come))
