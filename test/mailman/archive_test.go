// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner"
	"mmgen/runner/admin/rearchive"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// archiveSettings are those that say where archives and their queue are, and how
// archives look.
var archiveSettings = append([]string{
	"ARCHQUEUE_DIR", "SHUNTQUEUE_DIR", "BADQUEUE_DIR", "ARCHIVE_TO_MBOX", "ARCHIVER_CLOBBER_DATE_POLICY", "GZIP_ARCHIVE_TXT_FILES", "PUBLIC_MBOX", "ARCHIVE_HTML_SANITIZER",
	"ARCHIVER_ALLOWABLE_SANE_DATE_SKEW", "ARCHIVER_OBSCURES_EMAILADDRS", "PUBLIC_ARCHIVE_URL", "SCRUBBER_DONT_USE_ATTACHMENT_FILENAME", "SCRUBBER_USE_ATTACHMENT_FILENAME_EXTENSION",
}, shared...)

// archivist empties the archive queue of a site.
type archivist func(t *testing.T, w *sitetest.World)

// mmrun is this program.
func mmrun(t *testing.T, w *sitetest.World) {
	t.Helper()
	specs, err := runner.ParseSpec("ArchRunner")
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Drain(t.Context(), w.Site, specs, runner.Options{}); err != nil {
		t.Fatal(err)
	}
}

// archRunner is Mailman's.
func (in installed) archRunner(t *testing.T, w *sitetest.World) {
	t.Helper()
	in.archive(t, w)
}

// anew has Mailman's bin/arch make the archive anew of the list's mailbox.
func (in installed) anew(t *testing.T, w *sitetest.World) {
	t.Helper()
	in.archive(t, w, "-q", "--wipe", "test")
}

// addMailbox has Mailman's bin/arch add a mailbox of posts to the archive.
func (in installed) addMailbox(t *testing.T, w *sitetest.World, posts []string) {
	t.Helper()
	w.Write(t, "more.mbox", mailboxOf(posts))
	in.archive(t, w, "-q", "test", w.Path("more.mbox"))
}

func mailboxOf(posts []string) []byte {
	var mbox strings.Builder
	for _, post := range posts {
		mbox.WriteString("From someone@example.com Wed Nov 18 11:00:00 2026\n" + strings.ReplaceAll(post, "\nFrom here", "\n>From here") + "\n")
	}
	return []byte(mbox.String())
}

func (in installed) archive(t *testing.T, w *sitetest.World, argv ...string) {
	t.Helper()
	settings := map[string]any{}
	for _, name := range archiveSettings {
		v, _ := w.Settings.Value(name)
		settings[name] = encoded(v)
	}
	job, err := json.Marshal(map[string]any{
		"mailman": in.dir, "settings": settings, "clock": pickle.Seconds(w.Clock), "argv": append([]string{}, argv...),
	})
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("testdata/archive.py")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(in.python, "-B", script)
	cmd.Stdin = bytes.NewReader(job)
	cmd.Env = append(os.Environ(), "TZ=UTC")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("archive.py: %v\n%s", err, out)
	}
}

