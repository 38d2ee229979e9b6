# autoload.mk: a flow dissector that is loaded at every boot, by systemd and bpftool alone.
#
#	P4TWIN_PARSERS	:= flow_dissector.p4
#	P4TWIN_AUTOLOAD	:= flow_dissector
#	include $(shell p4twin --share-dir)/p4twin.mk
#	include $(shell p4twin --share-dir)/autoload.mk
#
#	make && sudo make install-autoload	now and at each boot
#	sudo make uninstall-autoload		out of the kernel and off the disk
#
# With DESTDIR set, for packages, files are installed and nothing is started.
P4TWIN_AUTOLOAD	?= flow_dissector
prefix		?= /usr/local
P4TWIN_LIBDIR	?= $(prefix)/lib/p4twin
SYSTEMD_UNITDIR	?= /etc/systemd/system
INSTALL		?= install

p4twin-share	:= $(dir $(lastword $(MAKEFILE_LIST)))
p4twin-unit	:= p4twin-$(P4TWIN_AUTOLOAD).service
# Under DESTDIR, or where systemd does not run, nothing is started or stopped.
p4twin-systemd	= [ -n "$(DESTDIR)" ] || [ ! -d /run/systemd/system ] || systemctl

# A unit wants the whole path of what it runs.
p4twin-bpftool	= $(shell PATH="$$PATH:/usr/sbin" command -v $(BPFTOOL) || echo /usr/sbin/bpftool)

.PHONY: install-autoload uninstall-autoload
install-autoload: $(P4TWIN_OUT)/$(P4TWIN_AUTOLOAD).bpf.o
	$(INSTALL) -d $(DESTDIR)$(P4TWIN_LIBDIR) $(DESTDIR)$(SYSTEMD_UNITDIR)
	$(INSTALL) -m 644 $< $(DESTDIR)$(P4TWIN_LIBDIR)/$(P4TWIN_AUTOLOAD).bpf.o
	sed 's|@NAME@|$(P4TWIN_AUTOLOAD)|g; s|@LIBDIR@|$(P4TWIN_LIBDIR)|g; s|@BPFTOOL@|$(p4twin-bpftool)|g' \
		$(p4twin-share)p4twin-autoload.service.in >$(DESTDIR)$(SYSTEMD_UNITDIR)/$(p4twin-unit).new
	mv $(DESTDIR)$(SYSTEMD_UNITDIR)/$(p4twin-unit).new $(DESTDIR)$(SYSTEMD_UNITDIR)/$(p4twin-unit)
	$(p4twin-systemd) daemon-reload
	$(p4twin-systemd) enable $(p4twin-unit)
	$(p4twin-systemd) restart $(p4twin-unit)

uninstall-autoload:
	-$(p4twin-systemd) disable --now $(p4twin-unit)
	rm -f $(DESTDIR)$(SYSTEMD_UNITDIR)/$(p4twin-unit) $(DESTDIR)$(P4TWIN_LIBDIR)/$(P4TWIN_AUTOLOAD).bpf.o
	rmdir $(DESTDIR)$(P4TWIN_LIBDIR) 2>/dev/null || true
	-$(p4twin-systemd) daemon-reload
