# Everything a newcomer needs: make demo, make test.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
PORT ?= 8000

.PHONY: help demo test check bench torture format lock screenshots clean

help:
	@echo "make demo         try Parley on a local page with a made-up partnership"
	@echo "make test         run every check and test"
	@echo "make bench        see how fast Parley is beside the least its libraries can do"
	@echo "make torture      kill Parley many times over, and try every property on new examples"
	@echo "make format       lay out the code"
	@echo "make lock         choose dependency versions again"
	@echo "make screenshots  make the pictures in the README again"

# The demo needs only what runs; the tests need more. Each stamp is made again when its lock file changes.
$(VENV)/.runtime: requirements.lock
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Parley needs Python 3.11 or newer. Set PYTHON=python3.12, say.")'
	test -x $(RUN)/python || $(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.runtime
	@$(RUN)/python -m bot demo --port $(PORT)

test: check
	$(RUN)/python -m pytest -n auto --dist worksteal

check: $(VENV)/.dev
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports --no-cache
	$(RUN)/vulture
	$(RUN)/hadolint Dockerfile
	$(RUN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml

bench: $(VENV)/.dev
	$(RUN)/python -m tests.bench

torture: $(VENV)/.dev
	$(RUN)/python -m tests.torture --kills 100
	$(RUN)/python -m pytest -n auto --dist worksteal --hypothesis-profile=new $$(grep -rl "from hypothesis import" tests --include="test_*.py")

format: $(VENV)/.dev
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements-dev.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -c requirements-dev.lock -o requirements.lock

screenshots: $(VENV)/.dev
	$(RUN)/python -m tests.screenshots docs

clean:
	rm -rf $(VENV) .parley
