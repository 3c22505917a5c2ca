// SPDX-License-Identifier: GPL-2.0-or-later

package article

import (
	"errors"
	"fmt"
	"strconv"

	"mmgen/generator/pyvalue"
	"mmgen/runner/i18n"
	"mmgen/runner/pickle"
)

// class is what Mailman pickles (HyperArch.py: Article).
var class = pickle.Global{Module: "Mailman.Archiver.HyperArch", Name: "Article"}

// errNoArticle says that a pickle holds something else.
var errNoArticle = errors.New("no article")

// Dump is the article as the database keeps it, without its body (pipermail.py:
// store_article; HyperArch.py: __getstate__): a pickle of protocol 0. list is the
// internal name of its list.
func (a *Article) Dump(list string) ([]byte, error) {
	state := new(pyvalue.Dict)
	for _, attr := range []struct {
		name  string
		value pyvalue.Value
	}{
		{"_in_reply_to", orNone(a.RawInReplyTo)},
		{"_references", orNone(a.RawReferences)},
		{"_message_id", orNone(a.RawMessageID)},
		{"_last_article_time", a.seconds()},
		{"_lang", pyvalue.Str(a.Lang)},
		{"__listname", pyvalue.Str(list)},
		{"sequence", a.Sequence},
		{"msgid", pyvalue.Str(a.MsgID)},
		{"in_reply_to", pyvalue.Str(a.InReplyTo)},
		{"references", pyvalue.Strings(a.References...)},
		{"subject", textValue(a.Subject)},
		{"author", textValue(a.Author)},
		{"email", textValue(a.Email)},
		{"date", pyvalue.Str(a.Date)},
		{"datestr", pyvalue.Str(a.DateStr)},
		{"fromdate", pyvalue.Str(a.FromDate)},
		{"ctype", pyvalue.Str(a.contentType)},
		{"cenc", pyvalue.Str(a.encoding)},
		{"decoded", a.Decoded.dict()},
		{"headers", new(pyvalue.Dict)},
		{"body", pyvalue.NewList()},
		{"filename", pyvalue.Str(a.Filename)},
		{"parentID", orNone(a.ParentID)},
		{"threadKey", orNone(a.ThreadKey)},
	} {
		state.SetStr(attr.name, attr.value)
	}
	data, err := pickle.Dump(&pickle.Instance{Class: class, State: state, OldStyle: true}, 0)
	if err != nil {
		return nil, fmt.Errorf("article %s: %w", a.MsgID, err)
	}
	return data, nil
}

func (d Decoded) dict() *pyvalue.Dict {
	dict := new(pyvalue.Dict)
	for _, item := range []struct {
		name string
		text i18n.Text
	}{{"author", d.Author}, {"email", d.Email}, {"subject", d.Subject}} {
		if item.text.S != "" {
			dict.SetStr(item.name, textValue(item.text))
		}
	}
	dict.SetStr("stripped", textValue(d.Stripped))
	return dict
}

func textValue(t i18n.Text) pyvalue.Value {
	if t.Unicode {
		return pyvalue.Unicode(t.S)
	}
	return pyvalue.Str(t.S)
}

func orNone(s string) pyvalue.Value {
	if s == "" {
		return nil
	}
	return pyvalue.Str(s)
}

// seconds is the date as a number.
func (a *Article) seconds() int64 {
	n, _ := strconv.ParseInt(a.Date, 10, 64)
	return n
}

// Load takes an article out of a database: a pickle of an instance of class
// Article (HyperArch.py: __setstate__), of which the article's texts are parts. An
// attribute that is not there, as in articles of older versions of Mailman, is empty; lang
// is the list's language, for an article that has none. The error says that it is no
// article.
func Load(data, lang string) (*Article, error) {
	a := &Article{}
	return a, a.Load(data, lang)
}

// Load is Load for an article that is there, whose place the other one takes. After an error
// it is of no use.
func (a *Article) Load(data, lang string) error {
	*a = Article{}
	if !pickle.Attributes(data, class.Name, a.set) {
		state, err := loadState(data)
		if err != nil {
			return fmt.Errorf("article of an archive's database: %w", err)
		}
		*a = *fromState(state)
	}
	if a.Lang == "" {
		a.Lang = lang
	}
	return nil
}

func loadState(data string) (*pyvalue.Dict, error) {
	v, _, err := pickle.Load([]byte(data))
	if err != nil {
		return nil, err
	}
	instance, ok := v.(*pickle.Instance)
	if !ok || instance.Class.Name != class.Name {
		return nil, fmt.Errorf("%w but %s", errNoArticle, pyvalue.TypeName(v))
	}
	state, ok := instance.State.(*pyvalue.Dict)
	if !ok {
		return nil, fmt.Errorf("%w, as it has no attributes", errNoArticle)
	}
	return state, nil
}

// fromState takes the attributes of any pickle, a few of which Attributes does not read.
func fromState(state *pyvalue.Dict) *Article {
	a := &Article{}
	for name, v := range state.All() {
		a.setValue("", pyvalue.Text(name), v)
		for _, item := range pyvalue.Items(v) {
			a.setValue(pyvalue.Text(name), "", item)
		}
		if dict, ok := v.(*pyvalue.Dict); ok {
			for key, item := range dict.All() {
				a.setValue(pyvalue.Text(name), pyvalue.Text(key), item)
			}
		}
	}
	return a
}

// setValue sets an attribute that is a text or a number.
func (a *Article) setValue(in, name string, v pyvalue.Value) {
	text := i18n.TextOf(v)
	if n, ok := pyvalue.AsInt(v); ok {
		text.S = strconv.FormatInt(n, 10)
	}
	a.set(pickle.Attribute{In: in, Name: name, Text: text.S, Unicode: text.Unicode})
}

// set sets an attribute as it is in a pickle.
func (a *Article) set(attr pickle.Attribute) {
	text := i18n.Text{S: attr.Text, Unicode: attr.Unicode}
	switch attr.In {
	case "":
		a.setOwn(attr.Name, text)
	case "references":
		a.References = append(a.References, attr.Text)
	case "decoded":
		a.Decoded.set(attr.Name, text)
	}
}

func (a *Article) setOwn(name string, text i18n.Text) {
	switch name {
	case "sequence":
		a.Sequence, _ = strconv.ParseInt(text.S, 10, 64)
	case "subject":
		a.Subject = text
	case "author":
		a.Author = text
	case "email":
		a.Email = text
	default:
		if place := a.place(name); place != nil {
			*place = text.S
		}
	}
}

// place is where an attribute is that is a str; nil for one that has no place.
func (a *Article) place(name string) *string {
	switch name {
	case "msgid":
		return &a.MsgID
	case "date":
		return &a.Date
	case "datestr":
		return &a.DateStr
	case "fromdate":
		return &a.FromDate
	case "in_reply_to":
		return &a.InReplyTo
	case "_message_id":
		return &a.RawMessageID
	case "_in_reply_to":
		return &a.RawInReplyTo
	case "_references":
		return &a.RawReferences
	case "_lang":
		return &a.Lang
	case "filename":
		return &a.Filename
	case "parentID":
		return &a.ParentID
	case "threadKey":
		return &a.ThreadKey
	case "ctype":
		return &a.contentType
	case "cenc":
		return &a.encoding
	}
	return nil
}

func (d *Decoded) set(name string, text i18n.Text) {
	switch name {
	case "author":
		d.Author = text
	case "email":
		d.Email = text
	case "subject":
		d.Subject = text
	case "stripped":
		d.Stripped = text
	}
}
