// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/units"
)

// Machine answers the questions of Check about the machine. At boot it knows /etc and /usr
// only, and it never asks a name service.
type Machine interface {
	// User returns the numbers of a user and of the groups it is in; known is false if there
	// may be such a user, but that can't be found out.
	User(name string) (account Account, exists, known bool)
	// Group is User for a group.
	Group(name string) (gid int, exists, known bool)
	// Stat describes a file; known is false if that can't be found out now. info is nil if
	// there is no such file.
	Stat(path string) (info fs.FileInfo, known bool)
	// Read returns a text file; ok is false if there is none, or it can't be read now.
	Read(path string) (text []byte, ok bool)
	// Is reports whether this process itself runs as an account: then it can try out what that
	// account may read. (Under PrivateUsers= other owners look alike.)
	Is(account Account) bool
}

// Account is a user by number.
type Account struct {
	UID  int
	GIDs []int
}

// Check looks for what would keep mmrun from running, or would make it do something that the
// settings do not seem to want. Each problem names its remedy. Problems that depend on the
// text of a setting alone are found by Plan.
func Check(site Site, host Host, machine Machine) []Problem {
	r := &reading{site: site}
	c := checking{reading: r, host: host, machine: machine}
	c.runnerIsThere()
	c.accountsExist()
	c.filesAreReadable()
	c.directoriesExist()
	for _, rule := range bounds {
		rule.check(r)
	}
	c.serverIsName()
	c.deliveryModule()
	c.archiveScrubber()
	c.pipelines()
	c.leftOut()
	c.crontabs()
	return r.problems
}

// checking is one Check.
type checking struct {
	*reading
	host    Host
	machine Machine
}

// chosen returns the value of a key of [units], or else that of a setting, with its name and
// place; "" if it is not a text.
func (c checking) chosen(key string, given UnitsValue, setting string) (name, value, where string) {
	if given.Where != "" {
		return key, given.Text, given.Where
	}
	v, where, _ := c.site.Setting(setting)
	value, _ = pyvalue.AsString(v)
	return setting, value, where
}

func (c checking) runnerIsThere() {
	runner := c.site.Units.Runner
	if runner.Where == "" {
		runner.Text = UsualRunner
	}
	if units.CheckProgram(runner.Text) != nil {
		return // Plan reports it
	}
	info, known := c.machine.Stat(runner.Text)
	switch {
	case !known:
	case info == nil && c.host.Image && runner.Where == "": // mmrun may still be installed in it
	case info == nil:
		c.note(Problem{Where: runner.Where, Warning: c.host.Image, Text: fmt.Sprintf("runner: there is no %s; install mmrun there, or set runner in [units] of mmgen.ini to where it is", runner.Text)})
	case info.IsDir():
		c.problem(runner.Where, "runner: %s is a directory; name the program in it", runner.Text)
	case info.Mode()&0o111 == 0:
		c.problem(runner.Where, "runner: %s is not executable; chmod 755 it", runner.Text)
	}
}

func (c checking) accountsExist() {
	name, user, where := c.chosen("user", c.site.Units.User, "MAILMAN_USER")
	if units.CheckName(user) == nil {
		_, exists, known := c.machine.User(user)
		c.accountExists(name, "user", user, where, exists, known)
	}
	name, group, where := c.chosen("group", c.site.Units.Group, "MAILMAN_GROUP")
	if units.CheckName(group) == nil {
		_, exists, known := c.machine.Group(group)
		c.accountExists(name, "group", group, where, exists, known)
	}
}

func (c checking) accountExists(setting, kind, name, where string, exists, known bool) {
	if known && !exists {
		c.problem(where, "%s: there is no %s %s; make it, or set %s in [units] of mmgen.ini to the one that owns the lists", setting, kind, name, kind)
	}
}

