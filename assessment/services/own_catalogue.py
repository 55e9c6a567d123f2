"""The catalogue of an assessment with the programmes of an organisation behind the shipped ones."""

from assessment.library.own_programmes import fits
from assessment.model.framework import Framework
from assessment.model.own_programme import OwnProgramme
from assessment.programmes.own import with_own

_MOST_KEPT = 64
_Key = tuple[int, tuple[OwnProgramme, ...]]
# A page opens the assessment at every click, and checking takes longer than reading.
_kept: dict[_Key, tuple[Framework, Framework]] = {}


def add_own(framework: Framework, own: tuple[OwnProgramme, ...]) -> Framework:
    """Return the framework with those own programmes that fit it; the others are left out.

    An own programme is written for a questionnaire and serves all its versions, as far as they
    have the indicators, routes and programmes that it names.
    """
    if framework.catalogue is None or not own:
        return framework
    key = (id(framework), own)
    found = _kept.get(key)
    # The number of an object may be that of another one, which is gone.
    if found is None or found[0] is not framework:
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        found = framework, with_own(framework, [one for one in own if fits(one, framework)])
        _kept[key] = found
    return found[1]
