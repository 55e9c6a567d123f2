# The two commands that matter: `make run` and `make test`. The rest is for those who change the code.
PYTHON ?= python3
BIN := .venv/bin
# Some machines ask Python not to keep what it compiled. Then each start of the app, of a command and
# of a process of tests would compile all of it again, which takes longer than the rest of the start.
unexport PYTHONDONTWRITEBYTECODE
# What runs at the same time prints one after the other, where make can do that.
together := $(if $(filter output-sync,$(.FEATURES)),--output-sync)

.PHONY: run test check check-code check-types mutations bench bench-quick setup setup-dev format messages screenshots figures schema pins clean

run: setup ## start the app in the browser, with invented demonstration states in an empty database
	$(BIN)/spca demo
	$(BIN)/spca serve

test: setup-dev ## run every test that this machine can run, on all its cores
	$(BIN)/pytest -q -n auto --maxprocesses 8 --dist worksteal

check: setup-dev ## everything that must hold before a change lands, fast checks first
	$(MAKE) --no-print-directory -j 2 $(together) check-code check-types
	$(BIN)/spca validate questionnaires/*
	$(MAKE) --no-print-directory test bench-quick

check-code: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/deptry .
	$(BIN)/vulture

check-types: setup-dev
	$(BIN)/pyright --pythonpath $(BIN)/python

mutations: setup-dev ## change sound workbooks in ten thousand ways each; only sentences may come out
	$(BIN)/python -m tests.unit.exchange.mutate 10000 --minutes 120

bench: setup-dev ## measure how fast the app is beside other ways to do the same; see docs/performance.md
	$(BIN)/python -m tests.benchmarks page home compare returns arithmetic workbook

bench-quick: setup-dev ## the same in short; fails if ratios became worse, never on seconds
	$(BIN)/python -m tests.benchmarks page returns arithmetic workbook --quick --against docs/benchmarks/baseline.json

setup: .venv/ready
setup-dev: .venv/ready-dev

.venv/ready: requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet -r requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps -e .
	touch $@

.venv/ready-dev: .venv/ready requirements-dev.txt
	$(BIN)/python -m pip install --quiet -r requirements-dev.txt
	touch $@

format: setup-dev ## put the code into the common form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: setup-dev ## gather every marked sentence in build/spca.pot, bring catalogues up to date and compile them
	mkdir -p build
	$(BIN)/pybabel -q extract --no-location --sort-output -k mark -k option:1 -k argument:1 -o build/spca.pot assessment pages app.py
	for po in $$(find assessment/locales -name spca.po); do \
	    $(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --omit-header \
	        -i build/spca.pot -o $$po -l $$(basename $$(dirname $$(dirname $$po)) ); done
	for po in $$(find assessment/locales -name spca.po); do \
	    $(BIN)/pybabel -q compile -i $$po -o $${po%.po}.mo; done

screenshots: setup-dev ## draw docs/screenshots again with the browser journey
	SPCA_SCREENSHOTS=docs/screenshots $(BIN)/pytest -q tests/browser tests/workbook/test_printed_pages.py tests/workbook/test_printed_reports.py

figures: setup-dev ## compute and draw the figures and tables of docs/method.md again
	$(BIN)/python -m tests.figures

schema: setup-dev ## write the published format of a whole assessment anew
	$(BIN)/python -c "from assessment.exchange.whole_format import schema_text; print(schema_text(), end='')" \
		> docs/whole-assessment.schema.json

pins: ## write the exact versions anew after a change of the dependencies in pyproject.toml
	rm -rf build/pins
	$(PYTHON) -m venv build/pins
	build/pins/bin/python -m pip install --quiet .
	(echo "# Exact versions that were run together; made by \`make pins\`. No index address belongs here."; \
	 build/pins/bin/python -m pip freeze --exclude spca) > requirements.txt
	build/pins/bin/python -m pip install --quiet ".[dev]"
	(echo "# Only for checks and tests; the app runs without these."; echo "-r requirements.txt"; \
	 build/pins/bin/python -m pip freeze --exclude spca | grep -vxFf requirements.txt) > requirements-dev.txt

clean: ## remove what setup and builds made; never data
	rm -rf .venv build *.egg-info
