// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/units"
)

// rule notices a setting that makes the runner of a queue, or a job, need more than the
// sandbox allows.
type rule struct {
	services []string // the names of queues and jobs, without mmrun- and mmrun-job-
	kind     units.RelaxKind
	notice   func(*reading, Host) (why string) // "" if nothing is unusual
}

var rules = []rule{
	{[]string{"out"}, units.ForeignPrograms, deliveryModule},
	{[]string{"archive"}, units.ForeignPrograms, externalArchiver},
	{[]string{"in"}, units.ForeignCode, siteHandlers},
	{[]string{"archive"}, units.ForeignCode, siteScrubber},
	{[]string{"in"}, units.CodeAtRunTime, converter},
	{[]string{"archive", "in", "senddigests"}, units.CodeAtRunTime, sanitizer},
	{[]string{"commands"}, units.OpenNetwork, spamhaus},
}

// relaxed are the relaxations of a queue's service, or a job's.
func (r *reading) relaxed(service string, host Host) []units.Relaxation {
	var reasons []units.Relaxation
	for _, rule := range rules {
		if slices.Contains(rule.services, service) {
			if why := rule.notice(r, host); why != "" {
				reasons = append(reasons, units.Relaxation{Kind: rule.kind, Why: why})
			}
		}
	}
	return reasons
}

// placed are settings that name files which a runner, or a program that it starts, has to
// read.
var placed = []string{"PREFIX", "TEMPLATE_DIR", "MESSAGES_DIR", "PYTHON", "BIN_DIR"}

// commands are settings that name a program to run.
var commands = []string{"HTML_TO_PLAIN_TEXT_COMMAND", "ARCHIVE_HTML_SANITIZER"}

// relaxedEverywhere are the relaxations of all services of a site that lies in a
// home or temporary directory: as a rule a service does not see these.
func (r *reading) relaxedEverywhere() []units.Relaxation {
	paths := append([]string{r.site.Source, r.site.Units.Runner.Text}, r.site.Flags...)
	for _, name := range slices.Concat(writable, placed, commands) {
		v, _, _ := r.site.Setting(name) // Plan reports a setting that can't be known
		text, _ := pyvalue.AsString(v)
		paths = append(paths, programOf(text))
	}
	var reasons []units.Relaxation
	for _, p := range paths {
		for _, reason := range units.ForPath(path.Clean(p)) {
			if !slices.ContainsFunc(reasons, func(r units.Relaxation) bool { return r.Kind == reason.Kind }) {
				reasons = append(reasons, reason)
			}
		}
	}
	return reasons
}

// set is the beginning of a sentence: the setting, and its place.
func set(name string, v pyvalue.Value, where string) string {
	if where != "" {
		where = " (" + where + ")"
	}
	return fmt.Sprintf("%s is %s%s", name, pyvalue.Repr(v), where)
}

// deliveryModule: any module but SMTPDirect may run programs; Sendmail.py runs
// SENDMAIL_CMD, which is setuid (Exim) or hands over to something setgid
// (Postfix).
func deliveryModule(r *reading, _ Host) string {
	v, where, ok := r.value("DELIVERY_MODULE")
	if text, _ := pyvalue.AsString(v); !ok || text == "SMTPDirect" {
		return ""
	}
	return set("DELIVERY_MODULE", v, where) +
		": a mail program is setuid or setgid as a rule, writes to a queue of its own, and goes on when the runner has ended."
}

// externalArchiver: Archiver.py: ArchiveMail.
func externalArchiver(r *reading, _ Host) string {
	v, _, _ := r.value("ARCHIVE_TO_MBOX")
	if to, known := pyvalue.AsFloat(v); known && (to == -1 || to == 1) {
		return "" // no archive, or an mbox only
	}
	for _, name := range []string{"PUBLIC_EXTERNAL_ARCHIVER", "PRIVATE_EXTERNAL_ARCHIVER"} {
		if v, where, ok := r.value(name); ok && pyvalue.Truth(v) {
			return set(name, v, where) + ": nobody knows what that program writes, runs or connects to."
		}
	}
	return ""
}

// stockHandlers are the modules in Mailman/Handlers.
var stockHandlers = words(`
	Acknowledge AfterDelivery Approve AvoidDuplicates CalcRecips Cleanse CleanseDKIM
	CookHeaders Decorate Emergency FileRecips Hold MimeDel Moderate OwnerRecips
	Replybot SMTPDirect Scrubber Sendmail SpamDetect Tagger ToArchive ToDigest
	ToOutgoing ToUsenet WrapMessage`)

// siteHandlers notices a handler of the site's own in the settings. A list can
// have a pipeline of its own too, but that is stored below /var.
func siteHandlers(r *reading, _ Host) string {
	for _, name := range []string{"GLOBAL_PIPELINE", "OWNER_PIPELINE"} {
		v, where, _ := r.value(name)
		for _, h := range pyvalue.Items(v) {
			if handler, _ := pyvalue.AsString(h); handler != "" && !stockHandlers[handler] {
				return fmt.Sprintf("%s has a handler of the site's own, %s (%s).", name, handler, where)
			}
		}
	}
	return ""
}

// stockScrubber is the ARCHIVE_SCRUBBER that mmrun has.
const stockScrubber = "Mailman.Handlers.Scrubber"

// siteScrubber notices a module of the site's own that posts go through before they are
// archived.
func siteScrubber(r *reading, _ Host) string {
	v, where, _ := r.value("ARCHIVE_SCRUBBER")
	if module, _ := pyvalue.AsString(v); module == "" || module == stockScrubber {
		return ""
	}
	return set("ARCHIVE_SCRUBBER", v, where) + ": code of the site's own, which Mailman's Python runs."
}

// plainConverters are programs that work in the sandbox.
var plainConverters = words("cat elinks html2text links links2 lynx w3m")

// converter: MimeDel.py: to_plaintext.
func converter(r *reading, _ Host) string { return runsProgram(r, "HTML_TO_PLAIN_TEXT_COMMAND") }

// sanitizer: Scrubber.py: process; a number is no command.
func sanitizer(r *reading, _ Host) string { return runsProgram(r, "ARCHIVE_HTML_SANITIZER") }

func runsProgram(r *reading, name string) string {
	v, where, _ := r.value(name)
	command, _ := pyvalue.AsString(v)
	if command == "" || plainConverters[path.Base(programOf(command))] {
		return ""
	}
	return set(name, v, where) + ": a program that may make code at run time."
}

// programOf is the first word of a command.
func programOf(command string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(command), " ")
	return strings.Trim(word, `"'`)
}

// spamhaus: MailList.py: AddMember looks the address's domain up in the DNS.
func spamhaus(r *reading, _ Host) string {
	const name = "BLOCK_SPAMHAUS_LISTED_DBL_SUBSCRIBE"
	v, where, ok := r.value(name)
	if !ok || !pyvalue.Truth(v) {
		return ""
	}
	return set(name, v, where) + ": subscribing asks the DNS."
}
