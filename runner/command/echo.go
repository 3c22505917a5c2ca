// SPDX-License-Identifier: GPL-2.0-or-later

package command

import (
	"context"
	"strings"
)

// echo repeats its arguments (cmd_echo.py).
func echo(_ context.Context, r *request, args []string) (outcome, error) {
	r.tell("echo " + strings.Join(args, " "))
	return stop, nil
}