// archiveWorld is a site whose list test archives in the way that attrs say.
func (in installed) archiveWorld(t *testing.T, attrs map[string]pyvalue.Value) *sitetest.World {
	t.Helper()
	w := in.world(t, attrs)
	w.Set("ARCHIVER_CLOBBER_DATE_POLICY", 0) // posts come when their dates say
	for _, dir := range []string{"archives/private/test.mbox", "archives/private/test"} {
		if err := os.MkdirAll(w.Path(dir), 0o775); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// enqueue puts posts into the archive queue, a second apart and numbered.
func enqueue(t *testing.T, w *sitetest.World, posts []string) {
	t.Helper()
	q, err := w.Queue(site.Archive)
	if err != nil {
		t.Fatal(err)
	}
	for n, text := range posts {
		w.Clock = w.Clock.Add(time.Second)
		if _, err := q.Put(message.Parse(text), queue.Metadata{}, queue.With("listname", pyvalue.Str("test")), queue.With("number", int64(n))); err != nil {
			t.Fatal(err)
		}
	}
}

// archived has one archivist after the other archive the posts that are its share, and
// returns what the archive is then.
func archived(t *testing.T, w *sitetest.World, shares [][]string, by ...archivist) map[string]string {
	t.Helper()
	for i, posts := range shares {
		enqueue(t, w, posts)
		by[i%len(by)](t, w)
	}
	return archiveOf(t, w)
}

// compareArchives holds two archives of the same posts against each other.
func compareArchives(t *testing.T, mailman, here map[string]string) {
	t.Helper()
	if len(mailman) < 10 {
		t.Fatalf("Mailman's archive has only the files %q", mailman)
	}
	shown := 0
	for _, name := range slices.Sorted(maps.Keys(merged(mailman, here))) {
		if diff := cmp.Diff(mailman[name], here[name]); diff != "" && shown < 10 {
			t.Errorf("%s (-Mailman +here):\n%s", name, diff)
			shown++
		}
	}
}

func merged(a, b map[string]string) map[string]bool {
	all := map[string]bool{}
	for name := range a {
		all[name] = true
	}
	for name := range b {
		all[name] = true
	}
	return all
}

// periods are values of archive_volume_frequency.
var periods = map[string]int64{"year": 0, "month": 1, "quarter": 2, "week": 3, "day": 4}

// TestArchiveGoesOn: whoever archives, and whoever goes on, the archive is the same.
func TestArchiveGoesOn(t *testing.T) {
	in := findInstalled(t)
	for name, period := range periods {
		t.Run(name, func(t *testing.T) {
			attrs := map[string]pyvalue.Value{"archive_volume_frequency": period}
			posts := randomPosts(rand.New(rand.NewPCG(1, uint64(period))), 60)
			shares := [][]string{posts[:10], posts[10:25], posts[25:26], posts[26:]}
			mailman := archived(t, in.archiveWorld(t, attrs), shares, in.archRunner)
			for how, by := range map[string][]archivist{
				"mmrun alone": {mmrun}, "mmrun first": {mmrun, in.archRunner}, "Mailman first": {in.archRunner, mmrun},
			} {
				t.Run(how, func(t *testing.T) {
					w := in.archiveWorld(t, attrs)
					compareArchives(t, mailman, archived(t, w, shares, by...))
				})
			}
		})
	}
}

// TestArchAfterUs: Mailman's bin/arch goes on with what mmrun has archived, makes it anew,
// and mmrun goes on with that.
func TestArchAfterUs(t *testing.T) {
	in := findInstalled(t)
	posts := randomPosts(rand.New(rand.NewPCG(2, 2)), 50)
	play := func(t *testing.T, by archivist) (added, anew, after map[string]string) {
		w := in.archiveWorld(t, nil)
		enqueue(t, w, posts[:20])
		by(t, w)
		in.addMailbox(t, w, posts[20:30])
		added = archiveOf(t, w)
		in.anew(t, w)
		anew = archiveOf(t, w)
		enqueue(t, w, posts[30:])
		by(t, w)
		return added, anew, archiveOf(t, w)
	}
	added, anew, after := play(t, in.archRunner)
	addedHere, anewHere, afterHere := play(t, mmrun)
	for name, pair := range map[string][2]map[string]string{
		"added": {added, addedHere}, "anew": {anew, anewHere}, "after": {after, afterHere},
	} {
		t.Run(name, func(t *testing.T) { compareArchives(t, pair[0], pair[1]) })
	}
}

// TestRearchive: mmrun arch adds a mailbox, and makes the archive anew, as bin/arch does,
// also where posts are scrubbed before they come into the mailbox.
func TestRearchive(t *testing.T) {
	in := findInstalled(t)
	posts := randomPosts(rand.New(rand.NewPCG(5, 5)), 60)
	for _, scrubbed := range []int64{0, 1} {
		play := func(t *testing.T, add func(t *testing.T, w *sitetest.World, posts []string), anew archivist) (added, wiped, after map[string]string) {
			w := in.archiveWorld(t, map[string]pyvalue.Value{"scrub_nondigest": scrubbed})
			enqueue(t, w, posts[:20])
			mmrun(t, w)
			add(t, w, posts[20:40])
			added = archiveOf(t, w)
			w.Write(t, "archives/private/test/attachments/20261118/deadbeef/attachment.txt", []byte("kept, or not"))
			anew(t, w)
			wiped = archiveOf(t, w)
			enqueue(t, w, posts[40:])
			in.archRunner(t, w)
			return added, wiped, archiveOf(t, w)
		}
		added, wiped, after := play(t, in.addMailbox, in.anew)
		addedHere, wipedHere, afterHere := play(t, rearchiveMailbox, rearchiveAnew)
		for name, pair := range map[string][2]map[string]string{
			"added": {added, addedHere}, "wiped": {wiped, wipedHere}, "after": {after, afterHere},
		} {
			t.Run(fmt.Sprint(name, ", scrub_nondigest=", scrubbed), func(t *testing.T) {
				compareArchives(t, withoutLastVolume(pair[0]), withoutLastVolume(pair[1]))
			})
		}
	}
}

// TestRearchiveRange: mmrun arch takes the same messages of a mailbox as bin/arch with these
// numbers of the first and the last.
func TestRearchiveRange(t *testing.T) {
	in := findInstalled(t)
	posts := randomPosts(rand.New(rand.NewPCG(6, 6)), 40)
	for _, r := range []struct {
		arguments  []string
		start, end int
	}{
		{[]string{"-s", "5", "-e", "20"}, 5, 20},
		{[]string{"--start=12"}, 12, -1},
		{[]string{"-s", "40"}, 40, -1},
		{[]string{"-s", "29"}, 29, -1},
		{[]string{"--end", "3"}, 0, 3},
		{[]string{"-e", "0"}, 0, 0},
		{[]string{"-s", "7", "-e", "7"}, 7, 7},
		{[]string{"-s", "-3", "-e", "2"}, -3, 2},
		{[]string{"-s", "2", "-e", "400"}, 2, 400},
	} {
		for _, wipe := range []bool{false, true} {
			t.Run(fmt.Sprint(r.arguments, ", wipe=", wipe), func(t *testing.T) {
				play := func(do func(w *sitetest.World)) map[string]string {
					w := in.archiveWorld(t, nil)
					enqueue(t, w, posts[:10])
					mmrun(t, w)
					w.Write(t, "more.mbox", mailboxOf(posts[10:]))
					do(w)
					return withoutLastVolume(archiveOf(t, w))
				}
				mailman := play(func(w *sitetest.World) {
					arguments := append([]string{"-q"}, r.arguments...)
					if wipe {
						arguments = append(arguments, "--wipe")
					}
					in.archive(t, w, append(arguments, "test", w.Path("more.mbox"))...)
				})
				compareArchives(t, mailman, play(func(w *sitetest.World) {
					rearchived(t, w, rearchive.Options{Mbox: w.Path("more.mbox"), Wipe: wipe, Start: r.start, End: r.end})
				}))
			})
		}
	}
}

// withoutLastVolume leaves out what pipermail.pck says of the volume that was written last:
// bin/arch writes them in the order in which they got their first article, and the next article
// changes it.
func withoutLastVolume(archive map[string]string) map[string]string {
	archive = maps.Clone(archive)
	archive["private/test/pipermail.pck"] = aboutLastVolume.ReplaceAllString(archive["private/test/pipermail.pck"], "")
	return archive
}

var aboutLastVolume = regexp.MustCompile(`(?m)^ *'(archive|firstdate|lastdate|size|depth)': .*\n`)

// rearchiveAnew is mmrun arch --wipe.
func rearchiveAnew(t *testing.T, w *sitetest.World) {
	t.Helper()
	rearchived(t, w, rearchive.Options{Wipe: true, End: -1})
}

// rearchiveMailbox is mmrun arch with a mailbox.
func rearchiveMailbox(t *testing.T, w *sitetest.World, posts []string) {
	t.Helper()
	w.Write(t, "more.mbox", mailboxOf(posts))
	rearchived(t, w, rearchive.Options{Mbox: w.Path("more.mbox"), End: -1})
}

func rearchived(t *testing.T, w *sitetest.World, o rearchive.Options) {
	t.Helper()
	if _, err := rearchive.Add(t.Context(), w.Site, "test", o); err != nil {
		t.Fatal(err)
	}
}

// TestCompressedArchive: with GZIP_ARCHIVE_TXT_FILES, also where there is a .txt from before.
func TestCompressedArchive(t *testing.T) {
	in := findInstalled(t)
	posts := randomPosts(rand.New(rand.NewPCG(3, 3)), 30)
	play := func(t *testing.T, by ...archivist) map[string]string {
		w := in.archiveWorld(t, nil)
		enqueue(t, w, posts[:10])
		by[0](t, w)
		w.Set("GZIP_ARCHIVE_TXT_FILES", 1)
		all := archived(t, w, [][]string{posts[10:20], posts[20:]}, by...)
		delete(all, "private/test/index.html") // it tells the sizes of what is compressed
		return all
	}
	mailman := play(t, in.archRunner)
	for how, by := range map[string][]archivist{
		"mmrun alone": {mmrun}, "mmrun first": {mmrun, in.archRunner}, "Mailman first": {in.archRunner, mmrun},
	} {
		t.Run(how, func(t *testing.T) { compareArchives(t, mailman, play(t, by...)) })
	}
}

// TestSameIDs: where message ids come again the archive is the same, with the links that
// are left over between pages, whether the posts come together or a few at a time.
func TestSameIDs(t *testing.T) {
	in := findInstalled(t)
	for seed := range uint64(4) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			r := rand.New(rand.NewPCG(4, seed))
			posts := randomPosts(r, 40)
			for range 15 {
				i := r.IntN(len(posts))
				posts[i] = strings.Replace(posts[i], fmt.Sprintf("Message-ID: <%d@", i), fmt.Sprintf("Message-ID: <%d@", r.IntN(len(posts))), 1)
			}
			for name, shares := range map[string][][]string{
				"together": {posts}, "by and by": slices.Collect(slices.Chunk(posts, 4)),
			} {
				mailman := archived(t, in.archiveWorld(t, nil), shares, in.archRunner)
				for how, by := range map[string][]archivist{"mmrun alone": {mmrun}, "in turn": {mmrun, in.archRunner}} {
					t.Run(name+", "+how, func(t *testing.T) {
						compareArchives(t, mailman, archived(t, in.archiveWorld(t, nil), shares, by...))
					})
				}
			}
		})
	}
}

