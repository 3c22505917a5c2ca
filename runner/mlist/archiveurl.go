// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import "strings"

// ArchiveURL is the address of the list's archive (Archiver.py:
// GetBaseArchiveURL): the private one's, or for a public archive what
// PUBLIC_ARCHIVE_URL says.
func (l *List) ArchiveURL() string {
	private := l.ScriptURL("private", true) + "/"
	if l.Bool("archive_private") {
		return private
	}
	_, rest, _ := strings.Cut(private, "://")
	host, _, _ := strings.Cut(rest, "/")
	if host == "" {
		host = l.env.Settings.Str("DEFAULT_URL_HOST")
	}
	url := expand(l.env.Settings.Str("PUBLIC_ARCHIVE_URL"),
		map[string]string{"listname": l.name, "hostname": host})
	if !strings.HasSuffix(url, "/") {
		url += "/"
	}
	return url
}
