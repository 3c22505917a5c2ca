// SPDX-License-Identifier: GPL-2.0-or-later

package periodic_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/crontab"
	"mmgen/generator/pyvalue"
	"mmgen/runner/periodic"
	"mmgen/runner/safeio/faultfs"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
)

// jobOf is the job of that name.
func jobOf(t *testing.T, name string) periodic.Job {
	t.Helper()
	jobs := periodic.Jobs()
	i := slices.IndexFunc(jobs, func(j periodic.Job) bool { return j.Name == name })
	if i < 0 {
		t.Fatalf("no job %s", name)
	}
	return jobs[i]
}

// runJob runs a job, which ends as errIs says.
func runJob(t *testing.T, w *sitetest.World, name string, o periodic.Options, errIs error) {
	t.Helper()
	job := jobOf(t, name)
	if _, err := job.Run(t.Context(), w.Site, o); !errors.Is(err, errIs) {
		t.Fatalf("%s ends with %v, want %v", name, err, errIs)
	}
}

// TestJobs: there is a job for each of Mailman's cron scripts, in the order of its crontab.
func TestJobs(t *testing.T) {
	var want, got []string
	for _, script := range crontab.Jobs() {
		want = append(want, script.Name)
	}
	for _, job := range periodic.Jobs() {
		got = append(got, job.Name)
		if job.What == "" || job.Counts == "" {
			t.Errorf("%s says not what it does", job.Name)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the jobs are %v, want %v", got, want)
	}
}

// issues are the volumes and next issues of lists.
func issues(t *testing.T, w *sitetest.World, lists ...string) (all []pyvalue.Value) {
	t.Helper()
	for _, name := range lists {
		l := w.Open(t, name)
		all = append(all, l.Value("volume"), l.Value("next_digest_number"))
	}
	return all
}

func wantIssues(t *testing.T, w *sitetest.World, want string, lists ...string) {
	t.Helper()
	if got := sitetest.Repr(&pyvalue.List{Items: issues(t, w, lists...)}); got != want {
		t.Errorf("volumes and next issues are %s, want %s", got, want)
	}
}

const digestBox = "From anne@example.com Wed Nov 18 11:00:00 2026\nFrom: anne@example.com\nSubject: %s\n\nText.\n\n"

func TestSendDigests(t *testing.T) {
	w := sitetest.New(t)
	for _, name := range []string{"one", "two", "three"} {
		w.AddList(t, name, map[string]pyvalue.Value{"digest_send_periodic": name != "two"})
		w.Write(t, "lists/"+name+"/digest.mbox", []byte(strings.ReplaceAll(digestBox, "%s", name)))
	}
	runJob(t, w, "senddigests", periodic.Options{Except: []string{"three", "nolist"}}, nil)
	wantIssues(t, w, "[1, 2, 1, 1, 1, 1]", "one", "two", "three")
	if n := len(w.Entries(t, site.Virgin)); n != 2 { // MIME and plain
		t.Errorf("%d digests", n)
	}
	runJob(t, w, "senddigests", periodic.Options{Lists: []string{"one", "two"}}, nil)
	wantIssues(t, w, "[1, 2, 1, 1, 1, 1]", "one", "two", "three")
}

func TestUnknownListEndsAllBeforeItBegins(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "one", nil)
	runJob(t, w, "bumpdigests", periodic.Options{Lists: []string{"one", "other"}}, periodic.ErrNoList)
	wantIssues(t, w, "[1, 1]", "one")
}

// TestLockedListIsDoneTheNextTime: and the others are not done again then.
func TestLockedListIsDoneTheNextTime(t *testing.T) {
	w := sitetest.New(t)
	w.Set("LIST_LOCK_TIMEOUT", int64(0)+1)
	for _, name := range []string{"one", "two", "three"} {
		w.AddList(t, name, nil)
	}
	unlock, err := w.Open(t, "two").Lock(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	runJob(t, w, "bumpdigests", periodic.Options{}, periodic.ErrWaiting)
	wantIssues(t, w, "[2, 1, 1, 1, 2, 1]", "one", "two", "three")
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	runJob(t, w, "bumpdigests", periodic.Options{}, nil)
	wantIssues(t, w, "[2, 1, 2, 1, 2, 1]", "one", "two", "three")
	runJob(t, w, "bumpdigests", periodic.Options{}, nil)
	wantIssues(t, w, "[3, 1, 3, 1, 3, 1]", "one", "two", "three")
}

// TestUnfinishedRunThatIsTooOld: the next day all is due again.
func TestUnfinishedRunThatIsTooOld(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "one", nil)
	w.Write(t, "data/mmrun-job-bumpdigests.done", []byte("1794999000\n\"one\"\n"))
	runJob(t, w, "bumpdigests", periodic.Options{}, nil)
	wantIssues(t, w, "[1, 1]", "one")
	w.Write(t, "data/mmrun-job-bumpdigests.done", []byte("1794900000\n\"one\"\n"))
	runJob(t, w, "bumpdigests", periodic.Options{}, nil)
	wantIssues(t, w, "[2, 1]", "one")
}

