// SPDX-License-Identifier: GPL-2.0-or-later

package job

import (
	"context"
	"fmt"

	"mmgen/generator/pyvalue"
)

// ownModule leaves what is to be delivered to Mailman's own Python: DELIVERY_MODULE names a
// handler of the site's own. Without a Python the entries stay as they are; they are too
// many to be shunted.
type ownModule struct {
	python *Python
	module string
}

func (o ownModule) Handle(context.Context, Task) (Verdict, error) {
	if err := o.python.Usable(); err != nil {
		text := fmt.Sprintf("queue %s: DELIVERY_MODULE = %s is a handler of the site's own, and %v",
			o.python.queue, pyvalue.Repr(pyvalue.Str(o.module)), err)
		return Verdict{Outcome: Stays, Why: because(text)}, nil
	}
	return Verdict{Outcome: Foreign}, nil
}

func (o ownModule) EndRound(context.Context) ([]Reason, error) { return nil, nil }
func (o ownModule) Close() error                               { return nil }
