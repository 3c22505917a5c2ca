// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"strings"

	"mmgen/runner/charset"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
)

// commandArgs are the email commands that posts are searched for, each with
// how many arguments it has at least and at most (Utils.py: ADMINDATA).
var commandArgs = map[string][2]int{
	"confirm":     {1, 1},
	"help":        {0, 0},
	"info":        {0, 0},
	"lists":       {0, 0},
	"options":     {0, 0},
	"password":    {2, 2},
	"remove":      {0, 0},
	"set":         {3, 3},
	"subscribe":   {0, 3},
	"unsubscribe": {0, 1},
	"who":         {0, 1},
}

// isAdministrivia guesses whether a post is meant to be an email command
// (Utils.py: is_administrivia). It is if no more than maxLines of its lines
// are not blank, and either all of them are but one word, the name of a
// command, or a command with its arguments is one of the first five lines or
// the subject. A signature does not count only where its `-- ` is the last
// line of a part and has no line end, as in Mailman.
func isAdministrivia(msg *message.Message, maxLines int) bool {
	var lines []string
	written := 0
	for line := range msg.BodyLines(false) {
		if line == "-- " {
			break
		}
		if strings.Trim(line, charset.Blanks) != "" {
			written++
		}
		if written > maxLines {
			return false
		}
		lines = append(lines, line)
	}
	body := strings.Trim(strings.Join(lines, "\n"), charset.Blanks)
	if _, ok := commandArgs[mlist.Lower(body)]; ok {
		return true
	}
	for _, line := range append(lines[:min(5, len(lines))], msg.Get("subject")) {
		if isCommand(line) {
			return true
		}
	}
	return false
}

// isCommand tells whether a line is an email command, with as many arguments
// as that has.
func isCommand(line string) bool {
	words := strings.FieldsFunc(mlist.Lower(line), func(r rune) bool { return r < 0x80 && strings.ContainsRune(charset.Blanks, r) })
	if len(words) == 0 {
		return false
	}
	limits, ok := commandArgs[words[0]]
	args := words[1:]
	if !ok || len(args) < limits[0] || len(args) > limits[1] {
		return false
	}
	return words[0] != "set" || args[1] == "on" || args[1] == "off"
}
