// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	"strings"
	"testing"

	"github.com/urfave/cli/v2"
)

// TestSeparated: arguments as getopt(3) takes them, and as cli does.
func TestSeparated(t *testing.T) {
	app := &cli.App{
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "runner", Aliases: []string{"r"}}, &cli.BoolFlag{Name: "once", Aliases: []string{"o"}},
			&cli.StringFlag{Name: "root"},
		},
		Commands: []*cli.Command{{
			Name: "job",
			Subcommands: []*cli.Command{{
				Name:  "disabled",
				Flags: []cli.Flag{&cli.StringFlag{Name: "l"}, &cli.BoolFlag{Name: "o"}, &cli.BoolFlag{Name: "b"}},
			}},
		}},
	}
	for given, want := range map[string]string{
		"-rAll":                     "-r All",
		"-orAll -o":                 "-o -r All -o",
		"-or All":                   "-o -r All",
		"-r -o":                     "-r -o", // -o is the value
		"-r=All -root / --root=/ -": "-r=All -root / --root=/ -",
		"--runner -rAll -oo":        "--runner -rAll -o -o",
		"-xAll -oxr":                "-xAll -oxr",
		"-o job disabled -oblx -ob": "-o job disabled -o -b -l x -o -b",
		"job disabled -l -ob -- -b": "job disabled -l -ob -- -b",
		"job -rAll":                 "job -rAll",
		"job disabled -bh":          "job disabled -b -h",
		"-o x -rAll":                "-o x -rAll",
		"-o -- -rAll":               "-o -- -rAll",
		"-r\u00e9 -\u00e9":          "-r \u00e9 -\u00e9",
	} {
		got := separated(app, append([]string{"mmrun"}, strings.Fields(given)...))
		if got := strings.Join(got[1:], " "); got != want {
			t.Errorf("%s is %s, want %s", given, got, want)
		}
	}
}
