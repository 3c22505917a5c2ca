// SPDX-License-Identifier: GPL-2.0-or-later

// Package mailwrapper is the way of a mail from the MTA into Mailman's queues. It is
// what Mailman's mail/mailman program (src/mail-wrapper.c) and the scripts that it
// runs do (scripts/post, bounces, request and the others), which the aliases of a list
// call with the mail on standard input.
//
// A list has ten addresses. Each has a Script, which knows the queue, and what the
// entry's metadata say besides the name of the list:
//
//	LIST                                   post         in        tolist
//	LIST-owner                             owner        in        toowner, envsender, pipeline
//	LIST-bounces, LIST-admin               bounces      bounces
//	LIST-confirm                           confirm      commands  toconfirm
//	LIST-join, LIST-subscribe              join         commands  tojoin
//	LIST-leave, LIST-unsubscribe           leave        commands  toleave
//	LIST-request                           request      commands  torequest
//
// The entry holds the mail as the text that it came as. Nobody parses it here: that
// is done by the queue's job, so that a strange mail can't be refused on the way in.
//
// When Enqueue returns without an error the entry and its name are on the disk, and
// the MTA may forget the mail. After an error there is no entry. What an error means
// for the MTA is said by Status, in the numbers of sysexits(3): a mail comes back to
// its sender only where no later try could help, because there is no such list or
// no such script. Mailman's scripts end with 1 whatever happened, and so the sender
// gets back what a full disk refused.
package mailwrapper

import (
	"fmt"
	"io"
	"slices"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/runner/queue/entry"
	"mmgen/runner/safeio"
)

// Script is what is done with the mail to one of a list's addresses.
type Script struct {
	Name    string // the wrapper's first argument
	Address string // the part of the address behind the list's name: "-owner"
	About   string // a few words for a list of the scripts
	Queue   string // the setting that holds its directory
	extra   func(Site, *pyvalue.Dict)
}

// NeedsOwner tells whether the script needs SiteBounces and OwnerPipeline of the site.
func (sc Script) NeedsOwner() bool { return sc.Name == "owner" }

// The settings that hold the directories of the queues.
const (
	inQueue      = "INQUEUE_DIR"
	bounceQueue  = "BOUNCEQUEUE_DIR"
	commandQueue = "CMDQUEUE_DIR"
)

// scripts are all scripts, in the order of the aliases that Mailman's bin/genaliases
// prints (MTA/Utils.py: _makealiases_mailprog).
var scripts = []Script{
	{"post", "", "a post to the members", inQueue, flag("tolist")},
	{"admin", "-admin", "a bounce, at an address of older Mailmans", bounceQueue, nil},
	{"bounces", "-bounces", "a bounce", bounceQueue, nil},
	{"confirm", "-confirm", "the answer to a request to confirm", commandQueue, flag("toconfirm")},
	{"join", "-join", "a request to become a member", commandQueue, flag("tojoin")},
	{"leave", "-leave", "a request to be a member no more", commandQueue, flag("toleave")},
	{"owner", "-owner", "a mail to the list's owners", inQueue, toOwner},
	{"request", "-request", "email commands", commandQueue, flag("torequest")},
	{"subscribe", "-subscribe", "a request to become a member (as join)", commandQueue, flag("tojoin")},
	{"unsubscribe", "-unsubscribe", "a request to be a member no more (as leave)", commandQueue, flag("toleave")},
}

// Scripts are all scripts, that of the posts first.
func Scripts() []Script { return slices.Clone(scripts) }

// flag is what a script adds that only says which address a mail came to.
func flag(key string) func(Site, *pyvalue.Dict) {
	return func(_ Site, data *pyvalue.Dict) { data.SetStr(key, int64(1)) }
}

// toOwner is what scripts/owner adds.
func toOwner(s Site, data *pyvalue.Dict) {
	data.SetStr("envsender", pyvalue.Str(s.SiteBounces))
	data.SetStr("pipeline", s.OwnerPipeline)
	data.SetStr("toowner", int64(1))
}

// Site is what the scripts need of a site.
type Site struct {
	ListExists    func(name string) bool // (Utils.py: list_exists)
	Dir           func(setting string) string
	SchemaVersion int64 // QFILE_SCHEMA_VERSION
	// SiteBounces and OwnerPipeline are for the script owner: the site list's address for
	// bounces, and OWNER_PIPELINE.
	SiteBounces   string
	OwnerPipeline pyvalue.Value
	Now           func() time.Time
	FS            safeio.FS
}

// Enqueue queues a mail to a list and returns the entry's name. mail is read to its
// end. The errors are UnknownListError, those of the disk and that of mail.
func (sc Script) Enqueue(s Site, list string, mail io.Reader) (name string, err error) {
	if !s.ListExists(list) {
		return "", UnknownListError{Script: sc.Name, List: list}
	}
	text, err := io.ReadAll(mail)
	if err != nil {
		return "", fmt.Errorf("reading the mail: %w", err)
	}
	dir := s.Dir(sc.Queue)
	if dir == "" {
		return "", fmt.Errorf("the setting %s is empty; it must name a directory", sc.Queue)
	}
	data := new(pyvalue.Dict)
	data.SetStr("listname", pyvalue.Str(list))
	if sc.extra != nil {
		sc.extra(s, data)
	}
	return entry.Place{Dir: dir, SchemaVersion: s.SchemaVersion, Now: s.Now}.PutText(s.FS, string(text), data)
}
