// SPDX-License-Identifier: GPL-2.0-or-later

package main

import (
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"mmgen/runner/message"
	"mmgen/test/fakesmtp"
	"mmgen/test/smtpsink"
)

// smtp [RULE ..] starts a scripted mail server that agrees with everything but
// for the rules, as 'rcpt bart 450 later': event, pattern (. for any), reply.
// "smtp away" is one that nobody listens at, "smtp tls NAME" one with a certificate
// for that name of the authority whose own is in $AUTHORITY.
func smtp(ts *testscript.TestScript, _ bool, args []string) {
	var script fakesmtp.Script
	for _, arg := range args {
		fields := strings.SplitN(arg, " ", 3)
		switch {
		case arg == "away":
			script.Deaf = true
		case strings.HasPrefix(arg, "tls "):
			script.TLS = on(ts).authority.Server(time.Now().Add(time.Hour), strings.TrimPrefix(arg, "tls "))
		case len(fields) == 3:
			script.Rules = append(script.Rules, fakesmtp.Rule{On: fields[0], Match: fields[1], Reply: fields[2]})
		default:
			ts.Fatalf("usage: smtp [away | 'tls NAME' | 'EVENT PATTERN REPLY' ..]")
		}
	}
	server, err := fakesmtp.Listen("127.0.0.1:0", script)
	ts.Check(err)
	ts.Defer(server.Close)
	on(ts).port = server.Port()
	on(ts).mail = func() []mail { return accepted(server.Transcript()) }
}

func accepted(transcript fakesmtp.Transcript) []mail {
	var all []mail
	for _, tr := range transcript.Transactions {
		if !strings.HasPrefix(tr.DataEndReply, "2") {
			continue
		}
		m := mail{subject: message.Parse(string(*tr.Data)).Get("subject")}
		for _, r := range tr.Rcpts {
			if strings.HasPrefix(r.Reply, "2") {
				m.to = append(m.to, string(r.To))
			}
		}
		all = append(all, m)
	}
	return all
}

// sink starts a mail server that accepts everything. "sink hold" does so too,
// but keeps the client waiting until "sink release".
func sink(ts *testscript.TestScript, _ bool, args []string) {
	s := on(ts)
	if slices.Equal(args, []string{"release"}) {
		close(s.gate)
		return
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	gate := make(chan struct{})
	s.gate = gate
	if len(args) == 0 {
		close(gate)
	}
	var mutex sync.Mutex
	var all []mail
	stop := smtpsink.Serve(listener, func(m smtpsink.Mail) error {
		mutex.Lock()
		all = append(all, mail{message.Parse(string(m.Text)).Get("subject"), m.To})
		mutex.Unlock()
		<-gate
		return nil
	})
	ts.Defer(func() { _ = stop() })
	s.port = listener.Addr().(*net.TCPAddr).Port
	s.mail = func() []mail {
		mutex.Lock()
		defer mutex.Unlock()
		return slices.Clone(all)
	}
}
