// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"bytes"
	"crypto/sha1"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
)

func dict(pairs ...pyvalue.Value) *pyvalue.Dict {
	d := &pyvalue.Dict{}
	for i := 0; i < len(pairs); i += 2 {
		d.Set(pairs[i], pairs[i+1])
	}
	return d
}

func list(items ...pyvalue.Value) *pyvalue.List { return &pyvalue.List{Items: items} }

// What cPickle of Python 2.7 writes for objects that something else refers to
// as well. (It gives others no number in the memo.)
func TestDumpAsPython(t *testing.T) {
	shared := list(int64(1))
	within := list()
	within.Items = append(within.Items, within)
	tuple := pyvalue.NewTuple(list())
	tuple.Items[0].(*pyvalue.List).Items = []pyvalue.Value{tuple}
	info := Global{"Mailman.Bouncer", "_BounceInfo"}
	tests := []struct {
		name   string
		v      pyvalue.Value
		text   string // protocol 0
		binary string // protocol 1
	}{
		{"None", nil, "N.", "N."},
		{"True", true, "I01\n.", "I01\n."},
		{"False", false, "I00\n.", "I00\n."},
		{"one byte", int64(255), "I255\n.", "K\xff."},
		{"two bytes", int64(65535), "I65535\n.", "M\xff\xff."},
		{"four bytes", int64(65536), "I65536\n.", "J\x00\x00\x01\x00."},
		{"negative", int64(-1), "I-1\n.", "J\xff\xff\xff\xff."},
		{"beyond four bytes", int64(1 << 31), "I2147483648\n.", "I2147483648\n."},
		{"far below", int64(-1<<31 - 1), "I-2147483649\n.", "I-2147483649\n."},
		{"long", pyvalue.NewLong(-5), "L-5L\n.", "L-5L\n."},
		{"big long", pyvalue.Long{Int: new(big.Int).Lsh(big.NewInt(1), 70)}, "L1180591620717411303424L\n.", "L1180591620717411303424L\n."},
		{"float", 0.1, "F0.10000000000000001\n.", "G?\xb9\x99\x99\x99\x99\x99\x9a."},
		{"time", 1794999940.013039, "F1794999940.0130391\n.", "GA\xda\xbfa\xa1\x00\xd5\xa2."},
		{"whole float", 1.0, "F1\n.", "G?\xf0\x00\x00\x00\x00\x00\x00."},
		{"big float", 1e17, "F1e+17\n.", "GCv4W\x85\xd8\xa0\x00."},
		{"small float", 1e-5, "F1.0000000000000001e-05\n.", "G>\xe4\xf8\xb5\x88\xe3h\xf1."},
		{"minus zero", math.Copysign(0, -1), "F-0\n.", "G\x80\x00\x00\x00\x00\x00\x00\x00."},
		{"infinity", math.Inf(1), "Finf\n.", "G\x7f\xf0\x00\x00\x00\x00\x00\x00."},
		{"str", pyvalue.Str("\xff'\n\""), "S'\\xff\\'\\n\"'\np1\n.", "U\x04\xff'\n\"q\x01."},
		{"str with apostrophe", pyvalue.Str("it's"), "S\"it's\"\np1\n.", "U\x04it'sq\x01."},
		{"short str", pyvalue.Str("x"), "S'x'\n.", "U\x01x."},
		{"long str", pyvalue.Str(strings.Repeat("x", 256)), "S'" + strings.Repeat("x", 256) + "'\np1\n.",
			"T\x00\x01\x00\x00" + strings.Repeat("x", 256) + "q\x01."},
		{"unicode", pyvalue.Unicode("\U0001f600\xed\xa0\xbd\n\\é\x00\r"), "V\\U0001f600\\ud83d\\u000a\\u005c\xe9\x00\r\np1\n.",
			"X\x0d\x00\x00\x00\xf0\x9f\x98\x80\xed\xa0\xbd\n\\\xc3\xa9\x00\rq\x01."},
		{"short unicode", pyvalue.Unicode("é"), "V\xe9\n.", "X\x02\x00\x00\x00\xc3\xa9."},
		{"str and unicode alike", list(pyvalue.Str("ab"), pyvalue.Unicode("ab"), pyvalue.Str("ab"), pyvalue.Unicode("ab")),
			"(lp1\nS'ab'\np2\naVab\np3\nag2\nag3\na.", "]q\x01(U\x02abq\x02X\x02\x00\x00\x00abq\x03h\x02h\x03e."},
		{"empty list", list(), "(lp1\n.", "]q\x01."},
		{"list of one", list(int64(1)), "(lp1\nI1\na.", "]q\x01K\x01a."},
		{"list of two", list(int64(1), nil), "(lp1\nI1\naNa.", "]q\x01(K\x01Ne."},
		{"empty dict", dict(), "(dp1\n.", "}q\x01."},
		{"dict of one", dict(int64(1), int64(2)), "(dp1\nI1\nI2\ns.", "}q\x01K\x01K\x02s."},
		{"dict of two", dict(int64(1), nil, int64(2), nil), "(dp1\nI1\nNsI2\nNs.", "}q\x01(K\x01NK\x02Nu."},
		{"empty tuple", pyvalue.NewTuple(), "(t.", ")."},
		{"tuple", pyvalue.NewTuple(pyvalue.NewTuple()), "((ttp1\n.", "()tq\x01."},
		{"set", &pyvalue.Set{Items: []pyvalue.Value{int64(1)}}, "c__builtin__\nset\np1\n((lp2\nI1\natRp3\n.",
			"c__builtin__\nset\nq\x01(]q\x02K\x01atRq\x03."},
		{"frozenset", &pyvalue.Set{Items: []pyvalue.Value{pyvalue.Str("aa")}, Frozen: true}, "c__builtin__\nfrozenset\np1\n((lp2\nS'aa'\np3\natRp4\n.",
			"c__builtin__\nfrozenset\nq\x01(]q\x02U\x02aaq\x03atRq\x04."},
		{"shared", pyvalue.NewTuple(shared, shared), "((lp1\nI1\nag1\ntp2\n.", "(]q\x01K\x01ah\x01tq\x02."},
		{"list within itself", within, "(lp1\ng1\na.", "]q\x01h\x01a."},
		{"tuple within itself", tuple, "((lp1\n(g1\ntp2\na00g2\n.", "(]q\x01(h\x01tq\x02a1h\x02."},
		{"class", info, "cMailman.Bouncer\n_BounceInfo\np1\n.", "cMailman.Bouncer\n_BounceInfo\nq\x01."},
		{"instance", &Instance{Class: info, State: dict(pyvalue.Str("score"), int64(1)), OldStyle: true},
			"(iMailman.Bouncer\n_BounceInfo\np1\n(dp2\nS'score'\np3\nI1\nsb.",
			"(cMailman.Bouncer\n_BounceInfo\nq\x01oq\x02}q\x03U\x05scoreq\x04K\x01sb."},
		{"two instances", list(&Instance{Class: info, OldStyle: true}, &Instance{Class: info, OldStyle: true}),
			"(lp1\n(iMailman.Bouncer\n_BounceInfo\np2\na(iMailman.Bouncer\n_BounceInfo\np3\na.",
			"]q\x01((cMailman.Bouncer\n_BounceInfo\nq\x02oq\x03(h\x02oq\x04e."},
		{"new-style instance", &Instance{Class: info, State: dict(pyvalue.Str("a"), nil)},
			"ccopy_reg\n_reconstructor\np1\n(cMailman.Bouncer\n_BounceInfo\np2\nc__builtin__\nobject\np3\nNtRp4\n(dp5\nS'a'\nNsb.",
			"ccopy_reg\n_reconstructor\nq\x01(cMailman.Bouncer\n_BounceInfo\nq\x02c__builtin__\nobject\nq\x03NtRq\x04}q\x05U\x01aNsb."},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			for protocol, want := range []string{test.text, test.binary} {
				got, err := Dump(test.v, protocol)
				if err != nil {
					t.Fatal(err)
				}
				if string(got) != want {
					t.Errorf("protocol %d\n got %q\nwant %q", protocol, got, want)
				}
			}
		})
	}
}

