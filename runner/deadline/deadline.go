// SPDX-License-Identifier: GPL-2.0-or-later

// Package deadline bounds how long reads and writes on a connection to a server may take,
// and lets a context shorten those that are under way: a program that is told to end
// gives the server a little time to answer, since what the server has then is known.
package deadline

import (
	"context"
	"net"
	"time"
)

// Clock sets the deadlines of a connection.
type Clock struct {
	conn  net.Conn
	grace time.Duration
	ctx   context.Context
}

// New is the clock of a connection; conn is the one below TLS, where there is TLS. grace
// is what is left for a read or write when the context has ended.
func New(conn net.Conn, grace time.Duration) *Clock {
	return &Clock{conn, grace, context.Background()}
}

// Context is the context of the call under way.
func (c *Clock) Context() context.Context { return c.ctx }

// Start sets how long the reads and writes from now on may take: d, or what is left if
// the context has ended.
func (c *Clock) Start(d time.Duration) {
	c.conn.SetDeadline(time.Now().Add(d))
	if c.ctx.Err() != nil {
		c.conn.SetDeadline(time.Now().Add(min(d, c.grace)))
	}
}

// Watch lets the context of a call shorten what is under way. The caller calls stop when
// the call is over.
func (c *Clock) Watch(ctx context.Context) (stop func() bool) {
	c.ctx = ctx
	return context.AfterFunc(ctx, func() {
		c.conn.SetDeadline(time.Now().Add(c.grace))
	})
}
