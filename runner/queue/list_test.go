// SPDX-License-Identifier: GPL-2.0-or-later

package queue

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall"
	"testing"

	"mmgen/runner/safeio/faultfs"
)

func TestListOrder(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	want := []string{"-3+a", "9.5+a", "10+a", "10.0+b", "1794999940.012036+a", "1794999940.012036+b", "1e12+a", "inf+a"}
	for _, name := range []string{"10.0+b", "inf+a", "1794999940.012036+b", "9.5+a", "1e12+a", "10+a", "-3+a", "1794999940.012036+a"} {
		s.write(t, "in/"+name+".pck", nil)
	}
	l, err := q.List()
	if err != nil || !slices.Equal(l.Names, want) || len(l.Strays) != 0 {
		t.Errorf("got  %q, %q, %v\nwant %q", l.Names, l.Strays, err, want)
	}
}

// What Mailman 2.1.39 takes, does not look at, and dies of; but what a path unit
// takes for an entry is one.
func TestFileNames(t *testing.T) {
	const entry, foreign, malformed = "entry", "foreign", "malformed"
	tests := map[string]string{
		"1.5+a.pck": entry, "1+a.pck": entry, " 1+a.pck": entry, "1 +a.pck": entry, "1\v+a.pck": entry,
		"1e3+a.pck": entry, "inf+a.pck": entry, "Infinity+a.pck": entry, "nan+a.pck": entry, "1e999+a.pck": entry,
		"-3+a.pck": entry, ".5+a.pck": entry, "5.+a.pck": entry, "1+.pck": entry, "1+a.b.pck": entry,

		"1_0+a.pck": entry, "0x10+a.pck": entry, "0x1p4+a.pck": entry, "1L+a.pck": entry,
		"+a.pck": malformed, "a+a.pck": malformed, "1+a+b.pck": entry, "+1+a.pck": malformed,
		"1d5+a.pck": entry, "1\xe9+a.pck": entry, "1e+3+a.pck": entry, "odd.pck": malformed,

		"1.5+a.pck.tmp": foreign, "1.5+a.PCK": foreign, ".pck": foreign, "..pck": foreign, "readme.txt": foreign,
		"1.5+a.bak": foreign, "1.5+a.psv": foreign, "1.5+a": foreign,
	}
	for file, want := range tests {
		s := newSite(t)
		q := s.open(t, "in")
		s.write(t, "in/"+file, nil)
		l, err := q.List()
		if err != nil {
			t.Fatal(err)
		}
		got := foreign
		switch {
		case slices.Equal(l.Names, []string{strings.TrimSuffix(file, ".pck")}):
			got = entry
		case len(l.Strays) == 1 && l.Strays[0].File == file:
			got = malformed
		}
		if got != want {
			t.Errorf("%q is %s, want %s", file, got, want)
		}
		s.wantFiles(t, "in/"+file)
	}
}

// The digests that Mailman 2.1.39 counts to each slice.
func TestSlices(t *testing.T) {
	zeros, eights, fives := strings.Repeat("0", 40), "8"+strings.Repeat("0", 39), strings.Repeat("5", 40)
	sevens, effs, as := "7"+strings.Repeat("f", 39), strings.Repeat("f", 40), strings.Repeat("a", 40)
	fives1, as1 := fives[1:]+"6", as[1:]+"b"
	all := []string{zeros, sevens, eights, effs, fives, fives1, as, as1, "12"}
	tests := []struct {
		slice, slices int
		want          []string
	}{
		{0, 1, all},
		{0, 0, all},
		{0, 2, []string{zeros, sevens, fives, fives1, "12"}},
		{1, 2, []string{eights, effs, as, as1}},
		{0, 3, []string{zeros, "12"}},
		{1, 3, []string{sevens, eights, fives, fives1}},
		{2, 3, []string{effs, as, as1}},
		{0, 7, []string{zeros, "12"}},
		{1, 7, nil},
		{2, 7, []string{fives, fives1}},
		{3, 7, []string{sevens, eights}},
		{4, 7, []string{as, as1}},
		{6, 7, []string{effs}},
	}
	s := newSite(t)
	for _, digest := range all {
		s.write(t, "in/1+"+digest+".pck", nil)
	}
	for _, tt := range tests {
		q := s.open(t, "in", func(o *Options) { o.Slice, o.Slices = tt.slice, tt.slices })
		l, err := q.List()
		if err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, digest := range tt.want {
			want = append(want, "1+"+digest)
		}
		slices.Sort(want)
		if !slices.Equal(l.Names, want) {
			t.Errorf("slice %d of %d: got %q, want %q", tt.slice, tt.slices, l.Names, want)
		}
	}
	s.write(t, "in/1+nohex.pck", nil)
	l, err := s.open(t, "in", func(o *Options) { o.Slices = 2 }).List()
	if err != nil || !slices.Contains(l.Names, "1+nohex") {
		t.Errorf("no hex digest, which is the first slice's: %q, %v", l.Names, err)
	}
	l, err = s.open(t, "in", func(o *Options) { o.Slice, o.Slices = 1, 2 }).List()
	if err != nil || slices.Contains(l.Names, "1+nohex") {
		t.Errorf("no hex digest, which is not the second slice's: %q, %v", l.Names, err)
	}
}

