// SPDX-License-Identifier: GPL-2.0-or-later

// Package usenet is the way between lists and newsgroups.
//
// # List to newsgroup
//
// Prepare makes an article of a post (Mailman/Queue/NewsRunner.py: prepare_message), a
// Poster posts it to the list's news server (nntp_host). What becomes of an article that
// the server does not take:
//
//	nobody listens; greeting, login or POST refused    the server counts as away, until the
//	                                                   end of the drain: AwayError
//	the article refused                                RefusedError
//	connection lost or silence over an article         RefusedError; the second time in a
//	                                                   row the server counts as away
//
// An article is posted once. Its Message-ID is made from the name of its queue entry, so
// that another try for the same entry, in another process too, is the same article to the
// server, which takes it once only (RFC 5537 section 3.5). Where a server refuses an
// article it is asked whether it has it: an earlier try may have come through whose answer
// was lost.
//
// # Newsgroup to list
//
// Gate does what Mailman's cron/gate_news does: what is new in the newsgroup of each list
// that is gated (gateway_to_mail) is queued for it as incoming mail. The list's attribute
// usenet_watermark is the number of the last article that was looked at; None stands for a
// newsgroup that is to be looked at for the first time, of which nothing is taken. What was
// fetched and the watermark are saved together, in a change of the list: after a kill no
// article is lost, and none comes twice.
//
// Mailman keeps the list locked as long as it takes to fetch all that is new. Here the list
// is locked only while what was fetched is saved, now and then.
//
// # What is told
//
// A server that is away, or an article that is refused, is told in the error log when that
// begins, and once an hour (trouble.go).
package usenet

import (
	"net"
	"strconv"
	"strings"
)

// defaultPort is that of NNTP (Utils.py: nntpsplit).
const defaultPort = "119"

// splitHost divides what a list has as its nntp_host: a host, and a number behind a colon
// if the port is another one (Utils.py: nntpsplit).
func splitHost(nntpHost string) (host, port string) {
	host, port, ok := strings.Cut(nntpHost, ":")
	port = strings.TrimSpace(port)
	if _, err := strconv.ParseUint(strings.TrimPrefix(port, "+"), 10, 16); ok && err == nil {
		return host, strings.TrimPrefix(port, "+")
	}
	return nntpHost, defaultPort
}

// address is where a news server is, for messages.
func address(nntpHost string) string { return net.JoinHostPort(splitHost(nntpHost)) }