// cPickle writes lists and dicts in batches of a thousand. The sums are of
// what it writes for range(n) and for dict(enumerate(range(n))).
func TestDumpBatches(t *testing.T) {
	tests := []struct {
		n          int
		list, dict string
	}{
		{999, "0f35c93ab4847260ee4f9cc267c5e1ea67e4c9cc", "14ac8a93467b5e34d8ddaf28cce85c77070ecbc7"},
		{1000, "b16ffa724ec0cb759cdf949b046b6bb443611500", "e4b06732fce03d77fcf14dd27072b7fa33217d7a"},
		{1001, "8aed32136bb3fb4130e7c7788d56c59f6f757e0d", "b25ccbb6994fa0c5a655418e6e3faff62c433945"},
		{1002, "0db2f9a4e2f35cf0efffbc14963c00c4cbc97533", "cc90a093184a5a1e310f61785d855b1c4e2284fd"},
		{2000, "621d0b489dc541ce345d6f0415f4c0eef3161f55", "5d3a34370708cb18b7a740df0e54d83ef7c831f5"},
		{2001, "f03dc37d46a7cfeb02eabc08947be75ad81b819e", "c6970579c10c1fc1d4aa317a1f047cb72c2f2cbf"},
	}
	for _, test := range tests {
		l, d := list(), dict()
		for i := range test.n {
			l.Items = append(l.Items, int64(i))
			d.Set(int64(i), int64(i))
		}
		for v, want := range map[pyvalue.Value]string{l: test.list, d: test.dict} {
			data, err := Dump(v, 1)
			if err != nil {
				t.Fatal(err)
			}
			if got := fmt.Sprintf("%x", sha1.Sum(data)); got != want {
				t.Errorf("%s of %d: sum %s, want %s", typeName(v), test.n, got, want)
			}
		}
	}
}

