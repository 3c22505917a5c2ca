// SPDX-License-Identifier: GPL-2.0-or-later

package deliver

import (
	"errors"
	"fmt"
	"strings"

	"mmgen/generator/pyvalue"
	"mmgen/runner/queue"
)

// chunkify divides recipients into chunks of size, sorted by their top-level domains,
// which tell roughly where they are (SMTPDirect.py: chunkify). A size of 0 or less
// means that there is one chunk.
func chunkify(recips []string, size int) [][]string {
	if size <= 0 {
		return [][]string{recips}
	}
	var buckets [4][]string
	for _, r := range recips {
		b := bucketOf(r)
		buckets[b] = append(buckets[b], r)
	}
	var chunks [][]string
	for _, bucket := range buckets {
		for len(bucket) > size {
			chunks = append(chunks, bucket[:size:size])
			bucket = bucket[size:]
		}
		if len(bucket) > 0 {
			chunks = append(chunks, bucket)
		}
	}
	return chunks
}

// atMost divides a chunk that an earlier try left, if it is larger than size: the
// queue makes one of all recipients that a crash left.
func atMost(chunk []string, size int) [][]string {
	if size <= 0 || len(chunk) <= size {
		return [][]string{chunk}
	}
	return chunkify(chunk, size)
}

// bucketOf tells which recipients are sent to together.
func bucketOf(recip string) int {
	dot := strings.LastIndexByte(recip, '.')
	if dot < 0 {
		return 0
	}
	switch recip[dot+1:] {
	case "com":
		return 1
	case "net", "org":
		return 2
	case "edu", "us", "ca":
		return 3
	}
	return 0
}

// oneByOne makes a chunk of each recipient.
func oneByOne(recips []string) [][]string {
	chunks := make([][]string, len(recips))
	for i := range recips {
		chunks[i] = recips[i : i+1 : i+1]
	}
	return chunks
}

const undeliveredKey = "undelivered"

// recipients returns the recipients of an entry. A value among them that is not an
// address is an error: to skip it would lose a recipient.
func recipients(data queue.Metadata) ([]string, error) {
	v, _ := data.Value("recips")
	if !pyvalue.Truth(v) {
		return nil, nil
	}
	return addresses("recips", v)
}

// left returns the chunks that an earlier try left, ok where there was one.
func left(data queue.Metadata) (chunks [][]string, ok bool, err error) {
	if !data.Has(undeliveredKey) {
		return nil, false, nil
	}
	items, ok := data.List(undeliveredKey)
	if !ok {
		return nil, true, errors.New("metadata: undelivered is no list of lists of addresses")
	}
	for _, item := range items {
		chunk, err := addresses(undeliveredKey, item)
		if err != nil {
			return nil, true, err
		}
		if len(chunk) > 0 {
			chunks = append(chunks, chunk)
		}
	}
	return chunks, true, nil
}

// addresses are the strings of a list or tuple.
func addresses(key string, v pyvalue.Value) ([]string, error) {
	var items []pyvalue.Value
	switch v := v.(type) {
	case *pyvalue.List:
		items = v.Items
	case *pyvalue.Tuple:
		items = v.Items
	default:
		return nil, fmt.Errorf("metadata: %s has something else than a list of addresses: %s", key, pyvalue.Repr(v))
	}
	all := make([]string, len(items))
	for i, item := range items {
		s, ok := pyvalue.AsString(item)
		if !ok {
			return nil, fmt.Errorf("metadata: %s has something else than an address: %s", key, pyvalue.Repr(item))
		}
		all[i] = s
	}
	return all, nil
}

// setLeft notes in the metadata which chunks are left.
func setLeft(data queue.Metadata, chunks [][]string) {
	list := &pyvalue.List{Items: make([]pyvalue.Value, len(chunks))}
	for i, chunk := range chunks {
		list.Items[i] = pyvalue.Strings(chunk...)
	}
	data.SetStr(undeliveredKey, list)
}
