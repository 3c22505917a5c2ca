// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"strings"

	"mmgen/runner/i18n"
)

const helpHelp = `
    help
        Print this help message.
`

// help explains all commands (cmd_help.py), and tells a member where its options are.
// Mailman tells that to anybody who names a member in another field than From.
func help(_ context.Context, r *request, _ []string) (outcome, error) {
	if sender := r.sender; r.members().Has(sender) {
		r.tellOnly(sender,
			r.say("You can access your personal options via the following url:", nil),
			r.List.OptionsURL(sender, true), "")
	}
	var texts strings.Builder
	for _, c := range commands() {
		if c.help != nil && r.installed.has(c.names[0]) {
			texts.WriteString(c.help(r))
		}
	}
	text, err := i18n.Letter{
		Name: "help.txt", Raw: true, List: r.List, Lang: r.lang,
		Vars: i18n.Vars{
			"listname":     r.List.Value("real_name"),
			"version":      r.Site.Settings.Str("VERSION"),
			"listinfo_url": r.List.ScriptURL("listinfo", true),
			"requestaddr":  r.List.RequestAddress(),
			"adminaddr":    r.List.OwnerAddress(),
			"commands":     texts.String(),
		},
	}.Make(r.Site)
	if err != nil {
		return stop, err
	}
	r.tell("help", text.In(r.charset))
	return goOn, nil
}
