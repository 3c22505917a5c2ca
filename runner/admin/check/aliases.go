// SPDX-License-Identifier: GPL-2.0-or-later

package check

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/runner/admin/mta"
	"mmgen/runner/lazyregexp"
	"mmgen/runner/safeio"
)

// aliases looks at the programs that the mail server's aliases call for lists.
func aliases(_ context.Context, m *Machine) []Finding {
	var found []Finding
	seen := map[string]bool{}
	for _, file := range []string{filepath.Join(m.Settings.Str("DATA_DIR"), "aliases"), "/etc/aliases", "/etc/mailman/aliases"} {
		text, err := m.readAliases(file)
		if err != nil {
			continue
		}
		for _, program := range programsIn(string(text)) {
			if f := m.judgeProgram(file, program); f != nil && !seen[program] {
				found = append(found, *f)
			}
			seen[program] = true
		}
	}
	return found
}

// maxAliases bounds a file of aliases, in bytes.
const maxAliases = 1 << 28

// readAliases reads a file of aliases; those in DATA_DIR belong to the site and not to
// the machine.
func (m *Machine) readAliases(file string) ([]byte, error) {
	if strings.HasPrefix(file, "/etc/") {
		return m.ReadFile(file)
	}
	return safeio.ReadFile(m.FileSystem(), file, maxAliases)
}

// piped is what an alias gives mail to: a program, one of Mailman's scripts and a list.
var piped = lazyregexp.New(`\|\s*"?(/[^\s"]+)\s+(?:post|admin|bounces|confirm|join|leave|owner|request|subscribe|unsubscribe)\s`)

// programsIn are the programs that aliases call for lists, each once.
func programsIn(text string) (programs []string) {
	for line := range strings.Lines(text) {
		found := piped().FindStringSubmatch(line)
		if found == nil || strings.HasPrefix(strings.TrimSpace(line), "#") || slices.Contains(programs, found[1]) {
			continue
		}
		programs = append(programs, found[1])
	}
	return programs
}

// Wrapper says why mail does not arrive that the aliases which Mailman and mmrun write for
// Postfix give to WRAPPER_DIR/mailman; nil where it does, or may.
func (m *Machine) Wrapper() *Finding {
	f := m.judgeProgram(filepath.Join(m.Settings.Str("DATA_DIR"), "aliases"), mta.Postfix{Site: m.Site}.Wrapper())
	if f == nil || f.Level != Error {
		return nil
	}
	return f
}

// judgeProgram says why mail that an alias gives to a program does not arrive.
func (m *Machine) judgeProgram(file, program string) *Finding {
	link := fmt.Sprintf("ln -sf %s %s", quote(m.WayIn), quote(program))
	_, err := os.Stat(program)
	switch python := m.Settings.Str("PYTHON"); {
	case errors.Is(err, fs.ErrNotExist):
		return &Finding{
			Level: Error, Where: file, What: "aliases call " + program + ", which is gone: lists get no mail",
			Mend: "mkdir -p " + quote(filepath.Dir(program)) + " && " + link,
		}
	case err != nil || filepath.Base(program) != "mailman" || m.isOurs(program):
		return nil
	case !isThere(python):
		return &Finding{
			Level: Error, Where: file, Mend: link,
			What: fmt.Sprintf("aliases call %s, which starts Mailman's Python (%s), which is gone: lists get no mail", program, python),
		}
	default:
		return &Finding{
			Level: Note, Where: file, Mend: link,
			What: "aliases call " + program + ", which starts Python for each mail; mmrun needs none",
		}
	}
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// isOurs tells whether a file is mmrun or its small brother, cmd/mailman: a link to it, or a
// copy, as one that is setgid.
func (m *Machine) isOurs(path string) bool {
	file, err := os.Stat(path)
	if err != nil {
		return false
	}
	for _, ours := range []string{m.Program, m.WayIn} {
		if info, err := os.Stat(ours); err == nil && os.SameFile(info, file) {
			return true
		}
	}
	program, err := safeio.ReadFile(m.FileSystem(), path, maxProgram)
	return err == nil && slices.ContainsFunc(pathsInBuildInfo, func(line string) bool { return bytes.Contains(program, []byte(line)) })
}

// maxProgram bounds a file that may be mmrun, in bytes.
const maxProgram = 1 << 28

// pathsInBuildInfo are what the linker writes into a program of its main package, among
// what runtime/debug.BuildInfo is made of. Package debug/buildinfo would find it too, but
// brings the readers of all kinds of executables into each start of mmrun.
var pathsInBuildInfo = []string{"path\tmmgen/cmd/mmrun\n", "path\tmmgen/cmd/mailman\n"}
