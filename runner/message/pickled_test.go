// SPDX-License-Identifier: GPL-2.0-or-later

package message

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
)

// load takes the message out of a file of testdata/pickled, which Python wrote.
func load(t *testing.T, name string) (*Message, pyvalue.Value) {
	t.Helper()
	data, err := os.ReadFile("testdata/pickled/" + name)
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	m, err := FromPickle(v)
	if err != nil {
		t.Fatal(err)
	}
	return m, v
}

// reload stores a message and loads it again.
func reload(t testing.TB, m *Message) *Message {
	t.Helper()
	data, err := pickle.Dump(m.Pickle(), 1)
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := FromPickle(v)
	if err != nil {
		t.Fatal(err)
	}
	return again
}

// flattenedMessage is what Python makes of message.0.pck with as_string, but
// for the field X-Number, which it can't write.
const flattenedMessage = `From anne@example.com Wed Nov 18 11:00:00 2026
From: Anne <Anne@Example.com>
Content-Type: multipart/mixed; boundary=b
Subject: =?iso-8859-1?q?Caf=E9?=
X-Unicode: =?utf-8?b?Y2Fmw6k=?=
X-Number: 5

pre
--b

one
--b
Content-Type: text/plain; charset="iso-8859-1"
MIME-Version: 1.0
Content-Transfer-Encoding: quoted-printable

two=E9
--b--
`

func TestFromPickle(t *testing.T) {
	for _, name := range []string{"message.0.pck", "message.1.pck"} {
		t.Run(name, func(t *testing.T) {
			m, _ := load(t, name)
			if diff := cmp.Diff(flattenedMessage, m.Flatten(true, true)); diff != "" {
				t.Errorf("flattened (- Python, + here):\n%s", diff)
			}
			if cs := m.Charset(); cs == nil || cs.String() != "iso-8859-1" {
				t.Errorf("charset: %v", cs)
			}
			if got := m.Recipients(); len(got) != 1 || got[0] != "x@example.com" {
				t.Errorf("recips: %v", got)
			}
		})
	}
}

// TestPickleUnchanged: all there was comes back, also what is known only to
// Python, and what shared a value still does.
func TestPickleUnchanged(t *testing.T) {
	for _, name := range []string{"message.0.pck", "message.1.pck"} {
		t.Run(name, func(t *testing.T) {
			m, before := load(t, name)
			after := m.Pickle()
			if !pyvalue.Equal(before, after) {
				t.Fatal("the stored message is other than the loaded one")
			}
			if !sharesCharset(before) || !sharesCharset(after) {
				t.Error("the message and its Subject have each a charset of their own")
			}
		})
	}
}

// sharesCharset tells whether _charset is the object that the Subject has too.
func sharesCharset(v pyvalue.Value) bool {
	attrs := v.(*pickle.Instance).State.(*pyvalue.Dict)
	for _, item := range attrs.GetStr("_headers").(*pyvalue.List).Items {
		pair := item.(*pyvalue.Tuple).Items
		if h, ok := pair[1].(*pickle.Instance); ok {
			return h.State.(*pyvalue.Dict).GetStr("_charset") == attrs.GetStr("_charset")
		}
	}
	return false
}

func TestPickleChanged(t *testing.T) {
	m, before := load(t, "message.1.pck")
	m.Set("X-Unicode", "now a str")
	m.Del("X-Number")
	m.SetAttr("recips", nil)
	m.Parts()[0].SetBody("changed")
	got := reload(t, m)
	want := strings.NewReplacer("=?utf-8?b?Y2Fmw6k=?=", "now a str", "X-Number: 5\n", "", "\none\n", "\nchanged\n").Replace(flattenedMessage)
	if diff := cmp.Diff(want, got.Flatten(true, true)); diff != "" {
		t.Errorf("flattened (- want, + got):\n%s", diff)
	}
	if unknown, _ := got.Attr("unknown"); !pyvalue.Equal(unknown, before.(*pickle.Instance).State.(*pyvalue.Dict).GetStr("unknown")) {
		t.Errorf("unknown attribute: %v", unknown)
	}
	if v, ok := got.Attr("recips"); v != nil || !ok {
		t.Errorf("recips: %v, %v", v, ok)
	}
	// The loaded value is as it was: a copy of the message may need it.
	if again, err := FromPickle(before); err != nil || again.Flatten(true, true) != flattenedMessage {
		t.Errorf("the loaded value changed: %v", err)
	}
}

