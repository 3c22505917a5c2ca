// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"mmgen/runner/mmlog"
	"mmgen/runner/safeio"
	"mmgen/runner/site"
)

// outage remembers, from one process to the next, that the mail server is away: the
// error log gets a line when that begins, when it ends, and once an hour in between.
// Without this memory a service that is started twice a minute would log it each time.
//
// The file DATA_DIR/mmrun-smtp-outage is there while the server is away. It holds the
// times when that began and when it was last logged, in seconds since 1970. The process
// that makes the file logs the beginning, the one that removes it the end, so that only
// one of several processes does. Where the file can't be made, read or understood, the
// outage is logged each time.
type outage struct {
	site *site.Site
	over bool // the file is gone, as far as this process knows
}

const (
	outageFile  = "mmrun-smtp-outage"
	outageAgain = time.Hour // how often an outage that lasts is logged
)

func (o *outage) path() string {
	return filepath.Join(o.site.Settings.Str("DATA_DIR"), outageFile)
}

// away notes that the server is away. Told is whether this was worth a line.
func (o *outage) away(why *AwayError) (told bool) {
	o.over = false
	now := o.site.Now()
	if o.write(os.O_CREATE|os.O_EXCL, now, now) == nil {
		o.tell("%v", connectText(why.Err))
		return true
	}
	since, last, err := o.read()
	switch {
	case err != nil:
		o.tell("%v", connectText(why.Err))
		_ = o.write(os.O_TRUNC, now, now) // a killed process may have written half a file
		return true
	case now.Sub(last) < outageAgain:
		return false
	}
	o.tell("%v (since %s)", connectText(why.Err), since.In(now.Location()).Format("Jan 02 15:04:05 2006"))
	_ = o.write(os.O_TRUNC, since, now)
	return true
}

// tell begins with the words of Mailman's runner (OutgoingRunner.py: _dispose).
func (o *outage) tell(format string, args ...any) {
	o.site.Logs.Logf("error", "Cannot connect to SMTP server %s: %s", o.server(), fmt.Sprintf(format, args...))
}

// server is where the settings say that it is, as Mailman's runner logs it.
func (o *outage) server() string {
	set := o.site.Settings
	port := set.Str("SMTPPORT")
	switch n := set.Int("SMTPPORT"); {
	case n != 0:
		port = fmt.Sprint(n)
	case port == "":
		port = "smtp"
	}
	return set.Str("SMTPHOST") + " on port " + port
}

// back notes that the server answered.
func (o *outage) back() {
	if o.over {
		return
	}
	o.over = true
	since, _, err := o.read()
	if errors.Is(err, fs.ErrNotExist) || o.site.FileSystem().Remove(o.path()) != nil {
		return // there was no outage, or another process has logged its end
	}
	lasted := ""
	if err == nil {
		lasted = ", after " + o.site.Now().Sub(since).Round(time.Second).String()
	}
	mmlog.Noticef(o.site.Logs, "error", "SMTP server %s is back%s", o.server(), lasted)
}

func (o *outage) write(flag int, since, told time.Time) error {
	f, err := safeio.OpenRegular(o.site.FileSystem(), o.path(), os.O_WRONLY|flag, 0o660)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(f, since.Unix(), told.Unix())
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}

func (o *outage) read() (since, told time.Time, err error) {
	text, err := safeio.ReadFile(o.site.FileSystem(), o.path(), 100)
	if err != nil {
		return since, told, err
	}
	var a, b int64
	_, err = fmt.Sscan(string(text), &a, &b)
	return time.Unix(a, 0), time.Unix(b, 0), err
}
