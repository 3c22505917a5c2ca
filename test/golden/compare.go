// SPDX-License-Identifier: GPL-2.0-or-later

package golden

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"mmgen/runner/message"
)

// clockTolerance is how far apart, in seconds, two times may be that count as
// the same: the recorded clock moved a little at each look.
const clockTolerance = 20

// earliest is the smallest number that is taken for a time in seconds.
const earliest = 1e9

// comparison compares what is wanted with what came. It collects differences,
// each below the path of the place where it was found. A token made by chance
// (a cookie, a message id) may differ, if it always stands for the same one.
type comparison struct {
	tokens     bijection
	boundaries bijection // of the message at hand
	diffs      []string
}

// Compare returns the differences between the recorded tree and another, as
// lines that name file and place. Logs are for information and don't count.
func Compare(want, got Tree) []string {
	c := &comparison{tokens: newBijection()}
	want, got = settled(want), settled(got)
	c.strings("folders", want.Dirs, got.Dirs)
	c.group("", byFolder(want), byFolder(got))
	return c.diffs
}

// CompareTranscripts returns the differences between what a server was sent
// and what it should have been sent. How transactions were shared among
// connections, and their order, do not matter.
func CompareTranscripts(what string, want, got any, chunkLoose bool) []string {
	c := &comparison{tokens: newBijection()}
	w, g := transactions(want), transactions(got)
	if chunkLoose {
		w, g = onePerRecipient(w), onePerRecipient(g)
	}
	c.anyOrder(what, w, g)
	return c.diffs
}

func (c *comparison) differ(path, format string, args ...any) {
	c.diffs = append(c.diffs, path+": "+fmt.Sprintf(format, args...))
}

// byFolder groups the files of a tree by folder. The name of a queue entry is
// its time and a hash, so entries of a queue are compared in any order.
func byFolder(t Tree) map[string]map[string]any {
	groups := map[string]map[string]any{}
	for path, file := range t.Files {
		if strings.HasPrefix(path, "logs/") {
			continue
		}
		folder := ""
		if i := strings.LastIndexByte(path, '/'); i >= 0 {
			folder = path[:i]
		}
		if groups[folder] == nil {
			groups[folder] = map[string]any{}
		}
		groups[folder][path] = file
	}
	return groups
}

func (c *comparison) group(_ string, want, got map[string]map[string]any) {
	for _, folder := range sortedKeys(want, got) {
		if strings.HasPrefix(folder, "qfiles/") {
			c.anyOrder(folder, entries(want[folder]), entries(got[folder]))
			continue
		}
		for _, path := range sortedKeys(want[folder], got[folder]) {
			w, wanted := want[folder][path]
			g, came := got[folder][path]
			switch {
			case !wanted:
				c.differ(path, "is there and should not be")
			case !came:
				c.differ(path, "is missing")
			case strings.HasSuffix(path, "/config.pck.last"):
				// The state before the last save: Mailman saves once an entry,
				// mmrun once a batch.
				c.value(path+".type", w.(map[string]any)["type"], g.(map[string]any)["type"])
			default:
				c.value(path, w, g)
			}
		}
	}
}

// entries lists the files of a queue without the chance part of their names.
func entries(files map[string]any) []any {
	var list []any
	for _, path := range sortedKeys(files) {
		name := path[strings.LastIndexByte(path, '/')+1:]
		file := map[string]any{"name": name}
		if when, hash, ok := strings.Cut(name, "+"); ok {
			_, extension, _ := strings.Cut(hash, ".")
			file = map[string]any{"time": when, "extension": extension}
		}
		for k, v := range files[path].(map[string]any) {
			file[k] = v
		}
		list = append(list, any(file))
	}
	return list
}

// value compares two values of any kind.
func (c *comparison) value(path string, want, got any) {
	switch w := want.(type) {
	case json.Number:
		if g, ok := got.(json.Number); ok {
			c.number(path, w, g)
			return
		}
	case string:
		if g, ok := got.(string); ok && g != anything {
			c.text(path, w, g)
			return
		}
	case []any:
		if g, ok := got.([]any); ok {
			c.list(path, w, g)
			return
		}
	case map[string]any:
		if g, ok := got.(map[string]any); ok {
			c.object(path, w, g)
			return
		}
	default:
		if want == got {
			return
		}
	}
	if got == anything {
		return
	}
	c.differ(path, "want %s, got %s", show(want), show(got))
}

// number compares two numbers: int and float differ, times may be off a little.
func (c *comparison) number(path string, want, got json.Number) {
	w, _ := want.Float64()
	g, _ := got.Float64()
	sameKind := isFloat(want) == isFloat(got)
	near := w > earliest && math.Abs(w-g) <= clockTolerance
	if !sameKind || (w != g && !near) {
		c.differ(path, "want %s, got %s", want, got)
	}
}

func isFloat(n json.Number) bool { return strings.ContainsAny(n.String(), ".en") }

