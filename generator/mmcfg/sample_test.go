// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/hostinfo"
	"mmgen/generator/pyvalue/pyvaluetest"
)

type (
	list  = pyvaluetest.List
	tuple = pyvaluetest.Tuple
)

const samples = "../../test/mmcfg"

// sampleHost is what env.json says the samples were evaluated with.
func sampleHost(t testing.TB) *hostinfo.Host {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(samples, "env.json"))
	if err != nil {
		t.Fatal(err)
	}
	var env struct {
		FQDN, Hostname string
		Users, Groups  map[string]int
		Environ, Files map[string]string
	}
	if err := json.Unmarshal(b, &env); err != nil {
		t.Fatal(err)
	}
	h := &hostinfo.Host{Name: env.Hostname, FullName: env.FQDN, Env: env.Environ}
	for name, uid := range env.Users {
		h.Users = append(h.Users, hostinfo.User{Name: name, Password: "x", UID: uid, GID: uid})
	}
	for name, gid := range env.Groups {
		h.Groups = append(h.Groups, hostinfo.Group{Name: name, Password: "x", GID: gid})
	}
	h.Read = func(path string) ([]byte, error) {
		if text, ok := env.Files[path]; ok {
			return []byte(text), nil
		}
		return nil, fs.ErrNotExist
	}
	return h
}

// TestSamples evaluates sixty sites' files to the values that Python 2.7 and
// Mailman gave.
func TestSamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "*.py"))
	if err != nil || len(files) != 60 {
		t.Fatalf("%d samples, want 60 (%v)", len(files), err)
	}
	host := sampleHost(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(strings.TrimSuffix(file, ".py") + ".json")
			if err != nil {
				t.Fatal(err)
			}
			got := evaluateSample(t, host, file)
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("-Python +mmcfg:\n%s", diff)
			}
		})
	}
}

// evaluateSample is the JSON of a sample's settings, or of its error.
func evaluateSample(t *testing.T, host *hostinfo.Host, file string) string {
	t.Helper()
	site, err := Load(Options{Root: t.TempDir(), MMCfg: file, Host: host})
	if err == nil {
		for _, w := range site.Warnings {
			t.Errorf("warning: %v", w)
		}
		var b bytes.Buffer
		if err := site.Settings.EncodeJSON(&b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	errs, ok := err.(Errors)
	if !ok || len(errs) != 1 || site.Settings != nil {
		t.Fatal(err)
	}
	typ, msg, _ := strings.Cut(errs[0].Reason, ": ")
	return fmt.Sprintf("{\n \"__error__\": {\n  \"line\": %d,\n  \"message\": %q,\n  \"type\": %q\n }\n}\n", errs[0].Line, msg, typ)
}

// TestStock is 000-defaults-only.json: every name and value of the stock
// settings.
func TestStock(t *testing.T) {
	want, err := os.ReadFile(filepath.Join(samples, "000-defaults-only.json"))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Stock().EncodeJSON(&b); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("-Python +stock:\n%s", diff)
	}
}