func TestStraysHarmNobody(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in")
	s.write(t, "in/odd.pck", nil)
	s.write(t, "in/odd.bak", nil)
	s.write(t, "in/abc+12.pck", nil)
	idle, strays, err := q.Idle()
	if got := fmt.Sprint(strays); !idle || err != nil || len(strays) != 3 || !strings.Contains(got, "odd.bak") {
		t.Errorf("idle is %v, strays are %s, %v", idle, got, err)
	}
	s.add(t, "text", "in/"+name1+".pck")
	l, err := q.List()
	want := "[{abc+12.pck its name does not begin with a number} {odd.pck its name is not NUMBER+HASH}]"
	if got := fmt.Sprint(l.Strays); err != nil || !slices.Equal(l.Names, []string{name1}) || got != want {
		t.Errorf("listing is %q, %s, %v", l.Names, got, err)
	}
	if idle, _, err := q.Idle(); idle || err != nil {
		t.Errorf("idle with an entry: %v, %v", idle, err)
	}
	s.wantLog(t)
}

func TestListFaults(t *testing.T) {
	s := newSite(t)
	q := s.open(t, "in", withFS(faultfs.Always("readdir", syscall.EACCES)))
	_, err := q.List()
	var fault *IOError
	if !errors.As(err, &fault) || !errors.Is(err, syscall.EACCES) || fault.Path != s.dir+"/in" {
		t.Errorf("error is %v, want an IOError", err)
	}
}

func FuzzName(f *testing.F) {
	for _, seed := range []string{name1, "1+", "+1", "1e+16+ab", "nan+0", "inf+0", "0x1p-2+0", "1_0+ff", "..", "", ".5+a.b", " 1\t+\xff", "-0+-1"} {
		f.Add(seed, 1, 3)
	}
	f.Fuzz(func(t *testing.T, name string, slice, of int) {
		if len(name) > 255 {
			t.Skip("no file can have that name")
		}
		of = max(1, min(of, 1<<16))
		slice = max(0, min(slice, of-1))
		base, ext := splitExt(name)
		if base+ext != name || strings.Contains(ext[min(1, len(ext)):], ".") {
			t.Fatalf("splitExt(%q) = %q, %q", name, base, ext)
		}
		received, digest, err := parseName(name)
		if err != nil {
			return
		}
		before, after, _ := strings.Cut(name, "+")
		if after != digest || strings.Contains(digest, "+") && !Watched(name) {
			t.Fatalf("parseName(%q): digest %q", name, digest)
		}
		if again, ok := parseFloat(strings.ToUpper(before)); !ok && !Watched(name) || ok && !strings.Contains(digest, "+") && again != received && again == again {
			t.Fatalf("parseName(%q): %v in lower and %v in upper case", name, received, again)
		}
		// Each hexadecimal digest of a SHA-1's length is in exactly one slice.
		whole, inOne := &Queue{}, 0
		if !whole.inSlice(digest) {
			t.Fatal("without slices it is nobody's")
		}
		for i := max(0, slice-1); i <= min(slice+1, of-1); i++ {
			q := &Queue{}
			q.lower, q.upper = sliceBounds(i, of)
			if q.inSlice(digest) {
				inOne++
			}
		}
		if inOne > 1 {
			t.Fatalf("%q is in %d slices of %d", digest, inOne, of)
		}
	})
}
