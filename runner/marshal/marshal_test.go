// SPDX-License-Identifier: GPL-2.0-or-later

package marshal

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"mmgen/generator/pyvalue"
)

// values are what Python 2.7's marshal.dumps makes of them.
var values = []struct {
	repr string
	data string
}{
	{"None", "N"},
	{"True", "T"},
	{"-2", "i\xfe\xff\xff\xff"},
	{"1099511627776", "I\x00\x00\x00\x00\x00\x01\x00\x00"},
	{"-1180591620717411303424L", "l\xfb\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04"},
	{"0L", "l\x00\x00\x00\x00"},
	{"'a\\xff'", "s\x02\x00\x00\x00a\xff"},
	{"u'\\xe4\\u263a'", "u\x05\x00\x00\x00\xc3\xa4\xe2\x98\xba"},
	{"u'\\ud800'", "u\x03\x00\x00\x00\xed\xa0\x80"},
	{"['id', 'id', ('no', 'id', 'no')]", "[\x03\x00\x00\x00t\x02\x00\x00\x00idR\x00\x00\x00\x00(\x03\x00\x00\x00t\x02\x00\x00\x00noR\x00\x00\x00\x00R\x01\x00\x00\x00"},
	{"{('k', 1): {}}", "{(\x02\x00\x00\x00s\x01\x00\x00\x00ki\x01\x00\x00\x00{00"},
}

func TestLoad(t *testing.T) {
	for _, test := range values {
		v, rest, err := Load([]byte(test.data + "more"))
		if err != nil || string(rest) != "more" || pyvalue.Repr(v) != test.repr {
			t.Errorf("%q is %s, rest %q, error %v; want %s", test.data, pyvalue.Repr(v), rest, err, test.repr)
		}
	}
}

// TestStr: it reads what Next reads, and leaves the rest to it.
func TestStr(t *testing.T) {
	for _, test := range values {
		for n := range len(test.data) + 1 {
			r, next := NewReader(test.data[:n]), NewReader(test.data[:n])
			s, ok := r.Str()
			item, err := next.Next()
			isStr := err == nil && test.data[0] == 's'
			if ok != isStr || ok && (s != item.Text || r.Rest() != next.Rest()) || !ok && r.Rest() != test.data[:n] {
				t.Errorf("%q: %q, %v, rest %q", test.data[:n], s, ok, r.Rest())
			}
		}
	}
}

// TestStream: a stream is read as data in memory are, whatever stands where its window ends.
func TestStream(t *testing.T) {
	var b []byte
	for n := range 40 {
		b = AppendStr(AppendUnicode(AppendStr(BeginTuple(b, 2), strings.Repeat("s", 999*n)), "ä"), "")
		b = append(b, "t\x01\x00\x00\x00\x00R\x00\x00\x00\x00l\x01\x00\x00\x00\x01\x00"...)
		b[len(b)-13] = byte(n)
	}
	b = AppendStr(b, strings.Repeat("longer than the window ", 10_000))
	r, stream := NewReader(string(b)), NewStreamReader(iotest.HalfReader(bytes.NewReader(b)), int64(len(b)))
	for r.Left() > 0 {
		want, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		got, err := stream.Next()
		if err != nil || !reflect.DeepEqual(got, want) || stream.Offset() != r.Offset() || stream.Left() != r.Left() {
			t.Fatalf("byte %d: %.100v, %v, then %d; want %.100v", r.Offset(), got, err, stream.Offset(), want)
		}
	}
	if _, err := stream.Next(); !errors.Is(err, ErrTruncated) {
		t.Errorf("at the end: %v", err)
	}
}

// TestStreamFails: a stream that is shorter than it should be is truncated, and an error of its
// own comes through.
func TestStreamFails(t *testing.T) {
	if _, err := NewStreamReader(strings.NewReader("s\x05"), 10).Next(); !errors.Is(err, ErrTruncated) {
		t.Errorf("short: %v", err)
	}
	if _, err := NewStreamReader(iotest.ErrReader(errors.ErrUnsupported), 10).Next(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("unreadable: %v", err)
	}
}

// TestTruncated: wherever a value ends too early, that is what the error says.
func TestTruncated(t *testing.T) {
	for _, test := range values {
		for n := range len(test.data) {
			if _, rest, err := Load([]byte(test.data[:n])); !errors.Is(err, ErrTruncated) || len(rest) != n {
				t.Errorf("%q: error %v, rest %q", test.data[:n], err, rest)
			}
		}
	}
}

