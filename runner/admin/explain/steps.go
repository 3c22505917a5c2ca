// SPDX-License-Identifier: GPL-2.0-or-later

package explain

import (
	"slices"
	"strconv"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/job"
	"mmgen/runner/message"
	"mmgen/runner/post"
	"mmgen/runner/queue"
)

// Handler is what a handler of the pipeline makes of a post.
type Handler struct {
	Name    string   `json:"handler"`
	Verdict string   `json:"verdict"` // passed, changed, held, rejected, discarded or failed
	Why     []string `json:"why,omitempty"`
	Added   []string `json:"added,omitempty"`   // header fields
	Removed []string `json:"removed,omitempty"` // header fields
	Body    bool     `json:"body_changed,omitempty"`
	Data    []string `json:"metadata,omitempty"` // NAME = VALUE of what is changed, -NAME of what is gone
	// Recipients are those that the post has behind the handler, where that changed them.
	Recipients []string `json:"recipients,omitempty"`
}

// steps are the handlers that a post has gone through.
type steps struct {
	logs *logs
	last snapshot
	all  []Handler
}

// snapshot is a post between two handlers.
type snapshot struct {
	fields []string
	body   string
	data   map[string]string
}

func newSnapshot(msg *message.Message, data queue.Metadata) snapshot {
	s := snapshot{data: map[string]string{}}
	for _, f := range msg.Fields() {
		s.fields = append(s.fields, f.Name+": "+strings.Join(strings.Fields(f.Value.Encoded()), " "))
	}
	_, s.body, _ = strings.Cut(msg.Copy().Flatten(false, false), "\n\n")
	for key, v := range data.All() {
		if name, _ := pyvalue.AsString(key); name != "pipeline" {
			s.data[name] = pyvalue.Repr(v)
		}
	}
	return s
}

// note takes what a handler has done. The step before the first handler has no name.
func (s *steps) note(step job.Step) {
	before, after := s.last, newSnapshot(step.Post.Msg, step.Post.Data)
	s.last = after
	if step.Handler == "" {
		return
	}
	h := Handler{Name: step.Handler, Verdict: verdictOf(step)}
	h.Added, h.Removed = less(after.fields, before.fields), less(before.fields, after.fields)
	h.Body = after.body != before.body
	h.Data = dataChanges(before.data, after.data)
	if before.data["recips"] != after.data["recips"] {
		h.Recipients = step.Post.Data.Strs("recips")
	}
	if h.Verdict == "passed" && (h.Body || len(h.Added)+len(h.Removed)+len(h.Data)+len(h.Recipients) > 0) {
		h.Verdict = "changed"
	}
	for _, line := range s.logs.take() {
		h.Why = append(h.Why, line.Log+": "+line.Text)
	}
	if step.Err != nil {
		h.Why = append(h.Why, step.Err.Error())
	}
	if step.Verdict.Action == post.Reject {
		h.Why = append(h.Why, strings.TrimSpace(step.Verdict.Notice.S))
	}
	s.all = append(s.all, h)
}

func verdictOf(step job.Step) string {
	switch {
	case step.Err != nil:
		return "failed"
	case step.Verdict.Action == post.Held:
		return "held"
	case step.Verdict.Action == post.Reject:
		return "rejected"
	case step.Verdict.Action == post.Discard:
		return "discarded"
	}
	return "passed"
}

// less returns the lines of a that b lacks; a line that is missing several times is
// returned several times.
func less(a, b []string) (lines []string) {
	rest := slices.Clone(b)
	for _, line := range a {
		if i := slices.Index(rest, line); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// dataChanges are the metadata that differ, but for the recipients.
func dataChanges(before, after map[string]string) (changes []string) {
	for name, v := range after {
		if old, had := before[name]; name != "recips" && (!had || old != v) {
			changes = append(changes, name+" = "+clip(v))
		}
	}
	for name := range before {
		if _, has := after[name]; !has && name != "recips" {
			changes = append(changes, "-"+name)
		}
	}
	slices.Sort(changes)
	return changes
}

// mostShown is how long a value in a report may be.
const mostShown = 200

func clip(s string) string {
	if len(s) <= mostShown {
		return s
	}
	return s[:mostShown] + ".. (" + strconv.Itoa(len(s)) + " bytes)"
}
