// SPDX-License-Identifier: GPL-2.0-or-later

// Package handler is the pipeline that a message goes through on its way from
// a queue to the next: one file for each of Mailman's handlers
// (Mailman/Handlers/*.py), of the same name. The large ones are packages of
// that name below it. Decorate, which belongs to delivery, is package decorate.
package handler

import (
	"context"
	"mmgen/runner/handler/cookheaders"
	"mmgen/runner/handler/hold"
	"mmgen/runner/handler/mimedel"
	"mmgen/runner/post"
)

// Handler is one step of a pipeline (process in a module of
// Mailman/Handlers). Its error is a fault: the entry is shunted, and resumes
// at this handler when it is unshunted.
type Handler func(ctx context.Context, p *post.Post) (post.Verdict, error)

// handlers are all that are built in, by the names that pipelines have.
var handlers = map[string]Handler{
	"SpamDetect":      spamDetect,
	"Approve":         approve,
	"Replybot":        replybot,
	"Moderate":        moderate,
	"Hold":            hold.Process,
	"MimeDel":         mimedel.Process,
	"Scrubber":        scrubber,
	"Emergency":       emergency,
	"Tagger":          tagger,
	"CalcRecips":      calcRecips,
	"AvoidDuplicates": avoidDuplicates,
	"Cleanse":         cleanse,
	"CleanseDKIM":     cleanseDKIM,
	"CookHeaders":     cookheaders.Process,
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
