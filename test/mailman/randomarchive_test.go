// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/site/sitetest"
)

// archiveLanguages are languages of archives: such as are written from right to left, with more
// bytes than letters, and in charsets of their own.
var archiveLanguages = []string{"en", "de", "ja", "he", "ar", "ko", "pl", "ru", "tr", "zh_CN", "zh_TW", "el", "fr", "pt_BR"}

// archiveChoices are settings and the values that TestRandomArchives gives them.
var archiveChoices = map[string][]mmcfg.Value{
	"ARCHIVER_CLOBBER_DATE_POLICY":               {int64(0), int64(1), int64(2)},
	"ARCHIVER_ALLOWABLE_SANE_DATE_SKEW":          {int64(15 * 24 * 3600), int64(3600), int64(10 * 366 * 24 * 3600)},
	"ARCHIVE_HTML_SANITIZER":                     {int64(0), int64(1), int64(2), int64(3), "/bin/cat %(filename)s"},
	"ARCHIVER_OBSCURES_EMAILADDRS":               {true, false},
	"PUBLIC_ARCHIVE_URL":                         {"http://%(hostname)s/pipermail/%(listname)s/", "https://archives.example.com/%(listname)s", "/%(listname)s"},
	"GZIP_ARCHIVE_TXT_FILES":                     {false, true},
	"PUBLIC_MBOX":                                {false, true},
	"ARCHIVE_TO_MBOX":                            {int64(0), int64(2)},
	"SCRUBBER_DONT_USE_ATTACHMENT_FILENAME":      {true, false},
	"SCRUBBER_USE_ATTACHMENT_FILENAME_EXTENSION": {false, true},
}

// archiveAttrs are attributes of the list and the values that TestRandomArchives gives them.
var archiveAttrs = map[string][]pyvalue.Value{
	"archive_volume_frequency":  {int64(0), int64(1), int64(2), int64(3), int64(4), int64(7), pyvalue.Str("1")},
	"archive_private":           {int64(0), int64(1)},
	"scrub_nondigest":           {int64(0), int64(1)},
	"convert_html_to_plaintext": {int64(0), int64(1)},
	"subject_prefix":            {pyvalue.Str("[Test] "), pyvalue.Str(""), pyvalue.Str("[Test %05d] "), pyvalue.Str("(Test: %d) "), pyvalue.Unicode("[T\u00e4st] ")},
	"real_name":                 {pyvalue.Str("Test"), pyvalue.Str("tEST")},
	"description":               {pyvalue.Str("What <it> is & \"does\""), pyvalue.Str("")},
}

// TestRandomArchives: mails of odd dates, ids, subjects, threads and charsets, in lists and sites
// of all settings.
func TestRandomArchives(t *testing.T) {
	in := findInstalled(t)
	for seed := range uint64(len(archiveLanguages)) {
		r := rand.New(rand.NewPCG(archiveSeed, seed))
		lang := archiveLanguages[seed]
		attrs := map[string]pyvalue.Value{"preferred_language": pyvalue.Str(lang)}
		for _, name := range sortedKeys(archiveAttrs) {
			attrs[name] = pick(r, archiveAttrs[name])
		}
		settings := map[string]mmcfg.Value{}
		for _, name := range sortedKeys(archiveChoices) {
			settings[name] = pick(r, archiveChoices[name])
		}
		texts := wildPosts(r, 40)
		t.Run(fmt.Sprint(seed, " ", lang), func(t *testing.T) {
			t.Log(settings, attrs)
			in.comparePublicMail(t, func(t *testing.T) *sitetest.World {
				w := in.archiveWorld(t, attrs)
				for name, v := range settings {
					w.Set(name, v)
				}
				return w
			}, lang, texts)
		})
	}
}

const archiveSeed = 1

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// oddDates are the dates of posts; %s is a day of the last three months.
var oddDates = []string{
	"", "%s +0000", "%s +0000", "%s +0000", "%s +0000", "%s -1130", "%s +1400", "%s EST", "%s PDT", "%s CEST", "%s", "%s -0000", "%s +9999", "%s (just now)",
	"Thu, 01 Jan 1970 00:00:00 +0000", "Thu, 01 Jan 1970 00:00:00 +1200", "Wed, 31 Dec 1969 23:00:00 +0000", "Tue, 19 Jan 2038 03:14:08 +0000",
	"Fri, 31 Dec 1999 23:59:60 +0000", "Mon, 30 Feb 2026 10:00:00 +0000", "yesterday", "18 Nov 26 11:00 +0100", "2026-11-18 11:00:00", "Wed, 18 Nov 2026 25:61:00 +0000", "Wed, 18 Nov 9999 11:00:00 +0000",
}

