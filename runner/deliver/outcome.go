// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"errors"
	"fmt"

	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/smtp"
)

// judge decides what the outcome of a transaction means for its chunk
// (SMTPDirect.py: bulkdeliver, the except clauses). An error means that nothing
// happened to it, and that no other is to be tried.
func (d *delivery) judge(chunk []string, refused []smtp.Refusal, err error) error {
	var (
		away   *AwayError
		all    *smtp.AllRefused
		answer *smtp.ReplyError
	)
	switch {
	case err == nil:
		d.accepted(chunk, refused, len(d.chunks)+len(d.refused.order)+len(d.held) == 0)
		d.refused.add(refused...)
	case d.ctx.Err() != nil:
		return ErrStopped
	case errors.As(err, &away):
		if !d.begun {
			return away
		}
		d.broken(chunk, err)
	case errors.As(err, &all):
		d.log("All recipients refused: %v", err)
		d.refused.add(all.Refused...)
	case errors.As(err, &answer):
		d.answered(chunk, answer.Reply, err)
	case d.session.away != nil && d.mayStay(err):
		return d.session.away
	default:
		d.broken(chunk, err)
	}
	return nil
}

// mayStay tells whether the entry can stay unchanged in its queue after the server fell
// silent: no recipient has got the message, and the entry is not so old that it may be the
// cause of the silence.
func (d *delivery) mayStay(err error) bool {
	var lost *smtp.LostError
	if d.begun || !errors.As(err, &lost) || lost.State == smtp.Sent {
		return false
	}
	age := pickle.Seconds(d.site.Now()) - d.data.Float("received_time")
	return age < d.site.Settings.Float("DELIVERY_RETRY_WAIT")
}

// answered deals with a chunk that the server refused, and not because of its
// recipients (smtplib.SMTPResponseException).
func (d *delivery) answered(chunk []string, r smtp.Reply, err error) {
	d.log("SMTP session failure: %v", fmt.Sprintf("%d, %s", r.Code, r.Text))
	if !r.ForGood() {
		d.failAll(chunk, r)
		return
	}
	d.held, d.heldFor = append(d.held, chunk), err
	if unwelcome(err) { // the server would refuse the other chunks in the same way
		d.held, d.chunks = append(d.held, d.chunks...), nil
	}
}

// broken deals with a chunk whose connection was lost: nothing more is known of
// it. Where the server counts as away, the other chunks fail with it.
func (d *delivery) broken(chunk []string, err error) {
	d.log("Low level smtp error: %v", err)
	r := smtp.Reply{Code: -1, Text: err.Error()}
	d.failAll(chunk, r)
	if d.session.away == nil {
		return
	}
	for _, chunk := range d.chunks {
		d.failAll(chunk, r)
	}
	d.chunks = nil
}

// failAll notes that a whole chunk failed for now.
func (d *delivery) failAll(chunk []string, r smtp.Reply) {
	for _, recip := range chunk {
		d.refused.add(smtp.Refusal{Recipient: recip, Reply: r})
	}
}

// log writes what went wrong with a transaction.
func (d *delivery) log(format string, what any) {
	d.site.Logs.Logf("smtp-failure", format+", msgid: %s", what, messageID(d.msg))
}

// messageID is what Python's '%s' makes of msg['message-id'].
func messageID(msg *message.Message) string {
	if !msg.Has("Message-ID") {
		return "None"
	}
	return msg.Get("Message-ID")
}

// failures are the recipients that were refused, with the last reason, in the
// order in which they were tried.
type failures struct {
	order []smtp.Refusal
	index map[string]int
}

func (f *failures) add(refused ...smtp.Refusal) {
	for _, r := range refused {
		if i, ok := f.index[r.Recipient]; ok {
			f.order[i] = r
			continue
		}
		if f.index == nil {
			f.index = map[string]int{}
		}
		f.index[r.Recipient] = len(f.order)
		f.order = append(f.order, r)
	}
}
