// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	"bytes"
	"io"
	"strings"

	"github.com/urfave/cli/v2"
)

// columns is the width of a terminal.
const columns = 80

// printHelp prints what cli prints, on lines that fit a terminal.
func printHelp(w io.Writer, templ string, data any) {
	var wide bytes.Buffer
	cli.HelpPrinterCustom(&wide, templ, data, nil)
	for line := range strings.Lines(wide.String()) {
		_, _ = io.WriteString(w, fold(strings.TrimRight(line, "\n"))+"\n")
	}
}

// defaultStringer describes a flag as cli does.
var defaultStringer = cli.FlagStringer

// describeOnce describes a flag that may be given several times as one that may
// be given once; its text says that it may be repeated. cli shows it twice.
func describeOnce(flag cli.Flag) string {
	text := defaultStringer(flag)
	names, about, found := strings.Cut(text, "\t")
	if _, repeatable := flag.(*cli.StringSliceFlag); !repeatable || !found {
		return text
	}
	once, _, _ := strings.Cut(names, " [ ")
	return once + "\t" + about
}

// fold breaks a line at blanks. The rest stands below the line's last column.
func fold(line string) string {
	var b strings.Builder
	for indent := lastColumn(line); len(line) >= columns; {
		end := strings.LastIndexByte(line[:columns], ' ')
		if end <= indent {
			break // a single word is longer than the line
		}
		b.WriteString(strings.TrimRight(line[:end], " ") + "\n")
		line = strings.Repeat(" ", indent) + line[end+1:]
	}
	return b.String() + line
}

// lastColumn is where the last column of a table's line begins; in a line of
// one column it is a little behind the line's beginning.
func lastColumn(line string) int {
	text := strings.TrimLeft(line, " ")
	margin := len(line) - len(text)
	if gap := strings.LastIndex(text, "  "); gap >= 0 {
		return margin + gap + len("  ")
	}
	return margin + len("   ")
}

// withoutVersion is a help template without the part that --version prints.
func withoutVersion(template string) string {
	before, rest, found := strings.Cut(template, "{{if .Version}}")
	_, after, foundEnd := strings.Cut(rest, "{{.Version}}{{end}}{{end}}")
	if !found || !foundEnd {
		return template
	}
	return before + after
}
