// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"context"
	"crypto/rand"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/journal"
	"github.com/urfave/cli/v2"

	"mmgen/generator/hostinfo"
	"mmgen/generator/mmcfg"
	"mmgen/runner"
	"mmgen/runner/mmlog"
	"mmgen/runner/site"
)

// openSite reads the settings that the flags name, becomes the site's user, has access
// look whether that user can write what is needed, and wires the site to the real
// world: clock, network, chance and logs.
func openSite(c *cli.Context, out console, access func(*mmcfg.Site) error) (s *site.Site, done func(), err error) {
	found, err := loadSettings(c)
	if err != nil {
		return nil, nil, settingsError(err)
	}
	set := found.Settings
	if err := becomeSiteUser(found.User(), found.Group()); err != nil {
		return nil, nil, settingsError(err)
	}
	if err := access(found); err != nil {
		return nil, nil, &exitError{runner.ExitIO, err}
	}
	logs := mmlog.New(mmlog.Options{
		Dir: set.Str("LOG_DIR"), PID: os.Getpid(), Now: time.Now,
		Stderr: out.at(journal.PriErr), Journal: mmlog.SystemJournal(),
	})
	if s, err = wire(found, logs); err != nil {
		return nil, nil, err
	}
	return s, func() { logs.Close() }, nil
}

// onSite opens the site for a command that writes to it, gives back what killed processes
// had locked, and has do work on the site until a signal comes.
func onSite(c *cli.Context, out console, do func(context.Context, *site.Site) error) error {
	s, done, err := openSite(c, out, writable(nil))
	if err != nil {
		return err
	}
	defer done()
	if err := s.GiveBackLocks(); err != nil {
		return unwritten(err)
	}
	ctx, stop := untilStopped()
	defer stop()
	return do(ctx, s)
}

// untilStopped is a context that ends when the process is told to stop, by these signals or
// one more.
func untilStopped(more ...os.Signal) (ctx context.Context, stop context.CancelFunc) {
	return signal.NotifyContext(context.Background(), append(more, syscall.SIGTERM, syscall.SIGINT)...)
}

// wire wires a site to the real world.
func wire(found *mmcfg.Site, logs mmlog.Logger) (*site.Site, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, err
	}
	var dialer net.Dialer
	return &site.Site{
		Settings: found.Settings,
		SMTP:     found.SMTP,
		Logs:     logs,
		Now:      time.Now,
		Random:   random,
		Host:     host,
		Hostname: hostinfo.Under("/").FullNameOf(host),
		PID:      os.Getpid(),
		UID:      os.Geteuid(),
		Dial:     dialer.DialContext,
	}, nil
}

// loadSettings reads the settings that the flags name.
func loadSettings(c *cli.Context) (*mmcfg.Site, error) {
	config := ""
	if c.IsSet("config") {
		config = c.String("config")
	}
	return mmcfg.Load(mmcfg.Options{Root: c.String("root"), ConfigFile: config, MMCfg: c.String("mm-cfg")})
}

func random() (b [20]byte) {
	rand.Read(b[:]) // never fails
	return b
}
