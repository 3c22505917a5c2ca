// SPDX-License-Identifier: GPL-2.0-or-later

package mailman

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
	"mmgen/runner/message"
	"mmgen/runner/message/header"
	"mmgen/runner/message/transfer"
	"mmgen/runner/pickle"
	"mmgen/runner/site/sitetest"
)

// mailsAWorld is how many mails of -mails one archive gets. Mailman takes longer for each
// post the more posts its volume has.
const mailsAWorld = 250

// archivings are ways to archive, which the shares of the mails take in turn.
var archivings = []struct {
	lang                         string
	frequency                    int64 // archive_volume_frequency
	clobber, sanitizer, compress int
}{
	{"en", periods["month"], 2, 1, 0},
	{"de", periods["year"], 0, 2, 0},
	{"ja", periods["quarter"], 0, 0, 0},
	{"ru", periods["week"], 1, 3, 1},
	{"fr", periods["day"], 0, 1, 1},
	{"en", periods["quarter"], 0, 3, 0},
	{"ja", periods["year"], 2, 2, 1},
}

// TestPublicMail: mails of all shapes, which -mails names, go the whole way into the archive:
// clock, scrubber, threads, indexes, pages and texts. What Mailman shunts is archived here.
func TestPublicMail(t *testing.T) {
	in := findInstalled(t)
	texts := readMails(t)
	if len(texts) == 0 {
		t.Skip("-mails names no directory of mails")
	}
	for n, text := range texts {
		texts[n] = identified(n, text)
	}
	n := 0
	for share := range slices.Chunk(texts, mailsAWorld) {
		how := archivings[n%len(archivings)]
		t.Run(fmt.Sprintf("%d-%+v", n*mailsAWorld, how), func(t *testing.T) {
			world := func(t *testing.T) *sitetest.World {
				w := in.archiveWorld(t, map[string]pyvalue.Value{
					"preferred_language": pyvalue.Str(how.lang), "archive_volume_frequency": how.frequency, "subject_prefix": pyvalue.Str("[Test] "),
				})
				for name, value := range map[string]int{
					"ARCHIVER_CLOBBER_DATE_POLICY": how.clobber, "ARCHIVE_HTML_SANITIZER": how.sanitizer, "GZIP_ARCHIVE_TXT_FILES": how.compress,
				} {
					w.Set(name, mmcfg.Value(int64(value)))
				}
				return w
			}
			in.comparePublicMail(t, world, how.lang, share)
		})
		n++
	}
}

// onPurpose tells mails that mmrun archives otherwise than Mailman in a way that README.md
// lists, in a list of some language.
func onPurpose(text, lang string) bool {
	msg := message.Parse(text)
	for _, name := range []string{"Subject", "From"} {
		if header.HasTouchingWords(msg.Get(name)) {
			return true
		}
	}
	return otherMessage.MatchString(text) || // its header stays
		!pythonHeader.MatchString(text) || // it goes on behind a line that is no field
		unpadded(msg) ||
		endsFirst(msg) ||
		lang != "en" && (addressName.MatchString(text) || // it is obscured
			multipart.MatchString(text) && (lang == "ja" || foreignCharset.MatchString(text))) // what is said of the parts keeps its letters
}

// unpadded tells whether a part is base64 without its padding, which is decoded.
func unpadded(msg *message.Message) (found bool) {
	msg.Walk(func(part *message.Message) {
		if _, ok := transfer.DecodeBase64(part.Body()); !ok && strings.EqualFold(part.Get("Content-Transfer-Encoding"), "base64") {
			found = true
		}
	})
	return found
}

// endsFirst tells whether a multipart ends before it begins, which keeps its text.
func endsFirst(msg *message.Message) (found bool) {
	msg.Walk(func(part *message.Message) {
		boundary := boundaryParam.FindStringSubmatch(part.Get("Content-Type"))
		if boundary != nil && !part.IsMultipart() && strings.Contains("\n"+part.Body(), "\n--"+boundary[1]+"--") {
			found = true
		}
	})
	return found
}

