// SPDX-License-Identifier: GPL-2.0-or-later

package message

import "testing"

// Expected values are those of set_param(name, get_param(name)).
func TestFlow(t *testing.T) {
	for params, want := range map[string]string{
		"":                                  "text/plain",
		"; format=; delsp":                  "text/plain",
		"; format=flowed":                   `text/plain; Format="flowed"`,
		`; DELSP="yes"; FORMAT=Flowed`:      `text/plain; Format="Flowed"; DelSp="yes"`,
		"; delsp*=utf-8''flowed":            `text/plain; DelSp*="utf-8''flowed"`,
		"; delsp*=us-ascii'en'y%20s":        `text/plain; DelSp*="us-ascii'en'y%20s"`,
		"; delsp*0*=''y; delsp*1=z":         `text/plain; DelSp*="''yz"`,
		"; format*0=y; format*1=z; delsp=x": `text/plain; Format="yz"; DelSp="x"`,
		"; delsp*=yes":                      `text/plain; DelSp*="yes"`,
		"; delsp*=''":                       `text/plain; DelSp*="''"`,
	} {
		from, to := Parse("Content-Type: text/plain"+params+"\n\nx"), Parse("Content-Type: text/plain\n\nx")
		to.SetFlow(from.Flow())
		if got := to.Get("content-type"); got != want {
			t.Errorf("%q: got %q, want %q", params, got, want)
		}
	}
}
