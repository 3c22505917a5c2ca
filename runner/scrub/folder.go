// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mmgen/runner/message"
	"mmgen/runner/message/maildate"
)

// errNoMessage is returned for a message that can't be handled; Mailman raises an exception.
var errNoMessage = errors.New("scrub: a part that calls itself message/rfc822 has no message in it")

// folder is where the attachments of a message go, below the list's archive
// (Scrubber.py: calculate_attachments_dir).
func (s Scrubber) folder(msg *message.Message, received time.Time) string {
	day := dayOf(msg, received)
	if !msg.Has("message-id") {
		msg.Add("Message-ID", s.Site.UniqueMessageID(s.list()))
	}
	sum := sha1.Sum([]byte(msg.Get("message-id")))
	digest := hex.EncodeToString(sum[:])
	return filepath.Join("attachments", day, digest[:4]+digest[len(digest)-4:])
}

// dayOf is the day of a message as YYYYMMDD. Where its Date can't be read and it has no
// envelope line, it is the day on which the message came; Mailman can't handle such a message.
func dayOf(msg *message.Message, received time.Time) string {
	date := msg.Get("Date")
	if d, ok := maildate.Parse(date); ok {
		if day, ok := dayName(d); ok {
			return day
		}
	}
	if line, ok := msg.UnixFrom(); ok && date != "" {
		return dayOfEnvelope(line)
	}
	return received.UTC().Format("20060102")
}

// dayName is strftime('%Y%m%d') of a date; ok is false where Python refuses
// it. (The parser refuses months that do not exist.)
func dayName(d maildate.Date) (day string, ok bool) {
	if d.Year < 1900 || d.Year > math.MaxInt32 || d.Day < 0 || d.Day > 31 ||
		d.Hour < 0 || d.Hour > 23 || d.Minute < 0 || d.Minute > 59 || d.Second < 0 || d.Second > 61 {
		return "", false
	}
	return fmt.Sprintf("%d%02d%02d", d.Year, d.Month, max(d.Day, 1)), true
}

// dayOfEnvelope reads the day of `From x Wed Nov 18 11:06:40 2026`: zeros where it can't be
// read.
func dayOfEnvelope(line string) string {
	words := strings.Fields(line)
	if len(words) < 7 {
		return "00000000"
	}
	day, err1 := strconv.Atoi(words[4])
	year, err2 := strconv.Atoi(words[6])
	if err1 != nil || err2 != nil {
		return "00000000"
	}
	const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec "
	month := 0
	if at := strings.Index(months, words[3]+" "); at >= 0 && len(words[3]) == 3 {
		month = at/4 + 1
	}
	return fmt.Sprintf("%04d%02d%02d", year, month, day)
}
