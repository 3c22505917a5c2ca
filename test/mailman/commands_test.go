// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/job"
	"mmgen/runner/member"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site/sitetest"
)

// playCommand carries out a command mail.
func playCommand(t *testing.T, w *sitetest.World, st step) {
	t.Helper()
	handle(t, w, job.Commands, st, map[string]pyvalue.Value{st.str("to"): int64(1)})
}

// handle handles a mail to a list, as the worker of the queue has it done.
func handle(t *testing.T, w *sitetest.World, of func(job.Env) (job.Job, error), st step, more map[string]pyvalue.Value) {
	t.Helper()
	msg := message.Parse(st.str("text"))
	l := w.Open(t, st.str("list"))
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(st.str("list")))
	for key, v := range more {
		data.SetStr(key, v)
	}
	data.SetStr("lang", pyvalue.Str(member.Of(l).Language(msg.Sender(false, false))))
	entry := &queue.Entry{Msg: msg, Data: data}
	j, err := of(job.Env{Site: w.Site})
	if err != nil {
		t.Fatal(err)
	}
	task := job.Task{Entry: entry, List: l}
	if j.(job.ListJob).NeedsChange(l, entry) {
		if task.Change, err = l.Change(t.Context(), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	v, err := j.Handle(t.Context(), task)
	if err != nil || v.Outcome != job.Done {
		t.Fatalf("%q: %+v, %v", st.str("text"), v, err)
	}
	if task.Change != nil {
		if v.ListUnchanged {
			task.Change.KeepList()
		}
		if err := task.Change.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	if reasons, err := j.EndRound(t.Context()); err != nil || len(reasons) > 0 {
		t.Fatalf("the end of the round: %v, %v", reasons, err)
	}
}

// commandAttributes are attributes that commands look at, besides those of attributes.
var commandAttributes = map[string][]any{
	"private_roster":            {0, 1, 2},
	"autorespond_requests":      {0, 0, 1, 2},
	"autoresponse_graceperiod":  {0, 1, 90},
	"autoresponse_request_text": {"", "Nobody reads %(listname)s-request.\n", "Gr\xfc\xdfe", pyvalue.Unicode("Gr\u00fc\u00dfe")},
	"advertised":                {0, 1},
	"description":               {"", "Of this and that", "Gr\xfc\xdfe", pyvalue.Unicode("Gr\u00fc\u00dfe")},
	"digest_is_default":         {0, 1},
	"obscure_addresses":         {0, 1},
	"owner":                     {pyvalue.Strings("owner@example.com"), pyvalue.Strings("Anne@Example.com", "o2@example.org"), pyvalue.Strings()},
	"moderator":                 {pyvalue.Strings(), pyvalue.Strings("mod@example.com")},
	"mod_password":              {pyvalue.Unicode(""), "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", "e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"},
	"password":                  {"5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", "_M\xcc;Z\xa7e\xd6\x1d\x83'\xde\xb8\x82\xcf\x99", "abJnggxhB/yWI"},
	"available_languages":       {pyvalue.Strings(languages...), pyvalue.Strings("en", "de")},
	"host_name":                 {"lists.example.com", "lists.example.com", "Other.example.org"},
	"emergency":                 {0, 1},
	"personalize":               {0, 1, 2},
	"umbrella_member_suffix":    {"-owner", "-admin"},
	"send_reminders":            {0, 1},
}

var commandAttributeNames = slices.Sorted(maps.Keys(commandAttributes))

// commandStep is the next step of a sequence of command mails, and of other things that
// are done to the list between them.
func (c chooser) commandStep(now situation) step {
	switch n := c.IntN(100); {
	case n < 8:
		name := c.of(commandAttributeNames...)
		values := commandAttributes[name]
		return step{"op": "set", "name": name, "value": values[c.IntN(len(values))], "list": "test", "lang": c.lang()}
	case n < 30:
		return c.step(now.requests)
	}
	return step{"op": "command", "list": "test", "to": c.of("torequest", "torequest", "torequest", "torequest", "tojoin", "toleave", "toconfirm"),
		"text": c.commandMail(now.cookies), "wait": c.wait()}
}

// oneLanguage is commandStep where everybody speaks the list's language. Mailman goes on
// in another one where a command tells the owners of something.
func (c chooser) oneLanguage(now situation) step {
	s := c.commandStep(now)
	if s["name"] == "preferred_language" {
		s["name"], s["value"] = "real_name", "Test"
	}
	if _, ok := s["user_lang"]; ok {
		s["user_lang"] = "en"
	}
	return s
}

// manyLanguages is commandStep without the commands of which the owners are told.
func (c chooser) manyLanguages(now situation) step {
	for {
		s := c.commandStep(now)
		text := strings.ToLower(s.str("text"))
		changes := regexp.MustCompile(`(?m)(subscribe|join|leave|remove|confirm) |^subject: .*(subscribe|join)|^(subscribe|join)`).MatchString(text)
		if s["op"] != "command" || s.str("to") == "torequest" && !changes {
			return s
		}
	}
}

// TestRandomCommands: command mails are carried out and answered as by Mailman.
func TestRandomCommands(t *testing.T) {
	in := findInstalled(t)
	for i := range *sequences {
		seed := *firstSeed + uint64(i)
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			for length := *longest; length >= 0; {
				next := chooser.oneLanguage
				if seed%2 == 0 {
					next = chooser.manyLanguages
				}
				length = compare(t, in, seed, length, next)
			}
		})
	}
}
