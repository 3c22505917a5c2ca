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
// Article (HyperArch.py: __setstate__). An attribute that is not there, as in
// articles of older versions of Mailman, is empty; lang is the list's language,
// for an article that has none. The error says that it is no article.
func Load(data []byte, lang string) (*Article, error) {
	v, _, err := pickle.Load(data)
	if err != nil {
		return nil, fmt.Errorf("article of an archive's database: %w", err)
	}
	instance, ok := v.(*pickle.Instance)
	if !ok || instance.Class.Name != class.Name {
		return nil, fmt.Errorf("article of an archive's database: %w but %s", errNoArticle, pyvalue.TypeName(v))
	}
	state, ok := instance.State.(*pyvalue.Dict)
	if !ok {
		return nil, fmt.Errorf("article of an archive's database: %w, as it has no attributes", errNoArticle)
	}
	return fromState(state, lang), nil
}

func fromState(state *pyvalue.Dict, lang string) *Article {
	text := func(name string) i18n.Text { return i18n.TextOf(state.GetStr(name)) }
	str := func(name string) string { return text(name).S }
	sequence, _ := pyvalue.AsInt(state.GetStr("sequence"))
	decoded, _ := state.GetStr("decoded").(*pyvalue.Dict)
	a := &Article{
		Sequence: sequence,
		MsgID:    str("msgid"), InReplyTo: str("in_reply_to"),
		Subject: text("subject"), Author: text("author"), Email: text("email"),
		Date: str("date"), DateStr: str("datestr"), FromDate: str("fromdate"),
		RawMessageID: str("_message_id"), RawInReplyTo: str("_in_reply_to"), RawReferences: str("_references"),
		Lang:     str("_lang"),
		Filename: str("filename"), ParentID: str("parentID"), ThreadKey: str("threadKey"),
		contentType: str("ctype"), encoding: str("cenc"),
		Decoded: Decoded{
			Author: i18n.TextOf(decoded.GetStr("author")), Email: i18n.TextOf(decoded.GetStr("email")),
			Subject: i18n.TextOf(decoded.GetStr("subject")), Stripped: i18n.TextOf(decoded.GetStr("stripped")),
		},
	}
	if a.Lang == "" {
		a.Lang = lang
	}
	for _, id := range pyvalue.Items(state.GetStr("references")) {
		if s, ok := pyvalue.AsString(id); ok {
			a.References = append(a.References, s)
		}
	}
	return a
}
