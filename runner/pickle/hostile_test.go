// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
)

func TestLoadRefuses(t *testing.T) {
	tests := []struct{ name, pickle, want string }{
		{"a call of os.system", "cos\nsystem\n(S'true'\ntR.", `"os.system" is not one of the classes`},
		{"an instance of a foreign class", "(iMailman.Nowhere\nThing\n(db.", `"Mailman.Nowhere.Thing" is not one`},
		{"a foreign class by OBJ", "(csubprocess\nPopen\no.", `"subprocess.Popen" is not one`},
		{"a foreign function of an allowed module", "c__builtin__\neval\n.", `"__builtin__.eval" is not one`},
		{"a class name with a dot", "cMailman\nMessage.Message\n.", `"Mailman.Message.Message" is not one`},
		{"a call of a stored class", "cMailman.Message\nMessage\n)R.", "a call of a class that Mailman stores"},
		{"an instance of set", "(c__builtin__\nset\no.", "makes no instances"},
		{"an instance of object", "c__builtin__\nobject\n)\x81.", "a class of Python's stands where a class that Mailman stores"},
		{"_reconstructor of another base", "ccopy_reg\n_reconstructor\n(cemail.Header\nHeader\nc__builtin__\nset\nNtR.", "Python would not write"},
		{"an instance of a number", "(K\x01o.", "a text, number or None makes no instances"},
		{"a call of a text, number or None", "K\x01)R.", "a call of a text, number or None"},
		{"a call without a tuple", "c__builtin__\nset\n]R.", "a list stands where a tuple is needed"},
		{"OBJ without a class", "(o.", "without a class"},
		{"state for a list", "]}b.", "a list stands where an instance is needed"},
		{"state twice", "(cMailman.Bouncer\n_BounceInfo\no}b}b.", "twice"},
		{"a persistent object", "Pid\n.", "no opcode"},
		{"a persistent object from the stack", "NQ.", "no opcode"},
		{"an extension", "\x82\x01.", "no opcode"},
		{"an opcode of Python 3", "\x8c\x01a.", "no opcode"},
		{"text", "Hello anne@example.com", "no opcode"},
		{"protocol 3", "\x80\x03N.", "protocol 3"},
		{"an empty stack", ".", "more values"},
		{"a value that is within another", "(N.", "ends within"},
		{"POP of nothing", "0.", "more values"},
		{"DUP of nothing", "2.", "more values"},
		{"PUT of nothing", "q\x01.", "more values"},
		{"PUT above a MARK", "N(q\x01.", "more values"},
		{"APPEND to what is below a MARK", "](Na.", "more values"},
		{"POP_MARK without MARK", "1.", "needs a MARK"},
		{"TUPLE without MARK", "t.", "needs a MARK"},
		{"APPENDS without a list", "(e.", "more values"},
		{"APPENDS to a dict", "}(Ne.", "a dict stands where a list is needed"},
		{"APPEND to a tuple", ")Na.", "a tuple stands where a list is needed"},
		{"SETITEMS of a list", "](NNu.", "a list stands where a dict is needed"},
		{"SETITEM of None", "NNNs.", "a text, number or None stands where a dict is needed"},
		{"a key without a value", "}(Nu.", "without its value"},
		{"DICT of three", "(NNNd.", "without its value"},
		{"a list as key", "}]Ns.", "list can't be a dict key"},
		{"a dict as key", "(}Nd.", "dict can't be a dict key"},
		{"a set as key", "}c__builtin__\nset\n)RNs.", "set can't be a dict key"},
		{"a tuple of a list as key", "}(]tNs.", "tuple can't be a dict key"},
		{"a set of lists", "c__builtin__\nset\n((]ttR.", "a list can't be a set item"},
		{"a set of lists, put in through the memo", "]q\x010h\x01]a0c__builtin__\nset\n(h\x01tR.", "a list can't be a set item"},
		{"a set of a number", "c__builtin__\nset\n(K\x01tR.", "a set of what can't"},
		{"a set of two", "c__builtin__\nset\n())tR.", "a set of what can't"},
		{"GET of nothing", "h\x05.", "stored as memo 5"},
		{"GET of what PUT left out", "K\x01q\x01h\x00.", "stored as memo 0"},
		{"GET of no number", "gx\n.", "no memo number"},
		{"PUT of a negative number", "Np-1\n.", "no memo number"},
		{"PUT beyond 32 bits", "Np4294967296\n.", "no memo number"},
		{"INT of no number", "Ianne\n.", "no number"},
		{"INT empty", "I\n.", "no number"},
		{"LONG with a sign too many", "L--1L\n.", "no number"},
		{"LONG with underscore", "L1_0L\n.", "no number"},
		{"LONG of many digits", "L" + strings.Repeat("9", 5000) + "L\n.", "5000 digits"},
		{"LONG4 of many bytes", "\x8b\x00\x00\x10\x00" + strings.Repeat("\x01", 1<<20) + ".", "1048576 bytes"},
		{"LONG4 of a negative length", "\x8b\xff\xff\xff\xff.", "4294967295 bytes"},
		{"FLOAT of no number", "Fanne\n.", "no float"},
		{"FLOAT in hexadecimal", "F0x1p3\n.", "no float"},
		{"FLOAT beyond doubles", "F1e999\n.", "no float"},
		{"STRING without quotes", "Sanne\n.", "without its quotes"},
		{"STRING of one quote", "S'\n.", "without its quotes"},
		{"STRING of two kinds of quotes", "S'anne\"\n.", "without its quotes"},
		{"STRING with a lone backslash", "S'\\'\n.", "lone"},
		{"STRING with half an escape", "S'\\x4'\n.", "cut short"},
		{"STRING with a wrong escape", "S'\\x4g'\n.", "no hexadecimal"},
		{"UNICODE with half an escape", "V\\u20a\n.", "cut short"},
		{"UNICODE with a wrong escape", "V\\u20aw\n.", "no hexadecimal"},
		{"UNICODE beyond Unicode", "V\\U00110000\n.", "beyond Unicode"},
		{"BINUNICODE not UTF-8", "X\x01\x00\x00\x00\xe9.", "not UTF-8"},
		{"BINUNICODE not UTF-8 at its end", "X\x02\x00\x00\x00\xed\xa0.", "not UTF-8"},
		{"BINSTRING of a gigabyte", "T\x00\x00\x00\x40abc.", "claims 1073741824 bytes"},
		{"BINSTRING of a negative length", "T\xff\xff\xff\xffabc.", "negative length -1"},
		{"BINUNICODE of two gigabytes", "X\xff\xff\xff\x7fabc.", "claims 2147483647 bytes"},
		{"nested MARKs", strings.Repeat("(", 1e6) + ".", "more memory than"},
		{"nested lists", strings.Repeat("]", 20000) + strings.Repeat("a", 19999) + ".", "nest deeper"},
		{"nested tuples", ")" + strings.Repeat("\x85", 20000) + ".", "nest deeper"},
		{"a full stack", strings.Repeat("N", 2<<20) + ".", "more memory than"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, _, err := Load([]byte(test.pickle))
			if err == nil {
				t.Fatalf("loaded %.100s", pyvalue.Repr(v))
			}
			if !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %q, want %q in it", err, test.want)
			}
		})
	}
}

