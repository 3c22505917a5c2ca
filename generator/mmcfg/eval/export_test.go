// SPDX-License-Identifier: GPL-2.0-or-later

package eval

// Refused is how many things were not followed.
func (ev *Interp) Refused() int { return ev.refused }
