// SPDX-License-Identifier: GPL-2.0-or-later

package moderation_test

import (
	"errors"
	"slices"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/moderation"
	"mmgen/runner/site/sitetest"
)

// requestsOf are the requests of a new list with that request.pck, "" for none.
func requestsOf(t testing.TB, stored string) (*sitetest.World, *moderation.Requests, error) {
	t.Helper()
	w := sitetest.New(t)
	w.AddList(t, "test", nil)
	if stored != "" {
		w.Write(t, "lists/test/request.pck", []byte(stored))
	}
	r, err := moderation.Of(w.Change(t, "test"))
	return w, r, err
}

// Requests are as Mailman's HoldSubscription and HoldUnsubscription write them, and
// are read as they were.
func TestRecords(t *testing.T) {
	w, r, err := requestsOf(t, "")
	if err != nil {
		t.Fatal(err)
	}
	dora := moderation.Applicant{
		Address: "dora@example.net", FullName: pyvalue.Unicode("D\u00f6ra"), Password: "x", Digest: false, Language: "de",
	}
	if a, b := r.AddApplicant(dora), r.AddLeaver("anne@example.com"); a != 1 || b != 2 || r.Len() != 2 {
		t.Errorf("numbers %d, %d of %d", a, b, r.Len())
	}
	w.Commit(t)
	want := `{'version': (0, 1), 1: (2, (TIME, 'dora@example.net', u'D\xf6ra', 'x', False, 'de')), 2: (3, 'anne@example.com')}`
	if got := sitetest.Repr(load(t, w.Path("lists/test/request.pck"))); got != want {
		t.Errorf("request.pck holds\n%s\nwant\n%s", got, want)
	}
	if r, err = moderation.Of(w.Change(t, "test")); err != nil {
		t.Fatal(err)
	}
	dora.Time = 1795000000
	if got, err := r.Applicant(1); err != nil || got != dora {
		t.Errorf("applicant %+v, %v; want %+v", got, err, dora)
	}
	if got, err := r.Leaver(2); err != nil || got != "anne@example.com" {
		t.Errorf("leaver %q, %v", got, err)
	}
	for kind, want := range map[moderation.Kind][]int64{moderation.Subscription: {1}, moderation.Unsubscription: {2}, moderation.HeldMessage: nil} {
		if got := r.IDs(kind); !slices.Equal(got, want) {
			t.Errorf("kind %d: %v, want %v", kind, got, want)
		}
	}
	r.Remove(1)
	if _, err := r.Applicant(1); !errors.Is(err, moderation.ErrNoRequest) || r.Len() != 1 {
		t.Errorf("a request that is gone: %v; %d left", err, r.Len())
	}
}

// A request of another form than today's is refused, and stays.
func TestOddRecords(t *testing.T) {
	// {1: 'x', 2: (1, 'x'), 3: (2, (0, 'a', 'b')), 4: (3, None), 5: ('x', 'y'), 6: (9, 'z')}
	const stored = "(dp0\nI1\nS'x'\nsI2\n(I1\nS'x'\ntsI3\n(I2\n(I0\nS'a'\nS'b'\nttsI4\n(I3\nNtsI5\n(S'x'\nS'y'\ntsI6\n(I9\nS'z'\nts."
	_, r, err := requestsOf(t, stored)
	if err != nil {
		t.Fatal(err)
	}
	for id := range int64(6) {
		_, held := r.HeldPost(id + 1)
		_, applicant := r.Applicant(id + 1)
		_, leaver := r.Leaver(id + 1)
		for _, err := range []error{held, applicant, leaver} {
			if !errors.Is(err, moderation.ErrOddRequest) {
				t.Errorf("request %d: %v, want ErrOddRequest", id+1, err)
			}
		}
	}
	if got := r.IDs(moderation.HeldMessage); !slices.Equal(got, []int64{2}) || r.Len() != 6 {
		t.Errorf("held posts %v of %d", got, r.Len())
	}
}

// Whatever lies in request.pck, it is read or refused, and what is added to it is there.
func FuzzRequests(f *testing.F) {
	f.Add("(dp0\nI1\n(I3\nS'anne@example.com'\ntsS'version'\n(I0\nI1\nts.")
	f.Add("(dp0\nI1\n(I2\n(F1.5\nS'a@b.c'\nS''\nS'x'\nI0\nS'en'\nttsI2\n(I1\n(F1.5\nS'a'\nS's'\nS'r'\nS'heldmsg-test-2.pck'\n(dtts.")
	f.Fuzz(func(t *testing.T, stored string) {
		w, r, err := requestsOf(t, stored)
		if err != nil {
			return
		}
		before := r.Len()
		for _, kind := range []moderation.Kind{moderation.HeldMessage, moderation.Subscription, moderation.Unsubscription} {
			for _, id := range r.IDs(kind) {
				_, _ = r.HeldPost(id)
				_, _ = r.Applicant(id)
				_, _ = r.Leaver(id)
			}
		}
		id := r.AddLeaver("anne@example.com")
		if got, err := r.Leaver(id); err != nil || got != "anne@example.com" || r.Len() != before+1 {
			t.Errorf("request %d is %q, %v; %d requests after %d", id, got, err, r.Len(), before)
		}
		w.Commit(t)
	})
}