// doubling is a value that holds the one before twice, n times over: few bytes,
// 2**n values.
func doubling(empty, twice string, n int) string {
	var b strings.Builder
	b.WriteString(empty + "q\x00")
	for i := range n {
		fmt.Fprintf(&b, twice, i, i+1)
	}
	return b.String() + "."
}

func TestDoublingStaysSmall(t *testing.T) {
	lists := doubling("]", "0](g%[1]d\ng%[1]d\nep%[2]d\n", 200)
	tuples := doubling(")", "0(g%[1]d\ng%[1]d\ntp%[2]d\n", 200)
	for _, text := range []string{lists, tuples, doubling("]", "2\x86p%[2]d\n", 200)} {
		v, _, err := Load([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for protocol := range 2 {
			data, err := Dump(v, protocol)
			if err != nil {
				t.Fatal(err)
			}
			if len(data) > 2*len(text)+100 {
				t.Errorf("%d bytes became %d", len(text), len(data))
			}
			again, _, err := Load(data)
			if err != nil || !pyvalue.Equal(v, again) {
				t.Errorf("differs after Dump and Load: %v", err)
			}
		}
		if n := len(pyvalue.Repr(v)); n > 1<<20+1000 {
			t.Errorf("repr of %d bytes", n)
		}
	}
}

func TestDoubledKeyIsRefused(t *testing.T) {
	key := strings.TrimSuffix(doubling(")", "0(g%[1]d\ng%[1]d\ntp%[2]d\n", 60), ".")
	if _, _, err := Load([]byte("}" + key + "Ns.")); err == nil {
		t.Error("a key of 2**60 values was loaded")
	}
}

// One big list, or text, that is named a thousand times must not be copied or
// hashed a thousand times.
func TestRepeatedWorkIsRefused(t *testing.T) {
	list := "](" + strings.Repeat("K\x01", 1e5) + "ep0\n"
	sets := "](" + strings.Repeat("c__builtin__\nset\n(g0\ntR", 1000) + "e."
	text := "T\x00\x00\x10\x00" + strings.Repeat("x", 1<<20) + "p0\n0"
	keys := "}(" + strings.Repeat("g0\nN", 1000) + "u."
	for name, test := range map[string]struct{ pickle, want string }{
		"sets": {list + sets, "more memory than"}, "keys": {text + keys, "unfolds"},
	} {
		if _, _, err := Load([]byte(test.pickle)); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}
