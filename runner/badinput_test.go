// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
)

// badName is an entry's name; entries of that name come first.
const badName = "1794000000.5+00000000000000000000000000000000000000aa"

// hostile are files that nobody can make an entry of. Mailman's runner keeps
// each as .psv.
var hostile = map[string]string{
	"empty":                "",
	"text":                 "this is no pickle\n",
	"one byte":             ".",
	"unknown opcode":       "\xff.",
	"two messages":         "S'a'\n.",
	"metadata is a list":   "S'Subject: x\\n\\n'\np0\n.(lp0\n.",
	"metadata is a number": "S'Subject: x\\n\\n'\n.I5\n.",

	"a string of 1 GiB":         "T\x00\x00\x00\x40abc.(d.",
	"a string of 2 GiB":         "T\xff\xff\xff\x7fabc.(d.",
	"a unicode of 2 GiB":        "X\xff\xff\xff\x7fabc.(d.",
	"a long of 2 GiB":           "\x80\x02\x8b\xff\xff\xff\x7f\x01.(d.",
	"a negative length":         "T\xff\xff\xff\xffabc.(d.",
	"what was never remembered": "g7\n.(d.",
	"an endless number":         "L" + strings.Repeat("9", 1<<20) + "L\n.(d.",
	"nothing on the stack":      "0000.",
	"a mark and no end":         strings.Repeat("(", 1<<16) + ".",

	"a shell command":   "cos\nsystem\n(S'touch HERE/hacked'\ntR.(d.",
	"a Python builtin":  "c__builtin__\neval\n(S'open(\"HERE/hacked\", \"w\")'\ntR.(d.",
	"an unknown class":  "(iMailman.Evil\nEvil\np0\n(dp1\nb.(d.",
	"metadata commands": "S'Subject: x\\n\\n'\n.cos\nsystem\n(S'touch HERE/hacked'\ntR.",
	"copy_reg's way":    "ccopy_reg\n_reconstructor\n(cos\nsystem\nc__builtin__\nobject\nNtR.(d.",
	"an extension":      "\x80\x02\x82\x01.(d.",
	"a persistent id":   "Phacked\n.(d.",
}

// TestHostilePickles: each bad file is put aside with a line in the log, and
// the entry behind it is delivered.
func TestHostilePickles(t *testing.T) {
	for name, content := range hostile {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			content := strings.ReplaceAll(content, "HERE", w.Var)
			w.raw("out/"+badName+".pck", content)
			w.put(entry{subject: "good", recips: []string{anne, bart}})
			w.check(w.drain("Outgoing"), 0, "bad/"+badName+".psv", "good: "+anne+" "+bart)
			w.logged("error: Skipping and preserving unparseable message: " + badName)
			w.logged("error: Uncaught runner exception: entry " + badName + ": ")
			if kept, err := os.ReadFile(w.Path("qfiles/bad/" + badName + ".psv")); err != nil || string(kept) != content {
				t.Errorf("the file was changed: %q, %v", kept, err)
			}
			if _, err := os.Stat(w.Path("hacked")); err == nil {
				t.Error("what the pickle said was done")
			}
		})
	}
}

// TestHostileLeftover: the same files as .bak, left by a runner that died.
func TestHostileLeftover(t *testing.T) {
	for name, content := range hostile {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.raw("retry/"+badName+".bak", content)
			w.put(entry{queue: "retry", subject: "good", recips: []string{anne}})
			w.check(w.drain("Retry"), 0, "bad/"+badName+".psv\nout good: "+anne, "")
			w.logged("error: Unpickling .bak exception: ")
		})
	}
}

// TestBadIsNotSaved: QRUNNER_SAVE_BAD_MESSAGES = No.
func TestBadIsNotSaved(t *testing.T) {
	w := newWorld(t)
	w.Set("QRUNNER_SAVE_BAD_MESSAGES", int64(0))
	w.raw("out/"+badName+".pck", "garbage")
	w.check(w.drain("Outgoing"), 0, "", "")
	w.logged("error: Ignoring unparseable message: " + badName)
}