// TestPickleOldVersion: a message of an old version of the email package
// becomes one of today's (Message.py: __setstate__).
func TestPickleOldVersion(t *testing.T) {
	m, _ := load(t, "version-0.pck")
	if m.DefaultType() != "text/plain" {
		t.Errorf("default type %q", m.DefaultType())
	}
	attrs := m.Pickle().(*pickle.Instance).State.(*pyvalue.Dict)
	if got := pyvalue.Repr(attrs.GetStr("__version__")); got != "(4, 0, 3)" {
		t.Errorf("__version__ %s", got)
	}
	for _, name := range []string{"_charset", "_default_type", "defects"} {
		if _, ok := attrs.Get(pyvalue.Str(name)); !ok {
			t.Errorf("no attribute %s", name)
		}
	}
	pair := attrs.GetStr("_headers").(*pyvalue.List).Items[0].(*pyvalue.Tuple)
	chunks := pair.Items[1].(*pickle.Instance).State.(*pyvalue.Dict).GetStr("_chunks").(*pyvalue.List)
	if cs, ok := chunks.Items[0].(*pyvalue.Tuple).Items[1].(*pickle.Instance); !ok || cs.Class.Name != "Charset" {
		t.Errorf("the charset of a chunk is %v", chunks.Items[0].(*pyvalue.Tuple).Items[1])
	}
}

func TestFromPickleText(t *testing.T) {
	m, err := FromPickle(pyvalue.Str("Subject: x\n\nbody\n"))
	if err != nil || m.Get("subject") != "x" || m.Body() != "body\n" {
		t.Errorf("a text: %v, %v", m, err)
	}
}

// instance makes a message as a pickle might hold it.
func instance(attrs ...pyvalue.Value) *pickle.Instance {
	state := &pyvalue.Dict{}
	state.SetStr("_headers", &pyvalue.List{})
	for i := 0; i < len(attrs); i += 2 {
		state.Set(attrs[i], attrs[i+1])
	}
	return &pickle.Instance{Class: classMessage, State: state, OldStyle: true}
}

func list(items ...pyvalue.Value) *pyvalue.List { return &pyvalue.List{Items: items} }

func TestFromPickleRefused(t *testing.T) {
	inside := instance()
	inside.State.(*pyvalue.Dict).SetStr("_payload", list(inside))
	many := instance(pyvalue.Str("_payload"), pyvalue.Str(strings.Repeat("x", 1000)))
	for range 40 {
		many = instance(pyvalue.Str("_payload"), list(many, many))
	}
	deep := instance()
	for range 2 * loadDepth {
		deep = instance(pyvalue.Str("_payload"), list(deep))
	}
	tests := []struct {
		name  string
		value pyvalue.Value
		want  string
	}{
		{"a number", int64(5), "not a message object"},
		{"nothing", nil, "not a message object"},
		{"another class", &pickle.Instance{Class: pickle.Global{Module: "email.header", Name: "Header"}}, "not a message object"},
		{"no attributes", &pickle.Instance{Class: classMessage}, "not a dict"},
		{"no header", instance(pyvalue.Str("_headers"), nil), "_headers is None"},
		{"fields that are no pairs", instance(pyvalue.Str("_headers"), list(pyvalue.Str("x"))), "not a pair"},
		{"a field without name", instance(pyvalue.Str("_headers"), list(&pyvalue.Tuple{Items: []pyvalue.Value{nil, nil}})), "a name that is None"},
		{"a value of another class", instance(pyvalue.Str("_headers"), list(&pyvalue.Tuple{Items: []pyvalue.Value{pyvalue.Str("Subject"), instance()}})), `"Subject"`},
		{"a part that is none", instance(pyvalue.Str("_payload"), list(&pickle.Instance{Class: pickle.Global{Module: "x", Name: "Y"}})), "x.Y"},
		{"a part within itself", inside, "contains itself"},
		{"the same part 2^40 times", many, "too many places"},
		{"too deep", deep, "deep in each other"},
	}
	for _, tt := range tests {
		m, err := FromPickle(tt.value)
		if m != nil || err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, not %q", tt.name, err, tt.want)
		}
		if strings.Contains(tt.want, "not a message") && !errors.Is(err, ErrNotMessage) {
			t.Errorf("%s: %v is not ErrNotMessage", tt.name, err)
		}
	}
}

