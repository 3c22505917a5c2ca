// SPDX-License-Identifier: GPL-2.0-or-later

// Package resolver asks the DNS in the name of Mailman, which uses dnspython: names are
// never looked for below the machine's own domain, and each name server is waited for
// only so long that there is time left to ask the next one.
package resolver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"runtime/debug"
	"strings"
	"sync"
	"time"
)

// New is Go's resolver, except that it waits no longer than timeout for an answer of a
// name server.
func New(timeout time.Duration) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
		var d net.Dialer
		conn, err := d.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if udp, ok := conn.(*net.UDPConn); ok {
			return hastyUDP{udp, timeout}, nil
		}
		return hasty{conn, timeout}, nil
	}}
}

// hasty is a connection on which nothing may take longer than timeout.
type hasty struct {
	net.Conn
	timeout time.Duration
}

func (c hasty) SetDeadline(t time.Time) error { return c.Conn.SetDeadline(earlier(t, c.timeout)) }

// hastyUDP is hasty for packets: Go's resolver recognises a connection of packets by its
// type.
type hastyUDP struct {
	*net.UDPConn
	timeout time.Duration
}

func (c hastyUDP) SetDeadline(t time.Time) error { return c.UDPConn.SetDeadline(earlier(t, c.timeout)) }

func earlier(t time.Time, timeout time.Duration) time.Time {
	if limit := time.Now().Add(timeout); limit.Before(t) {
		return limit
	}
	return t
}

// Answer is the answer to a question, or why there is none.
type Answer[T any] struct {
	Value T
	Err   error
}

// ErrPanic says that a question has ended in a panic, which is a fault of the program.
var ErrPanic = errors.New("panic")

// Each asks about all names at the same time, and returns the answers in their order. A
// panic of ask becomes the error of that name, with ErrPanic: in a goroutine it would end the
// process.
func Each[T any](names []string, ask func(name string) (T, error)) []Answer[T] {
	answers := make([]Answer[T], len(names))
	var asking sync.WaitGroup
	for i, name := range names {
		asking.Go(func() {
			defer func() {
				if r := recover(); r != nil {
					answers[i].Err = fmt.Errorf("asking the DNS about %s: %w: %v\n%s", name, ErrPanic, r, debug.Stack())
				}
			}()
			answers[i].Value, answers[i].Err = ask(name)
		})
	}
	asking.Wait()
	return answers
}

// ErrNoName says that no domain can have the name.
var ErrNoName = errors.New("the domain has a label that is empty or too long")

// Absolute is a name with the dot at its end by which it is not looked for below the
// machine's own domain. The error is ErrNoName.
func Absolute(name string) (string, error) {
	if !isDomainName(name) {
		return "", ErrNoName
	}
	return strings.TrimSuffix(name, ".") + ".", nil
}

// isDomainName tells whether the labels of a name have the sizes that the DNS
// asks for (RFC 1035, 2.3.4).
func isDomainName(name string) bool {
	for label := range strings.SplitSeq(strings.TrimSuffix(name, "."), ".") {
		if label == "" || len(label) > 63 {
			return false
		}
	}
	return len(name) <= 253
}
