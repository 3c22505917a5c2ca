// SPDX-License-Identifier: GPL-2.0-or-later

// Package demosite makes throwaway Mailman sites: a var tree with one list of
// three members, and entries in its queues, in the formats that Mailman 2.1
// writes. The demo, the boot test and the benchmarks play on them.
//
// The machine may have a Mailman of its own, which must be left alone. So the
// settings of a site name every place where Mailman has something, and none of
// them lies outside of the site; and a command that is called with Flags does
// not look for mm_cfg.py and Defaults.py where the machine has them.
package demosite

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/pickle"
	"mmgen/runner/queue"
)

// List is the name of the site's list, and Host its mail host.
const (
	List = "demo"
	Host = "lists.example.com"
)

// Members are the list's members.
var Members = []string{"anne@example.com", "bart@example.org", "cate@example.net"}

// Site is a throwaway site.
type Site struct {
	Var string // its VAR_PREFIX
	now func() time.Time
}

// dirs are the folders of a var tree (LAYOUTS: as upstream's make install).
var dirs = []string{
	"lists/" + List, "logs", "locks", "data", "spam",
	"archives/private/" + List, "archives/private/" + List + ".mbox", "archives/public",
	"qfiles/in", "qfiles/out", "qfiles/commands", "qfiles/bounces", "qfiles/news",
	"qfiles/archive", "qfiles/shunt", "qfiles/virgin", "qfiles/bad", "qfiles/retry",
}

// Make makes a site in dir, which may be there already, with these members
// and, where they are given, other attributes of the list.
func Make(dir string, members []string, now func() time.Time, more ...pyvalue.Entry) (*Site, error) {
	s := Open(dir, now)
	for _, d := range dirs {
		path := filepath.Join(dir, d)
		if err := os.MkdirAll(path, 0o775); err != nil {
			return nil, fmt.Errorf("making the demo site: %w", err)
		}
		if err := os.Chmod(path, os.ModeSetgid|0o775); err != nil { // files that anybody puts there get the site's group
			return nil, fmt.Errorf("making the demo site: %w", err)
		}
	}
	attrs := s.attributes(members)
	for _, attr := range more {
		attrs.Set(attr.Key, attr.Value)
	}
	config, err := pickle.Dump(attrs, 1)
	if err != nil {
		return nil, fmt.Errorf("making the demo list: %w", err)
	}
	path := filepath.Join(dir, "lists", List, "config.pck")
	if err := os.WriteFile(path, config, 0o660); err != nil {
		return nil, fmt.Errorf("making the demo list: %w", err)
	}
	return s, nil
}

// Open is a site that is there.
func Open(dir string, now func() time.Time) *Site { return &Site{Var: dir, now: now} }

// attributes are those of the list that are not as in any new list; Mailman
// and mmrun take the others from the settings.
func (s *Site) attributes(members []string) *pyvalue.Dict {
	attrs := &pyvalue.Dict{}
	for key, text := range map[string]string{
		"real_name": "Demo", "host_name": Host, "web_page_url": "http://" + Host + "/mailman/",
		"preferred_language": "en", "description": "A list to try things on",
		"msg_footer": "-- \n%(real_name)s mailing list\n%(web_page_url)slistinfo/%(_internal_name)s\n",
	} {
		attrs.SetStr(key, pyvalue.Str(text))
	}
	regular, passwords := &pyvalue.Dict{}, &pyvalue.Dict{}
	for _, addr := range members {
		regular.SetStr(addr, int64(0))
		passwords.SetStr(addr, pyvalue.Str("secret"))
	}
	attrs.SetStr("members", regular)
	attrs.SetStr("passwords", passwords)
	attrs.SetStr("digest_members", &pyvalue.Dict{})
	attrs.SetStr("owner", &pyvalue.List{Items: []pyvalue.Value{pyvalue.Str("owner@example.com")}})
	attrs.SetStr("data_version", int64(112))
	attrs.SetStr("created_at", float64(s.now().Unix()))
	return attrs
}

