// SPDX-License-Identifier: GPL-2.0-or-later

package mailwrapper

import (
	"fmt"
	"io"
	"strings"
)

// WriteAliases writes the alias lines of a list, as aliases(5) has them, which give the
// mail to its addresses to program (MTA/Manual.py: create; MTA/Utils.py:
// _makealiases_mailprog).
func WriteAliases(w io.Writer, list, program string) error {
	width := len(list) + len("-unsubscribe:")
	if _, err := fmt.Fprintf(w, "## %s mailing list\n", list); err != nil {
		return err
	}
	for _, s := range scripts {
		_, err := fmt.Fprintf(w, "%-*s \"|%s %s %s\"\n", width, list+s.Address+":", program, s.Name, escape(list))
		if err != nil {
			return err
		}
	}
	return nil
}

// escape escapes the characters that would end a command for a shell.
func escape(list string) string {
	return strings.NewReplacer(";", `\;`, "|", `\|`, "&", `\&`, "`", "\\`", "$", `\$`).Replace(list)
}

// Exim is what an Exim router and transport for all lists of a site are made of.
type Exim struct {
	Program     string // the program's path, for example /usr/bin/mmrun
	ListDir     string // LIST_DATA_DIR
	User, Group string // the site's
}

// Write writes a router and a transport for exim.conf, which serve all lists, those that
// will be made later too. It needs Exim 4.94 or newer: the older ones do not
// know dsearch's filter.
func (e Exim) Write(w io.Writer) error {
	var suffixes []string
	for _, s := range scripts {
		if s.Address == "" {
			continue
		}
		suffixes = append(suffixes, s.Address)
		if s.Name == "bounces" || s.Name == "confirm" {
			suffixes = append(suffixes, s.Address+"+*") // VERP
		}
	}
	_, err := fmt.Fprintf(w, eximText, e.ListDir, strings.Join(suffixes, " : \\\n    "), e.Program, e.User, e.Group)
	return err
}

// eximText is for exim.conf. What comes from the mail's address is used as a word of
// its own, and the list's name as the directory has it.
const eximText = `# In the section "begin routers", before the routers for local users:

mailman_router:
  driver = accept
  domains = +local_domains
  local_part_suffix_optional
  local_part_suffix = %[2]s
  local_parts = dsearch,filter=dir;%[1]s
  transport = mailman_transport

# In the section "begin transports":

mailman_transport:
  driver = pipe
  command = %[3]s '${if def:local_part_suffix {${sg{$local_part_suffix}{^-([a-z]+).*}{\$1}}}{post}}' $local_part_data
  user = %[4]s
  group = %[5]s
  current_directory = /
  home_directory = /
  return_fail_output
`
