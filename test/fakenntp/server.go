// SPDX-License-Identifier: GPL-2.0-or-later

package fakenntp

import (
	"fmt"
	"net"
	"sync"
	"testing"

	"mmgen/test/serverscript"
)

// Server is a running server.
type Server struct {
	*serverscript.Listener
	script Script

	mu         sync.Mutex // guards what follows
	player     *serverscript.Player
	transcript Transcript
	lines      []string
	known      map[string]bool // the Message-IDs of the articles that were taken
}

// Start runs a server on a port of the loopback interface that has five digits, until
// the test is over.
func Start(t testing.TB, script Script) *Server {
	t.Helper()
	s, err := Listen("127.0.0.1:0", script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Listen runs a server on that address until Close. A Deaf one has an address too, at
// which nobody listens.
func Listen(address string, script Script) (*Server, error) {
	player, err := serverscript.NewPlayer(script.Rules)
	if err != nil {
		return nil, err
	}
	s := &Server{script: script, player: player, known: map[string]bool{}}
	if s.Listener, err = serverscript.Listen(address, script.Deaf, s.begin); err != nil {
		return nil, fmt.Errorf("starting the scripted news server: %w", err)
	}
	return s, nil
}

// Transcript is what the server was given so far.
func (s *Server) Transcript() Transcript {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.transcript.clone()
}

// Lines are all command lines so far, over all connections, without CRLF; articles are
// not among them.
func (s *Server) Lines() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.lines...)
}

// begin begins the session of a connection.
func (s *Server) begin(conn net.Conn, number int) (run func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.transcript.Connections++
	return newSession(s, conn, number).run
}
