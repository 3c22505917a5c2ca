// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"mmgen/runner/message"
)

// deviation is what mmrun does with a case in which Mailman loses or spoils
// mail. Recorded is then only what Mailman did.
type deviation struct {
	id      string
	exit    int
	queues  map[string]int // how many files lie in which queue, 0 elsewhere
	same    []string       // queues that are as they were before, to the byte
	sent    int            // how many messages the SMTP server accepted
	bounces int            // how many members have a bounce score
	logged  string         // stands in the logs
	holds   string         // stands in some entry, its transfer encoding undone
	not     string         // stands in no entry
}

var deviations = map[string]deviation{
	// D1: a malformed name. It stays a .pck in a watched queue, hence 75 and not
	// D1's 0: a path unit whose service exits 0 over a left-over dies of it.
	"bad-name-without-number": {id: "D1", exit: 0, queues: map[string]int{"in": 1}, same: []string{"in"}, logged: "left alone"},
	"bad-name-without-plus":   {id: "D1", exit: 0, queues: map[string]int{"in": 1}, same: []string{"in"}, logged: "left alone"},
	// D2: refused for good, but not because of a recipient.
	"out-data-refused-554": {id: "D2", queues: map[string]int{"shunt": 1}, logged: "5.5.1 no valid recipients"},
	"out-dataend-554":      {id: "D2", queues: map[string]int{"shunt": 1}, logged: "5.6.0 spam"},
	"out-helo-refused":     {id: "D2", queues: map[string]int{"shunt": 1}, logged: "no greeting"},
	"out-mail-refused-550": {id: "D2", queues: map[string]int{"shunt": 1}, logged: "5.7.1 sender unwanted"},
	// D3: no SMTP server.
	"out-connect-421":    {id: "D3", exit: 75, queues: map[string]int{"out": 1}, same: []string{"out"}, logged: "Cannot connect to SMTP server"},
	"out-nobody-listens": {id: "D3", exit: 75, queues: map[string]int{"out": 1}, same: []string{"out"}, logged: "Cannot connect to SMTP server"},
	// An interrupted entry is taken up first, which counts it, and then stays.
	"bad-bak-message-object": {id: "D3", exit: 75, queues: map[string]int{"out": 1}, logged: "Cannot connect to SMTP server"},
	// D4: retries run out.
	"out-retry-no-progress": {id: "D4", bounces: 2, logged: "Retries ran out"},
	// D5: the news server is away or says 4xx. D10: it hangs up or says 5xx.
	"news-greeting-400":     {id: "D5", exit: 75, queues: map[string]int{"news": 1}, same: []string{"news"}, logged: `(NNTPDirect) NNTP error for list "test": 400 closed`},
	"news-nobody-listens":   {id: "D5", exit: 75, queues: map[string]int{"news": 1}, same: []string{"news"}, logged: `(NNTPDirect) socket error for list "test": `},
	"news-post-not-allowed": {id: "D5", exit: 75, queues: map[string]int{"news": 1}, same: []string{"news"}, logged: `list "test": 440 posting not allowed`},
	"news-temp-error":       {id: "D5", exit: 75, queues: map[string]int{"news": 1}, same: []string{"news"}, logged: `list "test": 441 posting failed`},
	"news-drop":             {id: "D10", exit: 75, queues: map[string]int{"news": 1}, same: []string{"news"}, logged: "closed the connection, over the article"},
	"news-perm-error":       {id: "D10", exit: 75, queues: map[string]int{"news": 1}, same: []string{"news"}, logged: `list "test": 502 no permission`},
	// D6: addresses that a recogniser of Mailman's spoils.
	"bounces-groupwise": {id: "D6", bounces: 2, logged: "bart@example.org bounce score: 1.0"},
	"bounces-microsoft": {id: "D6", bounces: 1, logged: "bart@example.org bounce score: 1.0"},
	// D7: charsets that do not fit each other. What is sent: package handler's tests.
	"out-decorate-latin1-body-japanese-footer": {id: "D7", sent: 1},
	// D11: characters that the list's charset lacks. The digests: package digest's tests.
	"content-digest-threshold-mime-content": {id: "D11", queues: map[string]int{"archive": 2, "out": 2, "virgin": 4}, holds: "Gr\xc3\xbc\xc3\x9fe", not: "Gr??e"},
	// D13: text that disappears, here for want of the command that makes HTML plain.
	// (The corpus does not mark these two.)
	"content-html-command-missing": {id: "D13", queues: map[string]int{"archive": 1, "out": 1}, logged: "the part stays HTML", holds: "<body>Big</body>"},
	"content-filter-then-munge":    {id: "D13", queues: map[string]int{"archive": 1, "out": 1}, logged: "the part stays HTML", holds: "<p>"},
	// A prefix that is not ASCII is never added by Mailman under OLD_STYLE_PREFIXING.
	// (The corpus does not mark it, the README's table has it.)
	"in-subject-utf8-two-words": {id: "README", queues: map[string]int{"archive": 1, "out": 1}, holds: "Subject: Re: =?iso-8859-1?q?"},
	// D9: a locked list.
	"archive-list-locked": {id: "D9", exit: 75, queues: map[string]int{"archive": 1}, same: []string{"archive"}, logged: "list is locked"},
	// D8: not due.
	"out-deliver-after-future": {id: "D8", queues: map[string]int{"retry": 1}},
}

