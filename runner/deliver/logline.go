// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/site"
)

// logLine writes the lines about a delivery that the settings SMTP_LOG_*
// describe: each a pair of log and template, or None.
type logLine struct {
	site   *site.Site
	vars   messageVars
	since  time.Time
	posted bool // the message is a post: its success gets a line
}

// newLogLine begins the account of a delivery, before the message is changed.
func (d *Deliverer) newLogLine(run *delivery) *logLine {
	sender, _ := run.data.Value("original_sender")
	if !run.data.Has("original_sender") {
		sender = pyvalue.Str(run.msg.Sender(d.site.Settings.Bool("USE_ENVELOPE_SENDER"), false))
	}
	return &logLine{
		site: d.site, since: d.site.Now(), posted: run.data.Bool("tolist"),
		vars: messageVars{run.msg, pyvalue.SafeDict{
			"#recips":  int64(len(run.recips)),
			"listname": pyvalue.Str(run.list.InternalName()),
			"sender":   sender,
		}},
	}
}

// write writes the lines about the whole delivery. size is the size of the message; held
// says that the server refused it for some chunk, and not because of a recipient.
func (l *logLine) write(size int, refused *failures, held bool) {
	l.vars.dict["time"] = l.site.Now().Sub(l.since).Seconds()
	l.vars.dict["size"] = int64(size)
	l.vars.dict["#refused"] = int64(len(refused.order))
	l.line("SMTP_LOG_EVERY_MESSAGE")
	switch {
	case len(refused.order) > 0:
		l.line("SMTP_LOG_REFUSED")
	case l.posted && !held:
		l.line("SMTP_LOG_SUCCESS")
	}
}

// sort divides the failures into those for now and those for good, and writes a line for
// each.
func (l *logLine) sort(refused *failures) (result Result) {
	for _, r := range refused.order {
		if r.ForGood() {
			result.PermFailed = append(result.PermFailed, r.Recipient)
		} else {
			result.TempFailed = append(result.TempFailed, r.Recipient)
		}
		l.vars.dict["recipient"] = pyvalue.Str(r.Recipient)
		l.vars.dict["failcode"] = int64(r.Code)
		l.vars.dict["failmsg"] = pyvalue.Str(r.Text)
		l.line("SMTP_LOG_EACH_FAILURE")
	}
	return result
}

// line writes what a setting asks for (Syslog.py: write_ex).
func (l *logLine) line(setting string) {
	pair := l.site.Settings.Strs(setting)
	if len(pair) < 2 {
		return
	}
	text, err := pyvalue.FormatMapping(pyvalue.Str(pair[1]), l.vars)
	if err != nil {
		text = badFormat(pair[1], err)
	}
	s, _ := pyvalue.AsString(text)
	l.site.Logs.Logf(pair[0], "%s", s)
}

// badFormat is logged in place of a line whose template can't be filled in.
func badFormat(template string, err error) pyvalue.Str {
	name := "Exception"
	if failed := new(pyvalue.Error); errors.As(err, &failed) {
		name = failed.Type
	}
	return pyvalue.Str(fmt.Sprintf("Bad format \"%s\": %s(%s,): %v", template, name, pyvalue.Repr(pyvalue.Str(err.Error())), err))
}

// messageVars adds a message's header fields to a dict: msg_NAME is the first
// field of that name, allmsg_NAME all of them (SafeDict.py: MsgSafeDict).
type messageVars struct {
	msg  *message.Message
	dict pyvalue.SafeDict
}

// Lookup returns the value of a key.
func (v messageVars) Lookup(key pyvalue.Value) pyvalue.Value {
	name, _ := pyvalue.AsString(key)
	if field, ok := strings.CutPrefix(name, "msg_"); ok {
		if !v.msg.Has(field) {
			return pyvalue.Str("n/a")
		}
		return pyvalue.Str(v.msg.Get(field))
	}
	if field, ok := strings.CutPrefix(name, "allmsg_"); ok {
		if !v.msg.Has(field) {
			return pyvalue.Str("n/a")
		}
		return pyvalue.Str(strings.Join(v.msg.GetAll(field), ", "))
	}
	return v.dict.Lookup(key)
}
