"""Names of languages, for people who do not know their codes."""

import pycountry


def language_name(code: str) -> str:
    """Return the English name of a language by its ISO 639-1 code; the code itself if unknown.

    Examples
    --------
    >>> language_name("en"), language_name("fr"), language_name("q")
    ('English', 'French', 'q')
    """
    found = pycountry.languages.get(alpha_2=code)
    return code if found is None else found.name
