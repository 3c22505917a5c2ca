// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"mmgen/generator/pyvalue"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
	"mmgen/runner/safeio/faultfs"
	"mmgen/test/fakesmtp"
)

// changing are the steps of a disk that change something on it.
var changing = []string{"create", "write", "truncate", "chmod", "chtimes", "mkdir", "link", "symlink", "rename", "remove"}

// A story is what a site has to do, and with which runners.
type story struct {
	name    string
	lists   map[string]pyvalue.Value // attributes of the list test
	set     map[string]pyvalue.Value // settings
	rules   []fakesmtp.Rule
	entries []entry
	bounced []bounced // what a runner of Mailman's that was killed had noted
	runners []string
	later   time.Duration // after which the next run comes
}

var stories = []story{
	{name: "posts, archive and news", runners: []string{"Incoming"}, entries: posts("a", "b"),
		lists: map[string]pyvalue.Value{"archive": true, "gateway_to_news": int64(1), "nntp_host": pyvalue.Str("news"), "linked_newsgroup": pyvalue.Str("g")}},
	{name: "held posts", runners: []string{"Incoming"}, entries: posts("a", "b"),
		lists: map[string]pyvalue.Value{"default_member_moderation": int64(1), "emergency": int64(1), "admin_immed_notify": int64(1)}},
	{name: "held by a rule, with a letter", runners: []string{"Incoming", "Virgin"}, entries: posts("a"),
		lists: map[string]pyvalue.Value{"require_explicit_destination": int64(0), "max_message_size": int64(0), "bounce_matching_headers": pyvalue.Str("subject: a\n")}},
	{name: "a digest", runners: []string{"Incoming", "Virgin"}, entries: posts("a", "b", "c"),
		lists: map[string]pyvalue.Value{"digestable": true, "digest_size_threshhold": 0.3}},
	{name: "bounces that out registers", runners: []string{"Outgoing"}, later: 30 * time.Hour,
		rules:   []fakesmtp.Rule{{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"}},
		lists:   map[string]pyvalue.Value{"bounce_score_threshold": 9.0},
		entries: []entry{{subject: "a", recips: []string{anne, bart}}}},
	{name: "a member who is disabled", runners: []string{"Outgoing"}, later: 30 * time.Hour,
		rules:   []fakesmtp.Rule{{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"}},
		lists:   map[string]pyvalue.Value{"bounce_score_threshold": 1.0},
		entries: []entry{{subject: "a", recips: []string{anne, bart}}}},
	{name: "refused for good and for now", runners: []string{"Outgoing"}, later: time.Second,
		rules:   []fakesmtp.Rule{{On: fakesmtp.Rcpt, Match: "bart", Reply: "550 no such user"}, {On: fakesmtp.Rcpt, Match: "cate", Reply: "450 later"}},
		lists:   map[string]pyvalue.Value{"bounce_score_threshold": 9.0},
		entries: []entry{{subject: "a", recips: []string{anne, bart, "cate@example.net"}}}},
	{name: "email commands", runners: []string{"Command"}, entries: []entry{
		{queue: "commands", subject: "info", extra: []queue.Extra{queue.With("torequest", int64(1))}},
		{queue: "commands", subject: "leave", extra: []queue.Extra{queue.With("torequest", int64(1))}},
		{queue: "commands", subject: "nothing", extra: []queue.Extra{queue.With("torequest", int64(1))}}}},
	{name: "an entry that is due again", runners: []string{"Retry", "Outgoing"},
		entries: []entry{{queue: "retry", subject: "a", recips: []string{anne}}}},
	{name: "a post with attachments", runners: []string{"Incoming"},
		lists:   map[string]pyvalue.Value{"scrub_nondigest": true},
		entries: []entry{{queue: "in", subject: "a", text: twoPictures}, {queue: "in", subject: "b", text: twoPictures}}},
	{name: "posts for the mailbox", runners: []string{"Arch"}, set: map[string]pyvalue.Value{"ARCHIVE_TO_MBOX": int64(1)},
		entries: []entry{{queue: "archive", subject: "a"}, {queue: "archive", subject: "b"}}},
	{name: "posts for the archive's pages", runners: []string{"Arch"}, entries: []entry{
		{queue: "archive", subject: "a"}, {queue: "archive", subject: "pictures", text: twoPictures}, {queue: "archive", subject: "b"}}},
	{name: "bounces that a killed runner of Mailman's has left", runners: []string{"Outgoing"},
		lists:   map[string]pyvalue.Value{"bounce_score_threshold": 9.0},
		bounced: []bounced{{"test", anne}, {"other", bart}, {"test", bart}, {"gone", bart}, {"other", anne}}},
}

// bounced is a member whose mail came back.
type bounced struct{ list, addr string }

// eventsOf is the file in which Mailman's BounceRunner.py notes that, with half an
// event at its end.
func eventsOf(t testing.TB, left []bounced) (file []byte) {
	for _, b := range left {
		day := pyvalue.NewTuple(int64(2026), int64(11), int64(18))
		data, err := pickle.Dump(pyvalue.NewTuple(pyvalue.Str(b.list), pyvalue.Str(b.addr), day, post("back").Pickle()), 1)
		if err != nil {
			t.Fatal(err)
		}
		file = append(file, data...)
	}
	return append(file, file[:30]...)
}

// noProcess is a process ID that no process has: it is above the kernel's limit.
const noProcess = "9999999"

const twoPictures = "From: anne@example.com\nTo: test@lists.example.com\nSubject: pictures\nMessage-ID: <pictures@example.com>\n" +
	"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n" +
	"--x\nContent-Type: image/gif\n\nGIF\n--x\nContent-Type: image/png\n\nPNG\n--x--\n"

// told is a site on which a story is played.
type told struct {
	*world
	story
	accepted int // transactions when the disk was changed last
}

func (s story) begin(t *testing.T) *told {
	w := newWorld(t, s.rules...)
	attrs := map[string]pyvalue.Value{
		"archive": false, "digestable": false, "subject_prefix": pyvalue.Str(""), "require_explicit_destination": int64(0),
		"digest_footer": pyvalue.Str(""),
	}
	maps.Copy(attrs, s.lists)
	w.AddList(t, "test", attrs)
	w.Set("LIST_LOCK_TIMEOUT", 0.02)
	for name, v := range s.set {
		w.Set(name, v)
	}
	w.put(s.entries...)
	if s.bounced != nil {
		w.AddList(t, "other", attrs)
		w.Write(t, "data/bounce-events-"+noProcess+".pck", eventsOf(t, s.bounced))
	}
	return &told{world: w, story: s}
}

// interruption is what happens to a run.
type interruption struct {
	kills  bool
	reason error
	ops    []string // steps that fail from then on; nil for all
	every  int      // of so many steps one is tried
}

func (i interruption) stops(op string) bool { return i.ops == nil || slices.Contains(i.ops, op) }

var (
	kill     = interruption{kills: true, reason: unix.EIO, every: 1}
	fullDisk = interruption{reason: unix.ENOSPC, ops: []string{"create", "write", "mkdir", "link"}, every: 4}
)

// interrupt drains until a step that changes the disk, at which it is interrupted. Where it
// is killed nothing of the site can be reached from then on. It tells whether the drain
// came to its end before that.
func (s *told) interrupt(step int, how interruption) (survived bool) {
	reached, dead := false, false
	s.FS = &faultfs.FS{Fail: func(op, _ string) error {
		if changes := slices.Contains(changing, op); changes && !reached {
			step--
			reached = step == 0
			dead = reached && how.kills
		}
		if reached && how.stops(op) {
			return how.reason
		}
		s.accepted = len(s.smtp.Transcript().Transactions)
		return nil
	}}
	dial := s.Dial
	s.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return &mortal{conn, &dead}, err
	}
	s.drain(s.runners...)
	s.Dial = dial
	s.mend()
	s.othersLocks()
	return !reached
}

// othersLocks has the locks that are left be those of a process that is gone: this one
// knows its own by their paths.
func (s *told) othersLocks() {
	check(s.world, os.Rename(s.Path("locks"), s.Path("locks-then")))
	s.Set("LOCK_DIR", s.Path("locks-then"))
	files, _ := filepath.Glob(s.Path("locks-then/*"))
	for _, file := range files {
		info, err := os.Stat(file)
		check(s.world, err)
		data, err := os.ReadFile(file)
		check(s.world, err)
		text := strings.ReplaceAll(string(data), s.Path("locks")+"/", s.Path("locks-then")+"/")
		check(s.world, os.WriteFile(file, []byte(text), 0o660)) // in place: two of the names are one file
		check(s.world, os.Chtimes(file, info.ModTime(), info.ModTime()))
	}
}

// mortal is a connection of a process that may be killed.
type mortal struct {
	net.Conn
	dead *bool
}

func (m *mortal) Write(p []byte) (int, error) {
	if *m.dead {
		m.Close()
		return 0, errors.New("killed")
	}
	return m.Conn.Write(p)
}

// finish is the next run.
func (s *told) finish() int {
	s.Clock = s.Clock.Add(max(s.later, time.Second))
	s.PID++
	return s.drain(s.runners...)
}

// envelope is the envelope line of an archived post, which has the time of archiving.
var envelope = regexp.MustCompile(`(?m)^From nobody .*$`)

// outcome is all that the site has then: what is queued, delivered, known of the list
// and left in its directories.
func (s *told) outcome() string {
	lines := strings.Split(strings.TrimSpace(s.left()), "\n")
	for i, line := range lines {
		if words := strings.Fields(line); len(words) > 0 && strings.Contains(line, "confirm ") {
			lines[i] = words[0] + " confirm"
		}
	}
	for name := range s.deliveries() {
		lines = append(lines, "delivered "+name)
	}
	l := s.list()
	lines = append(lines, fmt.Sprint("post_id ", pyvalue.Repr(l.Value("post_id")), ", digest ", pyvalue.Repr(l.Value("next_digest_number")),
		", requests ", pyvalue.Repr(l.Value("next_request_id")), ", score ", s.score(bart), ", disabled ", l.Dict("delivery_status").Len()))
	lines = append(lines, s.waitsIn("pending.pck", 2), s.waitsIn("request.pck", 1))
	box, _ := os.ReadFile(s.Path("lists/test/digest.mbox"))
	lines = append(lines, fmt.Sprint("in digest.mbox ", strings.Count(string(box), "\nSubject:")))
	lines = append(lines, "in test.mbox "+strings.Join(strings.Fields(envelope.ReplaceAllString(s.mbox(), "From nobody")), " "))
	lines = append(lines, s.pages()...)
	lines = append(lines, fmt.Sprint("on the list other ", s.scores("other", anne, bart)))
	for _, dir := range []string{"data/*", "lists/*/*", "locks-then/*", "archives/*/*", "archives/*/*/*", "archives/*/*/*/*", "archives/private/*/attachments/*/*/*"} {
		files, _ := filepath.Glob(s.Path(dir))
		for _, file := range files {
			if filepath.Base(file) != "config.pck.last" { // is there once a list is saved twice
				lines = append(lines, strings.TrimPrefix(file, s.Var))
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}

// clock is a time of the day, as pages and envelope lines have it.
var clock = regexp.MustCompile(`\d\d:\d\d:\d\d`)

// pages are the texts of the list's archive, each in a line, without the time of the day at which
// they were written.
func (s *told) pages() (lines []string) {
	for _, pattern := range []string{"*.txt", "*.html", "*/*.html"} {
		files, _ := filepath.Glob(s.Path("archives/private/test/" + pattern))
		for _, file := range files {
			text, err := os.ReadFile(file)
			check(s.world, err)
			lines = append(lines, filepath.Base(file)+" is "+strings.Join(strings.Fields(clock.ReplaceAllString(string(text), "TIME")), " "))
		}
	}
	return lines
}

// scores are those of members of a list; none where the story has no such list.
func (s *told) scores(list string, addrs ...string) (scores []string) {
	l, err := s.OpenList(list)
	if err != nil {
		return nil
	}
	for _, addr := range addrs {
		info, err := member.Of(l).BounceInfo(addr)
		check(s.world, err)
		if info != nil {
			scores = append(scores, addr+" "+pyvalue.Repr(info.Score()))
		}
	}
	return scores
}

// waitsIn counts what is in a file of the list, beside those keys that tell of the file
// itself.
func (s *told) waitsIn(file string, own int) string {
	data, err := safeio.ReadFile(safeio.OS, s.Path("lists/test/"+file), 1<<20)
	if err != nil {
		return file + " none"
	}
	v, _, err := pickle.Load(data)
	if err != nil {
		s.t.Fatal(err)
	}
	return fmt.Sprint(file, " ", v.(*pyvalue.Dict).Len()-own)
}

// doubles are those who got a message twice, but for what the server accepted last,
// before the process could note it.
func (s *told) doubles() (twice []string) {
	inHand := map[string]bool{}
	for _, tr := range s.smtp.Transcript().Transactions[s.accepted:] {
		for _, r := range tr.Rcpts {
			inHand[string(r.To)] = true
		}
	}
	for name, n := range s.deliveries() {
		to := name[strings.LastIndexByte(name, ' ')+1:]
		if n > 2 || n == 2 && !inHand[to] {
			twice = append(twice, fmt.Sprint(name, " ", n, " times"))
		}
	}
	return twice
}

// TestKilledAtEveryCall: a run is killed before each step that changes the disk, and
// another one comes: all is as if nobody had been killed. Nothing is lost or doubled,
// and no lock, temporary file, record or held message is left over.
func TestKilledAtEveryCall(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.playAll(t, kill)
		})
	}
}

// TestFullDiskAtEveryCall: the same with a disk that is full from a step on, each fourth.
func TestFullDiskAtEveryCall(t *testing.T) {
	for _, s := range stories {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.playAll(t, fullDisk)
		})
	}
}

func (s story) playAll(t *testing.T, how interruption) {
	whole := s.begin(t)
	if !whole.interrupt(1<<30, how) {
		t.Fatal("the whole run was interrupted")
	}
	if status := whole.finish(); status != 0 {
		t.Fatalf("exit status %d: %v", status, whole.err)
	}
	want := whole.outcome()
	if strings.Contains(want, ".tmp") || strings.Contains(want, mlist.ChangePrefix) || strings.Contains(want, "/locks-then/") {
		t.Fatalf("a run that nobody interrupts leaves\n%s", want)
	}
	step := 1
	for ; ; step += stride(how.every) {
		one := s.begin(t)
		if one.interrupt(step, how) {
			break
		}
		if status := one.finish(); status != 0 {
			t.Errorf("step %d: exit status %d: %v", step, status, one.err)
		}
		if got := one.outcome(); got != want {
			t.Errorf("step %d: there is\n%swant\n%s", step, got, want)
		}
		if twice := one.doubles(); len(twice) > 0 {
			t.Errorf("step %d: doubled are %q", step, twice)
		}
		if t.Failed() {
			t.Fatal(one.Log)
		}
	}
	if step < 20 {
		t.Errorf("only %d steps", step)
	}
}
