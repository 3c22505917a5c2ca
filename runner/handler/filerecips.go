// SPDX-License-Identifier: GPL-2.0-or-later

package handler

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/member"
	"mmgen/runner/post"
	"mmgen/runner/safeio"
)

// maxRecipsFile bounds members.txt, in bytes: several million addresses.
const maxRecipsFile = 256 << 20

// fileRecips takes the recipients from members.txt in the list's directory, one
// a line, for sites that put this handler in the place of CalcRecips
// (FileRecips.py: process). A member's own post is not sent back. Without the
// file there are no recipients.
func fileRecips(_ context.Context, p *post.Post) (post.Verdict, error) {
	if p.Data.Has("recips") {
		return post.Verdict{}, nil
	}
	data, err := safeio.ReadFile(p.Site.FileSystem(), filepath.Join(p.List.Dir(), "members.txt"), maxRecipsFile)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return post.Verdict{}, fmt.Errorf("reading the recipients of list %s: %w", p.List.InternalName(), err)
	}
	var addrs []string
	for line := range strings.Lines(string(data)) {
		addrs = append(addrs, pystr.Strip(line))
	}
	if own, ok := member.Of(p.List).CPAddress(p.Sender()); ok {
		if i := slices.Index(addrs, own); i >= 0 {
			addrs = slices.Delete(addrs, i, i+1)
		}
	}
	p.Data.SetStrs("recips", addrs)
	return post.Verdict{}, nil
}
