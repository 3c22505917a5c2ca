// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"slices"

	"mmgen/generator/mmcfg"
	"mmgen/generator/pyvalue"
)

// Kind is what an attribute holds, named after the fields of Mailman's web pages
// (Defaults.py: the "GUI widgets").
type Kind int

// The kinds.
const (
	Toggle       Kind = iota // 0 or 1
	Radio                    // a number, one of the choices
	Number                   // a number that is not negative
	String                   // a text of one line
	Text                     // a text of several lines
	FileUpload               // the same, which a browser may upload
	Host                     // a domain
	Email                    // an address, or nothing
	EmailList                // addresses
	EmailListEx              // addresses, and patterns that begin with ^
	Select                   // one word out of several
	Checkbox                 // several words, or bits of a number
	HeaderFilter             // header_filter_rules: a list of (pattern, action, unused)
	Topics                   // topics: a list of (name, pattern, description, unused)
)

// Attribute is one that an administrator may set.
type Attribute struct {
	Name    string
	Kind    Kind
	Choices []string // the names of a Toggle's or Radio's values, in English; the first one stands for 0
	Needs   string   // the setting that must be true for it to be shown, "" for none
}

// Category is a page of attributes of Mailman's web interface.
type Category struct {
	Name       string // its name in ADMIN_CATEGORIES
	Attributes []Attribute
}

// Categories are those of a site, in the order of ADMIN_CATEGORIES, with the attributes
// that its settings show to owners.
func Categories(set *mmcfg.Settings) []Category {
	order, _ := set.Value("ADMIN_CATEGORIES")
	var shown []Category
	for _, name := range pyvalue.Texts(order) {
		for _, c := range table {
			if c.Name == name {
				shown = append(shown, Category{name, c.shown(set)})
			}
		}
	}
	return shown
}

func (c Category) shown(set *mmcfg.Settings) (attributes []Attribute) {
	for _, a := range c.Attributes {
		if a.Needs == "" || set.Bool(a.Needs) {
			attributes = append(attributes, a)
		}
	}
	return attributes
}

// find returns an attribute of a site by its name, and the name of its category.
func find(set *mmcfg.Settings, name string) (a Attribute, category string, ok bool) {
	for _, c := range Categories(set) {
		if i := slices.IndexFunc(c.Attributes, func(a Attribute) bool { return a.Name == name }); i >= 0 {
			return c.Attributes[i], c.Name, true
		}
	}
	return Attribute{}, "", false
}

// choices are the choices of an attribute on a site, and the number of the first one.
func (a Attribute) choices(set *mmcfg.Settings) (names []string, first int) {
	switch {
	case a.Name == "subscribe_policy" && !set.Bool("ALLOW_OPEN_SUBSCRIBE"):
		return a.Choices[1:], 1
	case a.Name == "filter_action" && !set.Bool("OWNERS_CAN_PRESERVE_FILTERED_MESSAGES"):
		return a.Choices[:3], 0
	}
	return a.Choices, 0
}
