// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/site"
)

const (
	maxCommandLine = 3000 // bytes of addresses on a command line (Sendmail.py: MAX_CMDLINE)
	exTempFail     = 75   // EX_TEMPFAIL of sysexits.h
)

// sendmail gives the message to a program like sendmail, as many recipients at
// a time as its command line holds (Sendmail.py: process). There are no
// headers, footers, VERP or personal copies here, as there are none in Mailman.
//
// Mailman leaves the command line to a shell, and fails with a TypeError where the
// program does. Here there is no shell; -i keeps a dot alone on a line from ending the
// message; EX_TEMPFAIL means that a later try may help, as does a signal that ended the
// program, which may or may not have taken the message; any other failure needs the
// administrator. A program that can't be started, or does not end in the time that an
// SMTP server has for the end of a message, counts as a server that is away.
func (d *Deliverer) sendmail(ctx context.Context, t task) (Result, error) {
	command, err := commandWords(d.site.Settings.Str("SENDMAIL_CMD"))
	if err != nil {
		return Result{}, err
	}
	text := t.msg.Flatten(true, true)
	run := &sendmailRun{
		task: t, site: d.site, session: d.session, text: text, id: messageID(t.msg),
		command: append(command, "-i", "-f", t.list.BouncesAddress()),
		about: fmt.Sprintf("post to %s from %s, size=%d", t.list.InternalName(),
			t.msg.Sender(d.site.Settings.Bool("USE_ENVELOPE_SENDER"), false), len(text)),
	}
	chunks := t.left
	if !t.resumed {
		chunks = byLength(t.recips, maxCommandLine)
	}
	if away := run.all(ctx, chunks); away != nil {
		return Result{}, away
	}
	if run.heldFor != nil {
		setLeft(t.data, run.held)
		return run.result, &UnfinishedError{run.heldFor}
	}
	t.data.Delete(pyvalue.Str(undeliveredKey))
	return run.result, nil
}

// sendmailRun is one message on its way through SENDMAIL_CMD.
type sendmailRun struct {
	task
	site    *site.Site
	session *session // remembers whether the program is away
	command []string
	text    string
	id      string // the Message-ID, for the logs
	about   string // the beginning of a line in the post log
	more    bool   // there are other chunks after this one
	result  Result
	held    [][]string // chunks that the program refused as a whole
	heldFor error
}

// all runs the program chunk by chunk. An error means that it is away and nothing
// was delivered; where something was, the rest failed for now.
func (r *sendmailRun) all(ctx context.Context, chunks [][]string) error {
	for i, chunk := range chunks {
		if ctx.Err() != nil {
			r.held, r.heldFor = append(r.held, chunks[i:]...), ErrStopped
			return nil
		}
		r.more = i+1 < len(chunks)
		away := r.one(ctx, chunk)
		switch {
		case away != nil && i == 0:
			return away
		case away != nil:
			r.result.TempFailed = append(r.result.TempFailed, slices.Concat(chunks[i:]...)...)
			return nil
		}
	}
	return nil
}

// one runs the program for a chunk. The error is an *AwayError: it was not run.
func (r *sendmailRun) one(ctx context.Context, chunk []string) error {
	if r.session.away != nil {
		return r.session.away
	}
	chunk, options := withoutOptions(chunk)
	if len(chunk) > 0 {
		status, err := r.run(ctx, chunk)
		if errors.Is(err, errNotStarted) {
			return r.giveUp(err)
		}
		r.judge(chunk, status, err)
	}
	for _, recip := range options {
		r.site.Logs.Logf("smtp-failure", "delivery to %s failed: SENDMAIL_CMD would take the address for an option", recip)
	}
	r.result.PermFailed = append(r.result.PermFailed, options...)
	return nil
}

// giveUp notes that the program is away.
func (r *sendmailRun) giveUp(err error) *AwayError {
	r.site.Logs.Logf("smtp-failure", "%v, msgid: %s", err, r.id)
	return r.session.giveUp(r.command[0]+" (SENDMAIL_CMD)", err)
}

// judge decides what the way in which the program ended means for its chunk.
func (r *sendmailRun) judge(chunk []string, status int, err error) {
	if err == nil {
		r.session.outage.back()
		r.site.Logs.Logf("post", "%s, success", r.about)
		r.accepted(chunk, nil, !r.more && len(r.result.TempFailed)+len(r.held) == 0)
		return
	}
	r.site.Logs.Logf("post", "%s, failure=%d", r.about, status)
	if errors.Is(err, errTooLong) {
		r.giveUp(err)
	} else {
		r.site.Logs.Logf("smtp-failure", "%v, msgid: %s", err, r.id)
	}
	if status == exTempFail || status < 0 {
		r.result.TempFailed = append(r.result.TempFailed, chunk...)
		return
	}
	r.held, r.heldFor = append(r.held, chunk), err
}

// commandWords divides SENDMAIL_CMD into program and arguments.
func commandWords(command string) ([]string, error) {
	words := strings.Fields(command)
	if len(words) == 0 || strings.ContainsAny(command, "'\"\\$`|&;<>(){}*?[]~#") {
		return nil, fmt.Errorf("SENDMAIL_CMD = %q: want a program and arguments, without anything that takes a shell", command)
	}
	return words, nil
}

// byLength divides recipients into chunks. A chunk ends with the recipient that makes it
// longer than limit, in bytes.
func byLength(recips []string, limit int) (chunks [][]string) {
	begin, length := 0, 0
	for i, recip := range recips {
		if length += len(recip) + 1; length > limit {
			chunks = append(chunks, recips[begin:i+1:i+1])
			begin, length = i+1, 0
		}
	}
	if begin < len(recips) {
		chunks = append(chunks, recips[begin:])
	}
	return chunks
}

// withoutOptions takes out what no command line can hold as an address.
func withoutOptions(chunk []string) (addresses, options []string) {
	for _, recip := range chunk {
		if recip == "" || recip[0] == '-' || strings.ContainsRune(recip, 0) {
			options = append(options, recip)
		} else {
			addresses = append(addresses, recip)
		}
	}
	return addresses, options
}

// Why the program did not end by itself, if it began at all.
var (
	errNotStarted = errors.New("can't be started")
	errTooLong    = errors.New("did not end in time and was killed")
)

// run runs the program with the text on its standard input. status is its exit status, -1
// where it was killed or not started. When the context ends the program has some seconds
// to end.
func (r *sendmailRun) run(ctx context.Context, chunk []string) (status int, err error) {
	limited, cancel := context.WithTimeoutCause(context.Background(), r.session.timeouts.End, errTooLong)
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(r.session.timeouts.Stop, cancel) })()
	cmd := exec.CommandContext(limited, r.command[0], append(r.command[1:len(r.command):len(r.command)], chunk...)...)
	cmd.Stdin = strings.NewReader(r.text)
	cmd.WaitDelay = time.Second // processes that it started may hold its pipes open
	output, err := cmd.CombinedOutput()
	output = bytes.TrimSpace(output)
	switch {
	case err == nil:
		return 0, nil
	case cmd.ProcessState == nil:
		return -1, fmt.Errorf("%s %w: %w", r.command[0], errNotStarted, err)
	case cmd.ProcessState.Success():
		return 0, nil // the program did not read all of the text, which is its own affair
	case context.Cause(limited) == errTooLong:
		return -1, fmt.Errorf("%s %w: %s", r.command[0], errTooLong, output)
	}
	return cmd.ProcessState.ExitCode(), fmt.Errorf("%s ended with %w: %s", r.command[0], err, output)
}