// TestStopped: a run that is told to stop finishes the list in hand. What is left is done
// by the next run, and what is done is not done again.
func TestStopped(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "one", nil)
	w.AddList(t, "two", nil)
	ctx, stop := context.WithCancel(t.Context())
	w.FS = &faultfs.FS{Fail: func(op, path string) error {
		if op == "sync" && strings.Contains(path, "lists/one/") {
			stop()
		}
		return nil
	}}
	job := jobOf(t, "bumpdigests")
	if result, err := job.Run(ctx, w.Site, periodic.Options{}); err != nil || result.Done != 1 {
		t.Errorf("a run that is told to stop has done %d lists, and ends with %v", result.Done, err)
	}
	wantIssues(t, w, "[2, 1, 1, 1]", "one", "two")
	runJob(t, w, "bumpdigests", periodic.Options{}, nil)
	wantIssues(t, w, "[2, 1, 2, 1]", "one", "two")
}

// TestOneRunAtATime: a second one of the same job waits a little and does nothing.
func TestOneRunAtATime(t *testing.T) {
	w := sitetest.New(t)
	w.AddList(t, "one", nil)
	w.Now = time.Now // it waits by the clock
	lock, err := w.NewLock("mmrun-job-bumpdigests", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	release, err := lock.Acquire(t.Context(), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	runJob(t, w, "bumpdigests", periodic.Options{}, periodic.ErrWaiting)
	wantIssues(t, w, "[1, 1]", "one")
}

func TestCullBadShunt(t *testing.T) {
	for _, test := range []struct {
		name        string
		archive     string
		left        []string
		wantsErr    bool
		wantArchive []string
	}{
		{name: "removed", left: []string{"bad/new.psv", "bad/sub", "shunt/new.pck"}},
		{name: "archived", archive: "old", left: []string{"bad/new.psv", "bad/sub", "shunt/new.pck"}, wantArchive: []string{"old/old.pck", "old/old.psv"}},
		{name: "no archive", archive: "missing", wantsErr: true,
			left: []string{"bad/new.psv", "bad/old.psv", "bad/sub", "shunt/new.pck", "shunt/old.pck"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := sitetest.New(t)
			w.Set("BAD_SHUNT_STALE_AFTER", int64(7*86400))
			if test.archive != "" {
				w.Set("BAD_SHUNT_ARCHIVE_DIRECTORY", w.Path(test.archive))
			}
			for _, dir := range []string{"old", "qfiles/bad/sub"} {
				if err := os.Mkdir(w.Path(dir), 0o770); err != nil {
					t.Fatal(err)
				}
			}
			age(t, w, "qfiles/bad/sub", 30*24*time.Hour)
			for name, days := range map[string]int{"bad/old.psv": 8, "shunt/old.pck": 9, "bad/new.psv": 6, "shunt/new.pck": 0} {
				w.Write(t, "qfiles/"+name, nil)
				age(t, w, "qfiles/"+name, time.Duration(days)*24*time.Hour)
			}
			job := jobOf(t, "cull_bad_shunt")
			if _, err := job.Run(t.Context(), w.Site, periodic.Options{}); (err != nil) != test.wantsErr {
				t.Errorf("ends with %v", err)
			}
			wantFiles(t, w.Path("qfiles"), test.left, "bad/*", "shunt/*")
			wantFiles(t, w.Var, test.wantArchive, "old/*")
		})
	}
}

func age(t *testing.T, w *sitetest.World, name string, old time.Duration) {
	t.Helper()
	at := w.Clock.Add(-old)
	if err := os.Chtimes(w.Path(name), at, at); err != nil {
		t.Fatal(err)
	}
}

// wantFiles looks which files there are below a folder.
func wantFiles(t *testing.T, dir string, want []string, globs ...string) {
	t.Helper()
	var got []string
	for _, glob := range globs {
		files, _ := filepath.Glob(filepath.Join(dir, glob))
		for _, file := range files {
			name, _ := filepath.Rel(dir, file)
			got = append(got, name)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("there are %v, want %v", got, want)
	}
}
