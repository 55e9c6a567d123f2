"""What can be wrong with a frozen baseline, and what to do about it."""

from assessment.model.problem import Problem

_SHOWN_DIGITS = 12


def no_name(title: str, most: int) -> Problem:
    """Say that it has no name."""
    return Problem(
        "baseline.no_name",
        title,
        "The baseline has no name.",
        "Give it a short name, such as 'Launch of the programme'.",
        f"A name has 1 to {most} characters.",
    )


def long_name(title: str, length: int, most: int) -> Problem:
    """Say that lists and charts have no room for the name."""
    return Problem(
        "baseline.long_name",
        title,
        f"The name of the baseline has {length} characters.",
        "Shorten it.",
        f"A name has 1 to {most} characters.",
    )


def name_taken(title: str, name: str) -> Problem:
    """Say that two baselines of one assessment would look the same."""
    return Problem(
        "baseline.name_taken",
        title,
        f"This assessment already has a frozen baseline '{name}', which stays as it is.",
        "Give the new one another name.",
    )


def nothing_answered(title: str) -> Problem:
    """Say that there is nothing to freeze."""
    return Problem(
        "baseline.nothing_answered",
        title,
        "No indicator is answered yet.",
        "Answer first, then freeze.",
    )


def being_written(title: str) -> Problem:
    """Say that the answers known now are not those recorded up to now."""
    return Problem(
        "baseline.being_written",
        title,
        "An answer is being written at this moment, or was recorded by a computer whose clock "
        "runs ahead. Nothing was frozen.",
        "Freeze again in a moment; if it is refused again, compare the clocks of the servers.",
    )


def overtaken(title: str, name: str) -> Problem:
    """Say that an answer came in with a moment before that of the baseline."""
    return Problem(
        "baseline.overtaken",
        title,
        f"An answer was still being written while '{name}' was frozen, so that baseline cannot "
        "be used.",
        "Freeze again under another name.",
    )


def unreadable(title: str, baseline_id: str) -> Problem:
    """Say that what is stored of it cannot be understood."""
    return Problem(
        "baseline.unreadable",
        title,
        f"What is stored of the frozen baseline {baseline_id} is damaged or comes from a newer "
        "version of this product.",
        "Open it with the version that made it, or freeze again.",
    )


def questionnaire_changed(title: str, questionnaire: str) -> Problem:
    """Say that scores would follow other rules than when it was frozen."""
    return Problem(
        "baseline.questionnaire_changed",
        title,
        f"The {questionnaire} was edited after this baseline was frozen, under the same version "
        "number, so its scores may not be those of that day. It is not shown.",
        "Put the earlier content of the questionnaire back, or freeze again under another name.",
    )


def answers_differ(title: str, frozen: str, found: str) -> Problem:
    """Say that the database no longer holds what was frozen."""
    return Problem(
        "baseline.answers_differ",
        title,
        f"The answers read back for that moment are not those that were frozen (fingerprint "
        f"{found[:_SHOWN_DIGITS]} and not {frozen[:_SHOWN_DIGITS]}). It is not shown.",
        "Somebody changed the database past this app, or an answer was being written while it "
        "was frozen: look into a backup of that time, or freeze again under another name.",
    )
