// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	"bytes"
	"errors"
	"runtime/debug"
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

func TestDidYouMean(t *testing.T) {
	known := []string{"SMTPHOST", "SMTPPORT", "LOG_DIR", "LOCK_DIR", "r", "mmrun-in.path", "mmrun-in.service"}
	for name, want := range map[string]string{
		"SMTP_HOST":     `; did you mean "SMTPHOST"?`,
		"smtphost":      `; did you mean "SMTPHOST"?`,
		"SMTPPOST":      `; did you mean "SMTPHOST" or "SMTPPORT"?`,
		"LOG_DIRS":      `; did you mean "LOG_DIR"?`,
		"mmrun-in":      `; did you mean "mmrun-in.path" or "mmrun-in.service"?`,
		"mmrun-inpath":  `; did you mean "mmrun-in.path"?`,
		"SOMETHINGELSE": "",
		"x":             "",
		"":              "",
	} {
		if got := DidYouMean(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

// testApp is an app with one command.
func testApp(out *bytes.Buffer) *cli.App {
	return Setup(&cli.App{
		Name:      "prog",
		Usage:     "does things",
		UsageText: "prog [--config FILE] [--another-flag ANOTHER] [--third-flag THIRD] [--and-one-more VALUE] ARGUMENT",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "config", Value: "/etc/mailman/mmgen.ini", Usage: "the INI `FILE` that holds the settings; it need not be there at all"},
			&cli.BoolFlag{Name: "dry-run", Usage: "only print"},
		},
		Commands: []*cli.Command{{Name: "sub", Flags: []cli.Flag{&cli.BoolFlag{Name: "json"}}, Action: func(*cli.Context) error { return nil }}},
		Action:   func(*cli.Context) error { return nil },
		Writer:   out,
	})
}

func TestMistypedFlags(t *testing.T) {
	for args, want := range map[string]string{
		"--confg x":     "flag provided but not defined: -confg; did you mean --config?",
		"--dryrun":      "flag provided but not defined: -dryrun; did you mean --dry-run?",
		"--versoin":     "flag provided but not defined: -versoin; did you mean --version?",
		"sub --jason":   "flag provided but not defined: -jason; did you mean --json?",
		"--nothing-now": "flag provided but not defined: -nothing-now",
	} {
		var out bytes.Buffer
		err := testApp(&out).Run(append([]string{"prog"}, strings.Fields(args)...))
		if err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", args, err, want)
		}
		if out.Len() > 0 {
			t.Errorf("%s prints %s", args, out.String())
		}
	}
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"prog", "--help"}, {"prog", "sub", "--help"}} {
		var out bytes.Buffer
		if err := testApp(&out).Run(args); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(out.String()) {
			if len(strings.TrimRight(line, "\n")) >= columns {
				t.Errorf("%v: this line has %d columns: %s", args, len(line), line)
			}
		}
		for _, unwanted := range []string{"default: false", "VERSION:"} {
			if strings.Contains(out.String(), unwanted) {
				t.Errorf("%v: the help has %q in it:\n%s", args, unwanted, out.String())
			}
		}
	}
}

func TestFold(t *testing.T) {
	got := fold("   --config FILE  the INI FILE that holds the settings; it need not be there at all (default: \"/etc/x\")")
	want := "   --config FILE  the INI FILE that holds the settings; it need not be there at\n" +
		"                  all (default: \"/etc/x\")"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if long := strings.Repeat("x", 100); fold(long) != long {
		t.Error("a word that does not fit is broken")
	}
}

func TestVersion(t *testing.T) {
	info := &debug.BuildInfo{Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123abcd"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"}, {Key: "vcs.modified", Value: "true"}}}
	info.Main.Version = "v1.2.0"
	if got, want := versionOf("", info), "v1.2.0, commit 0123abcd of 2026-01-02T03:04:05Z, with local changes"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := versionOf("1.2.1", info), "1.2.1, commit 0123abcd of 2026-01-02T03:04:05Z, with local changes"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := versionOf("", &debug.BuildInfo{}), "unknown, commit unknown"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestReport(t *testing.T) {
	var out bytes.Buffer
	Report(&out, "prog", errors.New("a:1: wrong\nb:2: wrong too\n"))
	if got, want := out.String(), "prog: a:1: wrong\nprog: b:2: wrong too\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
