// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/htmlfilter"
	"mmgen/runner/i18n"
	"mmgen/runner/markup"
	"mmgen/runner/message"
)

// htmlAction is what becomes of HTML, by ARCHIVE_HTML_SANITIZER.
type htmlAction int

const (
	removeHTML htmlAction = iota // 0: it is thrown away, and so is a message that is nothing but HTML
	escapeHTML                   // 1, or any other number: a file that shows the source
	keepHTML                     // 2: it stays where it is; pipermail escapes it
	storeHTML                    // 3: a file that has it as it is
	filterHTML                   // a command: a file with the output of the command
)

type htmlRule struct {
	action htmlAction
	filter *htmlfilter.Filter // nil but for filterHTML
}

func htmlRuleOf(set *mmcfg.Settings) htmlRule {
	v, _ := set.Value("ARCHIVE_HTML_SANITIZER")
	if command, ok := pyvalue.AsString(v); ok {
		return htmlRule{filterHTML, htmlfilter.New(command)}
	}
	switch set.Int("ARCHIVE_HTML_SANITIZER") {
	case 0:
		return htmlRule{action: removeHTML}
	case 2:
		return htmlRule{action: keepHTML}
	case 3:
		return htmlRule{action: storeHTML}
	}
	return htmlRule{action: escapeHTML}
}

// htmlPart does with an HTML part what the rule says, unless the rule is to have it filtered.
func (j *job) htmlPart(part *message.Message) error {
	switch j.html.action {
	case keepHTML:
		return nil
	case removeHTML:
		j.replace(part, "HTML attachment scrubbed and removed", nil)
		return nil
	case storeHTML:
		return j.storedHTML(part)
	}
	return j.escapedHTML(part)
}

// escapedHTML puts a page that shows the source of an HTML part into a file.
func (j *job) escapedHTML(part *message.Message) error {
	part.SetBody(showSource(markup.Escaper(j.Site.Settings)(part.DecodedBody())))
	part.Del("content-transfer-encoding")
	return j.storedHTML(part)
}

func (j *job) storedHTML(part *message.Message) error {
	url, err := j.store(part, nil)
	if err != nil {
		return err
	}
	j.replace(part, "An HTML attachment was scrubbed...\nURL: %(url)s\n", i18n.Vars{"url": url})
	return nil
}

// filteredHTML makes HTML harmless by the site's command. Where the command fails, the file
// shows the source of the HTML; Mailman stores what the command wrote before it failed.
func (j *job) filteredHTML(ctx context.Context, part *message.Message) error {
	_, ext := j.names(part)
	text, err := j.html.filter.Run(ctx, part.DecodedBody(), ext)
	switch {
	case errors.Is(err, htmlfilter.ErrSpent):
		j.Site.Logs.Logf("error", "ARCHIVE_HTML_SANITIZER: %v; the source of the parts that are left is stored instead", err)
		j.html = htmlRule{action: escapeHTML}
		return j.escapedHTML(part)
	case errors.Is(err, htmlfilter.ErrCommand):
		j.Site.Logs.Logf("error", "ARCHIVE_HTML_SANITIZER: %v; the source is stored instead", err)
		return j.escapedHTML(part)
	case err != nil:
		return fmt.Errorf("ARCHIVE_HTML_SANITIZER: %w", err)
	}
	return j.attached(part, &text)
}

// showSource makes escaped HTML a page that shows it in its own layout.
func showSource(escaped string) string {
	const begin, blank, lineEnd, end = "<tt>\n", "&nbsp;", "<br>\n", "\n</tt>\n"
	var b strings.Builder
	b.Grow(len(begin) + len(escaped) + strings.Count(escaped, " ")*len(blank) + strings.Count(escaped, "\n")*len(lineEnd) + len(end))
	b.WriteString(begin)
	for line, rest, more := strings.Cut(escaped, "\n"); ; line, rest, more = strings.Cut(rest, "\n") {
		b.WriteString(strings.ReplaceAll(expandTabs(line), " ", blank))
		if !more {
			break
		}
		b.WriteString(lineEnd)
	}
	b.WriteString(end)
	return b.String()
}

// expandTabs is expandtabs(8) of a str without line feeds.
func expandTabs(line string) string {
	if !strings.Contains(line, "\t") {
		return line
	}
	var b strings.Builder
	column := 0
	for i := 0; i < len(line); i++ {
		switch c := line[i]; c {
		case '\t':
			b.WriteString("        "[column%8:])
			column = 0
		case '\r':
			b.WriteByte(c)
			column = 0
		default:
			b.WriteByte(c)
			column++
		}
	}
	return b.String()
}
