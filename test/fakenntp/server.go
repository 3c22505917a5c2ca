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
	script   Script
	listener net.Listener

	mu         sync.Mutex // guards what follows
	player     *serverscript.Player
	transcript Transcript
	lines      []string
	known      map[string]bool // the Message-IDs of the articles that were taken
	open       map[net.Conn]bool
	closed     bool
	sessions   sync.WaitGroup
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
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("starting the scripted news server: %w", err)
	}
	s := &Server{script: script, player: player, listener: listener, known: map[string]bool{}, open: map[net.Conn]bool{}}
	if script.Deaf {
		listener.Close()
		return s, nil
	}
	s.sessions.Go(s.serve)
	return s, nil
}

// Addr is the address as host:port, as lists have it in nntp_host.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Port is the port number.
func (s *Server) Port() int { return s.listener.Addr().(*net.TCPAddr).Port }

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

// Close hangs up on everybody and waits for the sessions to end.
func (s *Server) Close() {
	s.listener.Close()
	s.mu.Lock()
	s.closed = true
	for conn := range s.open {
		conn.Close()
	}
	s.mu.Unlock()
	s.sessions.Wait()
}

func (s *Server) serve() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.admit(conn)
	}
}

// admit numbers a connection and starts its session.
func (s *Server) admit(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		conn.Close()
		return
	}
	s.transcript.Connections++
	s.open[conn] = true
	number := s.transcript.Connections
	s.sessions.Go(func() {
		newSession(s, conn, number).run()
		s.mu.Lock()
		delete(s.open, conn)
		s.mu.Unlock()
		conn.Close()
	})
}
