// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/membership"
	"mmgen/runner/message"
	"mmgen/runner/message/address"
	"mmgen/runner/mlist"
	"mmgen/runner/pyregex"
	"mmgen/runner/queue"
)

// request is a mail whose commands are carried out (CommandRunner.py: Results). Where a
// command changes the current language of the session, Mailman goes on in that language;
// here the answer stays in the sender's.
type request struct {
	*membership.Session
	script
	installed Installed
	msg       *message.Message
	sender    string          // whom to answer (Message.py: get_sender)
	from      address.Address // the one in the From field; by it members are recognised
	lang      string          // the sender's
	charset   string          // the charset of lang, in which the answer is written
	speak     i18n.Translator // lang's

	line    int  // the index in lines of the first line that is not processed
	quiet   bool // another letter answers the sender (respond)
	carried int  // how many commands were begun

	notes   []string // lines of the answer to the sender that stand before all results
	results []result
	replyTo string // the address that is answered; "" for the sender (returnaddr)

	set setSession
}

// result is something that a command has to say.
type result struct {
	text  string // the text, in bytes of the answer's charset
	about string // the address to which alone this may be said; "" for anybody
}

// Carry carries out a command mail and answers it, except for what is to be done before
// the list is locked (CommandRunner.py: _dispose). The list of the session is locked,
// and data are the metadata of the mail's queue entry. It tells whether the list is to
// be saved: it is not where the mail is thrown away.
//
// An error may wrap mlist.ErrLocked: somebody else has another list that is to be
// changed too. Where nothing was done before that, save is false.
func Carry(ctx context.Context, s *membership.Session, in Installed, msg *message.Message, data queue.Metadata) (save bool, err error) {
	settings := s.Site.Settings
	lang := data.Str("lang")
	r := &request{
		Session: s, installed: in, msg: msg, lang: lang, charset: s.Site.CharsetOf(lang), speak: i18n.For(s.Site, lang),
		sender: msg.Sender(settings.Bool("USE_ENVELOPE_SENDER"), false), from: address.Parse(msg.Get("from")),
	}
	r.script = read(msg, r.charset, settings.Int("DEFAULT_MAIL_COMMANDS_MAX_LINES"))
	if r.partial {
		r.notes = []string{r.say("Ignoring non-text/plain MIME parts", nil)}
	}
	found, err := r.carry(ctx, data)
	if err != nil {
		return r.carried > 1, err
	}
	if found == badCommand && settings.Bool("DISCARD_MESSAGE_WITH_NO_COMMAND") {
		s.Site.Logs.Logf("vette", "No command, message discarded, msgid: %s", messageID(msg))
		return false, nil
	}
	return true, r.reply()
}

// carry does what the address stands for that the mail was sent to.
func (r *request) carry(ctx context.Context, data queue.Metadata) (outcome, error) {
	switch {
	case data.Bool("torequest"):
		return r.all(ctx)
	case data.Bool("tojoin"):
		return r.do(ctx, "join", nil)
	case data.Bool("toleave"):
		return r.do(ctx, "leave", nil)
	case data.Bool("toconfirm"):
		if cookie, ok, err := r.cookie(); ok || err != nil {
			return r.confirmWith(ctx, cookie, err)
		}
	}
	return badCommand, nil
}

func messageID(msg *message.Message) string {
	if !msg.Has("message-id") {
		return "n/a"
	}
	return msg.Get("message-id")
}

// cookie is that of the confirmation address that the mail was sent to
// (VERP_CONFIRM_REGEXP).
func (r *request) cookie() (cookie string, ok bool, err error) {
	pattern, err := pyregex.Compile(r.Site.Settings.Str("VERP_CONFIRM_REGEXP"), 0)
	if err != nil {
		return "", false, fmt.Errorf("setting VERP_CONFIRM_REGEXP: %w", err)
	}
	cookie, ok = pattern.MatchNamed(r.msg.Get("to"), "cookie")
	return cookie, ok, nil
}

func (r *request) confirmWith(ctx context.Context, cookie string, err error) (outcome, error) {
	if err != nil {
		return badCommand, err
	}
	return r.do(ctx, "confirm", []string{cookie})
}

// all carries out one line after the other, up to the first that is not a command (process).
// It returns badCommand if none is a command.
func (r *request) all(ctx context.Context) (outcome, error) {
	found, last := badCommand, goOn
	for _, line := range r.lines {
		if args := pystr.Fields(line); len(args) > 0 {
			var err error
			if last, err = r.do(ctx, pystr.Lower(args[0]), args[1:]); err != nil {
				return last, err
			}
			if last == stop || last == goOn {
				found = last
			}
		}
		r.line++
		if last == stop || last == badCommand {
			break
		}
	}
	return found, nil
}

// do carries out one command (do_command).
func (r *request) do(ctx context.Context, name string, args []string) (outcome, error) {
	c, args, ok := r.installed.find(name, args, r.line == 0)
	switch {
	case ok:
		r.carried++
		return c.run(ctx, r, args)
	case r.line == 0:
		return badSubject, nil
	}
	return badCommand, nil
}

// say is one of Mailman's strings in the language of the sender.
func (r *request) say(msgid string, vars i18n.Vars) string {
	said := r.speak.T(msgid, vars)
	if cs := r.speak.Charset(); cs != "" && !strings.EqualFold(cs, r.charset) {
		return i18n.Text{S: i18n.Text{S: said}.UTF8(cs), Unicode: true}.In(r.charset)
	}
	return said
}

// text is a text of the list in the charset of the answer.
func (r *request) text(v pyvalue.Value) string { return i18n.TextOf(v).In(r.charset) }

// tell adds lines that anybody may read.
func (r *request) tell(lines ...string) { r.tellOnly("", lines...) }

// tellOnly adds lines that only somebody at that address may read.
func (r *request) tellOnly(addr string, lines ...string) {
	for _, line := range lines {
		r.results = append(r.results, result{line, addr})
	}
}

// usage says how a command is to be used.
func (r *request) usage(help string) { r.tell(r.say("Usage:", nil), help) }

// answerTo sends the answer to an address that the sender claims to have too.
func (r *request) answerTo(addr string) { r.replyTo = addr }

func (r *request) members() member.Roster { return member.Of(r.List) }

// listName is the name of the list, as a variable of strings in which it stands.
func (r *request) listName() i18n.Vars { return i18n.Vars{"listname": r.List.Value("real_name")} }

// isMember tells whether an address is a member's, and says it if not.
func (r *request) isMember(addr string) bool {
	if r.members().Has(addr) {
		return true
	}
	r.tellOnly(addr, r.say("You are not a member of the %(listname)s mailing list", r.listName()))
	return false
}

// isMemberPassword tells whether a password is the member's own, or that of the list's
// administrator.
func (r *request) isMemberPassword(addr, password string) bool {
	return r.members().Authenticate(addr, password) || r.List.Authenticate(password, mlist.Admin) != mlist.Nobody
}

// addressArg is the address in an argument address=ADDRESS.
func addressArg(arg string) (addr string, ok bool) { return strings.CutPrefix(arg, "address=") }

// subject is the address that a command is about: the sender's, or that of its only
// argument address=ADDRESS. Other arguments are not ok.
func (r *request) subject(args []string) (addr string, ok bool) {
	switch len(args) {
	case 0:
		return r.from.Addr, true
	case 1:
		return addressArg(args[0])
	}
	return "", false
}

// isSame tells whether two addresses are the same, but for the case of letters.
func isSame(a, b string) bool { return pystr.Lower(a) == pystr.Lower(b) }
