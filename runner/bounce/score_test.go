// SPDX-License-Identifier: GPL-2.0-or-later

package bounce_test

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"mmgen/generator/pyvalue"
	"mmgen/runner/bounce"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pending"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
	"mmgen/templates/letters"
)

// TestScore plays the folders of testdata/score. Each is one file:
//
//	setup    settings, lists, members, what is known of their bounces
//	message  what came back
//	bounces  DAY LIST ADDRESS.., in the order in which they were noted
//	probes   LIST ADDRESS LANGUAGE, probes that then come back
//
// and what Mailman 2.1.39 made of it, with the letters of templates/letters:
//
//	log      all log lines, behind the log's name
//	letter N the entries of the virgin queue: metadata, class, message
//	lists    some attributes of the lists, and pending.pck
//
// Cookies are numbered in the order in which they appear.
func TestScore(t *testing.T) {
	files, err := filepath.Glob("testdata/score/*.txtar")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files in testdata/score, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			given := make(map[string]string)
			var want strings.Builder
			for _, f := range ar.Files {
				if slices.Contains([]string{"setup", "message", "bounces", "probes"}, f.Name) {
					given[f.Name] = string(f.Data)
				} else {
					fmt.Fprintf(&want, "-- %s --\n%s", f.Name, f.Data)
				}
			}
			w, lists := setUp(t, given["setup"])
			play(t, w, given)
			if diff := gocmp.Diff(want.String(), outcome(t, w, lists)); diff != "" {
				t.Errorf("outcome (-Mailman +here):\n%s", diff)
			}
		})
	}
}

// setUp makes the site that a setup section describes, and returns the names
// of its lists.
func setUp(t *testing.T, setup string) (w *sitetest.World, lists []string) {
	w = sitetest.New(t)
	attrs := map[string]*pyvalue.Dict{"test": sitetest.Attrs(t)}
	list := func(name string) *pyvalue.Dict {
		if attrs[name] == nil {
			attrs[name] = sitetest.Attrs(t)
			attrs[name].SetStr("real_name", pyvalue.Str(strings.ToUpper(name[:1])+name[1:]))
		}
		return attrs[name]
	}
	// The letters in a folder, where they can be overridden by language.
	names, _ := letters.FS.ReadDir("en")
	for _, n := range names {
		data, _ := letters.FS.ReadFile("en/" + n.Name())
		w.Write(t, "templates/en/"+n.Name(), data)
	}
	for line := range strings.Lines(setup) {
		f := append(strings.SplitN(strings.TrimSpace(line), " ", 4), "", "", "")
		switch rest := f[3]; f[0] {
		case "":
		case "set":
			n, err := strconv.ParseInt(f[2], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			w.Set(f[1], n)
		case "list":
			list(f[1]).SetStr(f[2], literal(t, rest))
		case "member":
			addMember(list(f[1]), f[2], rest)
		case "info":
			addInfo(t, list(f[1]), f[2], strings.Fields(rest))
		case "catalogue":
			_, dict, _ := strings.Cut(strings.TrimSpace(line), f[1]+" ")
			var pairs []string
			for key, v := range literal(t, dict).(*pyvalue.Dict).All() {
				pairs = append(pairs, string(key.(pyvalue.Str)), string(v.(pyvalue.Str)))
			}
			w.WriteCatalogue(t, f[1], sitetest.Catalogue(binary.LittleEndian, pairs...))
		case "template":
			w.Write(t, "templates/"+f[1]+"/"+f[2], []byte(literal(t, rest).(pyvalue.Str)))
		default:
			t.Fatalf("setup: %s", line)
		}
	}
	for name, a := range attrs {
		data, err := pickle.Dump(a, 1)
		if err != nil {
			t.Fatal(err)
		}
		w.Write(t, "lists/"+name+"/config.pck", data)
		lists = append(lists, name)
	}
	slices.Sort(lists)
	return w, lists
}

func addMember(attrs *pyvalue.Dict, addr, lang string) {
	key := strings.ToLower(addr)
	var value pyvalue.Value = int64(0)
	if key != addr {
		value = pyvalue.Str(addr)
	}
	attrs.GetStr("members").(*pyvalue.Dict).SetStr(key, value)
	attrs.GetStr("passwords").(*pyvalue.Dict).SetStr(key, pyvalue.Str("memberpw"))
	attrs.GetStr("language").(*pyvalue.Dict).SetStr(key, pyvalue.Str(lang))
}

// addInfo is what is known of a member's bounces: score, day, notices left and
// perhaps "disabled".
func addInfo(t *testing.T, attrs *pyvalue.Dict, addr string, f []string) {
	day, err := time.Parse(time.DateOnly, f[1])
	if err != nil {
		t.Fatal(err)
	}
	state := new(pyvalue.Dict)
	state.SetStr("member", pyvalue.Str(addr))
	state.SetStr("cookie", nil)
	state.SetStr("score", literal(t, f[0]))
	state.SetStr("date", mlist.DayOf(day).Tuple())
	state.SetStr("noticesleft", literal(t, f[2]))
	state.SetStr("lastnotice", mlist.FirstDay(time.UTC).Tuple())
	attrs.GetStr("bounce_info").(*pyvalue.Dict).SetStr(addr, &pickle.Instance{
		Class: pickle.Global{Module: "Mailman.Bouncer", Name: "_BounceInfo"}, State: state, OldStyle: true})
	if len(f) > 3 {
		attrs.GetStr("delivery_status").(*pyvalue.Dict).SetStr(addr, pyvalue.NewTuple(int64(4), 1794999900.0))
	}
}

// play notes and registers the bounces, then lets the probes come back.
func play(t *testing.T, w *sitetest.World, given map[string]string) {
	r := bounce.NewRegistry(w.Site, "OutgoingRunner")
	now := w.Clock
	for line := range strings.Lines(given["bounces"]) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		day, err := time.Parse(time.DateOnly, f[0])
		if err != nil {
			t.Fatal(err)
		}
		w.Clock = day
		if err := noteIn(w, r, f[1], f[2:], message.Parse(given["message"])); err != nil {
			t.Fatal(err)
		}
	}
	w.Clock = now
	if err := r.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(given["probes"]) {
		f := strings.Fields(line)
		c := w.Change(t, f[0])
		c.KeepList()
		token, err := pending.New(c, pending.ProbeBounce, pyvalue.Str(f[1]), message.Parse(given["message"]).Pickle())
		if err != nil {
			t.Fatal(err)
		}
		w.Commit(t)
		if err := r.Probe(t.Context(), w.Open(t, f[0]), token, f[2]); err != nil {
			t.Fatal(err)
		}
	}
	if files, _ := os.ReadDir(w.Path("data")); len(files) != 0 {
		t.Errorf("files left in DATA_DIR: %v", files)
	}
}

