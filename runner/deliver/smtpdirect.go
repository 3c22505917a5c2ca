// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"context"
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/smtp"
)

// letter is a message as it goes over the wire.
type letter struct {
	smtp.Transaction
	mangled int // its size, for the log, if `From ` lines are quoted as in a mailbox
}

// delivery is one message on its way to all its recipients.
type delivery struct {
	*Deliverer
	task
	ctx      context.Context
	sender   string // the envelope sender
	personal bool   // each recipient gets a copy of their own
	bulk     letter // the copy for all recipients, where it is not personal

	chunks  [][]string // the chunks that are left; the last one is next
	begun   bool       // a chunk was tried: the entry is not as it was
	refused failures
	held    [][]string // chunks refused for good, but not because of a recipient
	heldFor error      // why they were refused
}

// smtpDirect is SMTPDirect.py: process.
func (d *Deliverer) smtpDirect(ctx context.Context, t task) (Result, error) {
	run := &delivery{
		Deliverer: d, task: t, ctx: ctx,
		sender: envelopeSender(t.list, t.data), personal: wantsPersonal(t.list, t.data),
	}
	line := d.newLogLine(run)
	run.divide()
	if err := run.prepare(); err != nil {
		return Result{}, err
	}
	d.session.begin()
	err := run.all()
	switch {
	case err != nil && !run.begun && ctx.Err() != nil:
		return Result{}, ctx.Err()
	case errors.As(err, new(*AwayError)):
		return Result{}, err
	}
	if err == nil {
		line.write(run.size(), &run.refused, len(run.held) > 0)
		err = run.heldFor
	}
	result := line.sort(&run.refused)
	if err == nil {
		t.data.Delete(pyvalue.Str(undeliveredKey))
		return result, nil
	}
	setLeft(t.data, append(run.chunks, run.held...))
	return result, &UnfinishedError{err}
}

// wantsPersonal tells whether each recipient gets a copy of their own, to
// personalize it, or for the sake of its envelope sender (VERP).
func wantsPersonal(list *mlist.List, data queue.Metadata) bool {
	if data.Has("personalize") && !data.Bool("personalize") {
		return false
	}
	return data.Bool("verp") || list.Int("personalize") != 0
}

// divide makes the chunks, or takes those that an earlier try left.
func (d *delivery) divide() {
	size := d.site.Settings.Int("SMTP_MAX_RCPTS")
	switch {
	case d.personal && d.resumed:
		for _, chunk := range d.left {
			d.chunks = append(d.chunks, oneByOne(chunk)...)
		}
	case d.personal:
		d.chunks = oneByOne(d.recips)
	case d.resumed:
		for _, chunk := range d.left {
			d.chunks = append(d.chunks, atMost(chunk, size)...)
		}
	default:
		d.chunks = chunkify(d.recips, size)
	}
}

// prepare makes the message that all get. It must never be decorated twice.
func (d *delivery) prepare() error {
	if d.personal {
		d.data.SetStr("personalize", int64(1))
		return nil
	}
	if !d.data.Bool("decorated") {
		if err := d.decorate(d.site, d.list, d.msg, d.data, d.recips); err != nil {
			return err
		}
		d.data.SetStr("decorated", true)
	}
	if len(d.chunks) > 0 {
		d.bulk = finish(d.list, d.msg, d.sender)
	}
	return nil
}

// finish sees to it that bounces of the message go to the envelope sender, and
// writes it (SMTPDirect.py: bulkdeliver).
func finish(list *mlist.List, msg *message.Message, sender string) letter {
	msg.Set("Errors-To", sender)
	if list.Bool("include_sender_header") {
		msg.Set("Sender", `"`+list.RealName()+`" <`+sender+`>`)
	}
	text := msg.Flatten(false, false)
	return letter{
		Transaction: smtp.Transaction{Sender: sender, Size: len(text), Text: smtp.WireText(text)},
		mangled:     len(text) + strings.Count(text, "\nFrom "),
	}
}

// size is len(msg.as_string()), where lines that begin `From ` are mangled.
func (d *delivery) size() int {
	if d.bulk.Text != nil {
		return d.bulk.mangled
	}
	return len(d.msg.String())
}

// all delivers chunk by chunk. With an error the chunk that was under way is
// among those left.
func (d *delivery) all() error {
	for len(d.chunks) > 0 {
		last := len(d.chunks) - 1
		chunk := d.chunks[last]
		d.chunks = d.chunks[:last]
		err := ErrStopped
		if d.ctx.Err() == nil {
			err = d.one(chunk)
		}
		if err != nil {
			d.chunks = append(d.chunks, chunk)
			return err
		}
		d.begun = true
	}
	return nil
}

// one delivers one chunk. An error is about the entry: nobody of the chunk has the
// message, and no other chunk is tried.
func (d *delivery) one(chunk []string) error {
	t := d.bulk
	if d.personal {
		var err error
		if t, err = d.personalize(chunk[0]); err != nil || t.Text == nil {
			return err
		}
	}
	t.Recipients = chunk
	refused, err := d.session.send(d.ctx, t.Transaction)
	return d.judge(chunk, refused, err)
}
