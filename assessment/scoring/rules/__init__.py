"""The rules that put children together: one file a rule, or a family of one formula.

A file says what may be written in ``scoring.yaml``, what is computed from it, how a
result is explained, and what makes no sense. Nothing else has to know the rule: this
package loads every file in it.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
