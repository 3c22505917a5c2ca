// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"testing"

	"mmgen/generator/pyvalue"
	"mmgen/test/fakesmtp"
)

func TestLogLines(t *testing.T) {
	pair := func(log, template string) any { return pyvalue.NewTuple(pyvalue.Str(log), pyvalue.Str(template)) }
	tests := []struct {
		name   string
		set    settings
		data   map[string]pyvalue.Value
		refuse string // whom the server refuses
		log    string
		want   []string
	}{
		{"variables", settings{"SMTP_LOG_EVERY_MESSAGE": pair("x", "%(#recips)d %(#refused)d %(listname)s %(sender)s %(msg_subject)s %(time)08.3f")},
			nil, "", "x", []string{"2 0 test anne@example.com A word 0000.000"}},
		{"missing header", settings{"SMTP_LOG_EVERY_MESSAGE": pair("x", "%(msg_x-no)s %(allmsg_x-no)s %(allmsg_to)s %(nothing)s")},
			nil, "", "x", []string{"n/a n/a test@lists.example.com %(nothing)s"}},
		{"bad template", settings{"SMTP_LOG_EVERY_MESSAGE": pair("x", "%(listname)d")},
			nil, "", "x", []string{`Bad format "%(listname)d": TypeError('%d format: a number is required, not str',): %d format: a number is required, not str`}},
		{"None", settings{"SMTP_LOG_EVERY_MESSAGE": nil, "SMTP_LOG_SUCCESS": nil}, nil, "", "smtp", nil},
		{"not a post", nil, map[string]pyvalue.Value{"tolist": int64(0)}, "", "post", nil},
		{"original sender", nil, map[string]pyvalue.Value{"original_sender": pyvalue.Str("eve@example.com")}, "", "post",
			[]string{"post to test from eve@example.com, size=239, message-id=<m1@example.com>, success"}},
		{"failures of what is no post", nil, map[string]pyvalue.Value{"tolist": int64(0)}, "bart", "post",
			[]string{"post to test from anne@example.com, size=239, message-id=<m1@example.com>, 1 failures"}},
		{"each failure", nil, nil, "bart", "smtp-failure",
			[]string{
				"All recipients refused: {'bart@example.org': (550, '5.1.1 no')}, msgid: <m1@example.com>",
				"delivery to bart@example.org failed with code 550: 5.1.1 no",
			}},
		{"not each failure", settings{"SMTP_LOG_EACH_FAILURE": nil}, nil, "bart", "smtp-failure",
			[]string{"All recipients refused: {'bart@example.org': (550, '5.1.1 no')}, msgid: <m1@example.com>"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			script := fakesmtp.Script{}
			if tt.refuse != "" {
				script.Rules = []fakesmtp.Rule{{On: "rcpt", Match: tt.refuse, Reply: "550 5.1.1 no"}}
			}
			w := newWorld(t, script, tt.set, nil)
			data := entry("anne@example.com", "bart@example.org")
			for key, v := range tt.data {
				data.SetStr(key, v)
			}
			w.deliverPost(data)
			compare(t, tt.log, tt.want, w.logs.Of(tt.log))
		})
	}
}
