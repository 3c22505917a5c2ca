// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"mmgen/generator/pyvalue"
)

// Autoresponse says whether somebody who wrote to the list is answered by an
// automatic message.
type Autoresponse int

const (
	Respond   Autoresponse = iota // yes
	LastToday                     // no, but by one that says that it is the last of today
	Silent                        // no
)

// Autorespond decides whether a sender is answered, and counts it
// (MailList.py: autorespondToSender): no more than MAX_AUTORESPONSES_PER_DAY
// times a day, where 0 is no limit, and never one with an address that no mail server
// takes. count is how many there were today before.
// It keeps two programs from answering each other for ever, and concerns email
// commands and held posts.
//
// hold_and_cmd_autoresponses is a dict of sender -> (day, count), with a count
// of -1 for one that has been told.
func (l *List) Autorespond(sender string) (a Autoresponse, count int64) {
	if len(sender) > MaxAddress {
		l.env.Logs.Logf("vette", "-request/hold autoresponse discarded for: %s", sender)
		return Silent, 0
	}
	limit := int64(l.env.Settings.Int("MAX_AUTORESPONSES_PER_DAY"))
	if limit == 0 {
		return Respond, 0
	}
	today := DayOf(l.env.Now())
	seen := l.DictToWrite("hold_and_cmd_autoresponses")
	remember := func(count int64) {
		seen.SetStr(sender, pyvalue.NewTuple(today.Tuple(), count))
	}
	count, ok := answeredOn(today, seen.GetStr(sender))
	switch {
	case !ok:
		remember(1) // whatever the limit
		return Respond, 0
	case count < 0:
		l.env.Logs.Logf("vette", "-request/hold autoresponse discarded for: %s", sender)
		return Silent, count
	case count >= limit:
		l.env.Logs.Logf("vette", "-request/hold autoresponse limit hit for: %s", sender)
		remember(-1)
		return LastToday, count
	}
	remember(count + 1)
	return Respond, count
}

// answeredOn is how many answers a sender got on that day, by the record that is kept of
// the sender.
func answeredOn(today Day, info pyvalue.Value) (count int64, ok bool) {
	pair := pyvalue.Items(info)
	if len(pair) != 2 {
		return 0, false
	}
	day, ok := DayFrom(pair[0])
	if !ok || day != today {
		return 0, false
	}
	return pyvalue.AsInt(pair[1])
}

// ForgetAutoresponses forgets who was answered before today (cron/checkdbs). It tells
// whether there was anybody.
func (l *List) ForgetAutoresponses() (forgotten bool) {
	zone := l.env.Now().Location()
	midnight := DayOf(l.env.Now()).Midnight(zone)
	seen := l.Dict("hold_and_cmd_autoresponses")
	for _, sender := range TextKeys(seen) {
		pair := pyvalue.Items(seen.GetStr(sender))
		if len(pair) != 2 {
			continue
		}
		if day, ok := DayFrom(pair[0]); ok && day.Midnight(zone).Before(midnight) {
			seen.Delete(pyvalue.Str(sender))
			forgotten = true
		}
	}
	return forgotten
}
