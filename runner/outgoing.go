// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"mmgen/runner/bounce"
	"mmgen/runner/change"
	"mmgen/runner/deliver"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// outgoing delivers entries and sees to those who did not get theirs
// (OutgoingRunner.py). One deliverer serves all entries of a drain, and one
// registry all bounces.
type outgoing struct {
	*drain
	queue     *queue.Queue
	deliverer *deliver.Deliverer
	bounces   *bounce.Registry
}

// newOutgoing leaves the queue to Mailman's Python where DELIVERY_MODULE is a
// handler of the site's own.
func newOutgoing(w *entryWorker) (job, error) {
	deliverer, err := deliver.New(w.site)
	if errors.Is(err, deliver.ErrModule) {
		return newHandOver(w)
	}
	if err != nil {
		return nil, err
	}
	return &outgoing{w.drain, w.queue, deliverer, bounce.NewRegistry(w.site, w.kind.name)}, nil
}

func (o *outgoing) close() {
	o.deliverer.Close()
	if err := o.bounces.Close(); err != nil {
		o.fault(err)
	}
}

func (o *outgoing) settle() {}

// flush registers the bounces of a round. Mailman does that every
// REGISTER_BOUNCES_EVERY and when it stops. A server that fell silent over the
// last entry is a reason to wait, too, though that entry waits in retry.
func (o *outgoing) flush(ctx context.Context) (string, error) {
	if err := o.deliverer.Away(); err != nil {
		o.wait(nil, err.Error())
	}
	err := o.bounces.Register(ctx)
	if _, disk := siteFault(err); errors.Is(err, bounce.ErrWaiting) && !disk {
		return err.Error(), nil
	}
	return "", err
}

func (o *outgoing) handle(ctx context.Context, list *mlist.List, e *queue.Entry) (verdict, error) {
	if !due(e.Data, o.site.Now()) {
		return verdict{fate: moved, to: site.Retry}, nil
	}
	if err := o.queue.HasRoom(e.Name); err != nil {
		return verdict{}, err
	}
	result, err := o.deliver(ctx, list, e)
	var away *deliver.AwayError
	var unfinished *deliver.UnfinishedError
	switch {
	case errors.As(err, &away):
		return o.serverAway(away), nil
	case ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.As(err, &unfinished):
		return verdict{fate: notDue}, nil
	case err != nil && !errors.As(err, &unfinished):
		return verdict{}, err
	}
	v, failed := o.failures(ctx, list, e, result)
	if failed != nil {
		keepFailed(e.Data, result)
		v.rest = e.Data
		return v, errors.Join(failed, err)
	}
	if v.fate == stays || v.fate == gone { // a probe
		return v, err
	}
	v.rest = e.Data.Copy()
	if v.fate == moved {
		keepFailed(v.rest, deliver.Result{TempFailed: v.data.Strs("recips")})
	}
	if errors.Is(err, deliver.ErrStopped) {
		return verdict{fate: notDue, rest: v.rest}, nil
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

// keepFailed leaves in the metadata those who did not get the message, so that
// nobody gets it twice when the entry is unshunted.
func keepFailed(data queue.Metadata, result deliver.Result) {
	failed := slices.Concat(result.TempFailed, result.PermFailed)
	if chunks, unfinished := data.List("undelivered"); unfinished {
		chunks = append(slices.Clone(chunks), pickle.Strings(failed...))
		data.SetStr("undelivered", &pickle.List{Items: chunks})
		return
	}
	data.SetStrs("recips", failed)
}

// serverAway leaves everything as it is until the server is back. The deliverer
// has told of it.
func (o *outgoing) serverAway(away *deliver.AwayError) verdict {
	if !away.Told {
		o.known = append(o.known, away.Error())
	}
	return verdict{fate: allStay, why: away.Error()}
}

// failures sees to the recipients who did not get the message: those that a
// later try may help go to the retry queue, for the others a bounce is noted.
func (o *outgoing) failures(ctx context.Context, list *mlist.List, e *queue.Entry, result deliver.Result) (verdict, error) {
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
	if len(permanent) > 0 {
		if err := o.noteFailed(e, append(slices.Clone(temporary), permanent...)); err != nil {
			return verdict{}, err
		}
		if err := o.bounces.Queue(list.InternalName(), permanent, e.Msg); err != nil {
			return verdict{}, err
		}
	}
	if len(temporary) == 0 {
		return verdict{}, nil
	}
	wait := o.site.Settings.Float("DELIVERY_RETRY_WAIT")
	period := o.site.Settings.Float("DELIVERY_RETRY_PERIOD")
	later := forRetry(e.Data, temporary, now, wait, period)
	return verdict{fate: moved, to: site.Retry, data: later}, nil
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
func (o *outgoing) probeFailed(ctx context.Context, list *mlist.List, e *queue.Entry, token string) (verdict, error) {
	err := o.bounces.Probe(ctx, list, token, e.Data.Str("lang"), func(files *change.Change) {
		o.queue.FinishIn(files, e.Name)
	})
	if errors.Is(err, mlist.ErrLocked) || err != nil && ctx.Err() != nil {
		return verdict{fate: stays, why: err.Error()}, nil
	}
	return verdict{fate: gone}, err
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
	data.Delete(pickle.Str("undelivered"))
	data.SetStr("deliver_after", now+wait)
	data.SetStr("last_recip_count", int64(len(failed)))
	data.SetStr("deliver_until", until)
	data.SetStr("recips", recips)
	return data
}

// asGiven are failed recipients as the entry has them: what is unicode there
// stays so.
func asGiven(data queue.Metadata, failed []string) *pickle.List {
	given := map[string]pickle.Value{}
	recips, _ := data.List("recips")
	for _, v := range recips {
		if s, ok := v.(pickle.Unicode); ok {
			given[string(s)] = s
		}
	}
	list := pickle.Strings(failed...)
	for i, recip := range failed {
		if v, ok := given[recip]; ok {
			list.Items[i] = v
		}
	}
	return list
}
