"""How fast the app is beside other ways to do the same; `make bench` runs it, `make test` does not.

`product.py` and `workspace.py` are the only places that call the product, `tab.py` speaks to its
server as a browser does. docs/performance.md says what the figures mean.
"""
