# The commands of a checkout. Each does what it needs first; the second time it is quick.

BIN := .venv/bin
PINS := pyproject.toml constraints.txt scripts/setup

# Hundreds of processes start in the tests: what they load is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo quick test proof check bench docs capture constraints clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: .venv/runtime ## Make the virtual environment and install PostgreSQL where it is missing
	@$(BIN)/python -m etl.cluster.install

demo: setup ## Serve the dashboard on a year of demo data (PORT=8501, REPLICAS=2)
	@REPLICAS=$(REPLICAS) scripts/demo $(if $(PORT),--port $(PORT))

quick: .venv/development ## Check format, lint, types, arrows, and run the tests that need no server
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q -n 2 -m "not (server or slow or proof)" --ignore=tests/browser $(PYTEST)

test: .venv/development ## Run the tests, on a PostgreSQL, a PgBouncer and a Redis of their own, in a real browser
	@scripts/browser
	@scripts/pgbouncer
	@scripts/redis
	$(BIN)/pytest -n 2 $(PYTEST)

proof: .venv/development ## Run what takes longer: Spark, an nginx in front, a bare Debian, a Prisma client
	@scripts/bare
	@scripts/browser
	@scripts/java
	@scripts/nginx
	@scripts/prisma
	$(BIN)/pytest -n 2 -m proof $(PYTEST)

check: .venv/development ## Check format, lint, types, SQL and the arrows between the packages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/sqlfluff lint -q -p 2 etl queries

bench: .venv/development ## Measure every performance promise (SCALE=year1)
	@for file in benchmarks/*.py; do PYTHONPATH=. $(BIN)/python "$$file" $(SCALE) || exit 1; done

docs: .venv/development ## Write docs/metrics.md from the metric catalog
	$(BIN)/python -m queries.metrics.page > docs/metrics.md

capture: .venv/development ## Write etl/rollups/capture.sql from the declared sources
	$(BIN)/python -m etl.rollups.capture

constraints: .venv/development ## Pin the newest versions of all dependencies
	@scripts/pin

clean: ## Stop the private cluster and remove it with all that was made here (asks; FORCE=1)
	@scripts/clean

.venv/runtime: $(PINS)
	@scripts/setup runtime

.venv/development: $(PINS)
	@scripts/setup development
