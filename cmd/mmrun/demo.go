// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"mmgen/generator"
	"mmgen/generator/mmcfg"
	"mmgen/runner"
	"mmgen/test/demosite"
	"mmgen/test/smtpsink"
)

func demoCommand(stdout, stderr io.Writer) *cli.Command {
	return &cli.Command{
		Name:   "demo",
		Usage:  "show it all on a throwaway site in a temporary directory",
		Action: func(*cli.Context) error { return demo(stdout, stderr) },
	}
}

// demo makes a site with a few queued messages, prints the units that mmgen
// would emit for it, has an mmrun of its own drain the queues into an SMTP
// sink, and shows what came and what is left.
func demo(stdout, stderr io.Writer) error {
	top, err := os.MkdirTemp("", "mmrun-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(top)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	count := 0
	stop := smtpsink.Serve(listener, func(m smtpsink.Mail) error {
		count++
		return showMail(stdout, count, m)
	})
	defer stop()

	made, err := demosite.MakeDemo(filepath.Join(top, "mailman"), time.Now)
	if err != nil {
		return err
	}
	config := filepath.Join(top, "mmgen.ini")
	if err := made.WriteINI(config, listener.Addr().(*net.TCPAddr).Port); err != nil {
		return err
	}
	title(stdout, "the units that mmgen emits for this site")
	if err := showUnits(stdout, config); err != nil {
		return err
	}
	title(stdout, "mmrun -r All -o, and what the SMTP sink accepted")
	if err := drainInProcess(config, stdout, stderr); err != nil {
		return err
	}
	title(stdout, "what is left")
	return showLeft(stdout, made)
}

func title(w io.Writer, text string) { fmt.Fprintf(w, "\n===== %s\n\n", text) }

// showUnits prints the units as mmgen --dry-run does.
func showUnits(w io.Writer, config string) error {
	found, err := mmcfg.Load(mmcfg.Options{ConfigFile: config})
	if err != nil {
		return err
	}
	site := generator.Site{
		Source: found.SourcePath,
		Flags:  []string{"--config", config},
		Setting: func(name string) (mmcfg.Value, string, error) {
			value, _ := found.Settings.Value(name)
			return value, "", nil
		},
	}
	units, problems := generator.Plan(site, generator.Look("/"))
	for _, problem := range problems {
		fmt.Fprintln(w, problem)
	}
	return generator.Print(w, units)
}

// drainInProcess runs this program once more, as systemd would. That entries
// of queues that it leaves to Mailman's Python have to stay is no fault.
func drainInProcess(config string, stdout, stderr io.Writer) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.Command(self, "--config", config, "-r", "All", "-o")
	cmd.Stderr = stderr
	err = cmd.Run()
	if cmd.ProcessState != nil && cmd.ProcessState.ExitCode() == runner.ExitWaiting {
		err = nil
	}
	if err == nil {
		fmt.Fprintf(stdout, "(mmrun's exit status: %d)\n", cmd.ProcessState.ExitCode())
	}
	return err
}

func showMail(w io.Writer, number int, m smtpsink.Mail) error {
	text := strings.ReplaceAll(string(m.Text), "\r\n", "\n")
	_, err := fmt.Fprintf(w, "----- message %d, from <%s> to %s\n%s\n", number, m.From, strings.Join(m.To, ", "), text)
	return err
}

// showLeft shows what lies in the queues, and which mmrun still runs.
func showLeft(w io.Writer, made *demosite.Site) error {
	left, err := filepath.Glob(filepath.Join(made.Var, "qfiles", "*", "*"))
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "entries in the queues: %d\n", len(left))
	for _, path := range left {
		fmt.Fprintf(w, "  %s\n", strings.TrimPrefix(path, made.Var+"/"))
	}
	running, err := runners()
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "mmrun processes besides this demo: %d\n", running)
	return nil
}

// runners counts the processes of this program that are not this one.
func runners() (int, error) {
	self, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return 0, err
	}
	processes, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		return 0, err
	}
	n := 0
	for _, exe := range processes {
		if target, err := os.Readlink(exe); err == nil && target == self && exe != fmt.Sprintf("/proc/%d/exe", os.Getpid()) {
			n++
		}
	}
	return n, nil
}
