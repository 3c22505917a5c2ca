// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/message"
	"mmgen/runner/site"
)

// Installed are the commands that the installed Mailman has, one in each module: a site may
// have added some, and removed others so that nobody can use them. The zero value is for a
// site without a Mailman: it has all commands of this package, and no others.
type Installed struct{ modules map[string]bool }

// FindInstalled looks into Mailman's folder of commands. An error is one of the disk.
func FindInstalled(s *site.Site) (Installed, error) {
	dir := filepath.Join(s.Settings.Str("PREFIX"), "Mailman", "Commands")
	files, err := s.FileSystem().ReadDir(dir)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return Installed{}, nil
		}
		return Installed{}, fmt.Errorf("looking for Mailman's commands: %w", err)
	}
	modules := map[string]bool{}
	for _, file := range files {
		name, isCommand := strings.CutPrefix(file.Name(), "cmd_")
		if ext := filepath.Ext(name); isCommand && slices.Contains([]string{".py", ".pyc", ".pyo"}, ext) {
			modules[strings.TrimSuffix(name, ext)] = true
		}
	}
	if len(modules) == 0 {
		return Installed{}, nil
	}
	return Installed{modules}, nil
}

// has tells whether the site has a command of this package.
func (in Installed) has(name string) bool { return in.modules == nil || in.modules[name] }

// find finds the command that a line begins with. In the subject it may be the part of
// the word behind a colon instead, or the next word.
func (in Installed) find(name string, args []string, isSubject bool) (c command, rest []string, ok bool) {
	words := [][]string{append([]string{name}, args...)}
	if isSubject {
		if behind, ok := behindColon(name); ok {
			words = append(words, append([]string{behind}, args...))
		}
		if len(args) > 0 {
			words = append(words, append([]string{pystr.Lower(args[0])}, args[1:]...))
		}
	}
	for _, line := range words {
		if c, ok := lookup(line[0]); ok && in.has(line[0]) {
			return c, line[1:], true
		}
	}
	return command{}, nil, false
}

// behindColon is what stands behind the last colon of a word. ok is false where nothing
// stands behind the first one.
func behindColon(word string) (rest string, ok bool) {
	first := strings.IndexByte(word, ':')
	if first < 0 || first == len(word)-1 {
		return "", false
	}
	return word[strings.LastIndexByte(word, ':')+1:], true
}

// own tells whether a command was added by the site.
func (in Installed) own(name string) bool {
	_, ours := lookup(name)
	return !ours && in.modules[name]
}

// hasOwn tells whether the site has added any command.
func (in Installed) hasOwn() bool {
	for name := range in.modules {
		if in.own(name) {
			return true
		}
	}
	return false
}

// NeedsPython tells whether a mail to -request asks for a command that the site has added,
// or for help, which explains those too. Only Mailman's Python can carry that out.
func (in Installed) NeedsPython(msg *message.Message, maxLines int) bool {
	if !in.hasOwn() {
		return false
	}
	for i, line := range read(msg, "utf-8", maxLines).lines {
		names := pystr.Fields(pystr.Lower(line))
		if i > 0 {
			names = names[:min(1, len(names))]
		}
		for _, name := range names {
			rest, _ := behindColon(name)
			if in.own(name) || in.own(rest) || name == "help" || rest == "help" {
				return true
			}
		}
	}
	return false
}
