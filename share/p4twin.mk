# p4twin.mk: rules for Makefiles of programs that use parsers compiled by p4twin.
#
#	P4TWIN_PARSERS := headers.p4
#	include $(shell p4twin --share-dir)/p4twin.mk
#
# gives you, in $(P4TWIN_OUT):
#
#	NAME.parser.h NAME.bpf.c NAME.$(P4TWIN_ARCH).p4 NAME.manifest.json	from NAME.p4
#	NAME.bpf.o	from NAME.bpf.c, generated or your own
#	NAME.skel.h	from NAME.bpf.o (bpftool gen skeleton)
#
# What is included, by P4 or by C, is followed: a changed file rebuilds what depends on it. All programs in C wait for
# the headers of all P4TWIN_PARSERS, since what they include is not known before they have been compiled once. `make -j`
# is safe. `make V=1` shows the commands. `make p4twin-clean` takes away what these rules have made.
#
# Set before the include, or on make's command line:
P4TWIN		?= p4twin
P4TWIN_PARSERS	?= $(wildcard *.p4)
P4TWIN_OUT	?= .
# What else p4twin is told: -D, -I, --parser, --hook …
P4TWIN_FLAGS	?=
# The architecture of the device program: v1model, psa or pna.
P4TWIN_ARCH	?= v1model
ifndef CLANG
CLANG		:= $(shell for c in clang clang-19 clang-18 clang-17 clang-16 clang-15 clang-14; do \
			command -v $$c && exit; done; echo clang)
endif
ifndef BPFTOOL
BPFTOOL		:= $(shell PATH="$$PATH:/usr/sbin" command -v bpftool || echo bpftool)
endif
BPF_CFLAGS	?= -O2 -g -Wall
# For clang's target bpf <asm/types.h> is where the host's compiler looks for it.
BPF_INCLUDES	?= $(addprefix -idirafter /usr/include/,$(shell $(CC) -print-multiarch 2>/dev/null))

p4twin-quiet	:= $(if $(filter-out 0,$(V)),,@)
p4twin-say = $(if $(p4twin-quiet),@printf '  %-8s %s\n' $(1) $(2))

vpath %.p4 $(sort $(dir $(P4TWIN_PARSERS)))
p4twin-names	:= $(notdir $(basename $(P4TWIN_PARSERS)))
p4twin-kinds	:= .parser.h .bpf.c .$(P4TWIN_ARCH).p4 .manifest.json
p4twin-headers	:= $(p4twin-names:%=$(P4TWIN_OUT)/%.parser.h)
p4twin-config	:= $(P4TWIN_OUT)/.p4twin.config
p4twin-command	= $(P4TWIN) $(P4TWIN_FLAGS) -a $(P4TWIN_ARCH)

# make knows that one run of a pattern rule with several targets makes all of them.
$(p4twin-kinds:%=$(P4TWIN_OUT)/\%%): %.p4 $(p4twin-config)
	$(call p4twin-say,P4TWIN,$<)
	$(p4twin-quiet)$(p4twin-command) -MD --MP -o $(P4TWIN_OUT) $<

define p4twin-compile-bpf
$(call p4twin-say,CLANG,$@)
$(p4twin-quiet)$(CLANG) $(BPF_CFLAGS) -target bpf $(BPF_INCLUDES) -I$(P4TWIN_OUT) -MMD -MP -c -o $@ $<
endef

$(P4TWIN_OUT)/%.bpf.o: $(P4TWIN_OUT)/%.bpf.c | $(p4twin-headers)
	$(p4twin-compile-bpf)

$(P4TWIN_OUT)/%.bpf.o: %.bpf.c | $(p4twin-headers)
	$(p4twin-compile-bpf)

# The skeleton's functions are called after the object's name, which is given here as libbpf would guess it.
$(P4TWIN_OUT)/%.skel.h: $(P4TWIN_OUT)/%.bpf.o
	$(call p4twin-say,SKELETON,$@)
	$(p4twin-quiet)$(BPFTOOL) gen skeleton $< name $(subst -,_,$*) >$@.new && mv $@.new $@ || { rm -f $@.new; exit 1; }

# Changes only when the command does, so that other flags rebuild, and the same flags do not.
$(p4twin-config): p4twin-always
	@mkdir -p $(P4TWIN_OUT)
	@echo '$(subst ','\'',$(p4twin-command))' | cmp -s - $@ || echo '$(subst ','\'',$(p4twin-command))' >$@

# What one rule makes for the next is kept: these are files that people read.
.PRECIOUS: $(p4twin-kinds:%=$(P4TWIN_OUT)/\%%) $(P4TWIN_OUT)/%.bpf.o $(P4TWIN_OUT)/%.skel.h

.PHONY: p4twin-always p4twin-clean
p4twin-clean:
	rm -f $(foreach kind,$(p4twin-kinds) .d,$(p4twin-names:%=$(P4TWIN_OUT)/%$(kind)))
	rm -f $(P4TWIN_OUT)/*.bpf.o $(P4TWIN_OUT)/*.bpf.d $(P4TWIN_OUT)/*.skel.h $(p4twin-config)

-include $(wildcard $(p4twin-names:%=$(P4TWIN_OUT)/%.d) $(P4TWIN_OUT)/*.bpf.d)
