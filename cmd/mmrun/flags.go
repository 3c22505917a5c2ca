// SPDX-License-Identifier: GPL-2.0-or-later

package main

import "github.com/urfave/cli/v2"

// flags are mmgen's, then those of Mailman's bin/qrunner, then --linger.
var flags = []cli.Flag{
	&cli.StringFlag{Name: "config", Value: "/etc/mailman/mmgen.ini", Usage: "the INI `FILE`; need not be there"},
	&cli.StringFlag{Name: "mm-cfg", Usage: "the site's mm_cfg.py is this `FILE`"},
	&cli.StringFlag{Name: "root", Value: "/", Usage: "look for the site's settings below `DIR`"},
	&cli.StringFlag{Name: "systemd-version", Usage: "no effect; taken because mmgen has it", Hidden: true},
	&cli.StringSliceFlag{Name: "runner", Aliases: []string{"r"}, Usage: "drain the queue of this `RUNNER`, or, as RUNNER:slice:range, a part of it; All for every one; may be repeated"},
	&cli.BoolFlag{Name: "once", Aliases: []string{"o"}, Usage: "drain once and exit; that is what happens without it too"},
	&cli.BoolFlag{Name: "list", Aliases: []string{"l"}, Usage: "list the runners and exit"},
	&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "say what was done"},
	&cli.BoolFlag{Name: "subproc", Aliases: []string{"s"}, Usage: "no effect; for bin/qrunner's callers"},
	&cli.DurationFlag{Name: "linger", Usage: "after the last entry wait up to `D` for more, as in 1s", DefaultText: "do not wait"},
}
