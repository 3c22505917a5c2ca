// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"mmgen/runner/handler"
	"mmgen/runner/i18n"
	"mmgen/runner/mlist"
	"mmgen/runner/notice"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/safeio"
)

// batchTime bounds how long a list is kept locked for a batch of its entries:
// web pages and other runners wait that long.
const batchTime = time.Second

// virginPipeline is what messages that Mailman wrote go through
// (VirginRunner.py: _get_pipeline).
var virginPipeline = []string{"CookHeaders", "ToOutgoing"}

// incoming sends entries through the handlers of a pipeline (IncomingRunner.py,
// VirginRunner.py).
//
// Entries of one list that follow each other are a batch: the list is locked,
// loaded and saved once for all of them, in one change with what they put into
// queues and with their own end. A crash before that leaves all of the batch
// waiting, and nothing made from it to be seen.
type incoming struct {
	*entryWorker
	virgin bool
	batch  *batch
	locked map[string]string // lists that somebody else has, and what to say of it
}

func newIncoming(w *entryWorker) (job, error) {
	return &incoming{entryWorker: w, locked: map[string]string{}}, nil
}

func newVirgin(w *entryWorker) (job, error) {
	return &incoming{entryWorker: w, locked: map[string]string{}, virgin: true}, nil
}

func (in *incoming) close() { in.settle() }

// settle ends the batch.
func (in *incoming) settle() {
	if b := in.batch; b != nil {
		in.batch = nil
		in.commit(b)
	}
}

func (in *incoming) flush(context.Context) (string, error) {
	in.settle()
	return "", nil
}

// handle sends an entry through its pipeline. Its fate is decided with its
// batch; only a faulty entry leaves it, and that at once.
func (in *incoming) handle(ctx context.Context, list *mlist.List, e *queue.Entry) (verdict, error) {
	pipeline := in.pipelineOf(list, e.Data)
	if name, ok := siteHandler(pipeline); ok && in.python.there() {
		in.settle()
		return verdict{fate: foreign, why: "the pipeline has the handler " + name}, nil
	}
	// What was interrupted before is a batch of its own: should it be to blame
	// for that, it takes no other entry along.
	alone := e.Data.Has("_bak_count")
	if in.batch != nil && (alone || in.batch.change.List() != list) {
		in.settle()
	}
	if in.away || in.stopped {
		return verdict{fate: allStay}, nil
	}
	if v, err := in.join(ctx, list); err != nil || v.fate != done {
		return v, err
	}
	if in.virgin {
		e.Data.SetStr("_fasttrack", int64(1))
	}
	if err := guarded(func() error { return in.run(ctx, list, e, pipeline) }); err != nil {
		b := in.batch
		in.batch = nil
		return verdict{batch: b}, err
	}
	in.batch.entries = append(in.batch.entries, e.Name)
	if alone || in.site.Now().Sub(in.batch.begun) > batchTime {
		in.settle()
	}
	return verdict{fate: gone}, nil
}

// pipelineOf is the pipeline of an entry: what is left to do for one that was
// shunted, the list's own, or the site's (IncomingRunner.py: _get_pipeline).
func (in *incoming) pipelineOf(list *mlist.List, data queue.Metadata) []string {
	if in.virgin {
		return slices.Clone(virginPipeline)
	}
	if data.Has("pipeline") {
		return data.Strs("pipeline")
	}
	if _, own := list.Attrs.Get(pickle.Str("pipeline")); own {
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

// join makes the list the one of the batch: locked, and at its newest state.
// Another verdict than done is that of an entry that can't be handled now. A
// list that somebody else has is waited for once, and its entries keep their
// order.
func (in *incoming) join(ctx context.Context, list *mlist.List) (verdict, error) {
	if in.batch != nil {
		return verdict{}, nil
	}
	if why, locked := in.locked[list.InternalName()]; locked {
		return verdict{fate: stays, why: why}, nil
	}
	c, err := list.Change(ctx, list.LockTimeout())
	switch {
	case errors.Is(err, mlist.ErrLocked):
		in.locked[list.InternalName()] = err.Error()
		return verdict{fate: stays, why: err.Error()}, nil
	case err != nil && ctx.Err() != nil: // told to stop while it waited
		return verdict{fate: allStay}, nil
	case errors.Is(err, mlist.ErrNoLock) && !safeio.IsSiteFault(err):
		in.fault(err)
		in.locked[list.InternalName()] = err.Error()
		return verdict{fate: stays, why: err.Error()}, nil
	case err != nil:
		return verdict{}, err
	}
	in.batch = &batch{change: c, begun: in.site.Now()}
	return verdict{}, nil
}

// run sends the entry through the pipeline. At a fault the metadata have what
// is left of it, from the faulty handler on (IncomingRunner.py: _dopipeline).
func (in *incoming) run(ctx context.Context, list *mlist.List, e *queue.Entry, pipeline []string) error {
	post := &handler.Post{
		Site: in.site, List: list, Msg: e.Msg, Data: e.Data,
		Translator: i18n.For(in.site, e.Data.Str("lang")),
	}
	steps := pickle.Strings(pipeline...).Items
	for i, name := range pipeline {
		e.Data.SetStr("pipeline", &pickle.List{Items: steps[i+1:]})
		step, ok := handler.Lookup(name)
		if !ok { // what is left is without it: Mailman can't import it, and has it off the list by then
			return fmt.Errorf("no handler is called %s, and %w", name, in.python.why())
		}
		v, err := step(ctx, post)
		if err == nil && v.Action != handler.GoOn {
			err = in.end(post, name, v)
			if err == nil {
				break
			}
		}
		if err != nil {
			e.Data.SetStr("pipeline", &pickle.List{Items: steps[i:]})
			return fmt.Errorf("handler %s: %w", name, err)
		}
	}
	e.Data.Delete(pickle.Str("pipeline"))
	return nil
}

// end does what a verdict asks for.
func (in *incoming) end(post *handler.Post, name string, v handler.Verdict) error {
	id := "n/a"
	if post.Msg.Has("message-id") {
		id = post.Msg.Get("message-id")
	}
	list := post.List.RealName()
	switch v.Action {
	case handler.Discard:
		in.site.Logs.Logf("vette", "Message discarded, msgid: %s'\n        list: %s,\n        handler: %s", id, list, name)
	case handler.Reject:
		in.site.Logs.Logf("vette", "Message rejected, msgid: %s\n        list: %s,\n        handler: %s,\n        reason: %s", id, list, name, v.Notice.S)
		return notice.Return(in.site, post.List, post.Msg, v.Notice, post.Translator)
	}
	return nil
}
