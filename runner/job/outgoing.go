// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/bounce"
	"mmgen/runner/change"
	"mmgen/runner/deliver"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// outgoing delivers entries, and deals with recipients who did not get them
// (OutgoingRunner.py). One deliverer serves all entries of a drain, and one registry
// all bounces.
type outgoing struct {
	site      *site.Site
	queue     *queue.Queue
	deliverer *deliver.Deliverer
	bounces   *bounce.Registry
}

// Outgoing is the job of what is to be delivered. Where DELIVERY_MODULE is a handler
// of the site's own, the queue is left to Mailman's Python.
func Outgoing(env Env) (Job, error) {
	deliverer, err := deliver.New(env.Site)
	if errors.Is(err, deliver.ErrModule) {
		return ownModule{env.Python, env.Site.Settings.Str("DELIVERY_MODULE")}, nil
	}
	if err != nil {
		return nil, err
	}
	return &outgoing{env.Site, env.Queue, deliverer, bounce.NewRegistry(env.Site, env.Runner)}, nil
}

func (o *outgoing) Close() error {
	o.deliverer.Close()
	return nil
}

// EndRound registers the bounces of a round. Mailman does that every
// REGISTER_BOUNCES_EVERY and when it stops. A server that fell silent over the
// last entry is a reason to wait, too, though that entry waits in retry.
func (o *outgoing) EndRound(ctx context.Context) (reasons []Reason, err error) {
	var away *deliver.AwayError
	if errors.As(o.deliverer.Away(), &away) {
		reasons = append(reasons, reasonOf(away))
	}
	waiting, err := registerNoted(ctx, o.bounces)
	return append(reasons, waiting...), err
}

// reasonOf is why the entries wait until the server is back. The deliverer has logged
// it, unless an earlier drain did so not long ago.
func reasonOf(away *deliver.AwayError) Reason {
	return Reason{Text: away.Error(), Known: !away.Told}
}

func (o *outgoing) Handle(ctx context.Context, t Task) (Verdict, error) {
	e := t.Entry
	if !due(e.Data, o.site.Now()) {
		return Verdict{Outcome: Moved, To: site.Retry}, nil
	}
	if err := o.queue.HasRoom(e.Name); err != nil {
		return Verdict{}, err
	}
	result, err := o.deliver(ctx, t.List, e)
	var away *deliver.AwayError
	var unfinished *deliver.UnfinishedError
	switch {
	case errors.As(err, &away):
		return Verdict{Outcome: AllStay, Why: reasonOf(away)}, nil
	case ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.As(err, &unfinished):
		return Verdict{Outcome: NotDue}, nil
	case err != nil && !errors.As(err, &unfinished):
		return Verdict{}, err
	}
	v, failed := o.failures(ctx, t.List, e, result)
	if failed != nil {
		keepFailed(e.Data, result)
		v.Rest = e.Data
		return v, errors.Join(failed, err)
	}
	if v.Outcome == Stays || v.Outcome == Ended { // a probe
		return v, err
	}
	v.Rest = e.Data.Copy()
	if len(result.TempFailed)+len(result.PermFailed) > 0 {
		keepFailed(v.Rest, result)
	}
	if errors.Is(err, deliver.ErrStopped) {
		return Verdict{Outcome: NotDue, Rest: v.Rest}, nil
	}
	return v, err
}

// deliver is Deliver. After a panic nobody knows how far the conversation with
// the server had come: the next entry begins another.
func (o *outgoing) deliver(ctx context.Context, list *mlist.List, e *queue.Entry) (deliver.Result, error) {
	sound := false
	defer func() {
		if !sound {
			o.deliverer.Close()
		}
	}()
	sent := o.queue.Sent(e.Name)
	defer sent.Close()
	result, err := o.deliverer.Deliver(ctx, list, e.Msg, e.Data, sent)
	sound = true
	return result, err
}

// keepFailed leaves only those recipients in the metadata who did not get the message,
// so that nobody gets it twice when the entry is unshunted.
func keepFailed(data queue.Metadata, result deliver.Result) {
	failed := slices.Concat(result.TempFailed, result.PermFailed)
	if chunks, unfinished := data.List("undelivered"); unfinished {
		chunks = append(slices.Clone(chunks), pyvalue.Strings(failed...))
		data.SetStr("undelivered", &pyvalue.List{Items: chunks})
		return
	}
	data.SetStrs("recips", failed)
}

