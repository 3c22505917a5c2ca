// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/mmcfg/stock"
	"mmgen/generator/pyvalue"
)

// standInDefaults is a Defaults.py of about the size and shape of Mailman's:
// each setting under some lines of comment, derived paths, helpers, languages.
func standInDefaults() string {
	w := standIn{stock: stock.New(stock.Plain, nil), done: map[string]bool{}}
	w.WriteString("import os\n" + stock.Prelude + stock.AddLanguage + "def _(s): return s\n")
	for _, e := range stock.Table() {
		w.setting(e.Name)
	}
	for _, l := range w.stock.Value("LC_DESCRIPTIONS").(*pyvalue.Dict).Entries() {
		items := pyvalue.Items(l.Value)
		fmt.Fprintf(&w, "add_language(%s, _(%s), %s, %s)\n", pyvalue.Repr(l.Key), pyvalue.Repr(items[0]), pyvalue.Repr(items[1]), pyvalue.Repr(items[2]))
	}
	w.WriteString("add_virtualhost(DEFAULT_URL_HOST, DEFAULT_EMAIL_HOST)\ndel _\n")
	return w.String()
}

type standIn struct {
	strings.Builder
	stock *stock.Values
	done  map[string]bool
}

// setting writes one setting, behind the one it derives from.
func (w *standIn) setting(name string) {
	if w.done[name] {
		return
	}
	w.done[name] = true
	value := ""
	switch base, tail := stock.For(name).Base(); {
	case name == "VIRTUAL_HOSTS" || name == "LC_DESCRIPTIONS":
		value = "{}"
	case base != "":
		w.setting(base)
		value = base
		if tail != "" {
			value = fmt.Sprintf("os.path.join(%s, '%s')", base, tail)
		}
	default:
		value = pyvalue.Repr(w.stock.Value(name))
	}
	w.WriteString(strings.Repeat("# What this setting does, in a line of about the usual length, or two.\n", 4))
	fmt.Fprintf(w, "%s = %s\n\n", name, value)
}

// BenchmarkLoad is a site with its Python files, as mmrun reads it at each
// start.
func BenchmarkLoad(b *testing.B) {
	root := b.TempDir()
	sample, err := os.ReadFile(filepath.Join(samples, "021.py"))
	if err != nil {
		b.Fatal(err)
	}
	put(b, root, map[string]string{
		"usr/lib/mailman/Mailman/Defaults.py": standInDefaults(),
		"usr/lib/mailman/Mailman/mm_cfg.py":   "-> /etc/mailman/mm_cfg.py",
		"etc/mailman/mm_cfg.py":               string(sample),
		"etc/debian_version":                  "12\n",
		"etc/hostname":                        "host\n",
		"etc/hosts":                           "127.0.0.1 host.example.com host\n",
	})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(Options{Root: root}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoadINI is a site that has an INI file alone.
func BenchmarkLoadINI(b *testing.B) {
	root := b.TempDir()
	put(b, root, map[string]string{"etc/mailman/mmgen.ini": "[mm_cfg]\nVAR_PREFIX = '/srv/mm'\nSMTPHOST = '127.0.0.1'\nSMTPPORT = 2525\nDEFAULT_EMAIL_HOST = 'x'\n[qrunners]\nNewsRunner = 0\n"})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(Options{Root: root}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStock(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Stock()
	}
}

// TestStandIn: the stand-in is a Defaults.py indeed, and its settings the
// stock ones.
func TestStandIn(t *testing.T) {
	root := t.TempDir()
	put(t, root, map[string]string{"usr/lib/mailman/Mailman/Defaults.py": standInDefaults()})
	site, err := Load(Options{Root: root})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Stock().Names() {
		got, _ := site.Settings.Value(name)
		want, _ := Stock().Value(name)
		if _, isDict := want.(*Dict); isDict {
			continue // in Python's order here, in the table's there
		}
		if diff := cmp.Diff(pyvalue.Repr(want), pyvalue.Repr(got)); diff != "" {
			t.Errorf("%s: -stock +evaluated\n%s", name, diff)
		}
	}
}
