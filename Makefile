# Blogkeep in one word each. `make` alone lists them.
#
# PYTHON=python3.12  another interpreter      ARCHIVE=DIR   another archive folder
# PORT=8123          another port to serve on OPTIONS="…"   more options for crawl or pytest

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --retries 5
PORT ?= 8001
SERVE ?= 1
OPTIONS ?=
export URL

.DEFAULT_GOAL := help
.PHONY: help demo crawl serve test alpha browser score bench lint docs pictures clean

help: ## this list
	@echo "make demo                crawl the sample blogs from a local server and browse them (SERVE=0: do not browse)"
	@echo "make crawl URL=https://… keep a blog in ./blog-archive (ARCHIVE=DIR, OPTIONS='--max-pages 100')"
	@echo "make serve               browse ./blog-archive (ARCHIVE=DIR, PORT=8123)"
	@echo "make test                all tests, the slow ones too (OPTIONS='-m \"not slow\"' for the quick ones)"
	@echo "make alpha               the site's tests with the newest alpha of Datasette 1.0"
	@echo "make lint                ruff and mypy --strict"
	@echo "make docs                make reference, schema, platforms and the tree of the README again"
	@echo "make pictures            take the pictures of the README again (needs chromium)"
	@echo "make score               how well the readers read real pages (needs ../shared/pages)"
	@echo "make bench               how fast the whole way is, against bare Scrapy; how soon new comments are seen"
	@echo "make clean               remove .venv and caches; archives are never touched"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Blogkeep needs Python 3.11 or newer; $(PYTHON) is older or missing. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable .
	@touch $@

$(VENV)/.installed-test: pyproject.toml | $(VENV)/bin/python
	$(PIP) --editable '.[test]'
	@$(PIP) --editable '.[isso]' || echo "Isso cannot be built here (it needs a C compiler): its test is skipped."
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed ## crawl and browse the sample blogs
	@$(BIN)/python -m demo.run --archive '$(or $(ARCHIVE),demo-archive)' --port $(PORT) $(if $(filter 0 no false,$(SERVE)),--no-serve)

crawl: $(VENV)/.installed ## keep a blog
	@test -n "$$URL" || { echo "Which blog? Try: make crawl URL=https://example.org/blog/"; exit 2; }
	@$(BIN)/blogkeep crawl "$$URL" --archive '$(or $(ARCHIVE),blog-archive)' $(OPTIONS)

serve: $(VENV)/.installed ## browse an archive
	@$(BIN)/blogkeep serve --archive '$(or $(ARCHIVE),blog-archive)' --port $(PORT)

test: $(VENV)/.installed-test browser ## all tests
	$(BIN)/python -m pytest -m "" $(OPTIONS)

alpha: ## the site's tests with the newest alpha of Datasette 1.0
	test -x $(VENV)-alpha/bin/python || $(PYTHON) -m venv $(VENV)-alpha
	$(VENV)-alpha/bin/python -m pip install --quiet --retries 5 --editable '.[test]'
	$(VENV)-alpha/bin/python -m pip install --quiet --retries 5 --pre 'datasette>=1.0a0,<2'
	$(VENV)-alpha/bin/python -m pytest -q tests/archive/site

browser:
	@./.ci/browser
	@./.ci/axe

lint: $(VENV)/.installed-test ## ruff (rules and layout) and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: $(VENV)/.installed-test ## what is made from code
	$(BIN)/python -m docs.make_reference
	$(BIN)/python -m docs.make_schema
	$(BIN)/python -m docs.make_platforms
	$(BIN)/python -m docs.make_tree

pictures: $(VENV)/.installed-test browser demo-archive/archive.db ## the pictures of the README
	$(BIN)/python -m docs.screenshots

demo-archive/archive.db:
	@$(MAKE) demo SERVE=0 ARCHIVE=demo-archive

score: $(VENV)/.installed ## readers against real pages
	$(BIN)/python -m bench.score
	$(BIN)/python -m bench.bodies
	$(BIN)/python -m bench.alike
	$(BIN)/python -m bench.taught

bench: $(VENV)/.installed-test ## speed and memory
	$(BIN)/python -m bench.reading
	$(BIN)/python -m bench.run
	$(BIN)/python -m bench.clock
	$(BIN)/python -m bench.schedule

clean: ## remove what was installed and cached
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
