// SPDX-License-Identifier: GPL-2.0-or-later

package pyload

import (
	"encoding/json"
	"net"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/runner"
	"mmgen/runner/message"
	"mmgen/runner/queue"
	"mmgen/runner/site"
	"mmgen/runner/site/sitetest"
	"mmgen/test/fakesmtp"
)

// kinds are values of each kind that Python tells apart, as Python has to find
// them.
var kinds = map[string]struct {
	value pyvalue.Value
	want  string
}{
	"a str":          {pyvalue.Str("x"), `"x"`},
	"a str of bytes": {pyvalue.Str("gr\xfc\xdfe\x00\n'\\"), `{"$bytes": "gr\u00fc\u00dfe\u0000\n'\\"}`},
	"a long str":     {pyvalue.Str(longText), `"` + longText + `"`},
	"a unicode":      {pyvalue.Unicode("x"), `{"$u": "x"}`},
	"more unicode":   {pyvalue.Unicode("gr\u00fc\u00dfe, \u65e5\u672c\n\\u0041"), `{"$u": "gr\u00fc\u00dfe, \u65e5\u672c\n\\u0041"}`},
	"an int":         {int64(5), `5`},
	"a negative int": {int64(-70000), `-70000`},
	"a long":         {pyvalue.NewLong(5), `{"$long": "5"}`},
	"a float":        {1795000000.25, `1795000000.25`},
	"a whole float":  {1.0, `1.0`},
	"true":           {true, `true`},
	"one":            {int64(1), `1`},
	"none":           {nil, `null`},
	"a list":         {&pyvalue.List{Items: []pyvalue.Value{int64(1), pyvalue.Str("a")}}, `[1, "a"]`},
	"a tuple":        {pyvalue.NewTuple(int64(1), pyvalue.Unicode("a")), `{"$tuple": [1, {"$u": "a"}]}`},
	"an empty tuple": {pyvalue.NewTuple(), `{"$tuple": []}`},
	"an empty dict":  {&pyvalue.Dict{}, `{}`},
}

const longText = "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" +
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789" +
	"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"

// TestKinds: a list and an entry that have all kinds of values are saved by
// mmrun. In Python each is of the kind it was.
func TestKinds(t *testing.T) {
	python := findPython(t)
	w := sitetest.New(t)
	server := fakesmtp.Start(t, fakesmtp.Script{Rules: []fakesmtp.Rule{
		{On: fakesmtp.Rcpt, Match: "anne", Reply: "550 no such user"},
		{On: fakesmtp.Rcpt, Match: "bart", Reply: "450 later"},
	}})
	w.Set("SMTPHOST", "127.0.0.1")
	w.Set("SMTPPORT", int64(server.Port()))
	w.Dial = new(net.Dialer).DialContext
	attrs, data := map[string]pyvalue.Value{}, queue.NewMetadata()
	for name, kind := range kinds {
		attrs[name] = kind.value
		data.SetStr(name, kind.value)
	}
	w.AddList(t, "test", attrs)
	data.SetStr("listname", pyvalue.Str("test"))
	data.SetStrs("recips", []string{"anne@example.com", "bart@example.org"})
	out, err := w.Queue(site.Out)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := out.Put(message.Parse("From: a@example.com\nSubject: x\nX-Bytes: gr\xfc\xdfe\n\nhi\n"), data); err != nil {
		t.Fatal(err)
	}
	specs, err := runner.ParseSpec("Outgoing")
	if err != nil {
		t.Fatal(err)
	}
	if err := runner.Drain(t.Context(), w.Site, specs, runner.Options{}); err != nil {
		t.Fatal(err)
	}
	entries, err := filepath.Glob(w.Path("qfiles/retry/*.pck"))
	if err != nil || len(entries) != 1 {
		t.Fatalf("in retry are %q, %v\n%s", entries, err, w.Log)
	}
	values := compare(t, python, []string{w.Path("lists/test/config.pck"), entries[0]})
	config, metadata := values[0][0].(map[string]any), values[1][1].(map[string]any)
	if info, _ := config["bounce_info"].(map[string]any); len(info) != 1 {
		t.Errorf("the list was not saved: bounce_info is %v", config["bounce_info"])
	}
	for name, kind := range kinds {
		var want any
		decode(t, []byte(kind.want), &want)
		for where, got := range map[string]any{"list": config[name], "metadata": metadata[name]} {
			if diff := cmp.Diff(want, got); diff != "" {
				text, _ := json.Marshal(got)
				t.Errorf("%s of the %s is %s in Python, want %s", name, where, text, kind.want)
			}
		}
	}
}
