// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestIsItself: which SMTPHOST means the machine that mmrun runs on.
func TestIsItself(t *testing.T) {
	root := t.TempDir()
	etc := filepath.Join(root, "etc")
	if err := os.Mkdir(etc, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"hostname": "# a comment\nLists\n",
		"hosts":    "127.0.0.1 localhost loghost\n127.0.1.1 lists.example.com lists\n192.0.2.7 lists mail.example.com # this one\n192.0.2.8 relay.example.com\nnonsense\n",
	} {
		if err := os.WriteFile(filepath.Join(etc, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	host := Host{Names: ownNames(root)}
	for server, want := range map[string]bool{
		"localhost": true, "LOCALHOST": true, "localhost:2525": true, "": true, "127.0.0.1": true, "127.3.2.1:25": true,
		"::1": true, "[::1]": true, "[::1]:25": true, "::ffff:127.0.0.1": true, "0.0.0.0": true, "mail.localhost": true,
		"lists": true, "lists.example.com": true, "lists.example.com.": true, "mail.example.com:25": true, "192.0.2.7": true, "loghost": true,
		"relay.example.com": false, "192.0.2.8": false, "example.com": false, "128.0.0.1": false, "2001:db8::1": false, "this": false,
	} {
		if got := host.isItself(server); got != want {
			t.Errorf("%q: %v, want %v", server, got, want)
		}
	}
}

// TestOutWaitsForTheMailServer: only the runner that sends, and only where it
// sends to this machine.
func TestOutWaitsForTheMailServer(t *testing.T) {
	for _, c := range []struct {
		own  map[string]any
		want bool
	}{
		{map[string]any{"SMTPHOST": "localhost"}, true},
		{map[string]any{"SMTPHOST": "smtp.example.com"}, false},
		{map[string]any{"SMTPHOST": "smtp.example.com", "DELIVERY_MODULE": "Sendmail"}, true},
	} {
		set, problems := Plan(testSite(c.own), testHost)
		if len(problems) > 0 {
			t.Errorf("%v: problems %v", c.own, problems)
		}
		for _, name := range []string{"mmrun-out.service", "mmrun-in.service"} {
			u, _ := set.Unit(name)
			after := strings.Join(u.Value("Unit", "After"), " ")
			if got, want := strings.Contains(after, "postfix.service"), c.want && name == "mmrun-out.service"; got != want {
				t.Errorf("%v: %s has After=%s", c.own, name, after)
			}
		}
	}
}
