# p4twin. `make help` lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help deps build demo test bench lint clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

# npm writes this file when it has installed everything that package-lock.json names.
DEPS := node_modules/.package-lock.json

$(DEPS): package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

deps: $(DEPS)

build: deps ## make dist/: bin/p4twin runs from it
	npm run --silent build

demo: build ## compile the flow dissector; with clang, bpftool and root run it in this kernel
	scripts/demo

test: ## install what is needed (npm; as root on Debian/Ubuntu clang, bpftool, libbpf), run everything
	scripts/test

bench: build ## start-up beside node's own, growth of the front end (never part of the tests)
	scripts/bench

lint: deps ## formatter, linter, table of imports, types
	npm run --silent lint
	npm run --silent typecheck

clean: ## take away what is built
	rm -rf dist build
