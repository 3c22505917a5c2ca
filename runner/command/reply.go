// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/notice"
)

// How much of a command mail comes back (RESPONSE_INCLUDE_LEVEL). Higher levels are as
// includeAll.
const (
	includeNothing = 0
	includeHeader  = 1
	includeAll     = 2
)

// maxReturned bounds how many bytes of a mail come back, as its sender may be somebody
// else. Of a larger mail only the header comes back.
const maxReturned = 1 << 20

// reply answers the mail (send_response): the sender, or the other address of theirs that
// a command named, and every other address about which something was said.
func (r *request) reply() error {
	to := r.replyTo
	if to == "" {
		to = r.sender
	}
	mine, others := r.sorted(to)
	// The sender needs no answer without results if another letter, or the answer to
	// somebody else, was sent.
	if len(mine) > 0 || !r.quiet && len(others) == 0 {
		if err := r.answer(to, mine, true); err != nil {
			return err
		}
	}
	for _, other := range others {
		if err := r.answer(other.addr, other.texts, false); err != nil {
			return err
		}
	}
	return nil
}

// private are results that may be told to one address only.
type private struct {
	addr  string
	texts []string
}

// sorted divides the lines of the answer into those that its receiver may read, and
// those that only others may read.
func (r *request) sorted(to string) (mine []string, others []private) {
	index := map[string]int{}
	for _, res := range r.results {
		if res.about == "" || isSame(res.about, to) {
			mine = append(mine, res.text)
			continue
		}
		key := pystr.Lower(res.about)
		i, known := index[key]
		if !known {
			i = len(others)
			index[key] = i
			others = append(others, private{addr: header.DropLineEnds(res.about)})
		}
		others[i].texts = append(others[i].texts, res.text)
	}
	return mine, others
}

// answer sends an answer, unless the address had as many today as there may be. Only
// the one to the sender has the lines that were not carried out.
func (r *request) answer(to string, results []string, toSender bool) error {
	text := r.answerText(results, toSender)
	// Addresses that differ only in case are the same.
	ok, err := notice.Autorespond(r.Site, r.Change, pystr.Lower(to), r.lang)
	if !ok || err != nil {
		return err
	}
	letter := notice.User{
		Recipients: []string{to}, Sender: r.List.OwnerAddress(), Lang: r.lang,
		Subject: r.say("The results of your email commands", nil),
	}.Multipart(r.Site, notice.TextPart(r.Site, i18n.Text{S: text}, r.lang), r.returned())
	return notice.Send(r.Site, r.Change, letter)
}

// answerText is the text of an answer, in the charset of the answer.
func (r *request) answerText(results []string, toSender bool) string {
	lines := []string{r.wrapped(`The results of your email command are provided below.
Attached is your original message.
`)}
	var unprocessed []string
	shown := r.Site.Settings.Int("RESPONSE_INCLUDE_LEVEL") >= includeAll
	if toSender {
		for _, line := range r.lines[min(r.line, len(r.lines)):] {
			if !isBlank(line) {
				unprocessed = append(unprocessed, line)
			}
		}
		results = append(r.notes, results...)
	}
	lines = appendPart(lines, r.say("- Results:", nil), results, true)
	lines = appendPart(lines, r.say("\n- Unprocessed:", nil), unprocessed, shown)
	if len(results) == 0 && len(unprocessed) == 0 {
		lines = append(lines, r.wrapped(`No commands were found in this message.
To obtain instructions, send a message containing just the word "help".
`))
	}
	if toSender {
		lines = appendPart(lines, r.say("\n- Ignored:", nil), r.ignored, shown)
	}
	lines = append(lines, r.say("\n- Done.\n\n", nil))
	return strings.Join(lines, "\n")
}

func (r *request) wrapped(msgid string) string {
	return i18n.Wrap(i18n.Text{S: r.say(msgid, nil)}).S
}

// appendPart adds a title and the lines below it, if there are any and they are shown.
func appendPart(lines []string, title string, part []string, shown bool) []string {
	if !shown || len(part) == 0 {
		return lines
	}
	lines = append(lines, title)
	for _, line := range part {
		lines = append(lines, "    "+line)
	}
	return lines
}

// returned is the part of the answer that has the mail, or as much of it as
// RESPONSE_INCLUDE_LEVEL allows.
func (r *request) returned() *message.Message {
	level := r.Site.Settings.Int("RESPONSE_INCLUDE_LEVEL")
	tooLarge := size(r.msg) > maxReturned
	if level == includeNothing || tooLarge && headerSize(r.msg) > maxReturned {
		text := r.say("Original message suppressed by Mailman site configuration\n", nil)
		return notice.TextPart(r.Site, i18n.Text{S: text}, r.lang)
	}
	if level != includeHeader && !tooLarge {
		return message.NewRFC822(r.msg)
	}
	msg := r.msg.Copy()
	msg.SetBody(r.say("Message body suppressed by Mailman site configuration\n", nil))
	if tooLarge { // the fields of level includeHeader are as in Mailman
		msg.Del("Content-Type")
		msg.Del("Content-Transfer-Encoding")
	}
	return message.NewRFC822(msg)
}

// size is about how many bytes a message has.
func size(msg *message.Message) (n int) {
	msg.Walk(func(part *message.Message) {
		preamble, _ := part.Preamble()
		epilogue, _ := part.Epilogue()
		n += headerSize(part) + len(part.Body()) + len(preamble) + len(epilogue)
	})
	return n
}

func headerSize(msg *message.Message) (n int) {
	for _, field := range msg.Fields() {
		n += len(field.Name) + len(field.Value.Encoded())
	}
	return n
}