// TestTruncated: an entry cut off after each of its bytes. None is lost, and
// none of them is delivered but the one that is whole.
func TestTruncated(t *testing.T) {
	w := newWorld(t)
	name := w.put(entry{subject: "whole", recips: []string{anne}})[0]
	whole, err := os.ReadFile(w.Path("qfiles/out/" + name + ".pck"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for n := range whole {
		cut := strings.Replace(badName, ".5+", "."+strings.Repeat("0", 4-len(itoa(n)))+itoa(n)+"+", 1)
		w.raw("out/"+cut+".pck", string(whole[:n]))
		want = append(want, "bad/"+cut+".psv\n")
	}
	w.check(w.drain("Outgoing"), 0, strings.Join(want, ""), "whole: "+anne)
}

// TestStrangeMetadata: entries that can be read and make no sense. Each is
// shunted, with the way back in its metadata, or, where its list is to blame,
// without.
func TestStrangeMetadata(t *testing.T) {
	self := &pyvalue.List{}
	self.Items = []pyvalue.Value{self}
	for name, tt := range map[string]struct {
		extra  queue.Extra
		whichq bool
	}{
		"recips is a number":            {queue.With("recips", int64(5)), true},
		"recips holds itself":           {queue.With("recips", self), true},
		"recips holds a number":         {queue.With("recips", &pyvalue.List{Items: []pyvalue.Value{int64(1)}}), true},
		"undelivered is a text":         {queue.With("undelivered", pyvalue.Str("x")), true},
		"undelivered holds itself":      {queue.With("undelivered", self), true},
		"a list that does not exist":    {queue.With("listname", pyvalue.Str("nowhere")), false},
		"a list outside of the lists":   {queue.With("listname", pyvalue.Str("../lists/test")), false},
		"a list with a NUL in its name": {queue.With("listname", pyvalue.Str("te\x00st")), false},
		"a list that is a number":       {queue.With("listname", int64(7)), false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.put(
				entry{subject: "strange", recips: []string{anne}, extra: []queue.Extra{tt.extra}},
				entry{subject: "good", recips: []string{bart}},
			)
			status := w.drain("Outgoing")
			shunted := w.entries("shunt")
			if len(shunted) != 1 || shunted[0].Msg.Get("subject") != "strange" {
				t.Fatalf("in the queues are\n%s%s", w.left(), w.Log)
			}
			left := w.left() // whatever recipients those are
			w.check(status, 0, left, "good: "+bart)
			if !strings.HasPrefix(left, "shunt strange") || strings.Count(left, "\n") != 1 {
				t.Errorf("in the queues are\n%s", left)
			}
			want := ""
			if tt.whichq {
				want = w.Path("qfiles/out")
			}
			if got := shunted[0].Data.Str("whichq"); got != want {
				t.Errorf("whichq is %q, want %q", got, want)
			}
			w.logged("error: SHUNTING: ")
		})
	}
}

// TestMessageHoldsItself: a message that is one of its own parts.
func TestMessageHoldsItself(t *testing.T) {
	w := newWorld(t)
	v := post("loop").Pickle()
	msg := v.(*pickle.Instance)
	msg.State.(*pyvalue.Dict).SetStr("_payload", &pyvalue.List{Items: []pyvalue.Value{msg}})
	content, err := pickle.Dump(msg, 1)
	if err != nil {
		t.Fatal(err)
	}
	content, err = pickle.AppendDump(content, metadata(entry{recips: []string{anne}}).Dict, 1)
	if err != nil {
		t.Fatal(err)
	}
	w.raw("out/"+badName+".pck", string(content))
	w.put(entry{subject: "good", recips: []string{bart}})
	status := w.drain("Outgoing")
	if got := w.sent(); got != "good: "+bart+"\n" {
		t.Errorf("sent was\n%s", got)
	}
	kept, _ := filepath.Glob(w.Path("qfiles/[bs]*/*"))
	if status != 0 || len(kept) != 1 {
		t.Errorf("exit status %d, kept %v\n%s", status, kept, w.Log)
	}
}

// TestDeep: values nested so deeply that a careless reader's stack overflows.
func TestDeep(t *testing.T) {
	const deep = 1 << 17
	for name, content := range map[string]string{
		"message is tuples":   strings.Repeat("(", deep) + strings.Repeat("t", deep) + ".(d.",
		"message is lists":    strings.Repeat("]", deep) + strings.Repeat("a", deep-1) + ".(d.",
		"metadata has tuples": "S'Subject: x\\n\\n'\n.(dS'_parsemsg'\nI01\nsS'recips'\n" + strings.Repeat("(", deep) + strings.Repeat("t", deep) + "s.",
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.raw("out/"+badName+".pck", content)
			w.put(entry{subject: "good", recips: []string{bart}})
			status := w.drain("Outgoing")
			kept, _ := filepath.Glob(w.Path("qfiles/[bs]*/*"))
			if status != 0 || len(kept) != 1 || w.sent() != "good: "+bart+"\n" {
				t.Errorf("exit status %d, kept %v, sent %q\n%.2000s", status, kept, w.sent(), w.Log)
			}
		})
	}
}

