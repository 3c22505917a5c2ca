// SPDX-License-Identifier: GPL-2.0-or-later

// Package arrows checks that the packages import each other downwards only,
// and that the commands link no more than they may.
package arrows

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "mmgen/"

// layers are the packages of the runner, from the top down. A package imports
// those of lower layers only; those of one layer do not know each other.
var layers = [][]string{
	{"cmd/mailman", "cmd/mmrun"},
	{"runner/admin/check", "runner/admin/explain"},
	{"runner", "runner/admin/listconfig", "runner/admin/rearchive", "runner/admin/roster", "runner/admin/shunted", "runner/admin/status", "runner/admin/switching"},
	{"runner/job", "runner/periodic"},
	{"runner/archive", "runner/command", "runner/handler"},
	{"runner/handler/cookheaders", "runner/handler/hold", "runner/handler/mimedel"},
	{"runner/post/posttest"},
	{"runner/post"},
	{"runner/confirmation"},
	{"runner/decision"},
	{"runner/bounce", "runner/deliver", "runner/digest"},
	{"runner/usenet"},
	{"runner/nntp"},
	{"runner/admin/mta"},
	{"runner/membership"},
	{"runner/archive/pipermail"},
	{"runner/archive/page"},
	{"runner/archive/article"},
	{"runner/archive/database"},
	{"runner/decorate", "runner/notice", "runner/scrub", "runner/smtp", "runner/subject"},
	{"runner/approval", "runner/dmarc", "runner/htmlfilter", "runner/i18n", "runner/spamhaus"},
	{"runner/admin/show"},
	{"runner/site/sitetest"},
	{"runner/site"},
	{"runner/member", "runner/moderation", "runner/pending"},
	{"runner/mlist"},
	{"runner/mailwrapper"},
	{"runner/bounce/evidence"},
	{"runner/bounce/recognise", "runner/parttext", "runner/queue"},
	{"runner/message"},
	{"runner/queue/entry"},
	{"runner/message/header", "runner/change", "runner/lockfile", "runner/mlist/listfile"},
	{"runner/message/mimecharset", "runner/message/parse"},
	{"runner/message/param"},
	{"runner/message/address", "runner/message/maildate", "runner/message/transfer"},
	{"runner/markup", "runner/mmlog", "runner/pyregex", "runner/safeio/faultfs", "runner/safeio/shadowfs"},
	{"runner/charset", "runner/deadline", "runner/lazyregexp", "runner/marshal", "runner/memory", "runner/pickle", "runner/resolver", "runner/safeio", "runner/unixcrypt"},
}

func TestRunnerImportsPointDown(t *testing.T) {
	for layer, packages := range layers {
		for _, pkg := range packages {
			for _, imported := range imports(t, pkg) {
				at := layerOf(imported)
				if strings.HasPrefix(imported, "runner") && at < 0 {
					t.Errorf("%s imports %s, which has no layer; give it one", pkg, imported)
				}
				if at >= 0 && at <= layer {
					t.Errorf("%s imports %s, which is not below it", pkg, imported)
				}
			}
		}
	}
}

func TestEveryRunnerPackageHasALayer(t *testing.T) {
	for _, pkg := range list(t, "./../../runner/...") {
		name := strings.TrimPrefix(pkg, module)
		if layerOf(name) < 0 {
			t.Errorf("%s has no layer; give it one", name)
		}
	}
}

