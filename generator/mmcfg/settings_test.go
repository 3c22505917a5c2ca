// SPDX-License-Identifier: GPL-2.0-or-later

package mmcfg

import (
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pyvaluetest"
)

// TestGetters: each getter has an answer for each type.
func TestGetters(t *testing.T) {
	huge := new(big.Int).Lsh(big.NewInt(1), 100)
	for _, c := range []struct {
		v     Value
		str   string
		int   int
		float float64
		truth bool
		strs  []string
	}{
		{nil, "", 0, 0, false, []string{}},
		{true, "", 1, 1, true, []string{}},
		{int64(-5), "", -5, -5, true, []string{}},
		{pyvalue.Long{Int: huge}, "", math.MaxInt, math.Ldexp(1, 100), true, []string{}},
		{pyvalue.Long{Int: new(big.Int).Neg(huge)}, "", -math.MaxInt, -math.Ldexp(1, 100), true, []string{}},
		{pyvalue.NewLong(7), "", 7, 7, true, []string{}},
		{2.75, "", 2, 2.75, true, []string{}},
		{math.Inf(1), "", 0, math.Inf(1), true, []string{}},
		{"587", "587", 587, 587, true, []string{}},
		{" 25 ", " 25 ", 25, 25, true, []string{}},
		{"No", "No", 0, 0, true, []string{}},
		{"", "", 0, 0, false, []string{}},
		{pyvalue.Unicode("é"), "é", 0, 0, true, []string{}},
		{list{"a", nil, pyvalue.Unicode("b")}, "", 0, 0, true, []string{"a", "", "b"}},
		{tuple{}, "", 0, 0, false, []string{}},
		{&Dict{}, "", 0, 0, false, []string{}},
	} {
		s := Stock().With("X", pyvaluetest.Of(c.v))
		if s.Str("X") != c.str || s.Int("X") != c.int || s.Float("X") != c.float || s.Bool("X") != c.truth {
			t.Errorf("%s: %q %d %v %v", pyvalue.Repr(pyvaluetest.Of(c.v)), s.Str("X"), s.Int("X"), s.Float("X"), s.Bool("X"))
		}
		if diff := cmp.Diff(c.strs, s.Strs("X")); diff != "" {
			t.Errorf("%s: %s", pyvalue.Repr(pyvaluetest.Of(c.v)), diff)
		}
		s.Runners()
		if s.With("QRUNNERS", pyvaluetest.Of(c.v)).Runners() != nil {
			t.Errorf("%s: %v", pyvalue.Repr(pyvaluetest.Of(c.v)), s.Runners())
		}
	}
	s := Stock()
	if s.Str("NOPE") != "" || s.Int("NOPE") != 0 || s.Float("NOPE") != 0 || s.Bool("NOPE") || s.Dict("NOPE").Len() != 0 || len(s.Strs("NOPE")) != 0 {
		t.Error("a name that is not there")
	}
	if _, ok := s.Value("NOPE"); ok {
		t.Error("NOPE is there")
	}
	if s.With("SMTPPORT", int64(1)); s.Int("SMTPPORT") != 0 {
		t.Error("With changed its receiver")
	}
}

// TestStockNames: every name that runners read is there, the constants in
// mixed case too, and no other names.
func TestStockNames(t *testing.T) {
	names := Stock().Names()
	if !slices.IsSorted(names) || len(names) != 287+17 {
		t.Errorf("%d names", len(names))
	}
	for _, want := range []string{"Moderate", "DontReceiveDuplicates", "AuthUser", "UnAuthorized", "QRUNNERS", "VERSION", "WEB_BG_COLOR"} {
		if !slices.Contains(names, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, not := range []string{"Yes", "on", "Toggle", "Checkbox"} {
		if slices.Contains(names, not) {
			t.Errorf("%s is no setting", not)
		}
	}
	if got := Stock().Int("DontReceiveDuplicates"); got != 256 {
		t.Errorf("DontReceiveDuplicates %d", got)
	}
}

// TestWriteText: what `mmgen settings` shows.
func TestWriteText(t *testing.T) {
	site := loadINI(t, "[mm_cfg]\nDEFAULT_EMAIL_HOST = 'x'\nSMTP_LOG_REFUSED = None\nDEFAULT_MSG_HEADER = u'it\\'s \\xe9'\n")
	var b strings.Builder
	if err := site.Settings.WriteText(&b, "DEFAULT_EMAIL_HOST", "SMTP_LOG_REFUSED", "DEFAULT_MSG_HEADER", "OWNER_PIPELINE", "HEX_VERSION"); err != nil {
		t.Fatal(err)
	}
	want := `DEFAULT_EMAIL_HOST = 'x'  # /etc/mailman/mmgen.ini:2
SMTP_LOG_REFUSED = None  # /etc/mailman/mmgen.ini:3
DEFAULT_MSG_HEADER = u"it's \xe9"  # /etc/mailman/mmgen.ini:4
OWNER_PIPELINE = ['SpamDetect', 'Replybot', 'OwnerRecips', 'ToOutgoing']  # stock
HEX_VERSION = 33630192  # stock
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	if err := site.Settings.WriteText(&b, "NOPE"); err == nil || err.Error() != "no setting NOPE" {
		t.Error(err)
	}
}
