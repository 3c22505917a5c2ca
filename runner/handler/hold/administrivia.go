// SPDX-License-Identifier: GPL-2.0-or-later

package hold

import (
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
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

// searchedLines is how many lines of the text are searched for a command.
const searchedLines = 5

// mostArgs is how many arguments a command has at most.
const mostArgs = 3

// isAdministrivia guesses whether a post is meant to be an email command
// (Utils.py: is_administrivia). It is if no more than maxLines of its lines
// are not blank, and either all of them are but one word, the name of a
// command, or a command with its arguments is one of the first searchedLines or
// the subject. A signature does not count only where its `-- ` is the last
// line of a part and has no line end, as in Mailman.
func isAdministrivia(msg *message.Message, maxLines int) bool {
	var begin []string
	word, written := "", 0
	for line := range msg.BodyLines(false) {
		if line == "-- " {
			break
		}
		if text := pystr.Strip(line); text != "" {
			word = text
			written++
		}
		if written > maxLines {
			return false
		}
		if len(begin) < searchedLines {
			begin = append(begin, line)
		}
	}
	if _, ok := commandArgs[pystr.Lower(word)]; ok && written == 1 {
		return true
	}
	return slices.ContainsFunc(append(begin, msg.Get("subject")), isCommand)
}

// isCommand tells whether a line is an email command, with as many arguments
// as that has.
func isCommand(line string) bool {
	words := firstWords(line, mostArgs+2)
	if len(words) == 0 {
		return false
	}
	limits, ok := commandArgs[pystr.Lower(words[0])]
	args := words[1:]
	if !ok || len(args) < limits[0] || len(args) > limits[1] {
		return false
	}
	if pystr.Lower(words[0]) != "set" {
		return true
	}
	value := pystr.Lower(args[1])
	return value == "on" || value == "off"
}

// firstWords are the first words of a line, most at most. A line may have millions.
func firstWords(line string, most int) (words []string) {
	for len(words) < most {
		line = strings.TrimLeft(line, pystr.Blanks)
		if line == "" {
			break
		}
		end := strings.IndexAny(line, pystr.Blanks)
		if end < 0 {
			end = len(line)
		}
		words = append(words, line[:end])
		line = line[end:]
	}
	return words
}
