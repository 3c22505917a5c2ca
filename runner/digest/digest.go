// SPDX-License-Identifier: GPL-2.0-or-later

// Package digest collects the posts of a list and sends them as digests: a MIME digest
// (multipart/digest, RFC 2046 5.1.5) and a plain one (RFC 1153), as each member wants it. It
// answers to Mailman/Handlers/ToDigest.py, to Mailbox.py (AppendMessage) and to Digester.py
// (send_digest_now, bump_digest_volume).
//
// # On disk
//
// LIST_DATA_DIR/LIST/digest.mbox has the posts that wait: a mailbox, mode 0660,
// guarded by the list's lock. Each message begins with a line `From ADDRESS
// DATE`, lines of bodies that begin so have a `>` before them, and an empty line
// is behind each. Header fields are folded at 78 as Python folds them. When the
// file has digest_size_threshhold KB a digest is sent and the file removed.
//
// A digest changes these attributes of the list: digest_last_sent_at, volume,
// next_digest_number and one_last_digest. Where it could not be sent it changes none.
//
// Both digests go to the virgin queue, even where no member gets that kind, with
//
//	listname   the list
//	recips     the members who get this kind
//	isdigest   True
//
// # What happens when
//
// Posts are handled in batches, after which the list is saved, and what was made from them
// appears in the queues, in one change (mlist.Change). So until then a copy, digest.mbox.tmp,
// is written in place of digest.mbox; it takes the place of the file when the change is
// committed. After a crash before that moment the old file is there, no digest is sent, and the
// posts are handled again. With Mailman they would be in the file twice.
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

// Digester makes the digests of a list. The digests, and its changes to the list, take effect
// when the change is committed.
type Digester struct {
	Site   *site.Site
	Change *mlist.Change
}

func (d Digester) list() *mlist.List { return d.Change.List() }

// Add adds a post to those that wait, and sends a digest when they are big enough for one
// (ToDigest.py: process). An error in sending is only logged: the posts wait for the next time.
// Where Add returns an error, the post was not added.
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

// SendNow sends a digest of the posts that wait, if there are any (Digester.py:
// send_digest_now, as by cron/senddigests).
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

// mailboxText is a message as it is in a mailbox (Mailbox.py: AppendMessage). Of a message that
// Python can't write, since content type and payload don't fit each other, it has what can be
// written; Mailman would leave a stub in the mailbox.
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
	err = d.Change.Files().Together(func() error { // with the attachments that the scrubber stores
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
