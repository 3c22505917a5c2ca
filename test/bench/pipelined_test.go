// SPDX-License-Identifier: GPL-2.0-or-later

package bench

import (
	"bufio"
	"net"
)

// pipelined makes a server answer as Postfix and Exim do: commands that came
// together get their replies together, and not a packet each.
type pipelined struct{ net.Listener }

func (l pipelined) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &pipelinedConn{c, bufio.NewWriter(c)}, nil
}

// pipelinedConn keeps replies back until the server wants to read on.
type pipelinedConn struct {
	net.Conn
	replies *bufio.Writer
}

func (c *pipelinedConn) Write(b []byte) (int, error) { return c.replies.Write(b) }

func (c *pipelinedConn) Read(b []byte) (int, error) {
	if err := c.replies.Flush(); err != nil {
		return 0, err
	}
	return c.Conn.Read(b)
}

func (c *pipelinedConn) Close() error {
	c.replies.Flush()
	return c.Conn.Close()
}
