// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v2"
)

// separated writes each flag and each value as an argument of its own where getopt(3) takes
// them in one, as Mailman's scripts do: `-orAll` is `-o -r All`. What cli understands itself
// stays as it is, and so does what nobody understands.
func separated(app *cli.App, args []string) (all []string) {
	flags, commands := app.Flags, app.Commands
	for i := 0; i < len(args); i++ {
		arg := args[i]
		switch command := find(commands, arg); {
		case i == 0:
			all = append(all, arg)
		case command != nil:
			all = append(all, arg)
			flags, commands = command.Flags, command.Subcommands
		case !strings.HasPrefix(arg, "-"), arg == "-", arg == "--": // no flag comes behind that
			return append(all, args[i:]...)
		default:
			all = append(all, letters(flags, arg)...)
			if takesValue(flags, all[len(all)-1]) && i+1 < len(args) {
				i++
				all = append(all, args[i])
			}
		}
	}
	return all
}

func find(commands []*cli.Command, name string) *cli.Command {
	if i := slices.IndexFunc(commands, func(c *cli.Command) bool { return c.HasName(name) }); i >= 0 {
		return commands[i]
	}
	return nil
}

// letters are the flags in an argument and the value of the last one.
func letters(flags []cli.Flag, arg string) (all []string) {
	name, _, _ := strings.Cut(strings.TrimLeft(arg, "-"), "=")
	if strings.HasPrefix(arg, "--") || flagOf(flags, name) != nil {
		return []string{arg}
	}
	for i, letter := range arg[1:] {
		one := "-" + string(letter)
		if flagOf(flags, string(letter)) == nil {
			return []string{arg}
		}
		all = append(all, one)
		if value := arg[1+i+len(string(letter)):]; value != "" && takesValue(flags, one) {
			return append(all, value)
		}
	}
	return all
}

// takesValue tells whether the argument behind this one is the flag's value.
func takesValue(flags []cli.Flag, arg string) bool {
	flag, ok := flagOf(flags, strings.TrimLeft(arg, "-")).(cli.DocGenerationFlag)
	return ok && strings.HasPrefix(arg, "-") && flag.TakesValue()
}

// flagOf is the flag of that name, nil without one. Every command has the flag for help.
func flagOf(flags []cli.Flag, name string) cli.Flag {
	isNamed := func(f cli.Flag) bool { return slices.Contains(f.Names(), name) }
	switch i := slices.IndexFunc(flags, isNamed); {
	case i >= 0:
		return flags[i]
	case isNamed(cli.HelpFlag):
		return cli.HelpFlag
	}
	return nil
}
