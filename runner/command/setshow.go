// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"time"

	"mmgen/runner/i18n"
	"mmgen/runner/member"
	"mmgen/runner/message/maildate"
)

// setShow tells a member the options that are set (cmd_set.py: set_show). Where the command
// names the address, the answer goes there, whoever asks.
func (r *request) setShow(args []string) {
	addr, ok := r.subject(args)
	if !ok {
		r.setUsage()
		return
	}
	if len(args) > 0 {
		r.answerTo(addr)
	}
	if !r.isMember(addr) {
		return
	}
	r.tellOnly(addr,
		r.say("Your current option settings:", nil),
		r.onOffLine("    ack %(onoff)s", addr, "ack"),
		r.say(r.digestLine(addr), nil),
		r.deliveryLine(addr),
		r.onOffLine("    myposts %(onoff)s", addr, "myposts"),
		r.onOffLine("    hide %(onoff)s", addr, "hide"),
		r.onOffLine("    duplicates %(onoff)s", addr, "duplicates"),
		r.onOffLine("    reminders %(onoff)s", addr, "reminders"),
	)
}

func (r *request) onOffLine(msgid, addr, name string) string {
	value := "off"
	if o := onOff[name]; r.members().Option(addr, o.option) != o.reversed {
		value = "on"
	}
	return r.say(msgid, i18n.Vars{"onoff": r.say(value, nil)})
}

func (r *request) digestLine(addr string) string {
	switch {
	case !r.members().Option(addr, member.Digests):
		return "    digest off"
	case r.members().Option(addr, member.DisableMime):
		return "    digest plain"
	}
	return "    digest mime"
}

// disabledBy says why nothing is delivered to a member.
var disabledBy = map[member.Status]string{
	member.ByUser:   "by you",
	member.ByAdmin:  "by the admin",
	member.ByBounce: "due to bounces",
	member.Unknown:  "for unknown reasons",
}

func (r *request) deliveryLine(addr string) string {
	status, err := r.members().DeliveryStatus(addr)
	if err != nil || status == member.Enabled {
		return "    " + r.say("delivery on", nil)
	}
	how, known := disabledBy[status]
	if !known {
		how = disabledBy[member.Unknown]
	}
	since := r.members().DeliveryStatusTime(addr)
	if since <= 0 {
		return "    " + r.say("delivery off", nil)
	}
	return r.say("    %(status)s (%(how)s on %(date)s)", i18n.Vars{
		"status": r.say("delivery off", nil), "how": r.say(how, nil),
		"date": maildate.Format(time.Unix(int64(since), 0)),
	})
}