// failures deals with the recipients who did not get the message: where a later try may
// help they go to the retry queue, for the others a bounce is noted.
func (o *outgoing) failures(ctx context.Context, list *mlist.List, e *queue.Entry, result deliver.Result) (Verdict, error) {
	temporary, permanent := result.TempFailed, result.PermFailed
	if token := e.Data.Str("probe_token"); token != "" && len(permanent) > 0 {
		return o.probeFailed(ctx, list, e, token)
	}
	now := o.site.Now()
	if outOfRetries(e.Data, len(temporary), now) {
		o.site.Logs.Logf("smtp-failure", "Retries ran out for %d recipients, refused for good: %s, msgid: %s",
			len(temporary), strings.Join(temporary, ", "), e.Msg.Get("message-id"))
		temporary, permanent = nil, append(permanent, temporary...)
	}
	v := Verdict{}
	if len(permanent) > 0 {
		if err := o.noteFailed(e, append(slices.Clone(temporary), permanent...)); err != nil {
			return Verdict{}, err
		}
		v.With = func(c *change.Change) error { return o.bounces.Note(c, list.InternalName(), permanent, e.Msg) }
	}
	if len(temporary) == 0 {
		return v, nil
	}
	wait := o.site.Settings.Float("DELIVERY_RETRY_WAIT")
	period := o.site.Settings.Float("DELIVERY_RETRY_PERIOD")
	v.Outcome, v.To, v.Data = Moved, site.Retry, forRetry(e.Data, temporary, now, wait, period)
	return v, nil
}

// noteFailed notes in the entry who did not get it, before more is done about them:
// the others must not get it again, whatever happens.
func (o *outgoing) noteFailed(e *queue.Entry, failed []string) error {
	data := e.Data.Copy()
	keepFailed(data, deliver.Result{TempFailed: failed})
	return o.queue.Note(e.Name, e.Msg.Pickle(), data)
}

// probeFailed: a probe that is refused is a probe that came back. While the
// list is locked the probe stays; nobody has got it.
func (o *outgoing) probeFailed(ctx context.Context, list *mlist.List, e *queue.Entry, token string) (Verdict, error) {
	err := o.bounces.Probe(ctx, list, token, e.Data.Str("lang"), func(files *change.Change) {
		o.queue.FinishIn(files, e.Name)
	})
	if errors.Is(err, mlist.ErrLocked) || err != nil && ctx.Err() != nil {
		return Verdict{Outcome: Stays, Why: because(err.Error())}, nil
	}
	return Verdict{Outcome: Ended}, err
}

// outOfRetries tells whether the time for further tries is over: none of the
// failed recipients got it since the last try, and deliver_until is past.
func outOfRetries(data queue.Metadata, failed int, now time.Time) bool {
	noProgress := failed > 0 && int64(failed) == data.Int("last_recip_count")
	return noProgress && data.Has("deliver_until") && pickle.Seconds(now) > data.Float("deliver_until")
}

// forRetry is the metadata for another try for the failed recipients. wait and
// period are DELIVERY_RETRY_WAIT and DELIVERY_RETRY_PERIOD, in seconds.
func forRetry(data queue.Metadata, failed []string, at time.Time, wait, period float64) queue.Metadata {
	now := pickle.Seconds(at)
	until := now + period
	if int64(len(failed)) == data.Int("last_recip_count") {
		until = now
		if data.Has("deliver_until") {
			until = data.Float("deliver_until")
		}
	}
	recips := asGiven(data, failed)
	data = data.Copy()
	data.Delete(pyvalue.Str("undelivered"))
	data.SetStr("deliver_after", now+wait)
	data.SetStr("last_recip_count", int64(len(failed)))
	data.SetStr("deliver_until", until)
	data.SetStr("recips", recips)
	return data
}

// asGiven are failed recipients as the entry has them: what is unicode there
// stays so.
func asGiven(data queue.Metadata, failed []string) *pyvalue.List {
	given := map[string]pyvalue.Value{}
	recips, _ := data.List("recips")
	for _, v := range recips {
		if s, ok := v.(pyvalue.Unicode); ok {
			given[string(s)] = s
		}
	}
	list := pyvalue.Strings(failed...)
	for i, recip := range failed {
		if v, ok := given[recip]; ok {
			list.Items[i] = v
		}
	}
	return list
}
