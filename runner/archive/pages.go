// SPDX-License-Identifier: GPL-2.0-or-later

package archive

import (
	"context"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/runner/archive/pipermail"
	"mmgen/runner/i18n"
	"mmgen/runner/message"
	"mmgen/runner/mlist"
	"mmgen/runner/scrub"
	"mmgen/runner/site"
)

// scrubber is the ARCHIVE_SCRUBBER that is built in.
const scrubber = "Mailman.Handlers.Scrubber"

// ForeignScrubber is the module that posts go through before they come on the pages, where it
// is not Mailman's own (ARCHIVE_SCRUBBER); "" otherwise.
func ForeignScrubber(set *mmcfg.Settings) string {
	if name := set.Str("ARCHIVE_SCRUBBER"); name != scrubber {
		return name
	}
	return ""
}

// Post is what comes on the pages.
type Post struct {
	Text     string    // the post with its envelope line, as the mailbox has it
	Received time.Time // when it came
	Started  time.Time // when this process began, about which posts without any date are dated
}

// AddToPages adds a post to the web pages of the list that is changed, without its
// attachments, which come into files (pipermail.py: processUnixMailbox; Mailbox.py:
// ArchiverMailbox). Mailman archives no message that is HTML as a whole where ARCHIVE_HTML_SANITIZER
// is 0. After an error nothing of the post is on the pages.
func AddToPages(ctx context.Context, s *site.Site, c *mlist.Change, p Post) error {
	msg := message.Parse(p.Text)
	if s.Settings.Str("ARCHIVE_SCRUBBER") == scrubber {
		say := i18n.For(s, c.List().PreferredLanguage())
		keep, err := scrub.Scrubber{Site: s, Change: c, Translator: say}.Scrub(ctx, msg, p.Received)
		if err != nil || !keep {
			return err
		}
	}
	pages, err := openPages(s, c, p.Started)
	if err != nil {
		return err
	}
	return pages.Add(msg)
}

// RenewContents has the change write the table of contents, also where no post comes on the pages.
func RenewContents(s *site.Site, c *mlist.Change) error {
	_, err := openPages(s, c, s.Now())
	return err
}

// openPages opens the pages, which are saved with the change.
func openPages(s *site.Site, c *mlist.Change, started time.Time) (*pipermail.Archive, error) {
	pages, err := c.Keep("archive", func() (mlist.Beside, error) { return pipermail.Open(s, c, started) })
	if err != nil {
		return nil, err
	}
	return pages.(*pipermail.Archive), nil
}