func TestDumpSamples(t *testing.T) {
	for name, data := range sampleFiles(t) {
		values, err := loadAll(data)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range values {
			for protocol := range 2 {
				data, err := Dump(v, protocol)
				if err != nil {
					t.Fatal(err)
				}
				again, rest, err := Load(data)
				if err != nil || len(rest) > 0 {
					t.Fatalf("%s: %v, %d bytes left", name, err, len(rest))
				}
				if diff := cmp.Diff(tree(v), tree(again)); diff != "" {
					t.Errorf("%s, pickle %d, protocol %d: %s", name, i, protocol, diff)
				}
			}
		}
	}
}

// The texts of a long list have no numbers, as cPickle writes them where
// nothing else refers to them: other values keep theirs.
func TestDumpLongList(t *testing.T) {
	var items []pyvalue.Value
	want := "]q\x01("
	for i := range longList {
		items = append(items, pyvalue.Str(fmt.Sprintf("%02d", i)))
		want += fmt.Sprintf("U\x02%02d", i)
	}
	shared := list()
	items = append(items, shared, shared)
	want += "]q\x02h\x02e."
	got, err := Dump(list(items...), 1)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("\n got %q\nwant %q", got, want)
	}
}

// A long list of one and the same text does not unfold beyond bounds.
func TestDumpOneTextManyTimes(t *testing.T) {
	text := pyvalue.Str(strings.Repeat("x", 1<<20))
	items := make([]pyvalue.Value, 1000)
	for i := range items {
		items[i] = text
	}
	data, err := Dump(list(items...), 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(data) > maxUnnumbered+2<<20 {
		t.Errorf("%d bytes", len(data))
	}
	v, _, err := Load(data)
	if err != nil || !pyvalue.Equal(v, list(items...)) {
		t.Errorf("loads as something else, error %v", err)
	}
}

// What was dumped before, big or faulty, leaves no trace.
func TestDumpAfterDump(t *testing.T) {
	v := dict(pyvalue.Str("key"), list(pyvalue.Unicode("text"), pyvalue.Str("key")), pyvalue.Str("other"), pyvalue.NewTuple(list()))
	want, err := Dump(v, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, before := range []pyvalue.Value{v, bigList(2000), list(v, 7), list(v.Entries()[0].Value)} {
		for range 2 {
			_, _ = Dump(before, 0)
			if got, err := Dump(v, 1); err != nil || !bytes.Equal(got, want) {
				t.Errorf("got %q, want %q, %v", got, want, err)
			}
		}
	}
}

// What Mailman wrote comes out byte by byte, where every object in it had
// other references and equal texts were one object.
func TestDumpSameBytes(t *testing.T) {
	tests := []struct {
		file            string
		index, protocol int
	}{
		{"entry-text.pck", 0, 0},
		{"entry-text.pck", 1, 0},
		{"article.pck", 0, 0},
		{"entry-message.pck", 1, 1},
	}
	for _, test := range tests {
		data := sampleFiles(t)[test.file]
		var got []byte
		for i := range test.index + 1 {
			v, rest, err := Load(data)
			if err != nil {
				t.Fatal(err)
			}
			if got, err = Dump(v, test.protocol); err != nil {
				t.Fatal(err)
			}
			if i == test.index {
				data = data[:len(data)-len(rest)]
			} else {
				data = rest
			}
		}
		if !bytes.Equal(got, data) {
			t.Errorf("%s:\n%q\nbecame\n%q", test.file, data, got)
		}
	}
}

func TestAppendDump(t *testing.T) {
	b, err := AppendDump(nil, pyvalue.Str("message"), 1)
	if err != nil {
		t.Fatal(err)
	}
	if b, err = AppendDump(b, dict(), 1); err != nil {
		t.Fatal(err)
	}
	if want := "U\x07messageq\x01.}q\x01."; string(b) != want {
		t.Errorf("got %q, want %q", b, want)
	}
}

func TestDumpRefuses(t *testing.T) {
	deep := list()
	for range 20000 {
		deep = list(deep)
	}
	tests := []struct {
		name     string
		v        pyvalue.Value
		protocol int
		want     string
	}{
		{"protocol 2", nil, 2, "only 0 and 1"},
		{"a Go string", "text", 1, "type string"},
		{"a Go int", list(7), 1, "type int"},
		{"a foreign class", Global{"os", "system"}, 0, `"os.system" is not one`},
		{"an instance of a foreign class", &Instance{Class: Global{"os", "system"}, OldStyle: true}, 0, `"os.system" is not one`},
		{"an instance of set", &Instance{Class: Global{"__builtin__", "set"}}, 1, "is not one"},
		{"arguments of a new-style class", &Instance{Class: Global{"email.header", "Header"}, Args: []pyvalue.Value{nil}}, 1, "with arguments"},
		{"a list as key", dict(list(), nil), 1, "list can't be a dict key"},
		{"a set of lists", &pyvalue.Set{Items: []pyvalue.Value{list()}}, 1, "list can't be a set item"},
		{"a unicode that is not UTF-8", pyvalue.Unicode("\xff"), 1, "not UTF-8"},
		{"nested lists", deep, 1, "nest deeper"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b, err := AppendDump([]byte("before"), test.v, test.protocol)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error %v, want %q in it", err, test.want)
			}
			if string(b) != "before" {
				t.Errorf("left %q", b)
			}
		})
	}
}