func (c *comparison) list(path string, want, got []any) {
	if strings.HasSuffix(path, ".recips") {
		c.anyOrder(path, want, got)
		return
	}
	for i := range max(len(want), len(got)) {
		at := fmt.Sprintf("%s[%d]", path, i)
		switch {
		case i >= len(want):
			c.differ(at, "should not be there: %s", show(got[i]))
		case i >= len(got):
			c.differ(at, "is missing: %s", show(want[i]))
		default:
			c.value(at, want[i], got[i])
		}
	}
}

func (c *comparison) object(path string, want, got map[string]any) {
	if w, ok := want["$dict"].([]any); ok {
		if g, ok := got["$dict"].([]any); ok {
			c.anyOrder(path, w, g)
			return
		}
	}
	if want["type"] == "unreadable" {
		got = map[string]any{"type": got["type"], "size": got["size"], "time": got["time"], "extension": got["extension"]}
		want = map[string]any{"type": want["type"], "size": want["size"], "time": want["time"], "extension": want["extension"]}
	}
	if _, isMessage := want["text"]; isMessage && want["$class"] != nil {
		c.message(path, want, got)
		return
	}
	if want["type"] == "queue-entry" && got["type"] == "queue-entry" {
		got = parsedLike(want, got)
	}
	w, wTokens := splitTokens(want)
	g, gTokens := splitTokens(got)
	for _, key := range sortedKeys(w, g) {
		at := path + "." + key
		wv, wanted := w[key]
		gv, came := g[key]
		switch {
		case !wanted:
			c.differ(at, "should not be there: %s", show(gv))
		case !came:
			c.differ(at, "is missing: %s", show(wv))
		default:
			c.value(at, wv, gv)
		}
	}
	c.anyOrder(path, wTokens, gTokens)
}

// anything is equal to every value.
const anything = "(anything)"

// parsedLike shows an entry whose message is still text as one with a message
// object, where that is what is wanted: an entry that has to stay Mailman
// writes anew, parsed and with the metadata lang, and mmrun leaves as it was.
func parsedLike(want, got map[string]any) map[string]any {
	w, _ := want["data"].(map[string]any)
	g, _ := got["data"].(map[string]any)
	if w["_parsemsg"] != false || g["_parsemsg"] != true {
		return got
	}
	data := maps.Clone(g)
	data["_parsemsg"], data["lang"] = false, anything
	parsed := maps.Clone(got)
	parsed["data"], parsed["msg"] = data, Encode(message.Parse(str(got["msg"])).Pickle())
	return parsed
}

// splitTokens parts a dict whose keys may be tokens of chance, such as
// pending.pck, into ordinary keys and [token, value] pairs.
func splitTokens(object map[string]any) (plain map[string]any, pairs []any) {
	plain = map[string]any{}
	for _, key := range sortedKeys(object) {
		if isToken(key) {
			pairs = append(pairs, []any{key, object[key]})
		} else {
			plain[key] = object[key]
		}
	}
	return plain, pairs
}

// message compares what two messages say and not how their objects say it.
func (c *comparison) message(path string, want, got map[string]any) {
	c.value(path+".class", want["$class"], got["$class"])
	w, g := str(want["text"]), str(got["text"])
	c.text(path, unfoldHeaders(w), unfoldHeaders(g))
}

// anyOrder compares two lists as bags: each wanted item takes the first item
// left that equals it; what remains is compared in order, for the report.
func (c *comparison) anyOrder(path string, want, got []any) {
	var missing []any
	left := slices.Clone(got)
	for _, w := range want {
		i := slices.IndexFunc(left, func(g any) bool { return c.same(path, w, g) })
		if i < 0 {
			missing = append(missing, w)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	for i := range max(len(missing), len(left)) {
		at := fmt.Sprintf("%s{%d}", path, i)
		switch {
		case i >= len(missing):
			c.differ(at, "should not be there: %s", show(left[i]))
		case i >= len(left):
			c.differ(at, "is missing: %s", show(missing[i]))
		default:
			c.value(at, missing[i], left[i])
		}
	}
}

// same tells whether two values are equal, and if so keeps the pairs of
// tokens that make them so.
func (c *comparison) same(path string, want, got any) bool {
	trial := &comparison{tokens: c.tokens.clone()}
	trial.value(path, want, got)
	if len(trial.diffs) > 0 {
		return false
	}
	c.tokens = trial.tokens
	return true
}

func (c *comparison) strings(path string, want, got []string) {
	for _, s := range want {
		if !slices.Contains(got, s) {
			c.differ(path, "%s is missing", s)
		}
	}
	for _, s := range got {
		if !slices.Contains(want, s) {
			c.differ(path, "%s should not be there", s)
		}
	}
}

// str returns a str in either of its encodings.
func str(v any) string {
	if object, ok := v.(map[string]any); ok {
		v = object["$bytes"]
	}
	s, _ := v.(string)
	return s
}

func sortedKeys[V any](maps ...map[string]V) []string {
	var keys []string
	for _, m := range maps {
		for key := range m {
			keys = append(keys, key)
		}
	}
	sort.Strings(keys)
	return slices.Compact(keys)
}

// show prints a value for a reader, shortened.
func show(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprint(v)
	}
	const most = 600
	if len(data) > most {
		return string(data[:most]) + ".."
	}
	return string(data)
}
