// SPDX-License-Identifier: GPL-2.0-or-later

// Package digest collects the posts of a list and sends them as digests: a MIME
// digest (multipart/digest, RFC 2046 5.1.5) and a plain one (RFC 1153), by what
// each member wants. It answers to Mailman/Handlers/ToDigest.py, to Mailbox.py
// (AppendMessage) and to Digester.py (send_digest_now, bump_digest_volume).
//
// # On disk
//
// LIST_DATA_DIR/LIST/digest.mbox has the posts that wait: a mailbox, mode 0660,
// guarded by the list's lock. Each message begins with a line `From ADDRESS
// DATE`, lines of bodies that begin so have a `>` before them, and an empty line
// is behind each. Header fields are folded at 78 as Python folds them. When the
// file has digest_size_threshhold KB a digest is sent and the file removed.
//
// Of the list, a digest changes digest_last_sent_at, volume,
// next_digest_number and one_last_digest, and nothing where it could not be sent.
//
// Both digests go to the virgin queue, also where nobody gets one of them, with
//
//	listname   the list
//	recips     the members who get this kind
//	isdigest   True
//
// # What happens when
//
// Posts are handled in batches, after which the list is saved, and what was
// made from them appears in the queues, in one change (mlist.Change). So what is
// done to digest.mbox meanwhile is done to a copy, digest.mbox.tmp, which takes
// the file's place with the change. After a crash
// before that moment the old file is there, no digest is sent, and the posts
// are handled again. Mailman would have them in the file twice.
//
// # Characters that the list's charset lacks
//
// Mailman writes question marks for them. Here the plain digest is UTF-8 then,
// and so is the table of contents of a MIME digest.
package digest

import (
	"context"
	"fmt"

	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
	"mmgen/runner/site"
)

// Digester makes the digests of a list. What it makes, and what it changes of the
// list, is there when the change is committed.
type Digester struct {
	Site   *site.Site
	Change *mlist.Change
}

func (d Digester) list() *mlist.List { return d.Change.List() }

// Add adds a post to those that wait, and sends them when they are many enough
// (ToDigest.py: process). A fault in sending is logged and nothing else:
// the posts wait for the next time. With an error the post was not added.
func (d Digester) Add(ctx context.Context, msg *message.Message) error {
	box, err := d.openBox()
	if err != nil {
		return err
	}
	if err := box.add(mailboxText(msg, d.Site)); err != nil {
		return fmt.Errorf("adding a message to the digest of list %s: %w", d.list().InternalName(), err)
	}
	limit := d.list().Float("digest_size_threshhold")
	if limit <= 0 || float64(box.size)/1024 < limit {
		return nil
	}
	if err := d.send(ctx, box); err != nil {
		d.Site.Logs.Logf("error", "send_digests() failed: %v", err)
	}
	return nil
}

// SendNow sends what waits, if anything does (Digester.py: send_digest_now, as
// by cron/senddigests).
func (d Digester) SendNow(ctx context.Context) (sent bool, err error) {
	box, err := d.openBox()
	if err != nil || box.size == 0 {
		return false, err
	}
	if err := d.send(ctx, box); err != nil {
		return false, fmt.Errorf("sending the digest of list %s: %w", d.list().InternalName(), err)
	}
	return true, nil
}

// mailboxText is a message as it is in a mailbox (Mailbox.py: AppendMessage).
// What Python can't write, since content type and payload don't fit each
// other, is written as far as it goes: Mailman would leave a stub.
func mailboxText(msg *message.Message, s *site.Site) string {
	return msg.Refolded(s.Now) + "\n"
}

// send makes the digests and empties the box (ToDigest.py: send_digests).
func (d Digester) send(ctx context.Context, box *box) error {
	content, err := box.content()
	if err != nil {
		return err
	}
	messages := messagesOf(content)
	if len(messages) == 0 {
		return fmt.Errorf("there is no message in %s; move it away if it is not Mailman's", box.path)
	}
	now := d.Site.Now()
	number := nextNumber(d.list(), now)
	i := &issue{Digester: d, number: number, translator: i18n.For(d.Site, d.list().PreferredLanguage())}
	i.charset = d.Site.CharsetOf(d.list().PreferredLanguage())
	i.name = i.translator.T("%(realname)s Digest, Vol %(volume)d, Issue %(issue)d", i18n.Vars{
		"realname": d.list().Value("real_name"), "volume": number.volume, "issue": number.issue,
	})
	err = d.Change.Files().Together(func() error { // with what the scrubber stores
		if err := i.make(ctx, messages); err != nil {
			return err
		}
		return box.empty()
	})
	if err != nil {
		return err
	}
	number.next().store(d.list())
	d.list().Attrs.SetStr("digest_last_sent_at", pickle.Seconds(now))
	forgetLastDigests(d.list())
	return nil
}
