// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/runner/message"
	"mmgen/test/demosite"
	"mmgen/test/smtpsink"
)

// mailServer is where the demo's mail ends.
type mailServer struct {
	port     int
	accepted []smtpsink.Mail // may be read when stop has returned
	stop     func() error
}

func startMailServer() (*mailServer, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("starting the demo's mail server: %w", err)
	}
	s := &mailServer{port: listener.Addr().(*net.TCPAddr).Port}
	s.stop = smtpsink.Serve(listener, func(m smtpsink.Mail) error {
		s.accepted = append(s.accepted, m)
		return nil
	})
	return s, nil
}

// outcome is one thing that was made from a post, and who has it now.
type outcome struct {
	what string
	has  []string
	sent int // messages that were sent; 0 where it is kept by the site
}

func (o outcome) String() string {
	text := clip(o.what) + " → " + names(o.has)
	if o.sent > 1 {
		text += fmt.Sprintf(" (%d copies)", o.sent)
	}
	return text
}

// clip shortens what is too long for a terminal of 80 columns.
func clip(text string) string {
	const most = 38
	letters := []rune(text)
	if len(letters) <= most {
		return text
	}
	return string(letters[:most-1]) + "…"
}

// names are the local parts of addresses, in order. A text without an @ is
// left as it is.
func names(addresses []string) string {
	var all []string
	for _, address := range addresses {
		name, _, _ := strings.Cut(address, "@")
		all = append(all, name)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// outcomes are what the mail server and the site have of a post: all that has
// its subject somewhere.
func outcomes(p post, accepted []smtpsink.Mail, site *demosite.Site) ([]outcome, error) {
	kept, err := keptOf(p, site)
	return append(sentOf(p, accepted), kept...), err
}

// sentOf are the messages that tell of a post. Copies that differ only in their
// recipient count as one.
func sentOf(p post, accepted []smtpsink.Mail) []outcome {
	var all []outcome
	for _, m := range accepted {
		if !bytes.Contains(m.Text, []byte(p.subject())) {
			continue
		}
		subject := message.Parse(string(m.Text)).Get("subject")
		i := slices.IndexFunc(all, func(o outcome) bool { return o.what == subject })
		if i < 0 {
			i = len(all)
			all = append(all, outcome{what: subject})
		}
		all[i].sent++
		all[i].has = append(all[i].has, m.To...)
	}
	return all
}

// keepers are where a site has what it keeps of a post.
var keepers = []struct{ pattern, what string }{
	{"data/heldmsg-*", "held for the moderator"},
	{"archives/private/*.mbox/*.mbox", "archived"},
	{"qfiles/*/*", "waits"},
}

// keptOf is what the site has of a post.
func keptOf(p post, site *demosite.Site) ([]outcome, error) {
	var all []outcome
	for _, k := range keepers {
		paths, err := filepath.Glob(filepath.Join(site.Var, k.pattern))
		if err != nil {
			return nil, err
		}
		for _, path := range paths {
			data, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			if bytes.Contains(data, []byte(p.subject())) {
				all = append(all, outcome{what: k.what, has: []string{place(site, path)}})
			}
		}
	}
	return all, nil
}

// place is a file of the site as the demo prints it: a queue by its folder,
// since the names of entries are long.
func place(site *demosite.Site, path string) string {
	path = strings.TrimPrefix(path, site.Var+"/")
	if strings.HasPrefix(path, "qfiles/") {
		return filepath.Dir(path)
	}
	return path
}