// TestStrays: a file that ends like an entry but is not one stays where it is, and is
// told once, however many drains there are. The rest is drained and the drain ends
// well: path units watch for other names.
func TestStrays(t *testing.T) {
	for _, name := range []string{"noplus.pck", "x+y.pck", "+.pck", "..pck.pck", "nan(1)+aa.pck", "noplus.bak"} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.raw("out/"+name, "whatever")
			sent := ""
			for _, subject := range []string{"first", "second"} {
				w.put(entry{subject: subject, recips: []string{anne}})
				sent += subject + ": " + anne + "\n"
				w.mend() // another process
				w.check(w.drain("Outgoing"), 0, "out/"+name, strings.TrimSuffix(sent, "\n"))
			}
			line := "error: Not a queue entry, left alone: " + w.Path("qfiles/out/"+name)
			w.logged(line)
			if n := strings.Count(w.Log.String(), line); n != 1 {
				t.Errorf("it was told %d times", n)
			}
			if err := os.Remove(w.Path("qfiles/out/" + name)); err != nil {
				t.Fatal(err)
			}
			w.check(w.drain("Outgoing"), 0, "", strings.TrimSuffix(sent, "\n"))
			w.raw("out/"+name, "whatever")
			w.drain("Outgoing")
			if n := strings.Count(w.Log.String(), line); n != 2 {
				t.Errorf("one that came anew was told %d times in all, want 2", n)
			}
		})
	}
}

// TestWatchedNames: what a path unit takes for an entry must not stay, or it would
// start the service for ever.
func TestWatchedNames(t *testing.T) {
	for _, name := range []string{"1+2+3", "1795000000.5+.+pck", "1x+aa", "0x10+a", "1_0+", "9+", "1foo+" + strings.Repeat("a0", 20)} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.put(entry{subject: "good", recips: []string{anne}})
			w.raw("out/"+name+".pck", "whatever")
			w.check(w.drain("Outgoing"), 0, "bad/"+name+".psv", "good: "+anne)
			w.logged("error: Skipping and preserving unparseable message: " + name)
		})
	}
}

// TestForeignFiles: what does not end like an entry is nobody's business.
func TestForeignFiles(t *testing.T) {
	names := []string{".nfs000123", "1+a.pck!", "README", "core", "x.pck.tmp", "x.psv", "x.pck~", ".pck"}
	w := newWorld(t)
	for _, name := range names {
		w.raw("out/"+name, "whatever")
	}
	if err := os.Mkdir(w.Path("qfiles/out/x.pck!"), 0o770); err != nil {
		t.Fatal(err)
	}
	w.put(entry{subject: "good", recips: []string{anne}})
	status := w.drain("Outgoing")
	want := append(slices.Clone(names), "x.pck!")
	slices.Sort(want)
	w.check(status, 0, "out/"+strings.Join(want, "\nout/"), "good: "+anne)
}

// TestNoFiles: things with an entry's name that are no files, or that nobody can
// read. None makes a drain wait, none harms the entries behind it, and as each
// looks like an entry to a path unit it is moved out of the way.
func TestNoFiles(t *testing.T) {
	for name, make := range map[string]func(path string) error{
		"directory":        func(path string) error { return os.Mkdir(path, 0o770) },
		"pipe":             func(path string) error { return unix.Mkfifo(path, 0o660) },
		"socket":           func(path string) error { return unix.Mknod(path, unix.S_IFSOCK|0o660, 0) },
		"link to nothing":  func(path string) error { return os.Symlink("nowhere", path) },
		"link to itself":   func(path string) error { return os.Symlink(path, path) },
		"link to a pipe":   func(path string) error { return linked(path, func(p string) error { return unix.Mkfifo(p, 0o660) }) },
		"link to a folder": func(path string) error { return os.Symlink("/", path) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if err := make(w.Path("qfiles/out/" + badName + ".pck")); err != nil {
				t.Fatal(err)
			}
			w.put(entry{subject: "good", recips: []string{anne}})
			status := w.drain("Outgoing")
			w.check(status, 0, w.left(), "good: "+anne)
			w.logged(badName)
			if _, err := os.Lstat(w.Path("qfiles/bad/" + badName + ".psv")); err != nil {
				t.Error(err)
			}
			if left, _ := filepath.Glob(w.Path("qfiles/out/*")); len(left) > 0 {
				t.Errorf("left are %q", left)
			}
		})
	}
}

// linked makes something elsewhere and a link to it.
func linked(path string, make func(string) error) error {
	elsewhere := filepath.Join(filepath.Dir(path), "../../elsewhere")
	if err := make(elsewhere); err != nil {
		return err
	}
	return os.Symlink(elsewhere, path)
}

// TestLinkToEntry: a link to an entry elsewhere is as good as the entry.
func TestLinkToEntry(t *testing.T) {
	w := newWorld(t)
	name := w.put(entry{subject: "linked", recips: []string{anne}})[0]
	if err := os.Rename(w.Path("qfiles/out/"+name+".pck"), w.Path("elsewhere")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(w.Path("elsewhere"), w.Path("qfiles/out/"+name+".pck")); err != nil {
		t.Fatal(err)
	}
	w.check(w.drain("Outgoing"), 0, "", "linked: "+anne)
	if _, err := os.Stat(w.Path("elsewhere")); err != nil {
		t.Error("what the link pointed to is gone")
	}
}
