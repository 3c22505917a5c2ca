// SPDX-License-Identifier: GPL-2.0-or-later

// Package deliver hands messages over to the site's mail server, as the
// handlers that DELIVERY_MODULE can name do: SMTPDirect (Mailman/Handlers/
// SMTPDirect.py over Python's smtplib) and Sendmail (Sendmail.py).
//
// An entry's recipients are divided into chunks, each of which is one
// transaction: SMTP_MAX_RCPTS at a time, or one by one where the list
// personalizes or the metadata ask for VERP. What becomes of a chunk:
//
//	RCPT 5xx but 552           those recipients failed for good
//	RCPT, another answer       those recipients failed for now
//	MAIL, DATA, text 5xx       refused for good, but not because of a recipient:
//	  but 552; HELO 5xx        the chunk goes back to the caller, to be shunted
//	MAIL, DATA, text, another  all of the chunk failed for now
//	connection lost            all of the chunk failed for now
//	no answer in time          the server counts as away, from now on; the entry
//	                           is as it was, or (see below) failed for now
//	no server                  nothing happens to the entry; if some of it was
//	                           delivered already, the rest failed for now
//
// There is no server (AwayError) where nobody listens and where anything but a
// 5xx to HELO keeps it from the first MAIL: silence, a connection that is lost, a
// greeting of 4xx, answers that are not SMTP, STARTTLS or AUTH that are not offered or
// are refused, a certificate that can't be verified. None of that is about a message.
//
// A server that is silent may have accepted the message: it got the final dot and did
// not say so in time. Then the message waits for DELIVERY_RETRY_WAIT like any that
// failed for now, so that its recipients do not get it again every minute. Before the
// final dot it was not accepted, and simply stays. But a message that has already been
// in the queue for that long waits as well: it may be the reason for the silence, and
// would keep the messages behind it from being tried. After a silence nothing else is
// tried: each try would cost as much time again.
//
// The connection is kept from one entry to the next.
//
// An outage of the server is logged when it begins, every hour, and when it ends
// (outage.go).
//
// Metadata that count: recips, envsender, verp, personalize, decorated,
// undelivered, add-dup-header, original_sender, tolist. `decorated` is set once
// the message (which is changed) has its header and footer; `personalize` is
// set to 1 where each recipient gets a copy of their own; `undelivered` holds
// the chunks that are left where a delivery did not get to its end, and is
// taken up at the next try.
package deliver

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"mmgen/runner/decorate"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/smtp"
)

// Result has the recipients who did not get a message, in the order in which they
// were tried.
type Result struct {
	TempFailed []string // a later try may help
	PermFailed []string // they failed for good
}

// UnfinishedError says that a delivery did not get to its end: the entry can neither be
// removed nor be tried again as a whole. The Result that comes with it is valid. The
// metadata have the chunks that are left in `undelivered` (which must not be in those
// of an entry for the failed recipients).
type UnfinishedError struct {
	Err error
}

func (e *UnfinishedError) Error() string { return e.Err.Error() }
func (e *UnfinishedError) Unwrap() error { return e.Err }

// ErrStopped is the cause of an UnfinishedError where the context has ended:
// the entry goes back into its queue. Other causes are for the administrator:
// it is shunted.
var ErrStopped = errors.New("delivery was stopped before all recipients had the message")

// ErrModule says that DELIVERY_MODULE names a handler of the site's own.
var ErrModule = errors.New("this DELIVERY_MODULE is not built in; there are SMTPDirect and Sendmail")

// decorator is decorate.Message, or its replacement in tests.
type decorator func(s *site.Site, list *mlist.List, msg *message.Message, data queue.Metadata, recips []string) error

// Deliverer delivers messages, one at a time.
type Deliverer struct {
	site     *site.Site
	decorate decorator
	session  *session
	deliver  func(context.Context, task) (Result, error)
}

// New returns a deliverer of the kind that DELIVERY_MODULE names, ErrModule
// where it names none that is known.
func New(s *site.Site) (*Deliverer, error) {
	d := &Deliverer{site: s, decorate: decorate.Message, session: &session{site: s, timeouts: smtp.RFCTimeouts, outage: outage{site: s}}}
	switch module := s.Settings.Str("DELIVERY_MODULE"); module {
	case "SMTPDirect":
		d.deliver = d.smtpDirect
	case "Sendmail":
		d.deliver = d.sendmail
	default:
		return nil, fmt.Errorf("DELIVERY_MODULE = %q: %w", module, ErrModule)
	}
	return d, nil
}

// Sent is told of recipients who have the message while others do not have it yet
// (queue.Sent): they must not get it again where this process dies.
type Sent interface {
	Add(recips []string)
}

// Deliver hands msg over for the recipients in data. Both may be changed. sent may
// be nil.
//
// With a nil error the entry is done, except for the recipients in the Result. With an
// *AwayError, or the context's own error, nothing was done, and the entry in its queue
// is still right. With an *UnfinishedError data says what is left to do. Any other
// error is a fault of the entry, of which nothing was delivered. When the context ends,
// a running transaction has a few seconds to end, and no other one is begun.
func (d *Deliverer) Deliver(ctx context.Context, list *mlist.List, msg *message.Message, data queue.Metadata, sent Sent) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, err
	}
	t := task{list: list, msg: msg, data: data, sent: sent}
	var err error
	if t.recips, err = recipients(data); err != nil || len(t.recips) == 0 {
		return Result{}, err
	}
	if t.left, t.resumed, err = left(data); err != nil {
		return Result{}, err
	}
	return d.deliver(ctx, t)
}

// task is an entry to deliver.
type task struct {
	list    *mlist.List
	msg     *message.Message
	data    queue.Metadata
	recips  []string
	left    [][]string // chunks that an earlier try left
	resumed bool       // an earlier try was interrupted
	sent    Sent
}

// accepted notes that the server has accepted the message for a chunk, except for the
// refused recipients. all says that this was the last chunk: if nobody was refused the
// entry itself is removed next, and no record is needed.
func (t *task) accepted(chunk []string, refused []smtp.Refusal, all bool) {
	if t.sent == nil || all && len(refused) == 0 {
		return
	}
	t.sent.Add(without(chunk, refused))
}

// without are the recipients of a chunk that were not refused.
func without(chunk []string, refused []smtp.Refusal) []string {
	if len(refused) == 0 {
		return chunk
	}
	gone := make(map[string]bool, len(refused))
	for _, r := range refused {
		gone[r.Recipient] = true
	}
	return slices.DeleteFunc(slices.Clone(chunk), func(recip string) bool { return gone[recip] })
}

// Away is why nothing more can be delivered for now; nil as long as nothing is
// known of an outage.
func (d *Deliverer) Away() error {
	if d.session.away == nil {
		return nil
	}
	return d.session.away
}

// Close says goodbye to the server.
func (d *Deliverer) Close() { d.session.close() }

// envelopeSender is where bounces of an entry go: what its metadata say, or the
// list's bounces address.
func envelopeSender(list *mlist.List, data queue.Metadata) string {
	if v, _ := data.Value("envsender"); v != nil {
		return data.Str("envsender")
	}
	return list.BouncesAddress()
}