// places are the settings that name a file or folder of Mailman's, by their
// path in the site. Those of the program itself are named too, and do not exist.
var places = []struct{ setting, path string }{
	{"PREFIX", "program"}, {"EXEC_PREFIX", "program"}, {"WRAPPER_DIR", "program/mail"},
	{"BIN_DIR", "program/bin"}, {"SCRIPTS_DIR", "program/scripts"}, {"PYTHON", "program/python"},
	{"TEMPLATE_DIR", "program/templates"}, {"MESSAGES_DIR", "program/messages"},
	{"VAR_PREFIX", ""}, {"LIST_DATA_DIR", "lists"}, {"LOG_DIR", "logs"}, {"LOCK_DIR", "locks"},
	{"DATA_DIR", "data"}, {"SPAM_DIR", "spam"}, {"PIDFILE", "data/master-qrunner.pid"},
	{"SITE_PW_FILE", "data/adm.pw"}, {"LISTCREATOR_PW_FILE", "data/creator.pw"},
	{"PUBLIC_ARCHIVE_FILE_DIR", "archives/public"}, {"PRIVATE_ARCHIVE_FILE_DIR", "archives/private"},
	{"QUEUE_DIR", "qfiles"}, {"MAILDIR_DIR", "qfiles/maildir"},
	{"INQUEUE_DIR", "qfiles/in"}, {"OUTQUEUE_DIR", "qfiles/out"}, {"CMDQUEUE_DIR", "qfiles/commands"},
	{"BOUNCEQUEUE_DIR", "qfiles/bounces"}, {"NEWSQUEUE_DIR", "qfiles/news"}, {"ARCHQUEUE_DIR", "qfiles/archive"},
	{"SHUNTQUEUE_DIR", "qfiles/shunt"}, {"VIRGINQUEUE_DIR", "qfiles/virgin"}, {"BADQUEUE_DIR", "qfiles/bad"},
	{"RETRYQUEUE_DIR", "qfiles/retry"},
}

// Settings are the site's settings as an mm_cfg.py has them, one a line. The
// SMTP server is at a port of the loopback.
func (s *Site) Settings(smtpPort int) []string {
	lines := []string{
		fmt.Sprintf("DEFAULT_EMAIL_HOST = '%s'", Host),
		fmt.Sprintf("DEFAULT_URL_HOST = '%s'", Host),
		"MTA = None",
		"SMTPHOST = '127.0.0.1'",
		fmt.Sprintf("SMTPPORT = %d", smtpPort),
	}
	for _, p := range places {
		lines = append(lines, fmt.Sprintf("%s = '%s'", p.setting, filepath.Join(s.Var, p.path)))
	}
	return lines
}

// WriteINI writes the settings as an mmgen.ini, with more lines behind them.
// The site belongs to the user of this process.
func (s *Site) WriteINI(path string, smtpPort int, more ...string) error {
	owner, err := user.Current()
	if err != nil {
		return err
	}
	group, err := user.LookupGroupId(owner.Gid)
	if err != nil {
		return err
	}
	lines := append([]string{"[mm_cfg]"}, s.Settings(smtpPort)...)
	lines = append(lines, fmt.Sprintf("MAILMAN_USER = '%s'", owner.Username), fmt.Sprintf("MAILMAN_GROUP = '%s'", group.Name))
	text := strings.Join(append(lines, more...), "\n") + "\n"
	return os.WriteFile(path, []byte(text), 0o644)
}

// Flags are those by which mmgen and mmrun take the settings from an INI file
// and from nowhere else: the root in which they look for mm_cfg.py and
// Defaults.py is the site, which has neither.
func (s *Site) Flags(config string) []string { return []string{"--root", s.Var, "--config", config} }

// Queue opens a queue of the site by its folder's name.
func (s *Site) Queue(name string) (*queue.Queue, error) {
	return queue.Open(filepath.Join(s.Var, "qfiles", name), queue.Options{Now: s.now, BadDir: filepath.Join(s.Var, "qfiles", "bad")})
}

// Post is the text of a post to the list.
func (s *Site) Post(number int) string {
	return fmt.Sprintf("From: Anne <anne@example.com>\nTo: %s@%s\nSubject: Post %d\nMessage-ID: <post-%d@example.com>\nDate: %s\n\nHello, this is post %d.\n",
		List, Host, number, number, s.now().Format(time.RFC1123Z), number)
}

// Stranger is no member; their posts are held.
const Stranger = "zed@example.org"

// StrangersPost is Post, by somebody who is not a member.
func (s *Site) StrangersPost(number int) string {
	return strings.Replace(s.Post(number), "Anne <anne@example.com>", "Zed <"+Stranger+">", 1)
}

// PutOut queues a post for delivery to recipients, as the incoming runner does.
func (s *Site) PutOut(out *queue.Queue, number int, recipients []string, extra ...queue.Extra) error {
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(List))
	data.SetStr("tolist", int64(1))
	data.SetStrs("recips", recipients)
	_, err := out.Put(message.Parse(s.Post(number)), data, extra...)
	return err
}

// PutIn queues a post as Mailman's mail script does, as text.
func (s *Site) PutIn(in *queue.Queue, text string) error {
	data := queue.NewMetadata()
	data.SetStr("listname", pyvalue.Str(List))
	data.SetStr("tolist", int64(1))
	data.SetStr("_plaintext", true)
	_, err := in.Put(message.Parse(text), data)
	return err
}
