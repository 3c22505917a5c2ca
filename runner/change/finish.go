// SPDX-License-Identifier: GPL-2.0-or-later

package change

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"

	"mmgen/runner/safeio"
)

// maxRecord bounds what is read of a record.
const maxRecord = 1 << 28

// Finish ends what a process that is gone left at path: a change that has happened
// is finished, another one undone. Where there is no record nothing is done.
func Finish(fsys safeio.FS, path string) error {
	r, err := read(fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !r.happened {
		r.steps = nil
	}
	if err == nil {
		err = r.finish(fsys, path)
	}
	if err != nil {
		return fmt.Errorf("%w, %s: %w", ErrStuck, path, err)
	}
	return nil
}

// Exists tells whether there is a record at path: of a change that is under way, or that
// must be finished.
func Exists(fsys safeio.FS, path string) (bool, error) {
	switch _, err := fsys.Stat(path); {
	case err == nil:
		return true, nil
	case errors.Is(err, fs.ErrNotExist):
		return false, nil
	default:
		return false, err
	}
}

// Removes returns the files that the change whose record is at path removes: those from
// which it was made. There are none if the change has not happened.
func Removes(fsys safeio.FS, path string) (files []string, err error) {
	r, err := read(fsys, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, s := range r.steps {
		if r.happened && s.kind == remove {
			files = append(files, s.file)
		}
	}
	return files, nil
}

// record is what stands in a record.
type record struct {
	temps    []string
	folders  []string
	steps    []step
	happened bool
}

// read reads a record. It ends at a line that it does not understand. The change has
// not happened then, since the line that says so comes last.
func read(fsys safeio.FS, path string) (r record, err error) {
	text, err := safeio.ReadFile(fsys, path, maxRecord)
	if err != nil {
		return r, err
	}
	for line := range strings.Lines(string(text)) {
		if line == commitLine {
			r.happened = true
			return r, nil
		}
		if !r.add(line) {
			return r, nil
		}
	}
	return r, nil
}

// add adds a line; false where it is not a step.
func (r *record) add(line string) bool {
	word, rest, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
	if !ok || !strings.HasSuffix(line, "\n") {
		return false
	}
	args := arguments(rest)
	switch {
	case len(args) == 0 || !filepath.IsAbs(args[0]):
		return false
	case word == "temp" && len(args) == 1:
		r.temps = append(r.temps, args[0])
	case word == "folder" && len(args) == 1:
		r.folders = append(r.folders, args[0])
	case word == words[create] && len(args) == 2:
		r.steps = append(r.steps, step{kind: create, temp: args[0], file: args[1]})
	case word == words[replace] && len(args) == 4:
		r.steps = append(r.steps, step{kind: replace, temp: args[0], file: args[1], last: args[2], state: args[3]})
	case word == words[grow] && len(args) == 3:
		r.steps = append(r.steps, step{kind: grow, temp: args[0], file: args[1], state: args[2]})
	case word == words[link] && len(args) == 2:
		r.steps = append(r.steps, step{kind: link, file: args[0], target: args[1]})
	case word == words[remove] && (len(args) == 1 || len(args) == 2):
		r.steps = append(r.steps, step{kind: remove, file: args[0], state: strings.Join(args[1:], "")})
	default:
		return false
	}
	return true
}

// arguments are quoted texts with a blank between them, the last of which may be a
// plain word; nil where they are not.
func arguments(text string) (args []string) {
	for text != "" {
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			if strings.ContainsAny(text, " \"") {
				return nil
			}
			return append(args, text)
		}
		arg, err := strconv.Unquote(quoted)
		if err != nil {
			return nil
		}
		args = append(args, arg)
		text = strings.TrimPrefix(text[len(quoted):], " ")
	}
	return args
}