// filesAreReadable checks that the site's user can read the settings and the certificates that
// mmrun trusts.
func (c checking) filesAreReadable() {
	if file := c.site.Trusted; file != "" {
		if info, known := c.machine.Stat(file); known && (info == nil || !info.Mode().IsRegular()) {
			c.problem(c.site.Config, "verify: there is no file %s; put there the certificates to trust in PEM form, or set verify in [smtp] to yes", file)
		}
	}
	_, name, _ := c.chosen("user", c.site.Units.User, "MAILMAN_USER")
	account, exists, _ := c.machine.User(name)
	if !exists || c.machine.Is(account) {
		return
	}
	_, group, _ := c.chosen("group", c.site.Units.Group, "MAILMAN_GROUP")
	if gid, exists, _ := c.machine.Group(group); exists {
		account.GIDs = append(slices.Clone(account.GIDs), gid)
	}
	for _, file := range []string{c.site.Source, c.site.Config, c.site.Trusted} {
		if closed := c.closedFor(account, file); closed != "" {
			c.problem(file, "user %s, as whom mmrun runs, can't read it, because of the mode of %s; chgrp %s it and chmod g+rX it", name, closed, group)
		}
	}
}

// closedFor returns the file, or the first directory above it, that an account can't look
// into; "" if there is none, or if that can't be found out.
func (c checking) closedFor(account Account, file string) string {
	if !path.IsAbs(file) || account.UID == 0 {
		return ""
	}
	for at := "/"; at != file; {
		next, _, _ := strings.Cut(strings.TrimPrefix(file[len(at):], "/"), "/")
		at = path.Join(at, next)
		want := fs.FileMode(0o1) // the right to pass through a directory
		if at == file {
			want = 0o4
		}
		info, known := c.machine.Stat(at)
		if !known || info == nil {
			return ""
		}
		if !account.may(info, want) {
			return at
		}
	}
	return ""
}

// needed are the directories without which mmrun can't work.
var needed = []string{"QUEUE_DIR", "LIST_DATA_DIR", "DATA_DIR", "LOCK_DIR", "LOG_DIR"}

func (c checking) directoriesExist() {
	if c.host.Image {
		return
	}
	for _, name := range needed {
		v, where, _ := c.site.Setting(name)
		dir, _ := pyvalue.AsString(v)
		if units.CheckPath(dir) != nil {
			continue
		}
		switch info, known := c.machine.Stat(dir); {
		case !known:
		case info == nil && name == "LOCK_DIR" && units.RuntimeDirectory(leadsTo(dir)) != "": // the services make it
		case info == nil:
			c.warn(where, "%s: there is no directory %s; make it for the site's user (Mailman's bin/check_perms tells how), or set %s to where it is", name, dir, name)
		case !info.IsDir():
			c.warn(where, "%s: %s is not a directory; set it to one", name, dir)
		}
	}
}

// bound is a limit for the number that a setting has.
type bound struct {
	setting     string
	least, most float64
	remedy      string
}

// longTime is longer than any time that a site can mean, in seconds.
const longTime = 100 * 366 * 24 * 3600

var bounds = []bound{
	{"SMTPPORT", 0, 65535, "ports are 1 to 65535, and 0 stands for 25"},
	{"DELIVERY_RETRY_PERIOD", 0, longTime, "it is a time in seconds; days(5) is usual"},
	{"DELIVERY_RETRY_WAIT", 0, longTime, "it is a time in seconds; hours(1) is usual"},
	{"LIST_LOCK_LIFETIME", 1, longTime, "it is a time in seconds; hours(5) is usual"},
	{"LIST_LOCK_TIMEOUT", 0, longTime, "it is a time in seconds; 10 is usual"},
	{"PENDING_REQUEST_LIFE", 0, longTime, "it is a time in seconds; days(3) is usual"},
	{"REGISTER_BOUNCES_EVERY", 0, longTime, "it is a time in seconds; minutes(15) is usual"},
}

func (b bound) check(r *reading) {
	v, where, err := r.site.Setting(b.setting)
	if err != nil || v == nil {
		return
	}
	n, isNumber := pyvalue.AsFloat(v)
	if text, isText := pyvalue.AsString(v); isText {
		_, scanErr := fmt.Sscanf(text, "%g", &n)
		isNumber = scanErr == nil
	}
	if isNumber && (n < b.least || n > b.most) {
		r.problem(where, "%s can't be %s: %s", b.setting, pyvalue.Repr(v), b.remedy)
	}
}