// check compares what a case left with what the deviation says.
func (d deviation) check(t *testing.T, w *World, tree Tree, got sent, status int) {
	t.Helper()
	if status != d.exit {
		t.Errorf("exit status %d, want %d", status, d.exit)
	}
	if got, want := w.queued(t), d.queues; !maps.Equal(got, want) && len(got)+len(want) > 0 {
		t.Errorf("queues hold %v, want %v", got, want)
	}
	for _, queue := range d.same {
		before, after := w.before(t, queue), w.after(t, queue)
		if !maps.Equal(before, after) {
			t.Errorf("queue %s has changed", queue)
		}
	}
	if n := accepted(got.nntp, "postend_reply"); n != 0 {
		t.Errorf("the news server accepted %d articles, want none", n)
	}
	if got := accepted(got.smtp, "dataend_reply"); got != d.sent {
		t.Errorf("the SMTP server accepted %d messages, want %d", got, d.sent)
	}
	if got := scores(tree); got != d.bounces {
		t.Errorf("%d members have a bounce score, want %d", got, d.bounces)
	}
	if !strings.Contains(w.logs(), d.logged) {
		t.Errorf("the logs do not say %q", d.logged)
	}
	texts := texts(tree)
	if !strings.Contains(texts, d.holds) {
		t.Errorf("no entry holds %q", d.holds)
	}
	if d.not != "" && strings.Contains(texts, d.not) {
		t.Errorf("an entry holds %q", d.not)
	}
}

// texts are the header fields and decoded bodies of all parts of all queued messages.
func texts(tree Tree) string {
	var all strings.Builder
	for _, file := range tree.Files {
		entry, _ := file["msg"].(map[string]any)
		if entry == nil {
			continue
		}
		message.Parse(str(entry["text"])).Walk(func(part *message.Message) {
			for _, field := range part.Fields() {
				all.WriteString(field.Name + ": " + field.Value.Encoded() + "\n")
			}
			all.WriteString(part.DecodedBody())
		})
	}
	return all.String()
}

// queued counts the files in each queue that has any.
func (w *World) queued(t *testing.T) map[string]int {
	t.Helper()
	count := map[string]int{}
	paths, err := filepath.Glob(filepath.Join(w.Var, "qfiles/*/*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		count[filepath.Base(filepath.Dir(path))]++
	}
	return count
}

// before are the files of a queue as the case has them; after as they are now.
func (w *World) before(t *testing.T, queue string) map[string]string {
	t.Helper()
	files := map[string]string{}
	paths, err := fs.Glob(w.files, "before/qfiles/"+queue+"/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := fs.ReadFile(w.files, path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = strings.ReplaceAll(string(data), w.Case.Var, w.Var)
	}
	return files
}

func (w *World) after(t *testing.T, queue string) map[string]string {
	t.Helper()
	files := map[string]string{}
	paths, err := filepath.Glob(filepath.Join(w.Var, "qfiles", queue, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		files[filepath.Base(path)] = string(data)
	}
	return files
}

// accepted counts the messages of a transcript that the server took, as this reply tells.
func accepted(transcript any, reply string) int {
	n := 0
	for _, item := range transactions(transcript) {
		if strings.HasPrefix(str(item.(map[string]any)[reply]), "2") {
			n++
		}
	}
	return n
}

// scores counts the members of all lists that have a bounce score.
func scores(tree Tree) int {
	n := 0
	for path, file := range tree.Files {
		list, _ := file["value"].(map[string]any)
		info, _ := list["bounce_info"].(map[string]any)
		if strings.HasSuffix(path, "/config.pck") {
			n += len(info)
		}
	}
	return n
}
