// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"mmgen/runner/pickle"
	"mmgen/runner/site"
)

const (
	maxCommandLine = 3000 // bytes of addresses on a command line (Sendmail.py: MAX_CMDLINE)
	exTempFail     = 75   // EX_TEMPFAIL of sysexits.h
	sendmailTime   = 10 * time.Minute
)

// sendmail gives the message to a program like sendmail, as many recipients at
// a time as its command line holds (Sendmail.py: process). There are no
// headers, footers, VERP or personal copies here, as there are none in Mailman.
//
// Mailman leaves the command line to a shell, and fails with a TypeError
// where the program does. Here there is no shell; -i keeps a dot alone on a
// line from ending the message; EX_TEMPFAIL means that a later try may help,
// any other failure that the administrator must see to it.
func (d *Deliverer) sendmail(ctx context.Context, t task) (Result, error) {
	command, err := commandWords(d.site.Settings.Str("SENDMAIL_CMD"))
	if err != nil {
		return Result{}, err
	}
	text := t.msg.Flatten(true, true)
	run := &sendmailRun{
		site: d.site, session: d.session, command: append(command, "-i", "-f", t.list.BouncesAddress()), text: text, id: messageID(t.msg),
		about: fmt.Sprintf("post to %s from %s, size=%d", t.list.InternalName(),
			t.msg.Sender(d.site.Settings.Bool("USE_ENVELOPE_SENDER"), false), len(text)),
	}
	chunks := t.left
	if !t.resumed {
		chunks = byLength(t.recips, maxCommandLine)
	}
	for i, chunk := range chunks {
		if ctx.Err() != nil {
			run.held, run.heldFor = append(run.held, chunks[i:]...), ErrStopped
			break
		}
		if err := run.one(chunk); err != nil && i == 0 {
			return Result{}, err
		}
	}
	if run.heldFor != nil {
		setLeft(t.data, run.held)
		return run.result, &UnfinishedError{run.heldFor}
	}
	t.data.Delete(pickle.Str(undeliveredKey))
	return run.result, nil
}

// sendmailRun is one message on its way through SENDMAIL_CMD.
type sendmailRun struct {
	site    *site.Site
	session *session // that knows whether the program can be run
	command []string
	text    string
	id      string // of the message, for the logs
	about   string // how a line in the post log begins
	result  Result
	held    [][]string // chunks of which the program would have none
	heldFor error
}

// one runs the program for a chunk. The error is an *AwayError: the program
// can't be run. The chunk is then held, too.
func (r *sendmailRun) one(chunk []string) error {
	chunk, options := withoutOptions(chunk)
	for _, recip := range options {
		r.site.Logs.Logf("smtp-failure", "delivery to %s failed: SENDMAIL_CMD would take the address for an option", recip)
	}
	r.result.PermFailed = append(r.result.PermFailed, options...)
	if len(chunk) == 0 {
		return nil
	}
	status, err := runSendmail(append(r.command[:len(r.command):len(r.command)], chunk...), r.text)
	if status >= 0 {
		r.session.outage.back()
	}
	if err == nil {
		r.site.Logs.Logf("post", "%s, success", r.about)
		return nil
	}
	r.site.Logs.Logf("post", "%s, failure=%d", r.about, status)
	r.site.Logs.Logf("smtp-failure", "%v, msgid: %s", err, r.id)
	if status == exTempFail {
		r.result.TempFailed = append(r.result.TempFailed, chunk...)
		return nil
	}
	r.held, r.heldFor = append(r.held, chunk), err
	if status < 0 {
		return r.session.giveUp(r.command[0]+" (SENDMAIL_CMD)", err)
	}
	return nil
}

// commandWords divides SENDMAIL_CMD into program and arguments.
func commandWords(command string) ([]string, error) {
	words := strings.Fields(command)
	if len(words) == 0 || strings.ContainsAny(command, "'\"\\$`|&;<>(){}*?[]~#") {
		return nil, fmt.Errorf("SENDMAIL_CMD = %q: want a program and arguments, without anything that takes a shell", command)
	}
	return words, nil
}

// byLength divides recipients into chunks that end as soon as they are longer
// than limit.
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

// runSendmail runs the program with the text on its standard input. Status
// is that with which it ended, -1 where it could not be started or was killed.
func runSendmail(args []string, text string) (status int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), sendmailTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Stdin = strings.NewReader(text)
	output, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit):
		return exit.ExitCode(), fmt.Errorf("%s ended with %w: %s", args[0], err, bytes.TrimSpace(output))
	case cmd.ProcessState != nil && cmd.ProcessState.Success():
		return 0, nil // it did not care to read all of the text
	}
	return -1, fmt.Errorf("running %s: %w", args[0], err)
}
