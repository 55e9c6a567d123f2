"""Says what would have to be different for a suggestion to change, and how steady it is."""

from collections.abc import Iterator

from assessment.locales import gettext as _
from assessment.locales.formats import listed, percent, whole
from assessment.model.framework import Framework
from assessment.model.suggestion import Change, Counterfactual, Doubts, Steadiness, Suggestion
from assessment.reporting.programmes import GROUP_NAMES
from assessment.reporting.wording import name_indicator, name_indicators


def doubt_sentences(suggestion: Suggestion, doubts: Doubts, framework: Framework) -> Iterator[str]:
    """Yield how sure a suggestion is and what would change it, as far as that was found out."""
    id_ = suggestion.programme.id
    if id_ in doubts.steadiness:
        yield steadiness_sentence(doubts.steadiness[id_], framework)
    if id_ in doubts.changes:
        yield counterfactual_sentence(doubts.changes[id_], suggestion, framework)


def counterfactual_sentence(
    found: Counterfactual, suggestion: Suggestion, framework: Framework
) -> str:
    """Say with which other answers a programme would be advised, or stand in another group."""
    changes = listed(_change(change, framework) for change in found.changes)
    group = _(GROUP_NAMES[found.group])
    if suggestion.group.is_advised:
        return _(
            "With {changes}, and all else as it is, it would stand under “{group}”.",
            changes=changes,
            group=group,
        )
    return _(
        "With {changes}, and all else as it is, this would be advised, under “{group}”.",
        changes=changes,
        group=group,
    )


def _change(change: Change, framework: Framework) -> str:
    if change.level is not None:
        return _(
            "{indicator} at level {level}",
            indicator=name_indicator(framework, change.id),
            level=whole(change.level),
        )
    flags = {flag.id: flag for flag in framework.questionnaire.context_flags}
    flag = flags[change.id]
    options = {option.id: option.name for option in flag.options}
    return _("{flag} at “{option}”", flag=f"{flag.id} ({flag.name})", option=options[change.option])


def steadiness_sentence(found: Steadiness, framework: Framework) -> str:
    """Say in how many draws a suggestion stays in its group, or what to find out first."""
    share = percent(found.share)
    if found.is_enough:
        return _(
            "When answers vary as far as they may be wrong, it stays in this group in {share} of "
            "the draws.",
            share=share,
        )
    if not found.find_out:
        return _(
            "Not sure enough to advise: it stays in this group in only {share} of the draws. Look "
            "again at what it serves before anything is decided.",
            share=share,
        )
    return _(
        "Not sure enough to advise: it stays in this group in only {share} of the draws. Find out "
        "first: {indicators}.",
        share=share,
        indicators=name_indicators(framework, found.find_out),
    )
