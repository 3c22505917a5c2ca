// SPDX-License-Identifier: GPL-2.0-or-later

// Package archive holds the pages of a list's archive that mmrun writes where
// a site has no templates of Mailman's: en/NAME.html, with the variables
// (`%(listname)s`) that Mailman 2.1 puts into the template of that name, and two
// more, lang and dir, the language and its direction (ltr, rtl). A site that has
// Mailman's templates never sees these: see runner/i18n for the order in which
// files are looked for.
package archive

import "embed"

// FS holds en/NAME.html.
//
//go:embed en/*.html
var FS embed.FS
