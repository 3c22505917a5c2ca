// SPDX-License-Identifier: GPL-2.0-or-later

package usenet

import (
	"context"
	"fmt"

	"mmgen/runner/nntp"
	"mmgen/runner/site"
)

// servers are connections to news servers, one for each nntp_host (gate_news: _hostcache).
type servers struct {
	site   *site.Site
	limits nntp.Server // timeouts, and how long an article may be
	all    map[string]*server
}

func newServers(s *site.Site) *servers {
	return &servers{site: s, limits: nntp.Server{Timeouts: nntp.DefaultTimeouts}, all: map[string]*server{}}
}

// server is what is known of a news server.
type server struct {
	*servers
	nntpHost string
	client   *nntp.Client // nil without a connection
	away     error        // why no connection is tried any more; nil while the server is not away
	used     bool         // the connection was used before
}

// of is the server that a list names.
func (s *servers) of(nntpHost string) *server {
	known := s.all[nntpHost]
	if known == nil {
		known = &server{servers: s, nntpHost: nntpHost}
		s.all[nntpHost] = known
	}
	return known
}

// close says goodbye to all.
func (s *servers) close() {
	for _, known := range s.all {
		known.drop()
	}
}

// connect returns the connection to the server, which is made if need be. Once that has
// failed the server counts as away: each try would take as long again.
func (s *server) connect(ctx context.Context) (*nntp.Client, error) {
	if s.client != nil && s.client.Broken() {
		s.drop()
	}
	if s.client != nil || s.away != nil {
		return s.client, s.away
	}
	host, port := splitHost(s.nntpHost)
	client, err := nntp.Connect(ctx, nntp.Server{
		Host: host, Port: port, Dial: s.site.Dial, Timeouts: s.limits.Timeouts, MaxArticle: s.limits.MaxArticle,
		User: s.site.Settings.Str("NNTP_USERNAME"), Password: s.site.Settings.Str("NNTP_PASSWORD"),
	})
	if err != nil {
		if ctx.Err() == nil {
			s.away = err
		}
		return nil, err
	}
	s.client, s.used = client, false
	return client, nil
}

// drop closes the connection.
func (s *server) drop() {
	if s.client != nil {
		s.client.Close()
	}
	s.client = nil
}

// awayText says that a server is not to be had.
func (s *server) awayText(err error) string {
	return fmt.Sprintf("can't reach the news server at %s (nntp_host): %v", address(s.nntpHost), err)
}
