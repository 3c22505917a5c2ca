// SPDX-License-Identifier: GPL-2.0-or-later

// Package letters holds the letters that mmrun writes where a site has no
// templates of Mailman's: en/NAME.txt, one for each letter of the queue
// runners, the day's jobs and newlist, with the variables (`%(listname)s`) that
// Mailman 2.1 puts into the letter of that name. A site that has Mailman's
// templates never sees these: see runner/i18n for the order in which files are
// looked for.
//
// Each paragraph is one line. Letters are filled to 70 columns when they are
// made (Utils.py: wrap); a line that begins with white space is left as it is.
// help.txt, postack.txt and postauth.txt are not filled, as a member's or
// moderator's text stands in them; their lines are as long as they go out.
package letters

import "embed"

// FS holds en/NAME.txt.
//
//go:embed en/*.txt
var FS embed.FS
