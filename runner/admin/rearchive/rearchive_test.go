// SPDX-License-Identifier: GPL-2.0-or-later

package rearchive_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/runner/admin/rearchive"
	"mmgen/runner/site/sitetest"
)

// world is a site whose list test has a mailbox of n messages.
func world(t *testing.T, n int) *sitetest.World {
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	var mbox strings.Builder
	for i := range n {
		fmt.Fprintf(&mbox, "From a@b Wed Nov 18 11:06:40 2026\nFrom: a@b\nDate: Wed, 18 Nov 2026 11:06:40 +0000\nMessage-ID: <%d@b>\nSubject: Number %d\n\nText.\n\n", i, i)
	}
	w.Write(t, "archives/private/test.mbox/test.mbox", []byte(mbox.String()))
	return w
}

func pages(t *testing.T, w *sitetest.World) int {
	t.Helper()
	pages, err := filepath.Glob(w.Path("archives/private/test/2026-November/0*.html"))
	if err != nil {
		t.Fatal(err)
	}
	return len(pages)
}

// TestStopped: when the call is stopped it says how many messages are archived, all of these
// are, and another call goes on there.
func TestStopped(t *testing.T) {
	w := world(t, 1100)
	ctx, stop := context.WithCancel(t.Context())
	var told []int
	done, err := rearchive.Add(ctx, w.Site, "test", rearchive.Options{End: -1, Progress: func(done int) {
		if told = append(told, done); done == 1000 {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) || done != 1000 || !slices.Equal(told, []int{500, 1000}) {
		t.Errorf("done with %d, told %v, error %v", done, told, err)
	}
	if n := pages(t, w); n != 1000 {
		t.Errorf("%d pages, want 1000", n)
	}
	done, err = rearchive.Add(t.Context(), w.Site, "TEST", rearchive.Options{Start: done, End: -1})
	if err != nil || done != 100 || pages(t, w) != 1100 {
		t.Errorf("then done with %d, %d pages, error %v", done, pages(t, w), err)
	}
	if locks, _ := os.ReadDir(w.Path("locks")); len(locks) > 0 {
		t.Errorf("locks are left: %v", locks)
	}
}

// TestBegunAnew: a call that wipes can be made again and again.
func TestBegunAnew(t *testing.T) {
	w := world(t, 3)
	for range 2 {
		done, err := rearchive.Add(t.Context(), w.Site, "test", rearchive.Options{Wipe: true, End: -1})
		if err != nil || done != 3 || pages(t, w) != 3 {
			t.Errorf("done with %d, %d pages, error %v", done, pages(t, w), err)
		}
	}
}

// TestLeftOut: a message that can't be archived is logged, and the others are archived.
func TestLeftOut(t *testing.T) {
	w := world(t, 5)
	// The volume of the message from 2001 can't be made: something else has its name.
	w.Write(t, "archives/private/test/2001-May", []byte("a file"))
	mbox, err := os.OpenFile(w.Path("archives/private/test.mbox/test.mbox"), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(mbox, "From a@b Wed May  2 11:06:40 2001\nFrom: a@b\nDate: Wed, 02 May 2001 11:06:40 +0000\nMessage-ID: <old@b>\n\nText.\n\n")
	if err := mbox.Close(); err != nil {
		t.Fatal(err)
	}
	done, err := rearchive.Add(t.Context(), w.Site, "test", rearchive.Options{End: -1})
	if !errors.Is(err, rearchive.ErrSome) || done != 6 || pages(t, w) != 5 {
		t.Errorf("done with %d, %d pages, error %v", done, pages(t, w), err)
	}
	if log := w.Log.String(); !strings.Contains(log, "error: message 5 of the mailbox is left out of the archive: ") {
		t.Errorf("the log is %q", log)
	}
}

// TestForeign: a scrubber of the site's own is not passed over.
func TestForeign(t *testing.T) {
	w := world(t, 1)
	w.Set("ARCHIVE_SCRUBBER", "Site.Scrubber")
	if _, err := rearchive.Add(t.Context(), w.Site, "test", rearchive.Options{Wipe: true, End: -1}); !errors.Is(err, rearchive.ErrForeign) {
		t.Errorf("error %v", err)
	}
}
