// SPDX-License-Identifier: GPL-2.0-or-later

// Package command carries out the commands that come by mail, to the -request, -join,
// -leave and -confirm addresses of a list, and answers them. It answers to
// Mailman/Queue/CommandRunner.py and Mailman/Commands/cmd_*.py: a file here for each
// of those that does something of its own.
//
// # What is read
//
// A mail to -request is a script: its subject is the first line, the lines of its first
// text/plain part are the others, DEFAULT_MAIL_COMMANDS_MAX_LINES of them at most
// (script.go). The first word of a line is the command, in any case; a word that is not
// a command ends the script. Only the subject may be something else: there the part
// behind a colon (Re:help), and after that the next word, are tried once. Mail to the
// other addresses is one command: join, leave, or confirm with the cookie in the To
// field.
//
// # What is answered
//
// What the commands have to say, the lines that were not reached, and the mail itself
// (reply.go), as far as RESPONSE_INCLUDE_LEVEL lets it, in the language of the sender.
// Nobody gets more of these letters a day than MAX_AUTORESPONSES_PER_DAY. A mail
// without any command is thrown away, with DISCARD_MESSAGE_WITH_NO_COMMAND. Where a
// command has another letter sent instead (a confirmation, a welcome), and no other
// command said anything, there is no answer.
//
// # Who is told what
//
// Anybody can write anybody's address into From. So text about a member, or about an
// address that is not a member's, is private: it goes to that address, whoever asked
// and wherever the rest of the answer goes. If both go to the same address, as they
// nearly always do, there is one letter. Mailman sends all of it to whichever address a
// command named last.
package command

import "context"

// command is what a word at the beginning of a line stands for.
type command struct {
	names []string // as in Mailman/Commands/cmd_NAME.py
	run   func(ctx context.Context, r *request, args []string) (outcome, error)
	// help is what the command help says of it (gethelp); nil for nothing.
	help func(r *request) string
}

// commands are all commands, in the order in which the command help lists them.
func commands() []command {
	return []command{
		{[]string{"confirm"}, confirm, helpText(confirmHelp)},
		{[]string{"echo"}, echo, nil},
		{[]string{"end", "stop"}, end, helpText(endHelp)},
		{[]string{"help"}, help, helpText(helpHelp)},
		{[]string{"info"}, info, helpText(infoHelp)},
		{[]string{"lists"}, lists, helpText(listsHelp)},
		{[]string{"password"}, password, helpText(passwordHelp)},
		{[]string{"set"}, set, helpText(setOverview)},
		{[]string{"subscribe", "join"}, subscribe, helpText(subscribeHelp)},
		{[]string{"unsubscribe", "leave", "remove"}, unsubscribe, helpText(unsubscribeHelp)},
		{[]string{"who"}, who, whoHelp},
	}
}

// lookup finds a command by a name.
func lookup(name string) (command, bool) {
	for _, c := range commands() {
		for _, n := range c.names {
			if n == name {
				return c, true
			}
		}
	}
	return command{}, false
}

// helpText is a help that is the same for all lists.
func helpText(msgid string) func(*request) string {
	return func(r *request) string { return r.say(msgid, nil) }
}

// outcome is how a script goes on behind a line.
type outcome int

const (
	goOn       outcome = iota // the next line is carried out
	stop                      // not at all
	badCommand                // not at all: the line is not a command
	badSubject                // the next line is carried out, but the subject was not a command
)