func TestDamaged(t *testing.T) {
	for data, want := range map[string]string{
		"?":                                   `at byte 0: type '?' is not one that Mailman stores`,
		"g\x00\x00\x00\x00\x00\x00\xf0?":      `at byte 0: type 'g'`,
		"(\x02\x00\x00\x00NR\x00\x00\x00\x00": "at byte 6: interned str 0 of 0",
		"(\x01\x00\x00\x00R\xff\xff\xff\xff":  "at byte 5: interned str -1 of 0",
		"s\xff\xff\xff\xff":                   "a text of -1 bytes",
		"(\xff\xff\xff\xff":                   "a tuple of -1 items",
		"u\x01\x00\x00\x00\xff":               "a unicode that is not UTF-8",
		"l\x01\x00\x00\x00\x00\x80":           "digit 32768 of a long",
		"0":                                   "the end of a dict where none has begun",
		"(\x01\x00\x00\x000":                  "the end of a dict among 1 items",
		"{N0":                                 "the end of a dict behind a key",
		"{[\x00\x00\x00\x00N0":                "a list as the key of a dict",
		strings.Repeat("(\x01\x00\x00\x00", 1000) + "N":                  "values nest deeper than 200",
		"(\xff\xff\xff\x7fN":                                             "end within a value",
		"s\xff\xff\xff\x7fN":                                             "end within a value",
		"l\x00\x00\x00\x80\x00":                                          "end within a value",
		"{" + strings.Repeat("(\x01\x00\x00\x00", 300) + "N" + "N0":      "values nest deeper than 200",
		"[\x02\x00\x00\x00" + "t\x01\x00\x00\x00a" + "R\x01\x00\x00\x00": "at byte 11: interned str 1 of 1",
	} {
		_, rest, err := Load([]byte(data))
		if err == nil || !strings.Contains(err.Error(), want) || len(rest) != len(data) {
			t.Errorf("%.40q: error %v, want %q", data, err, want)
		}
	}
}

// TestPythonLoads: Python reads what is appended here, and writes what is read here.
func TestPythonLoads(t *testing.T) {
	python, err := exec.LookPath("python2.7")
	if err != nil {
		t.Skip("needs Python 2.7, and there is no python2.7 in PATH")
	}
	if out, err := exec.Command(python, "-c", "import marshal").CombinedOutput(); err != nil {
		t.Skipf("needs Python 2.7, but %s does not run: %v: %s", python, err, out)
	}
	b := BeginDict(nil)
	for _, key := range []string{"", "a", "a\xff", strings.Repeat("long", 100)} {
		b = AppendStr(AppendUnicode(AppendStr(BeginTuple(b, 2), key), "ä☺𝄞\xed\xa0\x80"), key)
	}
	b = EndDict(b)
	want, _, err := Load(b)
	if err != nil {
		t.Fatal(err)
	}
	const script = `
import marshal, sys
v = marshal.loads(sys.stdin.read())
for version in (0, 1, 2):
    sys.stdout.write(marshal.dumps(v, version))
`
	for version, got := range pythonWrites(t, python, script, b) {
		if !pyvalue.Equal(got, want) {
			t.Errorf("version %d: Python has %s, want %s", version, pyvalue.Repr(got), pyvalue.Repr(want))
		}
	}
}

// pythonWrites is what a script writes, three values, to which b is given.
func pythonWrites(t *testing.T, python, script string, b []byte) (all [3]pyvalue.Value) {
	t.Helper()
	cmd := exec.Command(python, "-c", script)
	cmd.Stdin = strings.NewReader(string(b))
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if all[i], out, err = Load(out); err != nil {
			t.Fatal(err)
		}
	}
	if len(out) > 0 {
		t.Fatalf("more than three values: %q", out)
	}
	return all
}

func FuzzLoad(f *testing.F) {
	for _, test := range values {
		f.Add([]byte(test.data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		before := string(data)
		v, rest, err := Load(data)
		if err == nil && !strings.HasSuffix(before, string(rest)) || string(data) != before {
			t.Errorf("rest %q of %q", rest, before)
		}
		_ = fmt.Sprint(pyvalue.Repr(v))
	})
}
