// SPDX-License-Identifier: GPL-2.0-or-later

package usenet

import (
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"strconv"

	"mmgen/generator/pyvalue"
	"mmgen/runner/lazyregexp"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
)

// preparedKey is the key of the metadata that says that an article is made of the message
// already.
const preparedKey = "prepped"

// Prepare makes an article of a post to the list that waits in an entry of that name
// (NewsRunner.py: prepare_message). Message and metadata are changed.
func Prepare(l *mlist.List, msg *message.Message, data queue.Metadata, entry string) error {
	if data.Bool(preparedKey) {
		return nil
	}
	if moderation := l.Int("news_moderation"); moderation == 1 || moderation == 2 {
		msg.Set("Approved", l.PostingAddress()) // without it the server mails the article to the moderator
	}
	if err := setSubject(l, msg, data); err != nil {
		return err
	}
	msg.Set("Newsgroups", l.Str("linked_newsgroup")) // also where the post names other groups
	setMessageID(l, msg, uniqueID(l, data, entry))
	if !msg.Has("Lines") {
		msg.Add("Lines", strconv.Itoa(countLines(msg)))
	}
	settings := l.Env().Settings
	removeFields(msg, settings.Strs("NNTP_REMOVE_HEADERS"))
	rewrite, _ := settings.Value("NNTP_REWRITE_DUPLICATE_HEADERS")
	rewriteDuplicates(msg, rewrite)
	data.SetStr(preparedKey, true)
	return nil
}

// setSubject gives the article a subject: that without the list's prefix, unless newsgroups
// get the prefix too.
func setSubject(l *mlist.List, msg *message.Message, data queue.Metadata) error {
	stripped, _ := data.Value("stripped_subject")
	if !pyvalue.Truth(stripped) {
		stripped, _ = data.Value("origsubj")
	}
	if !l.Bool("news_prefix_subject_too") && stripped != nil {
		value, err := header.ValueFromPickle(stripped)
		if err != nil {
			return fmt.Errorf("the subject without prefix (stripped_subject in the metadata): %w", err)
		}
		msg.Del("Subject")
		msg.AddValue("Subject", value)
	}
	switch subject, _ := msg.Value("Subject"); subject {
	case nil, header.Text(""), header.Unicode(""):
		msg.Set("Subject", "(no subject)")
	}
	return nil
}

// ownID is a Message-ID that Mailman made (NewsRunner.py: mcre), with the list's name and
// host.
var ownID = lazyregexp.New(`<mailman.\d+.\d+.\d+.([^@]+)@([^>]+)>`)

// setMessageID gives the article a Message-ID of ours, unless it has one for this list:
// crossposted to two lists that are gated it would be one article to the server, which
// takes the second for a copy. The old one goes into References.
func setMessageID(l *mlist.List, msg *message.Message, id string) {
	old := msg.Get("Message-ID")
	if m := ownID().FindStringSubmatch(old); m != nil && m[1] == l.InternalName() && m[2] == l.HostName() {
		return
	}
	msg.Set("Message-ID", id)
	if old == "" {
		return
	}
	msg.Add("X-Mailman-Original-Message-ID", old)
	references := msg.Get("References")
	msg.Del("References")
	if references != "" {
		msg.Add("X-Mailman-Original-References", references)
	} else {
		references = msg.Get("In-Reply-To")
	}
	if references != "" {
		references += "\n "
	}
	msg.Add("References", references+old)
}

// uniqueID is a Message-ID in Mailman's form (Utils.py: unique_message_id: a serial number,
// a time, a process) that is always the same for an entry, and that no other has.
func uniqueID(l *mlist.List, data queue.Metadata, entry string) string {
	sum := sha1.Sum([]byte(entry))
	serial, process := binary.BigEndian.Uint32(sum[:]), binary.BigEndian.Uint32(sum[4:])
	received := int64(data.Float("received_time"))
	return fmt.Sprintf("<mailman.%d.%d.%d.%s@%s>", serial, received, process, l.InternalName(), l.HostName())
}

func countLines(msg *message.Message) (n int) {
	for range msg.BodyLines(false) {
		n++
	}
	return n
}

// removeFields removes what servers do not take.
func removeFields(msg *message.Message, names []string) {
	for _, name := range names {
		msg.Del(name)
	}
}

// rewriteDuplicates gives the second and later fields of a name another one. rewrite is
// NNTP_REWRITE_DUPLICATE_HEADERS: a list of pairs.
func rewriteDuplicates(msg *message.Message, rewrite pyvalue.Value) {
	list, _ := rewrite.(*pyvalue.List)
	if list == nil {
		return
	}
	for _, item := range list.Items {
		if pair := pyvalue.Texts(item); len(pair) == 2 {
			rewriteDuplicate(msg, pair[0], pair[1])
		}
	}
}

func rewriteDuplicate(msg *message.Message, name, other string) {
	var values []header.Value
	for _, field := range msg.Fields() {
		if field.Is(name) {
			values = append(values, field.Value)
		}
	}
	if len(values) < 2 {
		return
	}
	msg.Del(name)
	for _, value := range values {
		msg.AddValue(name, value)
		name = other
	}
}
