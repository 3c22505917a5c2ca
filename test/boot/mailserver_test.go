// SPDX-License-Identifier: GPL-2.0-or-later

package boot

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/test/demosite"
)

// The list's password, and its SHA-1 as Mailman keeps it.
const (
	listPassword     = "secret"
	listPasswordSHA1 = "e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"
	newsgroup        = "test.demo"
	packageFile      = "/root/mmgen.deb"
)

// people are the users of the machine, who have mailboxes. All domains are local there.
var people = []string{"anne", "bart", "cate", "dora", "owner", "zed"}

// mailServer is one that the machine may have.
type mailServer struct {
	name  string
	file  string            // by which it is known that the machine has it
	files map[string]string // its settings
}

var mailServers = []mailServer{
	{
		name: "Postfix",
		file: "/usr/sbin/postfix",
		files: map[string]string{"etc/postfix/main.cf": `compatibility_level = 3.6
myhostname = mail.example.com
mydestination = lists.example.com, example.com, example.org, example.net, mail.example.com, localhost
mynetworks = 127.0.0.0/8 [::1]/128
inet_interfaces = loopback-only
alias_maps = hash:/etc/aliases, hash:` + varPrefix + `/data/aliases
alias_database = hash:/etc/aliases
recipient_delimiter = +
`},
	},
	{
		name: "Exim",
		file: "/usr/sbin/exim4",
		files: map[string]string{"etc/mailname": "mail.example.com\n", "etc/exim4/update-exim4.conf.conf": `dc_eximconfig_configtype='local'
dc_other_hostnames='lists.example.com:example.com:example.org:example.net'
dc_local_interfaces='127.0.0.1'
dc_minimaldns='true'
dc_use_split_config='true'
dc_localdelivery='mail_spool'
CFILEMODE='644'
`},
	},
}

// TestMailServer moves a site to a machine that has a mail server, and no Mailman and no
// Python: mail goes from sendmail to mailboxes, archive, newsgroup and back. A system
// like that is made by
//
//	debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,postfix trixie DIR
//
// and another with exim4-daemon-light in place of postfix. The mail server is that of the
// system.
func TestMailServer(t *testing.T) {
	m := newMachine(t)
	server, found := serverOf(m.root)
	if !found {
		t.Skip("the system below -root has neither Postfix nor Exim")
	}
	if pythons := pythonsOf(m.root); len(pythons) > 0 {
		t.Skipf("the system below -root has %q, and this test is about one without Python", pythons)
	}
	t.Parallel()
	for path, text := range server.files {
		m.write(t, path, text)
	}
	for _, name := range people {
		m.chroot(t, "useradd", "--create-home", name)
	}
	moveSite(t, m)
	givePackage(t, m, "*.deb", packageFile)
	m.boot(t, "^TestMailServerInside$", bootLimit)
}

// serverOf is the mail server of the system below root.
func serverOf(root string) (server mailServer, found bool) {
	for _, server := range mailServers {
		if _, err := os.Stat(filepath.Join(root, server.file)); err == nil {
			return server, true
		}
	}
	return mailServer{}, false
}

// pythonsOf are the Pythons of the system below root.
func pythonsOf(root string) []string {
	var all []string
	for _, pattern := range []string{"usr/bin/*python*", "usr/local/bin/*python*", "opt/*/bin/*python*"} {
		found, _ := filepath.Glob(filepath.Join(root, pattern)) // the pattern is good
		all = append(all, found...)
	}
	return all
}

// moveSite puts the files of a site into the machine, as they were on a Debian with
// Mailman's package: its settings, lists, queues and logs, and nothing of its program.
func moveSite(t *testing.T, m machine) {
	t.Helper()
	dir := m.path(varPrefix)
	str := func(key, text string) pyvalue.Entry {
		return pyvalue.Entry{Key: pyvalue.Str(key), Value: pyvalue.Str(text)}
	}
	number := func(key string, n int64) pyvalue.Entry { return pyvalue.Entry{Key: pyvalue.Str(key), Value: n} }
	_, err := demosite.Make(dir, demosite.Members, time.Now,
		str("password", listPasswordSHA1), str("nntp_host", "127.0.0.1"), str("linked_newsgroup", newsgroup),
		number("gateway_to_news", 1), number("gateway_to_mail", 1), number("usenet_watermark", 0),
		number("bounce_processing", 1))
	if err != nil {
		t.Fatal(err)
	}
	for name, elsewhere := range map[string]string{"logs": "/var/log/mailman", "locks": "/var/lock/mailman"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		m.link(t, elsewhere, filepath.Join(varPrefix, name))
	}
	if err := os.MkdirAll(m.path("var/log/mailman"), 0o775); err != nil {
		t.Fatal(err)
	}
	m.chroot(t, "chown", "-R", "list:list", varPrefix, "/var/log/mailman")
	m.write(t, mmCfg, `from Defaults import *
MAILMAN_SITE_LIST = 'mailman'
DEFAULT_EMAIL_HOST = 'lists.example.com'
DEFAULT_URL_HOST = 'lists.example.com'
add_virtualhost(DEFAULT_URL_HOST, DEFAULT_EMAIL_HOST)
MTA = None
`)
	m.write(t, "etc/mailman/mmgen.ini", "[units]\njobs = yes\n")
}

// givenPackages spares making packages.
var givenPackages = flag.String("packages", "", "install the packages of this `directory`; as a rule those that .ci/package makes now")

// made are the packages, which are made once for all tests.
var made struct {
	sync.Once
	dir string
	err error
}

// packages is the directory of the packages that .ci/package makes.
func packages(t *testing.T) string {
	t.Helper()
	if *givenPackages != "" {
		return *givenPackages
	}
	made.Do(func() {
		if made.dir, made.err = os.MkdirTemp("", "mmgen-packages-"); made.err != nil {
			return
		}
		var out []byte
		if out, made.err = exec.Command("../../.ci/package", made.dir).CombinedOutput(); made.err != nil {
			made.err = fmt.Errorf(".ci/package: %w\n%s", made.err, out)
		}
	})
	if made.err != nil {
		t.Fatal(made.err)
	}
	return made.dir
}

// TestMain removes the packages.
func TestMain(m *testing.M) {
	status := m.Run()
	if made.dir != "" {
		os.RemoveAll(made.dir)
	}
	os.Exit(status)
}