var (
	boundaryParam  = regexp.MustCompile(`(?i)boundary="?([^";\s]+)`)
	otherMessage   = regexp.MustCompile(`(?im)^content-type:\s*message/(?:[^r\s]|r[^f])`)
	pythonHeader   = regexp.MustCompile(`^(?:(?:From |[!-9;-~]+:|[\t ]).*\n)*(?:\r?\n|$)`) // feedparser.py: headerRE
	addressName    = regexp.MustCompile(`(?im)^from:[^<\n]*@[^<\n]*<`)
	multipart      = regexp.MustCompile(`(?im)^content-type:\s*multipart/`)
	foreignCharset = regexp.MustCompile(`(?i)charset="?(?:[^u"]|u[^s])`) // none of ASCII
)

func (in installed) comparePublicMail(t *testing.T, world func(*testing.T) *sitetest.World, lang string, texts []string) {
	same := slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return onPurpose(text, lang) })
	w := world(t)
	fine, refused := in.refused(t, w, same)
	t.Logf("of %d mails %d differ on purpose, and Mailman shunts %d", len(texts), len(texts)-len(same), len(refused))
	mailman := archiveOf(t, w)
	if len(refused) > 0 {
		mailman = archived(t, world(t), [][]string{fine}, in.archRunner)
	}
	here := archived(t, world(t), [][]string{fine}, mmrun)
	compareArchives(t, alike(mailman), alike(here))

	w = world(t)
	archived(t, w, [][]string{slices.DeleteFunc(slices.Clone(texts), func(text string) bool { return slices.Contains(fine, text) })}, mmrun)
	if left, _ := filepath.Glob(w.Path("qfiles/*/*.p*")); len(left) > 0 {
		t.Errorf("mmrun does not archive %q", left)
	}
}

// identified gives a mail an id if it has none. Those that are made of the time and the
// number of the process differ, and with them the directories of attachments.
func identified(n int, text string) string {
	if message.Parse(text).Get("Message-ID") != "" {
		return text
	}
	id := fmt.Sprintf("Message-ID: <%d@mails.example>\n", n)
	if envelope := envelopeLine.FindString(text); envelope != "" {
		return envelope + id + text[len(envelope):]
	}
	return id + text
}

var envelopeLine = regexp.MustCompile(`^From .*\n`)

// alike is an archive of Mailman's as it is here: attachments are not called .obj or .ksh;
// the database keeps no header fields that are there but empty, and has all times as whole
// numbers; no page tells the sizes of what is compressed.
func alike(archive map[string]string) map[string]string {
	all := map[string]string{}
	for name, text := range archive {
		text = emptyField.ReplaceAllString(oddName.Replace(text), "$1 None")
		text = wholeTime.ReplaceAllString(text, "$1")
		all[oddName.Replace(name)] = gzipSize.ReplaceAllString(text, "$1")
	}
	return all
}

var (
	oddName    = strings.NewReplacer(".obj", ".bin", ".ksh", ".txt")
	wholeTime  = regexp.MustCompile(`('_last_article_time': \d+)\.0`)
	gzipSize   = regexp.MustCompile(`(\.txt\.gz">\[) [^]]*\]`)
	emptyField = regexp.MustCompile(`('_(?:in_reply_to|references|message_id)':) ''`)
)

// refused tells mails that Mailman archives from those that it shunts.
func (in installed) refused(t *testing.T, w *sitetest.World, texts []string) (fine, refused []string) {
	t.Helper()
	enqueue(t, w, texts)
	in.archRunner(t, w)
	shunted := map[int64]bool{}
	entries, err := filepath.Glob(w.Path("qfiles/shunt/*.pck"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range entries {
		shunted[numberOf(t, path)] = true
	}
	for n, text := range texts {
		if shunted[int64(n)] {
			refused = append(refused, text)
		} else {
			fine = append(fine, text)
		}
	}
	return fine, refused
}

// numberOf is the number that enqueue gave an entry.
func numberOf(t *testing.T, path string) int64 {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, err := pickle.Load(data)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	v, _, err := pickle.Load(rest)
	metadata, _ := v.(*pyvalue.Dict)
	if err != nil || metadata == nil {
		t.Fatalf("%s: metadata %v, %v", path, v, err)
	}
	n, ok := pyvalue.AsInt(metadata.GetStr("number"))
	if !ok {
		t.Fatalf("%s has no number", path)
	}
	return n
}
