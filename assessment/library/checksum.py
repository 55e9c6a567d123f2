"""A fingerprint of what is asked and how it is scored."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def checksum(contents: Iterable[Any]) -> str:
    """Return 16 hexadecimal digits that change when a question or a score could change.

    The content is hashed and not the bytes, so that another line ending or a
    comment on another machine does not make field workbooks unreadable.

    Examples
    --------
    >>> checksum([{"a": 1, "b": 2}]) == checksum([{"b": 2, "a": 1}])
    True
    """
    digest = hashlib.sha256()
    for content in contents:
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        digest.update(canonical.encode() + b"\n")
    return digest.hexdigest()[:16]
