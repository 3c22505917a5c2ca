// SPDX-License-Identifier: GPL-2.0-or-later

package runner

import (
	"context"
	"fmt"

	"mmgen/runner/mlist"
	"mmgen/runner/queue"
)

// handOver leaves the entries of a whole queue to Mailman's own Python. It
// gets none that can't be unpickled, that names a class it should not, or whose
// list does not exist: those are dealt with here, as everywhere. Without a
// Python the others stay as they are.
type handOver struct {
	python *python
}

func newHandOver(w *entryWorker) (job, error) { return &handOver{w.python}, nil }

func (h *handOver) handle(context.Context, *mlist.List, *queue.Entry) (verdict, error) {
	if !h.python.there() {
		return verdict{fate: stays, why: fmt.Sprintf("queue %s: mmrun does not handle its entries itself, and %v", h.python.queue, h.python.why())}, nil
	}
	return verdict{fate: foreign}, nil
}

func (h *handOver) flush(context.Context) (string, error) { return "", nil }
func (h *handOver) settle()                               {}
func (h *handOver) close()                                {}
