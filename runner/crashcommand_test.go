// SPDX-License-Identifier: GPL-2.0-or-later

package runner_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/runner/admin/roster"
	"mmgen/runner/admin/shunted"
	"mmgen/runner/member"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// commandToKill is what an administrator does to a site.
type commandToKill struct {
	lists   map[string]pyvalue.Value // attributes of the list test
	prepare func(*world)             // nil for nothing
	do      func(context.Context, *site.Site) error
	again   func(context.Context, *site.Site) error // ends what was half done; nil where nothing ever is
}

// commandsToKill are the commands that lock lists, and those that move entries.
var commandsToKill = map[string]commandToKill{
	"subscribe": {do: func(ctx context.Context, s *site.Site) error {
		yes := true
		_, err := roster.Subscribe(ctx, s, "test", []string{"cate@example.net", "Dave <dave@example.net>"}, roster.Subscription{Welcome: &yes, Notify: &yes})
		return err
	}},
	"unsubscribe": {do: func(ctx context.Context, s *site.Site) error {
		yes := true
		_, err := roster.Unsubscribe(ctx, s, "test", []string{anne, bart}, roster.Removal{Goodbye: &yes, Notify: &yes})
		return err
	}},
	"held": {
		lists:   map[string]pyvalue.Value{"emergency": int64(1)},
		prepare: func(w *world) { w.put(posts("a", "b")...); w.mustDrain("Incoming") },
		do: func(ctx context.Context, s *site.Site) error {
			_, err := roster.Decide(ctx, s, "test", []int64{1, 2}, roster.Verdict{Action: roster.Approve})
			return err
		},
	},
	"newlist": {do: makeList, again: func(ctx context.Context, s *site.Site) error {
		err := makeList(ctx, s)
		if errors.Is(err, mlist.ErrExists) {
			if err = removeList(ctx, s, "new"); err == nil {
				err = makeList(ctx, s)
			}
		}
		return err
	}},
	"rmlist": {
		lists:   map[string]pyvalue.Value{"emergency": int64(1)},
		prepare: func(w *world) { w.put(posts("a", "b")...); w.mustDrain("Incoming") },
		do:      func(ctx context.Context, s *site.Site) error { return removeList(ctx, s, "test") },
		again: func(ctx context.Context, s *site.Site) error {
			err := removeList(ctx, s, "test")
			if errors.Is(err, mlist.ErrUnknown) {
				return nil
			}
			return err
		},
	},
	"unshunt": {
		prepare: func(w *world) {
			whichq := queue.With("whichq", pyvalue.Str(w.Path("qfiles/virgin")))
			w.put(entry{queue: "shunt", subject: "a", extra: []queue.Extra{whichq}}, entry{queue: "shunt", subject: "b"})
		},
		do: func(ctx context.Context, s *site.Site) error {
			_, err := shunted.Unshunt(ctx, s, nil)
			return err
		},
		again: func(ctx context.Context, s *site.Site) error {
			_, err := shunted.Unshunt(ctx, s, nil)
			return err
		},
	},
}

func makeList(ctx context.Context, s *site.Site) error {
	_, err := roster.Create(ctx, s, roster.New{Name: "new", Owner: anne, Password: "x"})
	return err
}

func removeList(ctx context.Context, s *site.Site, name string) error {
	_, err := roster.Remove(ctx, s, name, true)
	return err
}

// TestCrashOfCommands: a command is killed before each fourth of its steps in turn. The next
// drain, of a queue that has nothing to do with it, gives back what it had locked. All is
// then as before the command, or as behind it; where a command changes more than one
// thing, it is when it is called again.
func TestCrashOfCommands(t *testing.T) {
	for name, c := range commandsToKill {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := c.begin(t)
			before := whole.all()
			if err := c.do(t.Context(), whole.Site); err != nil {
				t.Fatal(err)
			}
			behind := whole.all()
			step := 1
			for ; ; step += stride(4) {
				w := c.begin(t)
				if w.crash(name, step) {
					break
				}
				w.mustDrain("Retry")
				w.noLocksAfter(step)
				if got := w.all(); got != behind && (got != before || c.again != nil) {
					c.goOn(w, step, got)
				} else if got == before {
					if err := c.do(t.Context(), w.Site); err != nil {
						t.Errorf("step %d: %v", step, err)
					}
				}
				if got := w.all(); got != behind {
					t.Errorf("step %d: there is\n%swant\n%s", step, got, behind)
				}
				if t.Failed() {
					t.Fatal(w.Log)
				}
			}
			if step < 40 {
				t.Errorf("only %d steps", step)
			}
		})
	}
}

func (c commandToKill) begin(t *testing.T) *world {
	w := newWorld(t)
	w.AddList(t, "test", c.lists)
	withPostfix(w)
	l := w.list()
	check(w, l.Update(t.Context(), l.LockTimeout(), func(*mlist.Change) error { return nil })) // makes links to archives
	if c.prepare != nil {
		c.prepare(w)
	}
	return w
}

// withPostfix has the commands that make lists write their aliases.
func withPostfix(w *world) {
	w.Set("MTA", "Postfix")
	w.Set("POSTFIX_ALIAS_CMD", "true")
}

// goOn calls a command again that was half done.
func (c commandToKill) goOn(w *world, step int, got string) {
	w.t.Helper()
	if c.again == nil {
		w.t.Fatalf("step %d: half done there is\n%s", step, got)
	}
	if err := c.again(w.t.Context(), w.newSite()); err != nil {
		w.t.Errorf("step %d: %v", step, err)
	}
}

func (w *world) mustDrain(runners ...string) {
	w.t.Helper()
	if status := w.drain(runners...); status != 0 {
		w.t.Fatalf("exit status %d: %v", status, w.err)
	}
}

// all is what the site has: entries, files, and the members of the list test.
func (w *world) all() string {
	lines := strings.Split(strings.TrimSpace(w.left()), "\n")
	for _, dir := range []string{"data/*", "lists/*/*", "archives/*/*", "archives/*/*/*"} {
		files, _ := filepath.Glob(w.Path(dir))
		for _, file := range files {
			if filepath.Base(file) != "config.pck.last" { // is there once a list is saved twice
				lines = append(lines, strings.TrimPrefix(file, w.Var))
			}
		}
	}
	if l, err := w.OpenList("test"); err == nil {
		lines = append(lines, fmt.Sprint("members ", member.Of(l).All()))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n") + "\n"
}
