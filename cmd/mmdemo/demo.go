// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"mmgen/generator"
	"mmgen/test/demosite"
)

// options say what is printed after the screen that is always printed.
type options struct{ units, messages bool }

// show is one demo.
type show struct {
	w        *bufio.Writer
	programs programs
	site     *demosite.Site
	config   string // the site's mmgen.ini
	units    unitDir
	server   *mailServer
}

// demo makes a site with a few queued messages, and prints what mmgen makes for it. It has
// mmrun drain the queues into a mail server, and prints what was made from each message,
// what is left in the queues, and that no process runs.
func demo(ctx context.Context, opts options, stdout, stderr io.Writer) error {
	top, err := os.MkdirTemp("", "mmdemo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(top)
	s, err := prepare(ctx, top, stderr)
	if err != nil {
		return err
	}
	defer s.server.stop()
	s.w = bufio.NewWriter(stdout)
	steps := []func(context.Context) error{s.showSite, s.showUnits, s.drainAndShow, s.showRest}
	if opts.units {
		steps = append(steps, s.showUnitTexts)
	}
	if opts.messages {
		steps = append(steps, s.showMessages)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return err
		}
		if err := s.w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// prepare makes all that the demo needs, below a directory.
func prepare(ctx context.Context, top string, stderr io.Writer) (*show, error) {
	s := &show{config: filepath.Join(top, "mmgen.ini")}
	var err error
	if s.programs, err = findPrograms(ctx, top, stderr); err != nil {
		return nil, err
	}
	if s.site, err = makeSite(filepath.Join(top, "mailman")); err != nil {
		return nil, err
	}
	if err := fill(s.site); err != nil {
		return nil, err
	}
	s.units = unitDir{filepath.Join(top, "generator"), s.site.Var}
	if s.server, err = startMailServer(); err != nil {
		return nil, err
	}
	return s, s.site.WriteINI(s.config, s.server.port)
}

// heading prints the line that a part of the story begins with.
func (s *show) heading(what, format string, args ...any) {
	fmt.Fprintf(s.w, "%-9s %s\n", what, fmt.Sprintf(format, args...))
}

func (s *show) showSite(context.Context) error {
	s.heading("Site", "a throwaway list, %s: %s; %s reads digests", demosite.List, names(demosite.Members), names([]string{digestMember}))
	return nil
}

// showUnits has mmgen write the units, as at boot, and prints them as a tree.
func (s *show) showUnits(ctx context.Context) error {
	if _, err := s.mmgen(ctx, "--output", s.units.dir); err != nil {
		return err
	}
	lines, err := s.units.tree()
	if err != nil {
		return fmt.Errorf("reading the units: %w", err)
	}
	s.heading("Units", "that mmgen makes for systemd (their text: mmdemo --units)")
	for _, line := range lines {
		fmt.Fprintf(s.w, "  %s\n", line)
	}
	return nil
}

// mmgen calls mmgen for the site. The systemd is the machine's, for which it
// would look below the site's root.
func (s *show) mmgen(ctx context.Context, args ...string) ([]byte, error) {
	flags := s.site.Flags(s.config)
	if version := generator.SystemdVersion("/"); version > 0 {
		flags = append(flags, "--systemd-version", strconv.Itoa(version))
	}
	return s.programs.call(ctx, mmgen, append(flags, args...))
}

// drainAndShow has mmrun drain the queues, once.
func (s *show) drainAndShow(ctx context.Context) error {
	start := time.Now()
	_, err := s.programs.call(ctx, mmrun, append(s.site.Flags(s.config), "-r", "All", "-o"))
	if err != nil {
		return err
	}
	took := time.Since(start)
	if err := s.server.stop(); err != nil {
		return fmt.Errorf("stopping the demo's mail server: %w", err)
	}
	s.heading("Mail", "after mmrun -r All -o, which took %d ms (texts: mmdemo --messages)", took.Milliseconds())
	for _, p := range posts {
		if err := s.showPost(p); err != nil {
			return err
		}
	}
	return nil
}

// showPost prints a post's way: its queue, what was made from it, who has that.
func (s *show) showPost(p post) error {
	all, err := outcomes(p, s.server.accepted, s.site)
	if err != nil {
		return fmt.Errorf("looking for what became of %s: %w", p.subject(), err)
	}
	what := fmt.Sprintf("%-5s %s by %s:", p.queue, p.subject(), p.by)
	for _, o := range all {
		fmt.Fprintf(s.w, "  %-22s %s\n", what, o)
		what = ""
	}
	return nil
}

// showRest prints how many entries the queues hold, and how many processes run.
func (s *show) showRest(context.Context) error {
	left, err := filepath.Glob(filepath.Join(s.site.Var, "qfiles", "*", "*"))
	if err != nil {
		return err
	}
	running, err := s.programs.running()
	if err != nil {
		return err
	}
	s.heading("Left", "entries in the queues: %d; processes: %d", len(left), running)
	return nil
}

// showUnitTexts prints the units as mmgen --dry-run does.
func (s *show) showUnitTexts(ctx context.Context) error {
	text, err := s.mmgen(ctx, "--dry-run")
	if err != nil {
		return err
	}
	fmt.Fprintln(s.w)
	_, err = s.w.Write(text)
	return err
}

// showMessages prints what the mail server accepted.
func (s *show) showMessages(context.Context) error {
	for i, m := range s.server.accepted {
		text := bytes.ReplaceAll(m.Text, []byte("\r\n"), []byte("\n"))
		fmt.Fprintf(s.w, "\n----- message %d, from <%s> to %s\n%s", i+1, m.From, strings.Join(m.To, ", "), text)
	}
	return nil
}
