# `make help` says what there is. What a target needs on the machine is installed by packaging/linux/setup.sh.

# rustup's folder first: a distribution's own cargo may be too old.
export PATH := $(HOME)/.cargo/bin:$(PATH)

# One set of features for everything that is tested: what the program depends on is compiled once.
TESTED := --features inspection

# What Rust warns of changes with each version: this one's warnings are held, those of another are only told.
HELD := $$(cargo --version | grep -q ' 1\.95\.' && echo '-D warnings')

# Tests send SIGHUP, which under nohup(1) is ignored by whatever is started.
SIGNALS := $(shell env --default-signal true 2>/dev/null && echo env --default-signal)

# Runs tests: with these variables, with these words of the command line.
define tests
@if [ "$$(uname)" = Linux ] && [ "$$(id -u)" != 0 ]; then \
echo "Some tests make networks of their own and become other users: the test programs are run with sudo."; \
runner="target.'cfg(all())'.runner='$$PWD/tests/as-root.sh'"; fi; \
set -x; $(1) $(SIGNALS) cargo test --locked $(TESTED) $${runner:+--config "$$runner"} $(2)
endef

.DEFAULT_GOAL := help
.PHONY: help run test nightly fuzz bench screenshots generate packages

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run: ## builds the program and opens its window; without a display, the tour
	@packaging/linux/setup.sh run
	cargo build --release --locked
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname)" = Darwin ]; then exec target/release/jackfield; \
	else echo "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set): here is the tour instead."; \
	exec target/release/jackfield tour; fi

test: ## formatting, lints, documentation and all tests
	@packaging/linux/setup.sh test
	@cargo fetch --locked --quiet # of all systems: a test reads the licences, and asks nobody
	cargo fmt --check
	cargo clippy --locked --all-targets $(TESTED) -- $(HELD)
	RUSTDOCFLAGS="$(HELD)" cargo doc --locked --no-deps --document-private-items $(TESTED)
	$(call tests,)

nightly: ## the faults whole: a cut at every byte, 500 kills, 10,000 clients, a soak; takes some minutes
	@packaging/linux/setup.sh test
	$(call tests,JACKFIELD_THOROUGH=1,--test it -- pair::rough faults::)
	$(call tests,JACKFIELD_THOROUGH=1,--lib threads::)

# Seconds of each target.
FUZZ_TIME ?= 600

fuzz: ## ten minutes of each fuzz target; FUZZ_TIME=20 for twenty seconds
	@packaging/linux/setup.sh fuzz
	@cp Cargo.lock fuzz/ # what is packed is what is tried
	@for target in frames hello txt names link; do mkdir -p fuzz/corpus/$$target; \
	set -x; PATH=target/tools/bin:$$PATH cargo fuzz run -s none $$target fuzz/corpus/$$target fuzz/seeds/$$target -- \
	-max_total_time=$(FUZZ_TIME) -max_len=8192 -timeout=10 -rss_limit_mb=1024 || exit 1; { set +x; } 2>/dev/null; done

bench: ## measures against references, in one table; also in target/bench.json
	@packaging/linux/setup.sh bench
	cargo bench --locked --bench whole

screenshots: ## draws the pictures in assets/screenshots anew
	@packaging/linux/setup.sh test
	packaging/linux/screenshots.sh

generate: ## the manual page, the completions and the list of licences, made anew from the program
	@packaging/linux/setup.sh test
	cargo fetch --locked
	JACKFIELD_GENERATE=1 cargo test --locked $(TESTED) --test it packages::

packages: ## builds every package that this machine can, and tries each; in target/packages
	packaging/verify.sh