// TestWorlds: which packages may depend on which at all, indirectly too.
func TestWorlds(t *testing.T) {
	rules := []struct {
		pkg  string
		bars []string
		but  []string
	}{
		{"generator", []string{"mmgen/runner"}, nil},
		{"generator/mmcfg", []string{"mmgen/runner", "mmgen/units", "net", "os/user", "os/exec"}, nil},
		{"generator/mmcfg/eval", []string{"mmgen"}, []string{"mmgen/generator/mmcfg/syntax", "mmgen/generator/mmcfg/pyop", "mmgen/generator/pyvalue", "mmgen/generator/hostinfo", "mmgen/generator/rootfs"}},
		{"generator/mmcfg/syntax", []string{"mmgen"}, []string{"mmgen/generator/pyvalue"}},
		{"generator/mmcfg/pyop", []string{"mmgen"}, []string{"mmgen/generator/pyvalue"}},
		{"generator/mmcfg/pylib", []string{"mmgen"}, []string{"mmgen/generator/mmcfg/eval", "mmgen/generator/mmcfg/syntax", "mmgen/generator/mmcfg/pyop", "mmgen/generator/pyvalue", "mmgen/generator/hostinfo", "mmgen/generator/rootfs"}},
		{"generator/mmcfg/stock", []string{"mmgen"}, []string{"mmgen/generator/mmcfg/syntax", "mmgen/generator/pyvalue"}},
		{"generator/hostinfo", []string{"mmgen", "net", "os/user", "os/exec"}, []string{"mmgen/generator/rootfs"}},
		{"generator/rootfs", []string{"mmgen", "net", "os/exec"}, nil},
		{"generator/crontab", []string{"mmgen"}, nil},
		{"generator/pyvalue", []string{"mmgen", "net"}, []string{"mmgen/generator/pyvalue/pystr"}},
		{"generator/pyvalue/pystr", []string{"mmgen", "net"}, nil},
		{"units", []string{"mmgen/runner", "mmgen/generator"}, nil},
		{"cmd/mailman", []string{"mmgen", "net", "os/exec", "os/user", "regexp", "encoding/json", "github.com", "gopkg.in", "golang.org/x/text"}, []string{
			"mmgen/generator/vouched", "mmgen/generator/rootfs", "mmgen/generator/pyvalue", "mmgen/runner/mailwrapper", "mmgen/runner/mlist/listfile",
			"mmgen/runner/queue/entry", "mmgen/runner/pickle", "mmgen/runner/safeio", "github.com/nlpodyssey/gopickle",
		}},
		{"generator/vouched", []string{"mmgen", "net"}, []string{"mmgen/generator/rootfs"}},
		{"cmd/mmgen", []string{"mmgen/runner", "net", "os/user"}, nil},
		{"runner", []string{"mmgen/generator", "mmgen/units", "mmgen/test"}, []string{"mmgen/generator/mmcfg", "mmgen/generator/crontab", "mmgen/generator/hostinfo", "mmgen/generator/rootfs", "mmgen/generator/pyvalue"}},
	}
	for _, rule := range rules {
		for _, dep := range list(t, "-deps", "./../../"+rule.pkg) {
			barred := slices.ContainsFunc(rule.bars, func(bar string) bool { return below(dep, bar) })
			allowed := slices.ContainsFunc(rule.but, func(ok string) bool { return below(dep, ok) })
			if barred && !allowed && dep != module+rule.pkg && !standardChild(dep, rule.bars) {
				t.Errorf("%s depends on %s", rule.pkg, dep)
			}
		}
	}
}

// demo is the one command that plays, as tests do; it is not installed.
const demo = "cmd/mmdemo"

// TestNoProductionPackageImportsATestPackage: what is installed has no fakes
// and no throwaway sites in it.
func TestNoProductionPackageImportsATestPackage(t *testing.T) {
	checked := 0
	for _, pkg := range list(t, "./../../...") {
		name := strings.TrimPrefix(pkg, module)
		if name == demo || isTest(name) {
			continue
		}
		checked++
		for _, imported := range imports(t, name) {
			if isTest(imported) {
				t.Errorf("%s imports %s", name, imported)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d packages were looked at", checked)
	}
}

// isTest tells the packages that only tests, and the demo, may import.
func isTest(pkg string) bool {
	return below(pkg, "test") || strings.HasSuffix(pkg, "test") || strings.HasSuffix(pkg, "/faultfs")
}

// below tells whether a package is bar or lies in its folder.
func below(pkg, bar string) bool { return pkg == bar || strings.HasPrefix(pkg, bar+"/") }

// standardChild tells that a package of the standard library is only in the
// folder of a barred one: net/url is not net.
func standardChild(pkg string, bars []string) bool {
	return !strings.Contains(strings.Split(pkg, "/")[0], ".") && !strings.HasPrefix(pkg, module) && !slices.Contains(bars, pkg)
}

func layerOf(pkg string) int {
	return slices.IndexFunc(layers, func(layer []string) bool { return slices.Contains(layer, pkg) })
}

// imports are the packages of this module that pkg names in its files.
func imports(t *testing.T, pkg string) []string {
	t.Helper()
	var found []string
	for _, imported := range list(t, "-f", `{{join .Imports "\n"}}`, "./../../"+pkg) {
		if name, ok := strings.CutPrefix(imported, module); ok {
			found = append(found, name)
		}
	}
	return found
}

func list(t *testing.T, args ...string) []string {
	t.Helper()
	out, err := exec.Command("go", append([]string{"list"}, args...)...).Output()
	if err != nil {
		t.Fatalf("go list %v: %v", args, err)
	}
	return strings.Fields(string(out))
}
