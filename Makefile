# Everything a fresh machine needs: Python 3.11+ and the package registry.
PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
ARGS ?=

.PHONY: demo test clean

demo: $(STAMP)  ## build the simulated world, run the whole flow, serve the pages
	$(VENV)/bin/ruong demo $(ARGS)

test: $(STAMP)  ## the tests, with the packs beside the checkout where they are there
	$(VENV)/bin/python -m pytest $(ARGS)

$(STAMP): pyproject.toml .ci/constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Ruộng needs Python 3.11 or newer: set PYTHON=/path/to/python3.11"; exit 1; }
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade pip
	$(VENV)/bin/python -m pip install --quiet --constraint .ci/constraints.txt --editable . --group dev
	touch $(STAMP)

clean:
	rm -rf $(VENV) workspace dist
