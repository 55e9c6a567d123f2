"""The figures of docs/method.md: computed and drawn by the code that they are about.

`make figures` writes the drawings to docs/figures and the tables between the marks of the
page; `tests/unit/method/test_method_figures.py` fails when either no longer holds. Nothing
here ships with the app.
"""