// TestFromPickleOdd: what Mailman does not store, but Python would load, is
// handed back.
func TestFromPickleOdd(t *testing.T) {
	shared := instance(pyvalue.Str("_payload"), pyvalue.Str("twice"))
	tests := []struct {
		name  string
		value *pickle.Instance
	}{
		{"a payload that is a number", instance(pyvalue.Str("_payload"), int64(1))},
		{"parts that are texts", instance(pyvalue.Str("_payload"), list(pyvalue.Str("a"), pyvalue.Str("b")))},
		{"a charset that is a text", instance(pyvalue.Str("_charset"), pyvalue.Str("utf-8"))},
		{"a unicode payload", instance(pyvalue.Str("_payload"), pyvalue.Unicode("é"))},
		{"a unicode preamble", instance(pyvalue.Str("preamble"), pyvalue.Unicode("p"))},
		{"a part in two places", instance(pyvalue.Str("_payload"), list(shared, shared))},
	}
	for _, tt := range tests {
		m, err := FromPickle(tt.value)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		attrs := m.Pickle().(*pickle.Instance).State.(*pyvalue.Dict)
		for key, v := range tt.value.State.(*pyvalue.Dict).All() {
			if got, _ := attrs.Get(key); key != pyvalue.Str("_payload") && !pyvalue.Equal(got, v) {
				t.Errorf("%s: %v is %s", tt.name, key, pyvalue.Repr(got))
			}
		}
		want := tt.value.State.(*pyvalue.Dict).GetStr("_payload")
		got := attrs.GetStr("_payload")
		if l, ok := got.(*pyvalue.List); ok && len(l.Items) == 2 && tt.name == "a part in two places" {
			if l.Items[0] != l.Items[1] {
				t.Errorf("%s became two parts", tt.name)
			}
		} else if !pyvalue.Equal(got, want) {
			t.Errorf("%s: payload %s", tt.name, pyvalue.Repr(got))
		}
	}
}

func TestPickleParsed(t *testing.T) {
	const text = "From x y\n lost\nSubject: s\nContent-Type: multipart/mixed\n\nbody\n"
	m := Parse(text)
	attrs := m.Pickle().(*pickle.Instance).State.(*pyvalue.Dict)
	for name, want := range map[string]string{
		"__version__":   "(4, 0, 3)",
		"_headers":      "[('Subject', 's'), ('Content-Type', 'multipart/mixed')]",
		"_payload":      `'body\n'`,
		"_unixfrom":     "'From x y'",
		"_charset":      "None",
		"_default_type": "'text/plain'",
		"preamble":      "None",
		"epilogue":      "None",
		"defects": "[<email.errors.FirstHeaderLineIsContinuationDefect instance>, " +
			"<email.errors.NoBoundaryInMultipartDefect instance>, <email.errors.MultipartInvariantViolationDefect instance>]",
	} {
		if got := pyvalue.Repr(attrs.GetStr(name)); got != want {
			t.Errorf("%s is %s, not %s", name, got, want)
		}
	}
	if n := attrs.Len(); n != 9 {
		t.Errorf("%d attributes, not 9", n)
	}
	if got := reload(t, m).Flatten(true, false); got != strings.Replace(text, " lost\n", "", 1) {
		t.Errorf("stored and loaded: %q", got)
	}
}
