// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/queue"
	"mmgen/runner/safeio/faultfs"
)

// askedPolicies is a world whose list test munges posts of authors with a DMARC policy
// (and whose list other does not), and the names that the DNS is asked for. Domains that
// begin with reject have a policy, and the server fails for broken.example. No list is
// locked meanwhile.
func askedPolicies(t *testing.T) (w *world, asked *names) {
	w, asked = newPostWorld(t), new(names)
	w.AddList(t, "test", map[string]pyvalue.Value{
		"archive": false, "digestable": false, "subject_prefix": pyvalue.Str(""), "require_explicit_destination": int64(0),
		"generic_nonmember_action": int64(0), "dmarc_moderation_action": int64(1),
	})
	w.LookupTXT = func(_ context.Context, name string) ([]string, error) {
		if locks, _ := filepath.Glob(w.Path("locks/test.lock*")); len(locks) > 0 {
			t.Errorf("%s is asked for with the list locked: %q", name, locks)
		}
		asked.add(name)
		switch {
		case strings.HasPrefix(name, "_dmarc.reject"):
			return []string{"v=DMARC1; p=reject"}, nil
		case name == "_dmarc.broken.example.":
			return nil, errors.New("server misbehaving")
		}
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return w, asked
}

// names are noted by several goroutines.
type names struct {
	mu  sync.Mutex
	all []string
}

func (n *names) add(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.all = append(n.all, name)
}

// want compares the names, in the order of the alphabet, and forgets them.
func (n *names) want(t *testing.T, want ...string) {
	t.Helper()
	slices.Sort(n.all)
	if !slices.Equal(n.all, want) {
		t.Errorf("asked for %q, want %q", n.all, want)
	}
	n.all = nil
}

// postFrom is a post by an author to the list test, the subject of which is the author.
func postFrom(author string, extra ...queue.Extra) entry {
	return entry{queue: "in", subject: author, extra: extra,
		text: fmt.Sprintf("From: %[1]s\nTo: test@lists.example.com\nSubject: %[1]s\nMessage-ID: <%[1]s>\n\nHello.\n", author)}
}

// authors are those of the posts in a queue: address, and "via" for those that were munged.
func (w *world) authors(queue string) string {
	var all []string
	for _, e := range w.entries(queue) {
		author := e.Msg.Get("subject")
		if strings.Contains(e.Msg.Get("from"), "via") {
			author += " via"
		}
		all = append(all, author)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// TestPolicies: the policies of authors' domains are asked for before the list is locked,
// each once, and count when the posts are handled.
func TestPolicies(t *testing.T) {
	w, asked := askedPolicies(t)
	w.put(postFrom("a@good.example"), postFrom("b@reject.example"), postFrom("c@REJECT.example"),
		postFrom("d@broken.example"), postFrom("e@sub.reject.example"), postFrom("f@sub.good.example"))
	if status := w.drain("Incoming"); status != 0 {
		t.Fatalf("exit status %d (%v)\n%s", status, w.err, w.Log)
	}
	asked.want(t, "_dmarc.broken.example.", "_dmarc.good.example.", "_dmarc.reject.example.", "_dmarc.sub.good.example.", "_dmarc.sub.reject.example.")
	if got, want := w.authors("out"), "a@good.example, b@reject.example via, c@REJECT.example via, d@broken.example via, "+
		"e@sub.reject.example via, f@sub.good.example"; got != want {
		t.Errorf("posts are by %s, want %s", got, want)
	}
	const found = "vette: Test: DMARC lookup for %s (_dmarc.reject.example) found p=reject in _dmarc.reject.example. = v=DMARC1; p=reject\n"
	if got, want := w.Log.String(), fmt.Sprintf(found, "b@reject.example")+fmt.Sprintf(found, "c@reject.example")+
		"error: DNSException: Unable to query DMARC policy for d@broken.example (_dmarc.broken.example). server misbehaving\n"+
		fmt.Sprintf(found, "e@sub.reject.example"); strings.TrimSpace(got) != strings.TrimSpace(want) {
		t.Errorf("the log is\n%s\nwant\n%s", got, want)
	}
	w.noLocks()
}

// TestPoliciesAreNotAskedFor: nobody is asked about posts that no policy matters to.
func TestPoliciesAreNotAskedFor(t *testing.T) {
	w, asked := askedPolicies(t)
	toOther := postFrom("a@reject.example")
	toOther.list = "other"
	w.put(toOther, postFrom("b@reject.example", with("toowner", int64(1)), with("pipeline", pyvalue.Strings("SpamDetect", "ToOutgoing"))),
		postFrom("c@reject.example", with("pipeline", pyvalue.Strings("CookHeaders", "ToOutgoing"))), postFrom("nobody"))
	if status := w.drain("Incoming"); status != 0 {
		t.Fatalf("exit status %d (%v)\n%s", status, w.err, w.Log)
	}
	asked.want(t)
}

// TestPoliciesOfManyAuthors: a batch does not end at each author.
func TestPoliciesOfManyAuthors(t *testing.T) {
	w, asked := askedPolicies(t)
	var want []string
	for i := range 120 {
		domain := fmt.Sprintf("reject%03d.example", i)
		w.put(entry{queue: "in", at: float64(w.Clock.Unix()) - 1000 + float64(i), text: postFrom("a@" + domain).text})
		want = append(want, "_dmarc."+domain+".")
	}
	saves := 0
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if op == "rename" && strings.Contains(path, "lists/test/config.pck.tmp.") {
			saves++
		}
		return nil
	}}
	if status := w.drain("Incoming"); status != 0 {
		t.Fatalf("exit status %d (%v)\n%s", status, w.err, w.Log)
	}
	asked.want(t, want...)
	if n := strings.Count(w.authors("out"), " via"); n != 120 || saves != 3 {
		t.Errorf("%d posts were munged and the list saved %d times, want 120 and 3", n, saves)
	}
}

// TestPolicyAskedForAgain: after a minute an answer does not count any more.
func TestPolicyAskedForAgain(t *testing.T) {
	w, asked := askedPolicies(t)
	ask := w.LookupTXT
	w.LookupTXT = func(ctx context.Context, name string) ([]string, error) {
		w.Clock = w.Clock.Add(61 * time.Second)
		return ask(ctx, name)
	}
	w.put(postFrom("a@reject.example"), postFrom("b@reject.example"))
	if status := w.drain("Incoming"); status != 0 || w.authors("out") != "a@reject.example via, b@reject.example via" {
		t.Errorf("exit status %d (%v), posts by %s\n%s", status, w.err, w.authors("out"), w.Log)
	}
	asked.want(t, "_dmarc.reject.example.", "_dmarc.reject.example.")
}

// TestStopWhileAskingForPolicies: told to stop while the DNS does not answer, the posts stay.
func TestStopWhileAskingForPolicies(t *testing.T) {
	w, _ := askedPolicies(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	w.LookupTXT = func(ctx context.Context, _ string) ([]string, error) {
		stop()
		<-ctx.Done()
		return nil, ctx.Err()
	}
	w.put(postFrom("a@reject.example"), postFrom("b@reject.example"))
	if status := w.drainUntil(ctx, "Incoming"); status != 0 || w.authors("in") != "a@reject.example, b@reject.example" {
		t.Errorf("exit status %d (%v), and in the queue are posts by %s", status, w.err, w.authors("in"))
	}
	if strings.Contains(w.Log.String(), "DNSException") {
		t.Errorf("a question that was given up is logged:\n%s", w.Log)
	}
}
