// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"errors"
	"fmt"

	"mmgen/runner/message"
)

// judge decides what the outcome of a transaction means for its chunk
// (SMTPDirect.py: bulkdeliver, the except clauses).
func (d *delivery) judge(chunk []string, refused []refusal, err error) error {
	var (
		away   *AwayError
		all    *allRefused
		answer *replyError
	)
	switch {
	case err == nil:
		d.refused.add(refused...)
	case d.ctx.Err() != nil:
		return ErrStopped
	case errors.Is(err, errNoTLS):
		return err
	case errors.As(err, &away):
		if !d.begun {
			return err
		}
		d.broken(chunk, err)
	case errors.As(err, &all):
		d.log("All recipients refused: %v", err)
		d.refused.add(all.refused...)
	case errors.As(err, &answer):
		d.answered(chunk, answer.reply, err)
	default:
		d.broken(chunk, err)
	}
	return nil
}

// answered is about a chunk that the server would not have for other reasons
// than its recipients (smtplib.SMTPResponseException).
func (d *delivery) answered(chunk []string, r reply, err error) {
	d.log("SMTP session failure: %v", fmt.Sprintf("%d, %s", r.code, r.text))
	if !r.forGood() {
		d.failAll(chunk, r)
		return
	}
	d.held, d.heldFor = append(d.held, chunk), err
	if errors.As(err, new(*introError)) { // it would say so to each
		d.held, d.chunks = append(d.held, d.chunks...), nil
	}
}

// broken is about a chunk of which nobody knows more than that the connection
// failed. Where another try would only be waited for in vain, the rest fails
// with it.
func (d *delivery) broken(chunk []string, err error) {
	d.log("Low level smtp error: %v", err)
	d.failAll(chunk, reply{-1, err.Error()})
	var lost *lostError
	if errors.As(err, new(*AwayError)) || errors.As(err, &lost) && lost.timeout() {
		for _, chunk := range d.chunks {
			d.failAll(chunk, reply{-1, err.Error()})
		}
		d.chunks = nil
	}
}

// failAll notes that a whole chunk failed for now.
func (d *delivery) failAll(chunk []string, r reply) {
	for _, recip := range chunk {
		d.refused.add(refusal{recip, r})
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
	order []refusal
	index map[string]int
}

func (f *failures) add(refused ...refusal) {
	for _, r := range refused {
		if i, ok := f.index[r.recipient]; ok {
			f.order[i] = r
			continue
		}
		if f.index == nil {
			f.index = map[string]int{}
		}
		f.index[r.recipient] = len(f.order)
		f.order = append(f.order, r)
	}
}
