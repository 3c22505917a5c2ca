// SPDX-License-Identifier: GPL-2.0-or-later

// Package handler is the pipeline that a message goes through on its way from
// a queue to the next: one file for each of Mailman's handlers
// (Mailman/Handlers/*.py), of the same name. Decorate, which belongs to delivery, is
// package decorate.
package handler

import (
	"context"

	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/queue"
	"mmgen/runner/site"
)

// Post is a message on its way through the pipeline of a list. The list is
// locked; the caller saves it afterwards. Handlers change the
// message, the metadata and the list in place.
type Post struct {
	Site       *site.Site
	Change     *mlist.Change // what is made of it appears with this
	List       *mlist.List   // that of Change
	Msg        *message.Message
	Data       queue.Metadata
	Translator i18n.Translator // the language of the sender (Runner.py: _onefile)
}

// Handler is one step of a pipeline (process in a module of
// Mailman/Handlers). Its error is a fault: the entry is shunted, and resumes
// at this handler when it is unshunted.
type Handler func(ctx context.Context, p *Post) (Verdict, error)

// Action says how the pipeline goes on behind a handler.
type Action int

const (
	GoOn    Action = iota // with the next handler
	Discard               // the message is thrown away (Errors.DiscardMessage)
	Held                  // it was put among the list's requests (Errors.HoldMessage)
	Reject                // it goes back to its author (Errors.RejectMessage)
)

// Verdict is an action; a Reject has the notice to the author, already in the
// language in which it is said.
type Verdict struct {
	Action Action
	Notice i18n.Text
}

// handlers are all that are built in, by the names that pipelines have.
var handlers = map[string]Handler{
	"SpamDetect":      spamDetect,
	"Approve":         approve,
	"Replybot":        replybot,
	"Moderate":        moderate,
	"Hold":            hold,
	"MimeDel":         mimeDel,
	"Scrubber":        scrubber,
	"Emergency":       emergency,
	"Tagger":          tagger,
	"CalcRecips":      calcRecips,
	"AvoidDuplicates": avoidDuplicates,
	"Cleanse":         cleanse,
	"CleanseDKIM":     cleanseDKIM,
	"CookHeaders":     cookHeaders,
	"ToDigest":        toDigest,
	"ToArchive":       toArchive,
	"ToUsenet":        toUsenet,
	"AfterDelivery":   afterDelivery,
	"Acknowledge":     acknowledge,
	"WrapMessage":     wrapMessage,
	"ToOutgoing":      toOutgoing,
	"OwnerRecips":     ownerRecips,
	"FileRecips":      fileRecips,
}

// Lookup returns the handler of a name; ok is false for one of the site's own,
// which only Mailman's Python can run.
func Lookup(name string) (h Handler, ok bool) {
	h, ok = handlers[name]
	return h, ok
}
