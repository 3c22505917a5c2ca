// SPDX-License-Identifier: GPL-2.0-or-later

package command

import "context"

const endHelp = `
    end
        Stop processing commands.  Use this if your mail program automatically
        adds a signature file.
`

// end ends the script (cmd_end.py).
func end(context.Context, *request, []string) (outcome, error) { return stop, nil }
