// SPDX-License-Identifier: GPL-2.0-or-later

package show

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/marshal"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
)

// dump is some values pickled one behind the other.
func dump(t *testing.T, values ...pyvalue.Value) (raw string) {
	t.Helper()
	for i, v := range values {
		b, err := pickle.Dump(v, i%2)
		if err != nil {
			t.Fatal(err)
		}
		raw += string(b)
	}
	return raw
}

func read(t *testing.T, name, content string) File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Read(path)
	if err != nil {
		t.Fatal(err)
	}
	f.Path = name
	return f
}

func dict(t *testing.T, key string, v pyvalue.Value) *pyvalue.Dict {
	t.Helper()
	d := &pyvalue.Dict{}
	d.SetStr(key, v)
	return d
}

const post = "Subject: x\x1b[2J\n\nB\xfcrger \x00\n"

// TestShow checks what is made of each kind of file, for people and as JSON.
func TestShow(t *testing.T) {
	self := pyvalue.NewList(pyvalue.Str(strings.Repeat("x", 120)))
	self.Items = append(self.Items, self)
	tuple := pyvalue.NewTuple(int64(1), pyvalue.Unicode("ü"), pyvalue.NewLong(3), nil, true)
	entry := dump(t, message.Parse(post).Pickle(), dict(t, "tolist", int64(1)))
	for _, test := range []struct {
		name, content string
		text          []string // lines of the text
		json          string
	}{
		{"1+a.pck", entry, []string{"{'tolist': 1}", `Subject: x\x1b[2J`, `B\xfcrger \x00`},
			`{"file":"1+a.pck","message":{"b":"5375626a6563743a20781b5b324a0a0a42fc726765722000 0a"},"metadata":{"tolist":1}}`},
		{"1+b.psv", dump(t, pyvalue.Str("Subject: y\n\n"), dict(t, "_parsemsg", true)), []string{"Subject: y"},
			`{"file":"1+b.psv","message":"Subject: y\n\n","metadata":{"_parsemsg":true}}`},
		{"heldmsg-test-1.pck", dump(t, message.Parse("Subject: z\n\n").Pickle()), []string{"Subject: z"},
			`{"file":"heldmsg-test-1.pck","message":"Subject: z\n\n"}`},
		{"pending.pck", dump(t, dict(t, "version", tuple)), []string{`{'version': (1, u'\xfc', 3L, None, True)}`},
			`{"file":"pending.pck","values":[{"version":{"t":[1,"ü",3,null,true]}}]}`},
		{"bounce-events-1.pck", dump(t, tuple, tuple), []string{`(1, u'\xfc', 3L, None, True)`},
			`{"file":"bounce-events-1.pck","values":[{"t":[1,"ü",3,null,true]},{"t":[1,"ü",3,null,true]}]}`},
		{"2026-November-date", string(marshal.EndDict(marshal.AppendStr(marshal.AppendStr(marshal.BeginDict(nil), "k"), "v"))),
			[]string{"{'k': 'v'}"}, `{"file":"2026-November-date","values":[{"k":"v"}]}`},
		{"digest.mbox", "From a\n\x07bell", []string{`\x07bell`}, `{"file":"digest.mbox","text":"From a\n\u0007bell"}`},
		{"empty.pck", "", nil, `{"file":"empty.pck","text":""}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := read(t, test.name, test.content)
			var b strings.Builder
			if err := f.WriteText(&b); err != nil {
				t.Fatal(err)
			}
			for _, line := range append(test.text, "====> "+test.name) {
				if !strings.Contains("\n"+b.String(), "\n"+line+"\n") {
					t.Errorf("no line %q in\n%s", line, b.String())
				}
			}
			if strings.ContainsAny(b.String(), "\x1b\x00\x07") {
				t.Errorf("a terminal would obey\n%q", b.String())
			}
			wantJSON(t, f, strings.ReplaceAll(test.json, " 0a", "0a"))
		})
	}
	t.Run("what holds itself", func(t *testing.T) {
		f := read(t, "x.pck", dump(t, self))
		if err := f.WriteText(&strings.Builder{}); err != nil {
			t.Fatal(err)
		}
		if !json.Valid(f.AppendJSON(nil)) {
			t.Error("that is no JSON")
		}
	})
	t.Run("damaged", func(t *testing.T) {
		f := read(t, "1+a.pck", entry[:len(entry)-9])
		if f.Fault == "" || f.Message == nil {
			t.Errorf("%+v", f)
		}
		if f := read(t, "1+a.pck", "garbage"); f.Fault == "" || f.Text == nil {
			t.Errorf("%+v", f)
		}
	})
}

// wantJSON compares what a file is as JSON, without regard to blanks and the order of keys.
func wantJSON(t *testing.T, f File, want string) {
	t.Helper()
	var g, w any
	if err := json.Unmarshal(f.AppendJSON(nil), &g); err != nil {
		t.Fatalf("%v: %s", err, f.AppendJSON(nil))
	}
	if err := json.Unmarshal([]byte(want), &w); err != nil {
		t.Fatal(err)
	}
	got, _ := json.Marshal(g)
	wanted, _ := json.Marshal(w)
	if string(got) != string(wanted) {
		t.Errorf("got  %s\nwant %s", got, wanted)
	}
}
