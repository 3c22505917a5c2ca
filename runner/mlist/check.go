// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"context"
	"errors"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist/listfile"
	"mmgen/runner/pyregex"
)

// acceptableName tells whether each character of a list's name is matched by
// ACCEPTABLE_LISTNAME_CHARACTERS, a Python regex.
func acceptableName(chars, name string) bool {
	if chars == listfile.StockChars { // no regex is made in most runs
		return listfile.StockName(name)
	}
	re, err := pyregex.Compile(chars, 0)
	return err == nil && re.Sub("", name) == ""
}

// dontWait is the timeout of a caller that goes on without the lock rather than wait.
const dontWait = -1

// checkVersion brings a list of an older Mailman to DATA_FILE_VERSION and
// saves it (MailList.py: CheckVersion), and mends bad values (CheckValues).
// Mailman waits for the lock without end; here a list that somebody else has
// is upgraded in memory, and on disk by whoever locks it next.
func (l *List) checkVersion() error {
	version := l.env.Settings.Int("DATA_FILE_VERSION")
	if l.Int("data_version") >= version {
		l.checkValues()
		return nil
	}
	if why := beforeMailman21(l.Attrs); why != "" {
		l.env.Logs.Logf("error", "list %s has data_version %d and is not upgraded to %d: it has %s, from before Mailman 2.1; run Mailman's bin/update",
			l.name, l.Int("data_version"), version, why)
		l.checkValues()
		return nil
	}
	if !l.locked {
		release, err := l.acquire(context.Background(), dontWait)
		switch {
		case err == nil:
			defer func() {
				l.locked = false
				_ = release()
			}()
			// Somebody may have saved the list since we read it.
			newest, err := l.readConfig("config.pck")
			if err != nil {
				return err
			}
			l.Attrs = newest
			if l.Int("data_version") >= version {
				l.checkValues()
				return nil
			}
		case !errors.Is(err, ErrLocked):
			l.env.Logs.Logf("error", "list %s is upgraded in memory only: %v", l.name, err)
		}
	}
	l.upgrade(l.Int("data_version"))
	if !l.locked {
		l.seen = stamp{} // what is in memory is not what the file holds
	} else if err := l.Save(); err != nil {
		return err
	}
	l.checkValues()
	return nil
}

// checkValues mends values that old or hand-made lists have (MailList.py:
// CheckValues).
func (l *List) checkValues() {
	url := l.Str("web_page_url")
	if !hasSchemeAndHost(url) {
		url = l.defaultURL()
		l.Attrs.SetStr("web_page_url", pyvalue.Str(url))
	}
	if url != "" && !strings.HasSuffix(url, "/") {
		l.Attrs.SetStr("web_page_url", pyvalue.Str(url+"/"))
	}
	if addr := l.Str("reply_to_address"); strings.TrimSpace(addr) != "" && l.Bool("reply_goes_to_list") && !ValidAddress(addr) {
		l.env.Logs.Logf("error", "Bad reply_to_address \"%s\" cleared for list: %s", addr, l.name)
		l.Attrs.SetStr("reply_to_address", pyvalue.Str(""))
		l.Attrs.SetStr("reply_goes_to_list", int64(0))
	}
	l.checkTopics()
}

// checkTopics drops topics that are no tuples of four, and those whose pattern
// is no regular expression.
func (l *List) checkTopics() {
	topics := pyvalue.Items(l.Value("topics"))
	good := make([]pyvalue.Value, 0, len(topics))
	for _, topic := range topics {
		fields := pyvalue.Items(topic)
		if len(fields) != 4 {
			l.env.Logs.Logf("error", "Bad topic \"%s\" for list: %s", pyvalue.Text(topic), l.name)
			continue
		}
		if pattern, err := topicPattern(fields[1]); err != nil {
			l.env.Logs.Logf("error", "Bad topic pattern \"%s\" for list: %s", pattern, l.name)
			continue
		}
		good = append(good, topic)
	}
	if len(good) < len(topics) {
		l.Attrs.SetStr("topics", &pyvalue.List{Items: good})
	}
}

// topicPattern is the regular expression of a topic, of which each line is an
// alternative.
func topicPattern(v pyvalue.Value) (pattern string, err error) {
	s, ok := pyvalue.AsString(v)
	if !ok {
		return pyvalue.Text(v), errors.New("no text")
	}
	var flags pyregex.Flags
	if _, unicode := v.(pyvalue.Unicode); unicode {
		flags = pyregex.UTF8
	}
	pattern = strings.Join(pystr.SplitLines(s), "|")
	_, err = pyregex.Compile(pattern, flags)
	return pattern, err
}
