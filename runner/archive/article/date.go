// SPDX-License-Identifier: GPL-2.0-or-later

package article

import (
	"fmt"
	"strings"
	"time"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/lazyregexp"
	"mmgen/runner/message"
	"mmgen/runner/message/maildate"
)

// setDate finds when the post was written (pipermail.py: Article._set_date;
// HyperArch.py: _set_date): the first of these that is a date, not before 1970
// and not too far in the future (ARCHIVER_ALLOWABLE_SANE_DATE_SKEW).
func (mk *maker) setDate(a *Article, m *message.Message) {
	envelope, _ := m.UnixFrom()
	received := m.Get("Received")
	if i := strings.LastIndexByte(received, ';'); i >= 0 {
		received = strings.TrimLeft(received[i+1:], pystr.Blanks)
	}
	when, ok := time.Time{}, false
	for _, date := range []string{m.Get("Date"), m.Get("X-List-Received-Date"), received, cutSender(envelope)} {
		if when, ok = mk.sane(date); ok {
			break
		}
	}
	if !ok {
		when = mk.Started.Add(time.Second)
	}
	when = when.In(mk.Site.Now().Location())
	a.Date = fmt.Sprintf("%011d", when.Unix())
	a.FromDate = when.Format(time.ANSIC)
	switch date, received := m.Get("Date"), m.Get("X-List-Received-Date"); {
	case date != "":
		a.DateStr = date
	case received != "":
		a.DateStr = received
	default:
		a.DateStr = maildate.Format(when)
	}
}

func (mk *maker) sane(date string) (when time.Time, ok bool) {
	if date == "" {
		return when, false
	}
	parsed, ok := maildate.Parse(date)
	if !ok {
		return when, false
	}
	seconds, err := parsed.Unix()
	if err != nil || seconds < 0 {
		return when, false
	}
	when = time.Unix(seconds, 0)
	early := when.Sub(mk.Site.Now()).Seconds()
	return when, early <= mk.Site.Settings.Float("ARCHIVER_ALLOWABLE_SANE_DATE_SKEW")
}

var senderPattern = lazyregexp.New(`From [\t-\r ]*[^\t-\r ]+[\t-\r ]+`)

// cutSender leaves the date of an envelope line.
func cutSender(line string) string { return senderPattern().ReplaceAllLiteralString(line, "") }
