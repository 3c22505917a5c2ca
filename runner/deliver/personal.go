// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"encoding/base64"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/charset"
	"mmgen/runner/member"
	"mmgen/runner/message/address"
	"mmgen/runner/message/header"
	"mmgen/runner/message/mimecharset"
)

// personalize makes the message that one recipient gets (SMTPDirect.py:
// verpdeliver). There is no text where the recipient is skipped: an address
// without a domain can't be part of a VERPed one.
func (d *delivery) personalize(recip string) (letter, error) {
	sender := d.sender
	if d.data.Bool("verp") {
		mailbox, host, ok := splitAddress(recip)
		if !ok {
			d.site.Logs.Logf("smtp", "Skipping VERP delivery to unqual recip: %s", recip)
			return letter{}, nil
		}
		var err error
		if sender, err = d.verpSender(mailbox, host); err != nil {
			return letter{}, err
		}
	}
	msg := d.msg.Copy()
	// An earlier try, before the list began to personalize, may have decorated it.
	if !d.data.Bool("decorated") {
		if err := d.decorate(d.site, d.list, msg, d.data, []string{recip}); err != nil {
			return letter{}, err
		}
	}
	if d.list.Int("personalize") == 2 {
		msg.Set("To", d.addressTo(recip))
	}
	msg.Del("X-Mailman-Copy")
	if copies, _ := d.data.Value("add-dup-header"); hasKey(copies, recip) {
		msg.Add("X-Mailman-Copy", "yes")
	}
	if name := d.site.Settings.Str("RCPT_BASE64_HEADER_NAME"); name != "" {
		msg.Set(name, base64.StdEncoding.EncodeToString([]byte(recip)))
	}
	return finish(d.list, msg, sender), nil
}

// hasKey tells whether v is a dict with that key.
func hasKey(v pyvalue.Value, key string) bool {
	dict, ok := v.(*pyvalue.Dict)
	return ok && dict.Has(pyvalue.Str(key))
}

// verpSender is the envelope sender that names the recipient, so that a bounce
// tells which member it is about.
func (d *delivery) verpSender(mailbox, host string) (string, error) {
	bounces, domain, ok := splitAddress(d.sender)
	if !ok {
		return "", fmt.Errorf("VERP: envelope sender %q has no domain", d.sender)
	}
	vars := pyvalue.SafeDict{
		"bounces": pyvalue.Str(bounces), "mailbox": pyvalue.Str(mailbox), "host": pyvalue.Str(host),
	}
	local, err := pyvalue.FormatMapping(pyvalue.Str(d.site.Settings.Str("VERP_FORMAT")), vars)
	if err != nil {
		return "", fmt.Errorf("VERP_FORMAT: %w", err)
	}
	return pyvalue.Text(local) + "@" + domain, nil
}

// splitAddress divides an address at its first @, in lower case; ok is false
// where there is no domain (Utils.py: ParseEmail).
func splitAddress(addr string) (mailbox, domain string, ok bool) {
	mailbox, domain, ok = strings.Cut(pystr.Lower(addr), "@")
	return mailbox, domain, ok && mailbox != ""
}

// addressTo is what stands in To: where it names the recipient and not the
// list: the address, with the member's name if it is known.
func (d *delivery) addressTo(recip string) string {
	name, _ := member.Of(d.list).Name(recip)
	if !pyvalue.Truth(name) {
		return recip
	}
	cs := d.site.CharsetOf(member.Of(d.list).Language(recip))
	if cs == "us-ascii" {
		cs = "iso-8859-1" // Header tries us-ascii and utf-8 anyway
	}
	text, _ := pyvalue.AsString(name)
	if _, ok := name.(pyvalue.Str); ok {
		decoded, err := charset.Decode(text, cs, charset.Replace)
		if err != nil {
			return recip
		}
		text = decoded
	}
	header := header.NewEmpty(mimecharset.New(cs), header.Layout{})
	if err := header.AppendUnicode(text, nil, charset.Strict); err != nil {
		return recip
	}
	return address.Format(address.Address{Name: header.Encoded(), Addr: recip})
}
