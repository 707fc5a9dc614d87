# The verbs of the project. `make demo` and `make test` do all the set-up they need.
SWIFT ?= swift
JOBS ?= $(shell nproc)
PYTHON := $(CURDIR)/.venv/bin/python3
RELEASE := .build/release
export LUNA_PYTHON ?= $(PYTHON)

.PHONY: help setup build release test chaos fuzz demo up down docker-up docker-down bench lint format proto clean

help: ## lists the verbs
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## installs missing system packages and the Python environment
	@deploy/scripts/setup.sh

build: setup ## builds everything for development
	$(SWIFT) build -j $(JOBS)

release: setup ## builds everything as it is shipped
	$(SWIFT) build -c release -j $(JOBS)

demo: release ## starts everything, builds a project from a plan, and shows how to run it
	@$(RELEASE)/luna demo

up: release ## starts NATS, PostgreSQL and every service on this machine
	@$(RELEASE)/luna up

down: ## stops what `make up` and `make demo` started
	@$(RELEASE)/luna down

docker-up: ## builds the images and starts everything in containers
	COMPOSE_PARALLEL_LIMIT=1 docker compose build
	docker compose up --detach --wait

docker-down: ## stops the containers; what they keep stays (docker compose down -v throws it away)
	docker compose down

test: setup ## builds and runs every test: unit, contract, integration, end to end
	deploy/scripts/test.sh

chaos: setup ## breaks everything at random, 200 times (LUNA_CHAOS_FAULTS), and checks that nothing is lost or done twice
	LUNA_CHAOS_FAULTS=$${LUNA_CHAOS_FAULTS:-200} LUNA_CHAOS_SEED=$${LUNA_CHAOS_SEED:-$$(date +%s)} \
	    LUNA_PROPERTY_SEEDS=$${LUNA_PROPERTY_SEEDS:-100000} deploy/scripts/test.sh OrchestratorTests ChaosTests

fuzz: setup ## feeds every parser that meets the outside with 100,000 nearly right inputs (LUNA_FUZZ_CASES, LUNA_FUZZ_SEED)
	LUNA_FUZZ_CASES=$${LUNA_FUZZ_CASES:-100000} LUNA_FUZZ_SEED=$${LUNA_FUZZ_SEED:-$$(date +%s)} \
	    deploy/scripts/test.sh FuzzTests GatewayTests

bench: release ## measures the hot paths, as ratios to the libraries underneath
	@$(RELEASE)/Bench $(PARTS)

lint: setup ## formatter, house rules, generated code, Python
	deploy/scripts/lint.sh

format: ## formats all Swift code
	git ls-files -z '*.swift' | grep -zv '/Generated/' | xargs -0 $(SWIFT) format --in-place --parallel

proto: setup ## generates the contract's code
	proto/generate/generate.sh

clean: ## removes what was built
	rm -rf .build