// TestManyPosts: 500 posts over three months in random order, of which Mailman gets every
// second share.
func TestManyPosts(t *testing.T) {
	in := findInstalled(t)
	if testing.Short() {
		t.Skip("takes a minute")
	}
	posts := randomPosts(rand.New(rand.NewPCG(5, 5)), 500)
	shares := [][]string{posts[:200], posts[200:210], posts[210:400], posts[400:]}
	mailman := archived(t, in.archiveWorld(t, nil), shares, in.archRunner)
	for how, by := range map[string][]archivist{"mmrun alone": {mmrun}, "in turn": {mmrun, in.archRunner}} {
		t.Run(how, func(t *testing.T) { compareArchives(t, mailman, archived(t, in.archiveWorld(t, nil), shares, by...)) })
	}
}

// randomPosts are posts over three months, in random order: threads by In-Reply-To,
// References and subject, answers to what never came or comes later.
func randomPosts(r *rand.Rand, n int) (posts []string) {
	id := func() string { return fmt.Sprintf("<%d@example.com>", r.IntN(n+5)) }
	subjects := []string{"Topic", "Re: Topic", "[Test] Re: Topic", "Other", "AW: Other", "=?utf-8?q?=C3=84rger?=", "Re: =?iso-8859-1?q?=C4rger?=", "", "x < y & z"}
	authors := []string{"Anne Person <anne@example.com>", "bart@example.org", "=?utf-8?q?J=C3=BCrgen?= von der Heide <j@example.net>", "Dora <dora@example.com>"}
	for i := range n {
		date := time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(80*24*3600)) * time.Second)
		var b strings.Builder
		fmt.Fprintf(&b, "From: %s\nDate: %s\nSubject: %s\n", pick(r, authors), date.Format(time.RFC1123Z), pick(r, subjects))
		fmt.Fprintf(&b, "Message-ID: <%d@example.com>\n", i)
		if r.IntN(3) == 0 {
			fmt.Fprintf(&b, "In-Reply-To: %s\n", id())
		}
		if r.IntN(3) == 0 {
			fmt.Fprintf(&b, "References: %s %s\n %s\n", id(), id(), id())
		}
		fmt.Fprintf(&b, "\nPost %d by someone@example.com, see http://example.com/%d\n> quoted\nFrom here on\n", i, i)
		posts = append(posts, b.String())
	}
	return posts
}

func pick[V any](r *rand.Rand, of []V) V { return of[r.IntN(len(of))] }
