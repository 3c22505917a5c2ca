// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/coreos/go-systemd/v22/journal"
	"github.com/urfave/cli/v2"
	"golang.org/x/sys/unix"

	"mmgen/runner/admin/listconfig"
	"mmgen/runner/admin/show"
	"mmgen/runner/site"
)

func configCommand(stdout io.Writer, out console) *cli.Command {
	return &cli.Command{
		Name: "config", Category: aboutLists,
		Usage: "print or change the configuration of a list",
		UsageText: "mmrun config [--json] LIST [NAME..]\nmmrun config LIST NAME=VALUE..\n" +
			"mmrun config --outputfile FILE LIST\nmmrun config --inputfile FILE [--checkonly] [--verbose] LIST",
		Flags: []cli.Flag{
			jsonFlag(),
			&cli.StringFlag{Name: "outputfile", Aliases: []string{"o"}, Usage: "write it to `FILE`, as Mailman's config_list does; - for standard output"},
			&cli.StringFlag{Name: "inputfile", Aliases: []string{"i"}, Usage: "take it from such a `FILE`; - for standard input"},
			&cli.BoolFlag{Name: "checkonly", Aliases: []string{"c"}, Usage: "with -i: change nothing"},
			&cli.BoolFlag{Name: "verbose", Aliases: []string{"v"}, Usage: "with -i: name each attribute that is changed"},
		},
		Action: func(c *cli.Context) error { return config(c, stdout, out) },
	}
}

// config is bin/config_list, and more than that where attributes are named.
func config(c *cli.Context, stdout io.Writer, out console) error {
	if !c.Args().Present() {
		return errors.New("config: name a list")
	}
	output, input := c.IsSet("outputfile"), c.IsSet("inputfile")
	changes := strings.Contains(strings.Join(c.Args().Tail(), " "), "=")
	switch {
	case output && input:
		return errors.New("config: only one of -i and -o is allowed")
	case (output || input) && c.NArg() > 1:
		return errors.New("config: with -i or -o no attributes are named")
	case c.Bool("checkonly") && !input:
		return errors.New("config: -c is for -i")
	case output:
		return outputConfig(c, stdout, out)
	case input:
		return inputConfig(c, out)
	case changes:
		return setConfig(c, stdout, out)
	}
	return printConfig(c, stdout, out, c.Args().Tail())
}

// printConfig prints attributes of a list, all where none is named.
func printConfig(c *cli.Context, stdout io.Writer, out console, names []string) error {
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		return err
	}
	defer done()
	return printValues(stdout, s, c, names)
}

func printValues(stdout io.Writer, s *site.Site, c *cli.Context, names []string) error {
	values, err := listconfig.Values(s, c.Args().First(), names)
	if err != nil {
		return configError(err)
	}
	b := bufio.NewWriter(stdout)
	if c.Bool("json") {
		byName := map[string]listconfig.Value{}
		for _, v := range values {
			byName[v.Name] = v
		}
		err = writeJSON(b, byName)
	} else {
		for _, v := range values {
			fmt.Fprintf(b, "%s = %s\n", v.Name, v.Text())
		}
	}
	if err := errors.Join(err, b.Flush()); err != nil {
		return unwritten(err)
	}
	return nil
}

// setConfig sets the attributes NAME=VALUE, and prints what they are then.
func setConfig(c *cli.Context, stdout io.Writer, out console) error {
	var settings []listconfig.Setting
	var names []string
	for _, arg := range c.Args().Tail() {
		name, value, ok := strings.Cut(arg, "=")
		if !ok {
			return fmt.Errorf("config: %s: want NAME=VALUE, as for the others", arg)
		}
		settings, names = append(settings, listconfig.Setting{Name: name, Value: value}), append(names, name)
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		warnings, err := listconfig.Set(ctx, s, c.Args().First(), settings)
		if err != nil {
			return configError(err)
		}
		for _, text := range warnings {
			out.say(journal.PriWarning, show.Visible(text))
		}
		return printValues(stdout, s, c, names)
	})
}

// outputConfig writes a file for config_list.
func outputConfig(c *cli.Context, stdout io.Writer, out console) (err error) {
	if name := c.String("outputfile"); name != "-" {
		// It is made by the user who asks for it, and not by the site's.
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o666)
		if err != nil {
			return unwritten(fmt.Errorf("writing the configuration: %w", err))
		}
		defer func() { _ = file.Close() }()
		stdout = truncating{file}
	}
	s, done, err := openSite(c, out, anywhere)
	if err != nil {
		return err
	}
	defer done()
	var text bytes.Buffer
	if err := listconfig.Write(&text, s, c.Args().First()); err != nil {
		return configError(err)
	}
	if _, err := stdout.Write(text.Bytes()); err != nil {
		return unwritten(fmt.Errorf("writing the configuration: %w", err))
	}
	return nil
}

// truncating is a file whose content the first Write replaces.
type truncating struct{ file *os.File }

func (t truncating) Write(text []byte) (int, error) {
	if err := t.file.Truncate(0); err != nil && !errors.Is(err, unix.EINVAL) { // EINVAL: it is a pipe
		return 0, err
	}
	return t.file.Write(text)
}

// inputConfig takes a file for config_list.
func inputConfig(c *cli.Context, out console) error {
	text, err := readInput(c.String("inputfile"))
	if err != nil {
		return fmt.Errorf("reading the configuration: %w", err)
	}
	return onSite(c, out, func(ctx context.Context, s *site.Site) error {
		reports, err := listconfig.Input(ctx, s, c.Args().First(), text, c.Bool("checkonly"))
		if err != nil {
			return configError(err)
		}
		for _, r := range reports {
			if !r.Verbose || c.Bool("verbose") {
				out.say(journal.PriNotice, show.Visible(r.Text))
			}
		}
		return nil
	})
}

// configError gives an error about the attributes of a list its exit status.
func configError(err error) error {
	for _, bad := range []error{listconfig.ErrNoAttribute, listconfig.ErrValue, listconfig.ErrFile} {
		if errors.Is(err, bad) {
			return &exitError{exitData, err}
		}
	}
	return listError(err)
}

// readInput reads a file that a flag names, - for standard input.
func readInput(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(os.Stdin)
	}
	return os.ReadFile(name)
}
