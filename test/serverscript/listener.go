// SPDX-License-Identifier: GPL-2.0-or-later

package serverscript

import (
	"net"
	"sync"
)

// Listener accepts connections and runs a session for each, until it is closed.
type Listener struct {
	listener net.Listener
	begin    func(conn net.Conn, number int) (run func())

	mu       sync.Mutex // guards what follows
	count    int
	open     map[net.Conn]bool
	closed   bool
	sessions sync.WaitGroup
}

// Listen listens on an address until Close. begin is told each connection and its number,
// from 1, before the next is accepted, and returns its session. One that is deaf has an
// address too, at which nobody listens.
func Listen(address string, deaf bool, begin func(conn net.Conn, number int) (run func())) (*Listener, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	l := &Listener{listener: listener, begin: begin, open: map[net.Conn]bool{}}
	if deaf {
		listener.Close()
		return l, nil
	}
	l.sessions.Go(l.accept)
	return l, nil
}

// Addr is the address as host:port.
func (l *Listener) Addr() string { return l.listener.Addr().String() }

// Port is the port number.
func (l *Listener) Port() int { return l.listener.Addr().(*net.TCPAddr).Port }

// Close hangs up on everybody and waits for the sessions to end.
func (l *Listener) Close() {
	l.listener.Close()
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.HangUp()
	l.sessions.Wait()
}

// HangUp closes all connections, as a server does that restarts or tires of waiting, and
// goes on listening.
func (l *Listener) HangUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.open {
		conn.Close()
	}
}

func (l *Listener) accept() {
	for {
		conn, err := l.listener.Accept()
		if err != nil {
			return
		}
		l.admit(conn)
	}
}

// admit numbers a connection and starts its session.
func (l *Listener) admit(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		conn.Close()
		return
	}
	l.count++
	l.open[conn] = true
	run := l.begin(conn, l.count)
	l.sessions.Go(func() {
		run()
		l.mu.Lock()
		delete(l.open, conn)
		l.mu.Unlock()
		conn.Close()
	})
}
