// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"fmt"
)

// handOver leaves the entries of a whole queue to Mailman's own Python. It gets no
// entry that can't be unpickled, that names a class it should not, or whose list does
// not exist: the worker has dealt with those before. Without a Python the entries stay
// as they are.
type handOver struct {
	python *Python
}

// HandOver is the job of queues that mmrun does not handle itself.
func HandOver(env Env) (Job, error) { return handOver{env.Python}, nil }

func (h handOver) Handle(context.Context, Task) (Verdict, error) {
	if err := h.python.Usable(); err != nil {
		text := fmt.Sprintf("queue %s: mmrun does not handle its entries itself, and %v", h.python.queue, err)
		return Verdict{Outcome: Stays, Why: because(text)}, nil
	}
	return Verdict{Outcome: Foreign}, nil
}

func (h handOver) EndRound(context.Context) ([]Reason, error) { return nil, nil }
func (h handOver) Close() error                               { return nil }