var oddSubjects = []string{
	"", "Topic", "Re: Topic", "RE:Topic", "Re: Re: [Test] Topic", "[Test] Re[2]: Topic", "Re[2]: [Test] Topic", "AW: WG: Topic", "Sv: Topic", "[Test 00017] Topic", "Re: [Test 17] Topic", "(Test: 3) Topic",
	"=?utf-8?q?=C3=84rger?=", "Re: =?iso-8859-1?q?=C4rger?=", "=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "=?utf-8?b?15nXldedINen16jXmdeQ15Q=?=", "=?koi8-r?b?7s/X2cog?= =?koi8-r?b?18/Q0s/T?=",
	"Re:", "re: re:", "  blank  before", "<b>&amp;</b>", "100% %(sure)s", "=?nocharset?q?abc?=", "=?utf-8?q?broken", "\xe4\xf6\xfc raw", "a@b.example.com and c@d", "folded\n and on\n\tand on",
	"=?utf-8?q?Re=3A?= Topic", "=?utf-8?q?=5BTest=5D_Topic?=",
}

var oddAuthors = []string{
	"Anne Person <anne@example.com>", "bart@example.org", "bart@example.org (Bart)", "=?utf-8?q?J=C3=BCrgen?= von der Heide <j@example.net>", "\"Last, First\" <lf@example.org>", "=?iso-2022-jp?b?GyRCRnxLXBsoQg==?= <n@example.jp>",
	"", "nobody", "<>", "Dora Ann <dora@example.com>", "x <y>", "\"a<b>&c\" <abc@example.com>", "Raw \xfc <raw@example.com>", "undisclosed: ;",
}

// oddBodies are bodies, with the header fields that they need.
var oddBodies = []string{
	"\nText by anne@example.com, see http://example.com/a?b=c&d=e.\n> quoted <b>\n>> twice\nFrom here\n",
	"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGr\xc3\xbc\xc3\x9fe \xe6\x97\xa5\xe6\x9c\xac \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\n",
	"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\nGr=FC=DFe=20\nsoft=\nbreak\n",
	"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$BF|K\\\x1b(B\n",
	"Content-Type: text/plain; charset=windows-1255\nContent-Transfer-Encoding: base64\n\n+ezl7Q==\n",
	"Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: base64\n\nxOO6ww==\n",
	"Content-Type: text/plain; charset=euc-kr\n\n\xc7\xd1\xb1\xdb\n",
	"Content-Type: text/plain; charset=nosuch\n\nText \xe4\n",
	"Content-Type: text/plain; charset=us-ascii\n\nraw \xe4\xf6\n",
	"\n", "\n\n\n", "\nno line end",
	"Content-Type: text/plain; format=flowed; delsp=yes\n\nA line that \ngoes on \n> quoted \n> on\n-- \nsig\n",
	"X-No-Archive: Yes\nArchived-At: <http://example.com/1>\n\nNot for you.\n",
	"Content-Type: text/html\n\n<html><body><p>One</p><script>alert(1)</script><a href=\"http://x/\">x</a></body></html>\n",
	"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nText\n--b\nContent-Type: image/png; name=\"a b.png\"\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b\nContent-Type: text/x-patch; name=../x.patch\n\n+a\n--b--\n",
	"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nPlain\n--b\nContent-Type: text/html\n\n<p>Rich\n--b--\n",
	"MIME-Version: 1.0\nContent-Type: message/rfc822\n\nFrom: inner@example.com\nSubject: Inner\nDate: Wed, 18 Nov 2026 10:00:00 +0000\n\nInner text\n",
}

// wildPosts are posts of a few ids, which answer each other in circles, too.
func wildPosts(r *rand.Rand, n int) (posts []string) {
	id := func() string { return fmt.Sprintf("<%d@example.com>", r.IntN(n)) }
	field := func(b *strings.Builder, name, value string) {
		if value != "" {
			fmt.Fprintf(b, "%s: %s\n", name, value)
		}
	}
	for i := range n {
		day := time.Date(2026, 8, 25, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(86*24*3600)) * time.Second)
		var b strings.Builder
		field(&b, "From", pick(r, oddAuthors))
		date := pick(r, oddDates)
		if strings.Contains(date, "%s") {
			date = fmt.Sprintf(date, day.Format("Mon, 02 Jan 2006 15:04:05"))
		}
		field(&b, "Date", date)
		field(&b, "Subject", pick(r, oddSubjects))
		own := fmt.Sprintf("<%d@example.com>", i)
		if r.IntN(8) == 0 {
			own = pick(r, []string{id(), fmt.Sprintf("%d@no.brackets", i), fmt.Sprintf("<%d\t@odd>", i), fmt.Sprintf("<a b %d@x> junk", i)})
		}
		field(&b, "Message-ID", own)
		if r.IntN(3) == 0 {
			field(&b, "In-Reply-To", pick(r, []string{id(), "Your message of Monday " + id(), id() + " " + id(), own, "<>"}))
		}
		if r.IntN(3) == 0 {
			field(&b, "References", pick(r, []string{id() + " " + id() + "\n " + id(), id() + id(), own + " " + id(), "junk", id() + ",\n\t" + id()}))
		}
		posts = append(posts, b.String()+pick(r, oddBodies))
	}
	return posts
}
