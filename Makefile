# `make demo` and `make test` are all that a newcomer needs; `make` lists the rest.

CARGO ?= cargo
PYTHON ?= python3
CLOSR = target/release/closr

# The tests name the target of what they build, which moves it; `closr` is to lie where this file says.
unexport CARGO_BUILD_TARGET

.PHONY: help demo demo-llm test check race power-loss bench bench-peers fmt

help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

demo: release ## play a sample lead's conversation; ARGS="--provider openai --base-url … --model …" uses a model
	@$(CLOSR) play examples/leads/buyer.json $(ARGS)

demo-llm: release ## the same with a small real model on loopback, fetched once into .llm/
	@$(PYTHON) scripts/llm.py run -- $(CLOSR) play examples/leads/buyer.json --provider openai \
		--base-url '{base_url}' --model '{model}' --tokenizer '{tokenizer}' --context-tokens 4096 $(ARGS)

test: ## install what the tests need and run them all; ends with "N passed, N failed"
	@$(PYTHON) scripts/test.py all

check: ## format, lints and the core's unit tests, in about a minute
	@$(PYTHON) scripts/test.py check

race: RACE = store::$(or $(STORE),sqlite)::tests::race
race: ## many processes on one store, killed and stopped, then with each planted bug; MINUTES=5 SEED=7 STORE=postgres
	CLOSR_RACE_MINUTES=$(MINUTES) CLOSR_RACE_SEED=$(SEED) $(CARGO) test -p closr --all-features --lib -- \
		--ignored --nocapture --test-threads 1 --exact $(RACE)::a_long_race_keeps_the_promises \
		$(RACE)::each_planted_bug_is_found

power-loss: ## crash states of a disk that loses power, then each of its calls failing once; STATES=10000 SEED=7
	CLOSR_CRASH_STATES=$(or $(STATES),10000) CLOSR_CRASH_SEED=$(or $(SEED),1) CLOSR_FAULTS=1000000 $(CARGO) test \
		-p closr --all-features --test power_loss -- --ignored --nocapture --skip child

bench: ## time redaction, and a whole turn, its durable commits apart
	$(CARGO) bench -p closr-benches

bench-peers: ## install closr's peers in redaction and print all side by side; ARGS=--readme puts the table there
	@$(PYTHON) benches/peers/redact.py $(ARGS)

fmt: ## format the sources
	$(CARGO) fmt --all

.PHONY: release
release:
	@$(CARGO) build --release --quiet -p closr --features cli,ner --bin closr --target-dir target