var (
	boundaries = regexp.MustCompile(`={15}\d+==`)
	cookies    = regexp.MustCompile(`[0-9a-f](?:(?:=\n)?[0-9a-f]){39}`) // quoted-printable may break one
)

// numbered replaces cookies by numbers.
type numbered map[string]string

func (n numbered) in(s string) string {
	return cookies.ReplaceAllStringFunc(s, func(c string) string {
		c = strings.ReplaceAll(c, "=\n", "")
		if n[c] == "" {
			n[c] = fmt.Sprintf("COOKIE-%d", len(n)+1)
		}
		return n[c]
	})
}

// outcome writes down what became of the site.
func outcome(t *testing.T, w *sitetest.World, lists []string) string {
	number := make(numbered)
	var b strings.Builder
	fmt.Fprintf(&b, "-- log --\n%s", number.in(w.Log.String()))
	for i, e := range virgin(t, w) {
		fmt.Fprintf(&b, "-- letter %d --\n", i+1)
		for _, key := range sortedKeys(e.Data.Dict) {
			if key != "received_time" {
				fmt.Fprintln(&b, key, repr(e.Data.GetStr(key), number))
			}
		}
		text := boundaries.ReplaceAllString(number.in(e.Msg.String()), "===============BOUNDARY==")
		fmt.Fprintf(&b, "class %s\n\n%s", e.Msg.Pickle().(*pickle.Instance).Class.Name, text)
		if !strings.HasSuffix(b.String(), "\n") {
			b.WriteString("\n")
		}
	}
	b.WriteString("-- lists --\n")
	for _, name := range lists {
		attrs := load(t, w.Path("lists/"+name+"/config.pck"))
		for _, attr := range []string{"available_languages", "bounce_info", "delivery_status", "members", "passwords", "user_options"} {
			fmt.Fprintln(&b, name, attr, repr(attrs.GetStr(attr), number))
		}
		if _, err := os.Stat(w.Path("lists/" + name + "/config.pck.last")); err == nil {
			fmt.Fprintln(&b, name, "was saved")
		}
		if pending := w.Path("lists/" + name + "/pending.pck"); exists(pending) {
			fmt.Fprintln(&b, name, "pending", repr(load(t, pending), number))
		}
	}
	return b.String()
}

// virgin are the letters in the order in which they were written.
func virgin(t *testing.T, w *sitetest.World) []*queue.Entry {
	entries := w.Entries(t, site.Virgin)
	serial := func(e *queue.Entry) int {
		n, err := strconv.Atoi(strings.Split(e.Msg.Get("Message-ID"), ".")[1])
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	slices.SortFunc(entries, func(a, b *queue.Entry) int { return cmp.Compare(serial(a), serial(b)) })
	return entries
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func load(t *testing.T, path string) *pyvalue.Dict {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return v.(*pyvalue.Dict)
}
