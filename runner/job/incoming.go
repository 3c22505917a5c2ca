// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"fmt"
	"slices"

	"mmgen/generator/pyvalue"
	"mmgen/runner/dmarc"
	"mmgen/runner/handler"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/post"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// virginPipeline is what messages that Mailman wrote go through
// (VirginRunner.py: _get_pipeline).
var virginPipeline = []string{"CookHeaders", "ToOutgoing"}

// incoming sends entries through the handlers of a pipeline (IncomingRunner.py,
// VirginRunner.py).
type incoming struct {
	site    *site.Site
	python  *Python
	stepped func(Step) // may be nil
	dmarc   *dmarc.Answers
	virgin  bool
}

// Incoming is the job of posts.
func Incoming(env Env) (Job, error) {
	return &incoming{site: env.Site, python: env.Python, stepped: env.Stepped, dmarc: dmarc.NewAnswers(env.Site)}, nil
}

// Virgin is the job of messages that Mailman wrote.
func Virgin(env Env) (Job, error) {
	return &incoming{site: env.Site, python: env.Python, stepped: env.Stepped, virgin: true}, nil
}

// NeedsChange tells posts from those whose pipeline only Mailman's Python has.
func (in *incoming) NeedsChange(l *mlist.List, e *queue.Entry) bool {
	_, foreign := siteHandler(in.pipelineOf(l, e.Data))
	return !foreign || in.python.Usable() != nil
}

// Questions are the domain of the author, if SpamDetect is to know its DMARC policy.
func (in *incoming) Questions(l *mlist.List, e *queue.Entry) []string {
	author := handler.PolicyAuthor(l, e.Msg, e.Data)
	if author == "" || !slices.Contains(in.pipelineOf(l, e.Data), "SpamDetect") {
		return nil
	}
	return in.dmarc.Unknown(author)
}

// Ask is for the policies of domains.
func (in *incoming) Ask(ctx context.Context, domains []string) { in.dmarc.Ask(ctx, domains) }

func (in *incoming) Handle(ctx context.Context, t Task) (Verdict, error) {
	pipeline := in.pipelineOf(t.List, t.Entry.Data)
	if t.Change == nil {
		name, _ := siteHandler(pipeline)
		return Verdict{Outcome: Foreign, Why: because("the pipeline has the handler " + name)}, nil
	}
	if in.virgin {
		t.Entry.Data.SetStr("_fasttrack", int64(1))
	}
	return Verdict{}, in.run(ctx, t, pipeline)
}

func (in *incoming) EndRound(context.Context) ([]Reason, error) { return nil, nil }
func (in *incoming) Close() error                               { return nil }

// pipelineOf is the pipeline of an entry: what is left to do for one that was
// shunted, the list's own, or the site's (IncomingRunner.py: _get_pipeline).
func (in *incoming) pipelineOf(list *mlist.List, data queue.Metadata) []string {
	if in.virgin {
		return slices.Clone(virginPipeline)
	}
	if data.Has("pipeline") {
		return data.Strs("pipeline")
	}
	if _, own := list.Attrs.Get(pyvalue.Str("pipeline")); own {
		return list.Strs("pipeline")
	}
	return in.site.Settings.Strs("GLOBAL_PIPELINE")
}

// siteHandler finds a handler in a pipeline that is not built in.
func siteHandler(pipeline []string) (name string, ok bool) {
	for _, name := range pipeline {
		if _, known := handler.Lookup(name); !known {
			return name, true
		}
	}
	return "", false
}

// run sends the entry through the pipeline. At a fault the metadata have what
// is left of it, from the faulty handler on (IncomingRunner.py: _dopipeline).
func (in *incoming) run(ctx context.Context, t Task, pipeline []string) error {
	data := t.Entry.Data
	p := &post.Post{
		Site: in.site, Change: t.Change, List: t.List, Msg: t.Entry.Msg, Data: data,
		Translator: i18n.For(in.site, data.Str("lang")), DMARC: in.dmarc,
	}
	steps := pyvalue.Strings(pipeline...).Items
	in.tell(Step{Post: p})
	for i, name := range pipeline {
		data.SetStr("pipeline", &pyvalue.List{Items: steps[i+1:]})
		step, ok := handler.Lookup(name)
		if !ok { // Mailman can't import the handler, and has taken it off the list before that
			return fmt.Errorf("no handler is called %s, and %w", name, in.python.Usable())
		}
		v, err := step(ctx, p)
		in.tell(Step{name, p, v, err})
		if err == nil && v.Action != post.GoOn {
			err = in.end(p, name, v)
			if err == nil {
				break
			}
		}
		if err != nil {
			data.SetStr("pipeline", &pyvalue.List{Items: steps[i:]})
			return fmt.Errorf("handler %s: %w", name, err)
		}
	}
	data.Delete(pyvalue.Str("pipeline"))
	return nil
}

// tell passes a step on to Env.Stepped, if that is set.
func (in *incoming) tell(s Step) {
	if in.stepped != nil {
		in.stepped(s)
	}
}

// end does what a handler's verdict asks for.
func (in *incoming) end(p *post.Post, name string, v post.Verdict) error {
	id := p.Msg.GetOr("Message-ID", "n/a")
	list := p.List.RealName()
	switch v.Action {
	case post.Discard:
		in.site.Logs.Logf("vette", "Message discarded, msgid: %s'\n        list: %s,\n        handler: %s", id, list, name)
	case post.Reject:
		in.site.Logs.Logf("vette", "Message rejected, msgid: %s\n        list: %s,\n        handler: %s,\n        reason: %s", id, list, name, v.Notice.S)
		return notice.Return(in.site, p.Change, p.Msg, v.Notice, p.Translator)
	}
	return nil
}
