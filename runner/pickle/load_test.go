// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
)

// loadAll loads every pickle in data.
func loadAll(data []byte) (values []pyvalue.Value, err error) {
	for len(data) > 0 {
		var v pyvalue.Value
		if v, data, err = Load(data); err != nil {
			return values, err
		}
		values = append(values, v)
	}
	return values, nil
}

// sampleFiles are the pickles in testdata/samples, most of them written by
// Mailman. Beside each is a .txt: what Python says is in it.
func sampleFiles(t testing.TB) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob("testdata/samples/*.pck")
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	files := make(map[string][]byte)
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(name)] = data
	}
	return files
}

func TestLoadSamples(t *testing.T) {
	for name, data := range sampleFiles(t) {
		t.Run(name, func(t *testing.T) {
			values, err := loadAll(data)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile("testdata/samples/" + strings.TrimSuffix(name, ".pck") + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			got := "== " + name + "\n"
			for _, v := range values {
				got += tree(v)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("Python's view (-) differs from ours (+):\n%s", diff)
			}
		})
	}
}

// opcodeLines reads testdata/opcodes.txt.
func opcodeLines(t testing.TB) (names, pickles, reprs []string) {
	t.Helper()
	data, err := os.ReadFile("testdata/opcodes.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "| ")
		i := strings.LastIndex(rest, " | ")
		text, err := unescape(nil, []byte(strings.TrimRight(rest[:i], " ")))
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		names = append(names, strings.TrimSpace(name))
		pickles = append(pickles, string(text))
		reprs = append(reprs, rest[i+3:])
	}
	return names, pickles, reprs
}

func TestLoadOpcodes(t *testing.T) {
	names, pickles, reprs := opcodeLines(t)
	for i, name := range names {
		t.Run(name, func(t *testing.T) {
			v, rest, err := Load([]byte(pickles[i] + "tail"))
			if err != nil {
				t.Fatal(err)
			}
			if string(rest) != "tail" {
				t.Errorf("rest %q", rest)
			}
			if got := pyvalue.Repr(v); got != reprs[i] {
				t.Errorf("got %s, Python has %s", got, reprs[i])
			}
		})
	}
}

func TestLoadInstances(t *testing.T) {
	tests := []struct{ name, pickle, want string }{
		{"INST", "(iMailman.UserDesc\nUserDesc\n(dS'language'\nS'en'\nsb.",
			"classic Mailman.UserDesc.UserDesc #1\n  'language': 'en'\n"},
		{"INST with arguments", "(I1\niMailman.UserDesc\nUserDesc\n.",
			"classic Mailman.UserDesc.UserDesc #1\n"},
		{"OBJ", "(cMailman.Bouncer\n_BounceInfo\noq\x01}U\x05scoreK\x01sb.",
			"classic Mailman.Bouncer._BounceInfo #1\n  'score': 1\n"},
		{"OBJ, class from the memo", "]((cMailman.Bouncer\n_BounceInfo\nq\x01o(h\x01oe.",
			"list #1\n  classic Mailman.Bouncer._BounceInfo #2\n  classic Mailman.Bouncer._BounceInfo #3\n"},
		{"new-style class", "ccopy_reg\n_reconstructor\n(cemail.Header\nHeader\nc__builtin__\nobject\nNtR}U\x01aK\x01sb.",
			"object email.Header.Header #1\n  'a': 1\n"},
		{"NEWOBJ", "\x80\x02cemail.header\nHeader\n)\x81}U\x01aK\x01sb.",
			"object email.header.Header #1\n  'a': 1\n"},
		{"a class itself", "cemail.MIMEText\nMIMEText\n.",
			"class email.MIMEText.MIMEText\n"},
		{"an instance within its state", "(cMailman.Bouncer\n_BounceInfo\noq\x01}U\x01ah\x01sb.",
			"classic Mailman.Bouncer._BounceInfo #1\n  'a': = #1\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, _, err := Load([]byte(test.pickle))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, tree(v)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// Each class that Mailman stores, under the names it had.
func TestLoadClasses(t *testing.T) {
	for _, class := range []string{
		"Mailman.Message Message", "Mailman.Message UserNotification", "Mailman.Message OwnerNotification",
		"Mailman.Bouncer _BounceInfo", "Mailman.UserDesc UserDesc",
		"Mailman.Archiver.HyperArch Article", "Mailman.Archiver.pipermail Article",
		"email.message Message", "email.Message Message", "email.header Header", "email.Header Header",
		"email.charset Charset", "email.Charset Charset",
		"email.mime.base MIMEBase", "email.MIMEBase MIMEBase", "email.mime.text MIMEText", "email.MIMEText MIMEText",
		"email.mime.message MIMEMessage", "email.mime.multipart MIMEMultipart", "email.mime.nonmultipart MIMENonMultipart",
		"email.mime.image MIMEImage", "email.mime.audio MIMEAudio", "email.mime.application MIMEApplication",
		"email.errors NoBoundaryInMultipartDefect", "email.Errors StartBoundaryNotFoundDefect",
	} {
		module, name, _ := strings.Cut(class, " ")
		v, _, err := Load([]byte("(i" + module + "\n" + name + "\n."))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := v.(*Instance); got.Class != (Global{module, name}) || !got.OldStyle || got.State != nil || got.Args != nil {
			t.Errorf("%s: loaded %+v", class, got)
		}
	}
	for _, class := range []string{
		"Mailman.MailList MailList", "email.mime.text MIMEImage", "email.MIMEText Encoders", "email.mime.text Text",
		"email.message Header", "email MIMEText", "copy_reg object", "__builtin__ _reconstructor", "__builtin__ eval",
	} {
		module, name, _ := strings.Cut(class, " ")
		if v, _, err := Load([]byte("c" + module + "\n" + name + "\n.")); err == nil {
			t.Errorf("loaded %s", pyvalue.Repr(v))
		}
	}
}

// Many containers beside each other are no nesting.
func TestLoadWide(t *testing.T) {
	text := "](" + strings.Repeat("(cMailman.Bouncer\n_BounceInfo\no}K\x01](K\x02\x85c__builtin__\nset\n)Resb", 5000) + "e."
	v, _, err := Load([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	items := v.(*pyvalue.List).Items
	if len(items) != 5000 {
		t.Fatalf("%d items", len(items))
	}
	if got := pyvalue.Repr(items[4999].(*Instance).State); got != "{1: [(2,), set([])]}" {
		t.Errorf("the last has %s", got)
	}
}

func TestLoadArgs(t *testing.T) {
	for _, text := range []string{
		"(I1\n(lS'x'\niMailman.UserDesc\nUserDesc\n.",
		"(cMailman.UserDesc\nUserDesc\nK\x01]U\x01xo.",
	} {
		v, _, err := Load([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if got := pyvalue.Repr(&pyvalue.List{Items: v.(*Instance).Args}); got != "[1, [], 'x']" {
			t.Errorf("%q: arguments %s", text, got)
		}
	}
}

func TestLoadKeepsIdentity(t *testing.T) {
	v, _, err := Load([]byte("(]q\x01h\x01}q\x02h\x02(K\x01K\x02tq\x03h\x03c__builtin__\nset\n)Rq\x04h\x04t."))
	if err != nil {
		t.Fatal(err)
	}
	items := v.(*pyvalue.Tuple).Items
	for i := 0; i < len(items); i += 2 {
		if items[i] != items[i+1] {
			t.Errorf("%s is loaded twice", pyvalue.Repr(items[i]))
		}
	}
	items[0].(*pyvalue.List).Items = append(items[0].(*pyvalue.List).Items, int64(1))
	if got := pyvalue.Repr(items[1]); got != "[1]" {
		t.Errorf("the shared list is %s", got)
	}
}

// A tuple within itself, through a list, as cPickle writes it.
func TestLoadRecursiveTuple(t *testing.T) {
	v, _, err := Load([]byte("(]q\x01(h\x01tq\x02a1h\x02."))
	if err != nil {
		t.Fatal(err)
	}
	if v.(*pyvalue.Tuple).Items[0].(*pyvalue.List).Items[0] != v {
		t.Error("the tuple does not hold itself")
	}
}

// A value must not change when the caller uses its buffer for something else.
func TestLoadCopies(t *testing.T) {
	data := []byte("(U\x04anneX\x04\x00\x00\x00bartS'cris'\nt.")
	v, _, err := Load(data)
	if err != nil {
		t.Fatal(err)
	}
	clear(data)
	if got := pyvalue.Repr(v); got != "('anne', u'bart', 'cris')" {
		t.Errorf("got %s", got)
	}
}

func TestLoadTellsTruncatedFromEmpty(t *testing.T) {
	if _, _, err := Load(nil); err != io.EOF {
		t.Errorf("no data: %v", err)
	}
	for name, data := range sampleFiles(t) {
		for len(data) > 0 {
			_, rest, err := Load(data)
			if err != nil {
				t.Fatal(err)
			}
			one := data[:len(data)-len(rest)]
			for n := 1; n < len(one); n++ {
				_, rest, err := Load(one[:n:n])
				if !errors.Is(err, io.ErrUnexpectedEOF) || len(rest) != n {
					t.Fatalf("%s cut to %d bytes: %d bytes left, %v", name, n, len(rest), err)
				}
			}
			data = rest
		}
	}
}

// A dict whose keys a pickle names twice is dumped as what it is.
func TestDictNamedTwice(t *testing.T) {
	for _, n := range []int{5, 50} {
		text := "}("
		for i := range 2 * n {
			text += fmt.Sprintf("I%d\nI%d\n", i%n, i)
		}
		load := func() *pyvalue.Dict {
			v, _, err := Load([]byte(text + "u."))
			if err != nil {
				t.Fatal(err)
			}
			return v.(*pyvalue.Dict)
		}
		data, err := Dump(load(), 1)
		if err != nil {
			t.Fatal(err)
		}
		if again, _, err := Load(data); err != nil || !pyvalue.Equal(load(), again) {
			t.Errorf("differs after Dump: %v", err)
		}
	}
}