// serverIsName checks that SMTPHOST is a host's name or address.
func (c checking) serverIsName() {
	v, where, err := c.site.Setting("SMTPHOST")
	server, isText := pyvalue.AsString(v)
	if err == nil && isText && strings.ContainsAny(server, " \t\r\n/@,;") {
		c.problem(where, "SMTPHOST: %s is not the name or address of a host; write 'localhost' or 'smtp.example.com', without a scheme or path", pyvalue.Repr(v))
	}
}

// deliveryModule checks DELIVERY_MODULE: mmrun has SMTPDirect and Sendmail.
func (c checking) deliveryModule() {
	v, where, err := c.site.Setting("DELIVERY_MODULE")
	module, isText := pyvalue.AsString(v)
	if err != nil || !isText || module == "SMTPDirect" || module == "Sendmail" {
		return
	}
	c.warn(where, "DELIVERY_MODULE: mmrun has SMTPDirect and Sendmail; %s is code of the site's own, %s", module, c.needsPython("out"))
}

// archiveScrubber checks ARCHIVE_SCRUBBER: mmrun has Mailman's own.
func (c checking) archiveScrubber() {
	v, where, err := c.site.Setting("ARCHIVE_SCRUBBER")
	if module, _ := pyvalue.AsString(v); err == nil && module != "" && module != stockScrubber {
		c.warn(where, "ARCHIVE_SCRUBBER: %s is code of the site's own, %s", module, c.needsPython("archive"))
	}
}

// pipelines checks the pipelines: a handler of the site's own needs Mailman's Python.
func (c checking) pipelines() {
	for _, name := range []string{"GLOBAL_PIPELINE", "OWNER_PIPELINE"} {
		v, where, _ := c.site.Setting(name)
		for _, h := range pyvalue.Items(v) {
			if handler, _ := pyvalue.AsString(h); handler != "" && !stockHandlers[handler] {
				c.warn(where, "%s: %s is a handler of the site's own, %s", name, handler, c.needsPython("in"))
			}
		}
	}
}

// needsPython says what becomes of a queue whose entries need Mailman's own
// code.
func (c checking) needsPython(queue string) string {
	if v, _, err := c.site.Setting("PYTHON"); err == nil {
		if python, _ := pyvalue.AsString(v); python != "" && c.host.Python != nil && c.host.Python(python) {
			return fmt.Sprintf("so mmrun hands the %s queue to Mailman's own bin/qrunner, under %s: keep Mailman and its Python installed", queue, python)
		}
	}
	return fmt.Sprintf("and there is no Python 2 here to run it, so what is in the %s queue would go to shunt: install Mailman and its Python, or take it out of the setting", queue)
}

// leftOut reports queues that QRUNNERS does not name. In Mailman they have no runner. Here the
// sweep serves them, as it serves those with the count 0.
func (c checking) leftOut() {
	v, where, err := c.site.Setting("QRUNNERS")
	if err != nil || !isSequence(v) {
		return
	}
	named := map[string]bool{}
	for _, pair := range pyvalue.Items(v) {
		if items := pyvalue.Items(pair); len(items) > 0 {
			name, _ := pyvalue.AsString(items[0])
			q, _ := units.QueueOf(name)
			named[q.Name] = true
		}
	}
	var runners, services []string
	for _, q := range units.Queues() {
		if !named[q.Name] {
			runners = append(runners, q.Runner)
			services = append(services, "mmrun-"+q.Name+".service")
		}
	}
	if len(runners) > 0 {
		c.warn(where, "QRUNNERS leaves out %s: Mailman would leave the entries there, mmrun's sweep handles them all the same. If that is right, name it with 0; else systemctl mask %s",
			strings.Join(runners, ", "), strings.Join(services, " "))
	}
}
