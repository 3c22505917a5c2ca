// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"mmgen/test/demosite"
)

// mailsTimed is how many mails are timed with each of resident Mailman and mmgen, in one
// boot, from the start of sendmail until the last of the three members has it:
//
//	MMRUN_TEST_MAILMAN=DIR PYTHON2=FILE CGO_ENABLED=0 go test ./test/boot -run TestAliasLatency -v -args -root DIR -mails 30
var mailsTimed = flag.Int("mails", 0, "time this many mails from sendmail to three mailboxes, by resident Mailman and by mmgen")

// wrapperLink leads to Mailman's wrapper where the machine has a Mailman.
const wrapperLink = "/usr/local/bin/mailman-wrapper"

// TestAliasLatency compares the time that a post takes through Postfix, its aliases and
// the list, with Mailman's wrapper and resident runners and then with mmrun post and
// mmgen's units. $MMRUN_TEST_MAILMAN and $PYTHON2 are as in package mailman.
func TestAliasLatency(t *testing.T) {
	if *mailsTimed == 0 && os.Getenv(insideEnv) == "" {
		t.Skip("no mails to be timed; see -mails")
	}
	m := newMachine(t)
	server, _ := serverOf(m.root)
	if server.name != "Postfix" {
		t.Skip("the system below -root has no Postfix")
	}
	for path, text := range server.files {
		m.write(t, path, text)
	}
	for _, name := range people {
		m.chroot(t, "useradd", "--create-home", name)
	}
	aliasSite(t, m)
	giveMailman(t, m)
	givePackage(t, m, "*.deb", packageFile)
	m.boot(t, "^TestAliasLatencyInside$", bootLimit+2*timingLimit(*mailsTimed), fmt.Sprint("-mails ", *mailsTimed))
}

// aliasSite puts a site into the machine, whose settings are for Mailman and mmrun alike.
func aliasSite(t *testing.T, m machine) {
	t.Helper()
	site, err := demosite.Make(m.path(varPrefix), demosite.Members, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	m.chroot(t, "chown", "-R", "list:list", varPrefix)
	text := "from Defaults import *\nMAILMAN_SITE_LIST = 'demo'\nMAILMAN_USER = 'list'\nMAILMAN_GROUP = 'list'\n"
	for _, line := range site.Settings(25) {
		if !strings.Contains(line, m.path(varPrefix)+"/program") { // Mailman knows where it is itself
			text += strings.ReplaceAll(line, m.path(varPrefix), varPrefix) + "\n"
		}
	}
	m.write(t, mmCfg, text)
}

// giveMailman copies Mailman and its Python into the machine, to where they are here, and
// has Mailman make the list anew, with all its attributes. Without $MMRUN_TEST_MAILMAN it
// does nothing.
func giveMailman(t *testing.T, m machine) {
	t.Helper()
	dir, python := os.Getenv("MMRUN_TEST_MAILMAN"), os.Getenv("PYTHON2")
	if dir == "" {
		return
	}
	if python == "" {
		python = "python2.7"
	}
	prefix, err := exec.Command(python, "-c", "import sys; sys.stdout.write(sys.prefix)").Output()
	if err != nil {
		t.Fatalf("asking %s for its directory; $PYTHON2 names another Python 2.7: %v", python, err)
	}
	if *lowerRoot != "/" {
		for _, tree := range []string{dir, string(prefix)} {
			run(t, "mkdir", "-p", m.path(filepath.Dir(tree)))
			run(t, "cp", "-a", tree, m.path(filepath.Dir(tree)))
			for dir := filepath.Dir(tree); dir != "/"; dir = filepath.Dir(dir) {
				run(t, "chmod", "a+x", m.path(dir)) // also below /root, which Debian closes
			}
		}
	}
	m.link(t, mmCfg, filepath.Join(dir, "Mailman/mm_cfg.py"))
	list := filepath.Join(varPrefix, "lists", demosite.List)
	m.chroot(t, "rm", "-r", list)
	m.chroot(t, dir+"/bin/newlist", "-q", demosite.List, "owner@example.com", listPassword)
	m.write(t, "root/members", strings.Join(demosite.Members, "\n")+"\n")
	m.chroot(t, dir+"/bin/add_members", "-r", "/root/members", "-w", "n", demosite.List)
	m.chroot(t, "chown", "-R", "list:list", varPrefix)
	m.write(t, "etc/systemd/system/mailman.service", fmt.Sprintf(`[Unit]
Description=Mailman's master queue runner
[Service]
Type=forking
PIDFile=%s/data/master-qrunner.pid
ExecStart=%[2]s/bin/mailmanctl -s -q start
ExecStop=%[2]s/bin/mailmanctl stop
[Install]
WantedBy=multi-user.target
`, varPrefix, dir))
	m.link(t, filepath.Join(dir, "mail/mailman"), wrapperLink)
}
